/**
 * Cleans up after a test run that was killed: stops its PostgreSQL and removes its folder as soon as the input
 * ends, which happens however the run ends.
 */
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from '../../src/store/file-lock.ts';

const folder = process.argv[2] ?? '';
process.stdin.resume();
await once(process.stdin, 'end');
const postmaster = await readFile(join(folder, 'server', 'postgres', 'postmaster.pid'), 'utf8').catch(
  () => '',
);
const pid = Number(postmaster.split('\n')[0]);
if (pid && isAlive(pid)) process.kill(pid, 'SIGINT');
// Where nobody collects dead processes its number lives on.
for (let waited = 0; pid && isAlive(pid) && waited < 10_000; waited += 50) await delay(50);
await rm(folder, { recursive: true, force: true, maxRetries: 5 });
