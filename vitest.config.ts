import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { ClosingLine } from './tests/support/closing-line.ts';

/** One PostgreSQL serves all test files that run at a time: more of them would want more connections than it has. */
const MOST_WORKERS = 4;

export default defineConfig({
  resolve: {
    alias: [
      {
        find: /^.*\/own-program\.ts$/u,
        replacement: join(import.meta.dirname, 'tests/support/compiled-program.ts'),
      },
    ],
  },
  test: {
    include: ['tests/**/*.test.{ts,tsx}'],
    globalSetup: ['tests/support/global-setup.ts'],
    reporters: ['default', new ClosingLine()],
    maxWorkers: Math.min(MOST_WORKERS, Math.max(2, availableParallelism() - 1)),
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
