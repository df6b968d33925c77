import { quantile } from '../quantile.ts';
import type { Asked } from './subject.ts';

/** Figures of one edit. */
export class Tally {
  asked = 0;
  answered = 0;
  offered = 0;
  closer = 0;
  wrongOffsets = 0;
  offsets = 0;
  falseAnswers = new Map<string, number>();
  falseOffers = new Map<string, number>();
  lost: string[] = [];
  ms: number[] = [];
  vpdq = 0;
  vpdqFalse = 0;
  readonly name: string;
  readonly goal: number | null;

  constructor(name: string, goal: number | null) {
    this.name = name;
    this.goal = goal;
  }

  /** @param offset error of the time offset in seconds, when one was given */
  add(id: string, result: Asked, offset: number | null): void {
    this.asked++;
    if (result.answered) this.answered++;
    else this.lost.push(result.offered ? `${id} (offered)` : id);
    if (result.offered) this.offered++;
    if (result.isCloser) this.closer++;
    if (offset !== null) {
      this.offsets++;
      if (offset > 0.5) this.wrongOffsets++;
    }
    for (const other of result.falseAnswers) count(this.falseAnswers, `${id} -> ${other}`);
    for (const other of result.falseOffers) count(this.falseOffers, `${id} -> ${other}`);
    this.ms.push(result.ms);
  }
}

function count(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}

const share = (part: number, of: number): string => (of === 0 ? '-' : `${((100 * part) / of).toFixed(0)} %`);

/** A Markdown table. `vpdq`: with the baseline's columns. */
export function tableOf(tallies: Tally[], vpdq: boolean): string {
  const head = [
    ...[
      'edit',
      'goal',
      'asked',
      'answered',
      'or offered',
      'false answers',
      'false offers',
      'time wrong',
      'closer',
      'ms',
    ],
    ...(vpdq ? ['vPDQ', 'vPDQ false'] : []),
  ];
  const rows = tallies.map((tally) => [
    tally.name,
    tally.goal === null ? '' : `${tally.goal} %`,
    String(tally.asked),
    share(tally.answered, tally.asked),
    share(tally.offered, tally.asked),
    String(tally.falseAnswers.size),
    String(tally.falseOffers.size),
    `${tally.wrongOffsets} of ${tally.offsets}`,
    share(tally.closer, tally.asked),
    quantile(tally.ms, 0.5).toFixed(0),
    ...(vpdq ? [share(tally.vpdq, tally.asked), String(tally.vpdqFalse)] : []),
  ]);
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
