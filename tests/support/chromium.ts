import { execFileSync } from 'node:child_process';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

const SYSTEM = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** `CHROME_PATH`, then the system's browser, then the one inside the package `@sparticuz/chromium`. */
export async function chromiumPath(): Promise<string> {
  return process.env.CHROME_PATH || systemChromium() || (await chromium.executablePath());
}

/** A headless browser; root and most containers have no sandbox for it. */
export async function launchChromium(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromiumPath(),
    chromiumSandbox: false,
    args: ['--no-zygote', '--disable-dev-shm-usage', '--disable-gpu', '--font-render-hinting=none'],
  });
}

function systemChromium(): string | undefined {
  for (const name of SYSTEM) {
    try {
      const path = execFileSync('which', [name], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim();
      if (path) return path;
    } catch {
      // not installed under this name
    }
  }
  return undefined;
}
