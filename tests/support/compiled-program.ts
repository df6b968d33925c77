/**
 * In place of `src/own-program.ts`: the processes and threads that the code under test starts run what was compiled
 * from the same source when the tests began (`global-setup.ts`), which starts three times as fast as the source.
 */
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { PROJECT_ROOT } from '../../src/project-root.ts';

const SOURCE = join(PROJECT_ROOT, 'src');

const compiled = (url: string, name: string): string =>
  join(PROJECT_ROOT, 'dist', relative(SOURCE, dirname(fileURLToPath(url))), `${name}.js`);

export const ownProgram = (url: string, name: string): { path: string; nodeArguments: string[] } => ({
  path: compiled(url, name),
  nodeArguments: [],
});

export const startOwnThread = (url: string, name: string, workerData: unknown): Worker =>
  new Worker(compiled(url, name), { workerData });
