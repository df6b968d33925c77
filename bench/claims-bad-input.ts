/** How long texts take that nobody would call a question. */
import { Matcher } from '../src/match/matcher.ts';
import type { ArchiveRow } from './claims-data.ts';
import { inventedWord } from './grown-archive.ts';

const LONG = 100_000;
const ROUNDS = 15;
const filled = (word: (i: number) => string): string => {
  let text = '';
  for (let i = 0; text.length < LONG; i++) text += `${word(i)} `;
  return text.slice(0, LONG);
};

const INPUTS: [name: string, text: string][] = [
  ['emoji', '😂😂🔥🙏🏽'],
  ['a link', 'https://example.com/somewhere/else?id=7'],
  ['"is this true?"', 'هل هذا صحيح؟'],
  ['English', 'The mayor of Springfield denies that the monorail will be closed next week'],
  ['invisible characters', '\u200B\u200F\u2068\u2069\uFEFF'.repeat(1_000)],
  ['100,000 characters, every word another', filled((i) => inventedWord(i * 37))],
  ['100,000 characters, 700 words again and again', filled((i) => inventedWord(i % 700))],
  ['100,000 characters, one word', 'ا'.repeat(LONG)],
  ['100,000 marks on one letter', `ا${'\u0650\u064B\u0655'.repeat(LONG / 3)}`],
  ['100,000 characters of hashtags', filled((i) => `#${inventedWord(i)}_${inventedWord(i + 1)}`)],
  ['100,000 digits and commas', '1,'.repeat(LONG / 2)],
];

export function measureBadInput(rows: ArchiveRow[], print: (line: string) => void): void {
  const matcher = new Matcher();
  for (const row of rows) matcher.upsert({ ...row, urls: [], media: [] });
  print(
    `| text, against ${rows.length} fact-checks | median ms | slowest of ${ROUNDS} ms | median ms of processor |`,
  );
  print('| --- | --- | --- | --- |');
  for (const [name, text] of INPUTS) {
    const times: number[] = [];
    const busy: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const before = process.cpuUsage();
      const started = performance.now();
      matcher.rank([{ kind: 'text', text }]);
      times.push(performance.now() - started);
      const { user, system } = process.cpuUsage(before);
      busy.push((user + system) / 1000);
    }
    times.sort((a, b) => a - b);
    busy.sort((a, b) => a - b);
    const middle = ROUNDS >> 1;
    print(
      `| ${name} | ${times[middle]?.toFixed(1)} | ${times.at(-1)?.toFixed(1)} | ${busy[middle]?.toFixed(1)} |`,
    );
  }
}
