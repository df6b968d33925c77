/**
 * How much is lost, and how much comes twice, when the tip line is killed again and again:
 * `npm run bench -- kill [--updates N] [--kills N] [--rate N] [--seed N]`.
 */
import { parseArgs } from 'node:util';
import { runKills } from '../tests/stories/telegram-kill-run.ts';
import { TipLineHome } from '../tests/support/tip-line-process.ts';

const { values } = parseArgs({
  options: {
    updates: { type: 'string', default: '500' },
    kills: { type: 'string', default: '5' },
    rate: { type: 'string', default: '25' },
    seed: { type: 'string', default: String(Date.now() % 100_000) },
  },
});
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const home = await TipLineHome.make();
try {
  const [updates, kills, rate, seed] = [values.updates, values.kills, values.rate, values.seed].map(Number);
  if (!updates || !kills || !rate || seed === undefined) throw new Error('numbers from 1 are needed');
  const result = await runKills(home, { updates, kills, rate, seed, limitMs: 180_000 });
  const { unanswered, wrong, duplicates, readyMs, ...counts } = result;
  const unexplained = duplicates.filter(({ explained }) => !explained);
  print(`seed ${seed}`);
  for (const [name, count] of Object.entries(counts)) print(`${name}\t${count}`);
  print(`unanswered\t${unanswered.length}\t${unanswered.join(' ')}`);
  print(`wrong\t${wrong.length}`);
  for (const answer of wrong) print(`  ${answer}`);
  print(
    `duplicates\t${duplicates.length}\tnot from the gap between acceptance and note: ${unexplained.length}`,
  );
  print(`  gap in ms\t${duplicates.map(({ gapMs }) => gapMs).join(' ')}`);
  print(`ready after ms\t${readyMs.map(Math.round).join(' ')}`);
  const isLost = unanswered.length > 0 || counts.storedOnce < counts.updates || unexplained.length > 0;
  process.exitCode = isLost ? 1 : 0;
} finally {
  await home.close();
}
