// Makes the typed database client, unless it is there and made from this very schema. Prisma wants an
// engine binary that this step does not use and that not every machine can download: any program stands
// in for it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);
const mark = join(root, 'src/store/prisma-client/made-from');
const madeFrom = createHash('sha256')
  .update(readFileSync(join(root, 'prisma/schema.prisma')))
  .update(require('prisma/package.json').version)
  .digest('hex');

if (!existsSync(mark) || readFileSync(mark, 'utf8') !== madeFrom) {
  execFileSync(process.execPath, [require.resolve('prisma/build/index.js'), 'generate', '--no-hints'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
  });
  // The compiler takes some of the made files for unchanged when it builds on what it built before.
  rmSync(join(root, 'dist/.tsbuildinfo'), { force: true });
  writeFileSync(mark, madeFrom);
}
