import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * A program of this project that another process is to run, beside the file at `url` and without ending: `./name`.
 * Node runs JavaScript; in a checkout that was not built, TypeScript by the loader of the tests, from whatever folder.
 */
export function ownProgram(url: string, name: string): { path: string; nodeArguments: string[] } {
  const extension = extname(fileURLToPath(url));
  const path = fileURLToPath(new URL(`${name}${extension}`, url));
  if (extension === '.js') return { path, nodeArguments: [] };
  const loader = createRequire(import.meta.url).resolve('tsx');
  return { path, nodeArguments: ['--import', pathToFileURL(loader).href] };
}
