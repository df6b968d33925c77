/** What the desk shows about moving a threshold: figures of a bench, written to `src/match/threshold-effects.json`. */
import { readFile, writeFile } from 'node:fs/promises';
import type { ThresholdKey } from '../src/domain/settings.ts';
import {
  type MeasuredThreshold,
  type ThresholdEffect,
  thresholdSteps,
} from '../src/match/threshold-effects.ts';

const TARGET = new URL('../src/match/threshold-effects.json', import.meta.url);

export class EffectTally {
  readonly effects: ThresholdEffect[];
  asked = 0;

  constructor(key: ThresholdKey) {
    this.effects = thresholdSteps(key).map((from) => ({ from, answered: 0, right: 0, wrongWithout: 0 }));
  }
}

export async function writeEffects(
  key: ThresholdKey,
  measured: Omit<MeasuredThreshold, 'day'>,
): Promise<void> {
  const stored = JSON.parse(await readFile(TARGET, 'utf8')) as Record<ThresholdKey, MeasuredThreshold>;
  stored[key] = { day: new Date().toISOString().slice(0, 10), ...measured };
  await writeFile(TARGET, `${JSON.stringify(stored, null, 2)}\n`);
}

export function printEffects({ asked, contraries, effects }: Omit<MeasuredThreshold, 'day'>): string {
  const share = (count: number | undefined, of = 0): string =>
    count === undefined ? '' : `${((100 * count) / Math.max(1, of)).toFixed(1)} %`;
  const rows = effects.map(({ from, answered, right, wrongWithout, contrary }) => [
    from,
    share(answered, asked),
    share(right, answered),
    share(wrongWithout, asked),
    share(contrary, contraries),
  ]);
  const head = [
    'from',
    `answered at once of ${asked}`,
    'right of these',
    'answered without a right one',
    'contrary',
  ];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
