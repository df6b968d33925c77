/** `npm run bench -- NAME [options]`: runs one measurement; without a name lists them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Measurement {
  script: string;
  about: string;
  /** What is measured on when nothing is given, if it is there; relative to this file. */
  data?: string[];
}

const MEASUREMENTS: Record<string, Measurement> = {
  latency: { script: 'latency.ts', about: 'from an update to its answer, memory, time to start' },
  telegram: {
    script: 'telegram.ts',
    about: 'a flood of one new video, mixed questions, 100,000 notices: telegram [options]',
  },
  desk: {
    script: 'desk.ts',
    about: 'pages of the desk with 10,000 claims, and telling 100,000 people: desk [--people N]',
  },
  settings: {
    script: 'settings.ts',
    about: 'pages of the settings with 200,000 lines of log, and the nightly cleaning of 100,000 tips',
  },
  whatsapp: {
    script: 'whatsapp.ts',
    about: 'memory of WhatsApp with a number of one’s own, the process and its browser apart',
  },
  kill: { script: 'kill.ts', about: 'what is lost and what comes twice when the tip line is killed' },
  pdq: {
    script: 'pdq.ts',
    about: 'our PDQ hashes beside published ones: pdq FOLDER',
    data: ['../../shared/data/images-dev'],
  },
  claims: {
    script: 'claims.ts',
    about: 'matching of claims on judged posts: claims FOLDER HEADLINES POSTS',
    data: [
      '../../shared/data/retrieval-dev',
      '../../shared/data/arabic/ans-train-pairs.tsv',
      '../../shared/data/arabic/posts.jsonl',
    ],
  },
  search: {
    script: 'search.ts',
    about: 'search by keywords at the API beside PostgreSQL: search [FOLDER] [--facts N] [--queries N]',
    data: ['../../shared/data/retrieval-dev'],
  },
  index: {
    script: 'index.ts',
    about:
      'look-ups among 100,000 and 1,000,000 frame hashes, and how soon they are ready: index [FOLDER] [options]',
    data: ['../../shared/data'],
  },
  hostile: { script: 'hostile.ts', about: 'time, memory and disk for bombs, endless and broken files' },
  ocr: {
    script: 'ocr.ts',
    about: 'words in pictures and films, beside the same words typed: ocr [FOLDER] [options]',
    data: ['../../shared/data'],
  },
  media: {
    script: 'media.ts',
    about: 'what matching of pictures, videos and sounds survives: media [FOLDER] [options]',
    data: ['../../shared/data'],
  },
  cards: {
    script: 'cards.ts',
    about: 'time and memory to draw verdict cards, and cards that come back: cards [FOLDER] [--cards N]',
    data: ['../../shared/data/images-dev'],
  },
  'matched-frames': {
    script: 'matched-frames.ts',
    about:
      'pictures of frames that were matched in hard edits, beside each other: matched-frames [FOLDER] [--to DIR]',
  },
};

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

async function run({ script, data = [] }: Measurement, args: string[]): Promise<number> {
  const isGiven = args[0] !== undefined && !args[0].startsWith('-');
  const usual = data.map(pathOf);
  const used = !isGiven && usual.every((path) => existsSync(path)) ? usual : [];
  const child = spawn(process.execPath, ['--import', 'tsx', pathOf(script), ...used, ...args], {
    stdio: 'inherit',
  });
  const forward = (signal: NodeJS.Signals) => void child.kill(signal);
  process.once('SIGTERM', forward);
  // The terminal tells the child itself.
  process.once('SIGINT', () => undefined);
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

const [name = '', ...args] = process.argv.slice(2);
const measurement = MEASUREMENTS[name];
if (measurement) process.exitCode = await run(measurement, args);
else {
  const width = Math.max(...Object.keys(MEASUREMENTS).map(({ length }) => length));
  const lines = Object.entries(MEASUREMENTS).map(([key, { about }]) => `  ${key.padEnd(width)}  ${about}`);
  process.stdout.write(`npm run bench -- NAME\n${lines.join('\n')}\n`);
  process.exitCode = name === '' ? 0 : 2;
}
