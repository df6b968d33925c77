import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const PHONE = { width: 390, height: 844 };
export const LAPTOP = { width: 1280, height: 800 };

const SCREENSHOTS = process.env.SCREENSHOT_DIR;

let axe: string | null = null;

/**
 * What is wrong with a page: where it is wider than a laptop or a phone, and serious faults that axe-core finds, with
 * everything folded open. With `SCREENSHOT_DIR` set, pictures of the whole page stay there as `desk-NAME-laptop.jpg`.
 */
export async function faultsOf(page: Page, name: string): Promise<string[]> {
  const faults: string[] = [];
  for (const [size, viewport] of Object.entries({ laptop: LAPTOP, phone: PHONE })) {
    await page.setViewportSize(viewport);
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    if (width !== viewport.width) faults.push(`${width} pixels wide on a ${size}`);
    if (SCREENSHOTS) {
      const path = join(SCREENSHOTS, `desk-${name}-${size}.jpg`);
      await page.screenshot({ path, type: 'jpeg', quality: 78, fullPage: true });
    }
  }
  await page.setViewportSize(LAPTOP);
  axe ??= await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(`document.querySelectorAll('details').forEach((one) => { one.open = true; })`);
  await page.evaluate(axe);
  const found = await page.evaluate<string[]>(
    `axe.run().then(({ violations }) => violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 160)).join(' | ')))`,
  );
  return [...faults, ...found];
}
