/**
 * A thousand people forward the same new video within a minute, then the mixed questions of a busy day, then questions
 * while 100,000 notices wait: `npm run bench -- telegram [--people N] [--mixed N] [--rate N] [--waiting N] [--seed N]`.
 * The shipped program polls a Bot API stand-in over HTTP, first with Telegram's limits in force, then without; beside
 * it a loop that only answers every message with one word, under the same limits.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadWords } from '../src/words.ts';
import { TELEGRAM_FLOOD_LIMITS } from '../tests/standins/bot-api/flood-control.ts';
import { BotApiStandIn } from '../tests/standins/bot-api.ts';
import { messageIdOf } from '../tests/stories/telegram-kill-run.ts';
import { TipLineHome, type TipLineProcess } from '../tests/support/tip-line-process.ts';
import { drawnFilm } from './drawn-film.ts';
import { Crowd, MIX } from './telegram/crowd.ts';
import { startEchoLoop } from './telegram/echo-loop.ts';
import { askWhileNoticesWait } from './telegram/waiting-notices.ts';
import { type Outcome, spreadOver, table, Watch } from './telegram/watch.ts';
import { memoryOf, processorTimeOf, type Usage } from './usage.ts';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '1000' },
    mixed: { type: 'string', default: '10000' },
    rate: { type: 'string', default: '20' },
    waiting: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const [people, mixed, rate, waiting, seed] = [
  values.people,
  values.mixed,
  values.rate,
  values.waiting,
  values.seed,
].map(Number) as [number, number, number, number, number];
const FLOOD_SECONDS = 60;
const FILM_SECONDS = 20;
const UNBOUNDED = 1_000;
/** Of the mixed questions: the baseline does nothing that more of them would slow down. */
const BASELINE_SHARE = 0.1;
const MEMORY_MS = 1_000;

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const words = await loadWords('ar-u-nu-latn');
const stillLooking = words.t('ar', 'reply:stillLooking');
const isAnswer = (text: string): boolean => text !== stillLooking;
const folder = await mkdtemp(join(tmpdir(), 'tabayyan-bench-'));
const outcomes: Outcome[] = [];
const remarks: string[] = [];

interface Regime {
  name: string;
  /** Whether the stand-in refuses what is too fast, and the program keeps to it. */
  isPaced: boolean;
}

const startStandIn = ({ isPaced }: Regime): Promise<BotApiStandIn> =>
  BotApiStandIn.start(isPaced ? { flood: TELEGRAM_FLOOD_LIMITS } : {});

async function flood(
  standIn: BotApiStandIn,
  name: string,
  film: Uint8Array,
  seconds: number,
): Promise<Outcome> {
  const file = standIn.file(film);
  const watch = new Watch(standIn, isAnswer);
  let person = 1_000_000;
  await spreadOver(seconds, people, () => {
    person += 1;
    watch.asked(messageIdOf(standIn.user(person).sendsVideo(file)));
  });
  return watch.outcome(name);
}

async function mix(
  standIn: BotApiStandIn,
  name: string,
  { messages, isPaced }: { messages: number; isPaced: boolean },
): Promise<Outcome> {
  const crowd = await Crowd.gather(standIn, { messages, seed, people: Math.ceil(messages / 4) });
  const watch = new Watch(standIn, isAnswer);
  await spreadOver(isPaced ? messages / rate : 0, messages, () => watch.asked(crowd.say()));
  return watch.outcome(name);
}

/** The largest of what it sees until it is stopped. */
function watchMemory(home: TipLineHome, { pid }: TipLineProcess): () => Usage {
  const most: Usage = { node: 0, postgres: 0 };
  const timer = setInterval(async () => {
    const { node, postgres } = await memoryOf(home, pid);
    most.node = Math.max(most.node, node);
    most.postgres = Math.max(most.postgres, postgres);
  }, MEMORY_MS);
  return () => {
    clearInterval(timer);
    return most;
  };
}

const megabytes = ({ node, postgres }: Usage): string =>
  `Node ${Math.round(node)} MB, PostgreSQL ${Math.round(postgres)} MB`;

async function fingerprintsMade({ url }: TipLineProcess): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^tabayyan_fingerprints_made (\d+)$/mu.exec(text)?.[1]);
}

/** Processor time for each question of a part of the run. */
async function withProcessorTime(
  home: TipLineHome,
  { pid }: TipLineProcess,
  work: () => Promise<Outcome>,
): Promise<void> {
  const before = await processorTimeOf(home, pid);
  const outcome = await work();
  const after = await processorTimeOf(home, pid);
  outcomes.push(outcome);
  const each = (part: keyof Usage): string => ((after[part] - before[part]) / outcome.asked).toFixed(1);
  remarks.push(
    `${outcome.name}: processor time for each, Node ${each('node')} ms, PostgreSQL ${each('postgres')} ms.`,
  );
}

async function measureTipLine(regime: Regime, film: Uint8Array): Promise<void> {
  const { isPaced, name } = regime;
  const standIn = await startStandIn(regime);
  const home = await TipLineHome.make();
  try {
    const tipLine = await home.start({
      TELEGRAM_API_ROOT: standIn.apiRoot,
      TELEGRAM_BOT_TOKEN: standIn.token,
      ...(isPaced ? {} : { TELEGRAM_MESSAGES_PER_SECOND: String(UNBOUNDED) }),
    });
    const idle = await memoryOf(home, tipLine.pid);
    const most = watchMemory(home, tipLine);
    const madeBefore = await fingerprintsMade(tipLine);
    await withProcessorTime(home, tipLine, () =>
      flood(standIn, `${name}: the same new video, ${people} people`, film, isPaced ? FLOOD_SECONDS : 0),
    );
    const made = (await fingerprintsMade(tipLine)) - madeBefore;
    const fetched = standIn.callsTo('getFile').length;
    remarks.push(`${name}: the video was fetched ${fetched} times and fingerprinted ${made} times.`);
    await withProcessorTime(home, tipLine, () =>
      mix(standIn, `${name}: mixed`, { messages: mixed, isPaced }),
    );
    const refused = `${standIn.floodRefusals} messages came too fast for Telegram`;
    remarks.push(`${name}: memory ${megabytes(idle)} before, at most ${megabytes(most())}; ${refused}.`);
    if (isPaced && waiting > 0) {
      const notices = await askWhileNoticesWait(home, standIn, { waiting, isAnswer });
      outcomes.push(notices.questions);
      remarks.push(notices.remark);
    }
    await tipLine.stop();
  } finally {
    await home.close();
    await standIn.close();
  }
}

async function measureEcho(regime: Regime, film: Uint8Array): Promise<void> {
  const standIn = await startStandIn(regime);
  const stop = startEchoLoop({
    apiRoot: standIn.apiRoot,
    token: standIn.token,
    messagesPerSecond: regime.isPaced ? TELEGRAM_FLOOD_LIMITS.overall : UNBOUNDED,
  });
  const name = `${regime.name}, baseline`;
  const seconds = regime.isPaced ? FLOOD_SECONDS : 0;
  outcomes.push(await flood(standIn, `${name}: the same new video, ${people} people`, film, seconds));
  const { isPaced } = regime;
  outcomes.push(
    await mix(standIn, `${name}: mixed`, { messages: Math.ceil(mixed * BASELINE_SHARE), isPaced }),
  );
  await stop();
  await standIn.close();
}

const load = loadavg();
try {
  const film = await readFile(await drawnFilm(join(folder, 'film.mp4'), seed, FILM_SECONDS));
  const regimes: Regime[] = [
    { name: 'at Telegram’s pace', isPaced: true },
    { name: 'as fast as it goes', isPaced: false },
  ];
  for (const regime of regimes.filter(
    ({ isPaced }) => !values.only || (values.only === 'paced') === isPaced,
  )) {
    await measureEcho(regime, film);
    await measureTipLine(regime, film);
  }
  print(table(outcomes));
  print(`\n${remarks.join('\n')}`);
  const shares = Object.entries(MIX).map(([kind, share]) => `${kind} ${Math.round(share * 100)} %`);
  print(`Mixed: ${shares.join(', ')}; at Telegram’s pace ${rate} a second.`);
  print(`Node ${process.versions.node}, load average before ${load.map((x) => x.toFixed(1)).join(' ')}.`);
  process.exitCode = outcomes.some(({ asked, answered }) => answered < asked) ? 1 : 0;
} finally {
  await rm(folder, { recursive: true, force: true });
}
