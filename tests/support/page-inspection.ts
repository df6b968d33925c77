import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const PHONE = { width: 390, height: 844 };
export const LAPTOP = { width: 1280, height: 800 };

let axe: string | null = null;

/**
 * A picture of the whole page on a laptop and on a phone as `desk-NAME-laptop.jpg`, and what is wrong with it: where it is
 * wider than the screen, and serious faults that axe-core finds, with everything folded open.
 */
export async function faultsOf(page: Page, name: string, screenshots: string): Promise<string[]> {
  const faults: string[] = [];
  for (const [size, viewport] of Object.entries({ laptop: LAPTOP, phone: PHONE })) {
    await page.setViewportSize(viewport);
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    if (width !== viewport.width) faults.push(`${width} pixels wide on a ${size}`);
    const path = join(screenshots, `desk-${name}-${size}.jpg`);
    await page.screenshot({ path, type: 'jpeg', quality: 78, fullPage: true });
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
