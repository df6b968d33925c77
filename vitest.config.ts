import { execFileSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { ClosingLine } from './tests/support/closing-line.ts';

/** One PostgreSQL serves all test files that run at a time: more of them would want more connections than it has. */
const MOST_WORKERS = 4;

/**
 * Tests run what is shipped: `src/` as the compiler leaves it in `dist/`, which is made anew when a run begins. It
 * computes three times as fast there as transformed by vite, and starts its own processes and threads as usual.
 */
const DIST = join(import.meta.dirname, 'dist');

function compile(): void {
  const compiler = join(import.meta.dirname, 'node_modules', '.bin', 'tsc');
  try {
    execFileSync(compiler, ['-p', join(import.meta.dirname, 'tsconfig.build.json')], { encoding: 'utf8' });
  } catch (error) {
    const { status, stdout } = error as { status: number | null; stdout: string };
    const WITH_ERRORS = 2;
    if (status !== WITH_ERRORS) throw error;
    process.stderr.write(`src/ has errors and is tested all the same:\n${stdout}\n`);
  }
}
compile();

export default defineConfig({
  resolve: {
    alias: [{ find: /^(?:\.\.?\/)+src\/(.+)\.tsx?$/u, replacement: join(DIST, '$1.js') }],
  },
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    globalSetup: ['tests/support/global-setup.ts'],
    reporters: ['default', new ClosingLine()],
    // What is compiled is loaded once by each worker, not by each test file: a fifth of the time.
    isolate: false,
    server: { deps: { external: [/\/dist\/.+\.js$/u] } },
    // One more than there are processors: tests wait for other processes a quarter of their time.
    maxWorkers: Math.min(MOST_WORKERS, availableParallelism() + 1),
    // A condition is waited for as long as a busy machine may need.
    expect: { poll: { timeout: 30_000 } },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
