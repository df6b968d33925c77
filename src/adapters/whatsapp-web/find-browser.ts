import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { AppError } from '../../errors.ts';

const SYSTEM = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** The configured browser, then the system's, then the one inside the package `@sparticuz/chromium`. @throws `browser-missing` */
export async function findBrowser(configured: string | null): Promise<string> {
  if (configured !== null) {
    if (isProgram(configured)) return configured;
    throw new AppError('browser-missing');
  }
  return systemBrowser() ?? (await bundledBrowser());
}

function systemBrowser(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return SYSTEM.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

/** Unpacked into the folder for temporary files when it is first needed. */
async function bundledBrowser(): Promise<string> {
  try {
    const { default: chromium } = await import('@sparticuz/chromium');
    return await chromium.executablePath();
  } catch (error) {
    throw new AppError('browser-missing', { cause: error });
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // That was the question.
    return false;
  }
}

/** What a browser without a screen needs on most servers; root has no sandbox. */
export function usualArguments(): string[] {
  const isRoot = process.getuid?.() === 0;
  return ['--disable-dev-shm-usage', '--disable-gpu', ...(isRoot ? ['--no-sandbox', '--no-zygote'] : [])];
}
