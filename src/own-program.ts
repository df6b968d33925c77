import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/**
 * A program of this project that another process is to run, beside the file at `url` and without ending: `./name`.
 * Node runs JavaScript; in a checkout that was not built, TypeScript by the loader of `tsx`, which is installed for
 * development only.
 */
export function ownProgram(url: string, name: string): { path: string; nodeArguments: string[] } {
  const path = besideOf(url, name);
  if (extname(path) === '.js') return { path, nodeArguments: [] };
  return { path, nodeArguments: ['--import', import.meta.resolve('tsx')] };
}

/** As `ownProgram`, in a thread: one does not take over the loader by which we run, and begins with calling it in. */
export function startOwnThread(url: string, name: string, workerData: unknown): Worker {
  const path = besideOf(url, name);
  if (extname(path) === '.js') return new Worker(path, { workerData });
  const [loader, source] = [import.meta.resolve('tsx/esm/api'), pathToFileURL(path).href].map((it) =>
    JSON.stringify(it),
  );
  const begin = `import(${loader}).then(({ register }) => { register(); return import(${source}); })`;
  return new Worker(begin, { eval: true, execArgv: [], workerData });
}

const besideOf = (url: string, name: string): string =>
  fileURLToPath(new URL(`${name}${extname(fileURLToPath(url))}`, url));
