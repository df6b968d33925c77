/**
 * People write to a tip line that is killed again and again. What they sent and what came of it is counted,
 * on Telegram's side and in the database. Shared by the story and by `npm run bench -- kill`.
 */
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { SentMessage } from '../standins/bot-api/chats.ts';
import type { ShelvedFile } from '../standins/bot-api/file-shelf.ts';
import type { Person } from '../standins/bot-api/person.ts';
import type { Update } from '../standins/bot-api/update-queue.ts';
import { BotApiStandIn } from '../standins/bot-api.ts';
import { drawScene, randomFrom, renderScene } from '../support/synthetic-scenes.ts';
import { type TipLineHome, type TipLineProcess, until } from '../support/tip-line-process.ts';

export interface KillRunOptions {
  updates: number;
  /** Of them, every third hits a tip line that is still starting. */
  kills: number;
  /** Updates a second. */
  rate: number;
  seed: number;
  /** How long everybody may wait for the last answer. */
  limitMs: number;
}

export interface KillRunResult {
  updates: number;
  /** Questions: an album is one. */
  questions: number;
  /** Rows of the inbox, and how many of them are different messages. */
  stored: number;
  storedOnce: number;
  unhandled: number;
  tipsOpen: number;
  outboxRows: number;
  outboxOpen: number;
  jobsLeft: number;
  /** Messages that reached people. */
  sent: number;
  /** Quoted ids of questions without an answer. */
  unanswered: number[];
  /** Questions about something known whose answer does not hold its link. */
  wrong: string[];
  /** Messages that came once more than noted. */
  duplicates: Duplicate[];
  kills: number;
  /** Milliseconds from the start of the process to ready, first start first; interrupted starts left out. */
  readyMs: number[];
  seconds: number;
}

export interface Duplicate {
  quoted: number | null;
  /** From the messenger's acceptance to the kill that lost our note of it; null when no kill came after it. */
  gapMs: number | null;
  /** The gap is short. */
  explained: boolean;
}

interface Question {
  /** Message to be quoted. */
  quoted: number;
  /** In the answer. */
  link?: string;
}

interface Sample {
  url: string;
  claim: string;
  media?: string[];
}

const SAMPLES = new URL('../../samples/', import.meta.url);
const PEOPLE = 40;
/** Without words of their own, a text sent soon after would count as theirs. */
export const CAPTION = { caption: 'هل هذا صحيح؟' };
const GAP_MS = 1_000;
const WORDS =
  'قال شاهد إن المجلس سيغلق المدرسة غدا بعد وصول سفينة تحمل قمحا فاسدا إلى مخازن الحي الشرقي وسط غضب التجار والسائقين والمزارعين'.split(
    ' ',
  );

export async function readSamples(): Promise<Sample[]> {
  const text = await readFile(new URL('fact-checks.jsonl', SAMPLES), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

export const samplePath = (name: string): string => fileURLToPath(new URL(name, SAMPLES));

/** A small picture that nobody sent before. */
export const newPicture = (seed: number): Promise<Buffer> =>
  sharp(renderScene(drawScene(seed, 320, 240), 0), { raw: { width: 320, height: 240, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer();

/** Sends the mixed questions of a day, one at a time. */
class Crowd {
  readonly questions: Question[] = [];
  readonly updateIds: number[] = [];
  readonly #standIn: BotApiStandIn;
  readonly #samples: Sample[];
  readonly #shelf: { file: ShelvedFile; link: string }[];
  readonly #random: () => number;

  private constructor(
    standIn: BotApiStandIn,
    samples: Sample[],
    shelf: { file: ShelvedFile; link: string }[],
    seed: number,
  ) {
    this.#standIn = standIn;
    this.#samples = samples;
    this.#shelf = shelf;
    this.#random = randomFrom(seed);
  }

  static async gather(standIn: BotApiStandIn, seed: number): Promise<Crowd> {
    const samples = await readSamples();
    const withPicture = samples.filter(({ media }) => media?.[0]?.endsWith('.jpg'));
    const shelf = await Promise.all(
      withPicture.map(async ({ url, media }) => ({
        file: standIn.file(await readFile(samplePath(media?.[0] ?? ''))),
        link: url,
      })),
    );
    return new Crowd(standIn, samples, shelf, seed);
  }

  /** One update, or the two or three of an album. */
  async say(): Promise<void> {
    const person = this.#standIn.user(1_000 + Math.floor(this.#random() * PEOPLE));
    const kind = this.#random();
    if (kind < 0.3) {
      const { claim, url } = this.#pick(this.#samples);
      this.#asked([person.sendsText(claim)], url);
    } else if (kind < 0.55) this.#asked([person.sendsText(this.#rumour())]);
    else if (kind < 0.75) {
      const { file, link } = this.#pick(this.#shelf);
      this.#asked([person.sendsPhoto(file, CAPTION)], link);
    } else if (kind < 0.85) this.#asked([person.sendsPhoto(await this.#newPicture(), CAPTION)]);
    else if (kind < 0.9) this.#asked(await this.#album(person));
    else this.#asked([person.sendsText(this.#pick(['/start', '/help', '/search حافلات', '/search xyzzy']))]);
  }

  async #album(person: Person): Promise<Update[]> {
    const count = this.#random() < 0.5 ? 2 : 3;
    const files = await Promise.all(Array.from({ length: count }, () => this.#newPicture()));
    return person.sendsAlbum(
      files.map((file) => ({ kind: 'photo', file })),
      { caption: this.#rumour() },
    );
  }

  #asked(updates: Update[], link?: string): void {
    const quoted = messageIdOf(updates[0]);
    this.questions.push({ quoted, ...(link ? { link } : {}) });
    this.updateIds.push(...updates.map(({ update_id }) => update_id));
  }

  #newPicture = (): Promise<Buffer> => newPicture(Math.floor(this.#random() * 1e9));

  #rumour = (): string => Array.from({ length: 14 }, () => this.#pick(WORDS)).join(' ');

  #pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.#random() * items.length)] as T;
  }
}

/** The message's own id, which an answer quotes. */
export const messageIdOf = (update: Update | undefined): number =>
  (update?.message as { message_id: number } | undefined)?.message_id ?? 0;

export async function runKills(home: TipLineHome, options: KillRunOptions): Promise<KillRunResult> {
  const began = Date.now();
  const standIn = await BotApiStandIn.start();
  try {
    const crowd = await Crowd.gather(standIn, options.seed);
    const env = {
      TELEGRAM_API_ROOT: standIn.apiRoot,
      TELEGRAM_BOT_TOKEN: standIn.token,
      // A few people ask what many would.
      TIPS_PER_HOUR: '0',
    };
    const talking = talk(crowd, options);
    const { tipLine, killedAt, readyMs } = await killAgainAndAgain(home, env, options);
    await talking;
    const lasting = () => standIn.sent.filter((message) => !isStillLooking(message));
    const answeredAll = () => unanswered(crowd.questions, lasting()).length === 0;
    // Who is left without an answer is what is to be counted.
    await standIn.waitFor(answeredAll, options.limitMs).catch(() => undefined);
    await untilAtRest(home, 10_000);
    const { noted, ...counted } = await countStored(home, crowd.updateIds);
    await tipLine.stop();
    // Taken back when the answer is first: what of it reached people is no matter of record.
    const sent = lasting();
    return {
      updates: crowd.updateIds.length,
      questions: crowd.questions.length,
      ...counted,
      sent: sent.length,
      unanswered: unanswered(crowd.questions, sent),
      wrong: wrongAnswers(crowd.questions, sent),
      duplicates: findDuplicates(sent, noted, killedAt),
      kills: killedAt.length,
      readyMs,
      seconds: (Date.now() - began) / 1000,
    };
  } finally {
    await standIn.close();
  }
}

/** People do not wait for the tip line to be up. */
async function talk(crowd: Crowd, { updates, rate }: KillRunOptions): Promise<void> {
  while (crowd.updateIds.length < updates) {
    await crowd.say();
    await delay(1000 / rate);
  }
}

async function killAgainAndAgain(
  home: TipLineHome,
  env: Record<string, string>,
  { updates, kills, rate, seed }: KillRunOptions,
): Promise<{ tipLine: TipLineProcess; killedAt: number[]; readyMs: number[] }> {
  const random = randomFrom(seed + 1);
  const talkMs = (1000 * updates) / rate;
  const killedAt: number[] = [];
  const readyMs: number[] = [];
  for (let count = 1; ; count++) {
    if (count % 3 === 0 && killedAt.length < kills) {
      const run = home.spawn(['start'], { ...env, PORT: '0' });
      await delay(80 + random() * 700);
      killedAt.push(Date.now());
      await run.end('SIGKILL');
    }
    const tipLine = await home.start(env);
    readyMs.push(tipLine.readyMs);
    if (killedAt.length >= kills) return { tipLine, killedAt, readyMs };
    await delay((0.3 + random() * 0.9) * (talkMs / (kills + 1)));
    killedAt.push(Date.now());
    await tipLine.kill();
  }
}

function unanswered(questions: Question[], sent: readonly SentMessage[]): number[] {
  const quoted = new Set(sent.map(({ replyTo }) => replyTo));
  return questions.filter((question) => !quoted.has(question.quoted)).map((question) => question.quoted);
}

function wrongAnswers(questions: Question[], sent: readonly SentMessage[]): string[] {
  return questions.flatMap(({ quoted, link }) => {
    const answers = sent.filter((message) => message.replyTo === quoted);
    const isRight = !link || answers.some((answer) => JSON.stringify(answer).includes(link));
    return isRight ? [] : [`${link}: ${answers.map(({ text }) => text).join(' | ')}`];
  });
}

const isStillLooking = ({ text }: SentMessage): boolean => text.startsWith('ما زلنا نبحث');

/** What people got beyond what we noted as sent: the message went out again, because the note was lost. */
function findDuplicates(
  sent: readonly SentMessage[],
  noted: ReadonlySet<number>,
  killedAt: number[],
): Duplicate[] {
  return sent
    .filter(({ messageId }) => !noted.has(messageId))
    .map(({ at, replyTo }) => {
      // Clocks are read a moment before the signal and a moment after the acceptance.
      const killed = killedAt.find((time) => at <= time + 50);
      const gapMs = killed === undefined ? null : Math.max(0, killed - at);
      return { quoted: replyTo, gapMs, explained: gapMs !== null && gapMs <= GAP_MS };
    });
}

const OPEN = `SELECT
  (SELECT count(*)::int FROM messages WHERE handled_at IS NULL) AS unhandled,
  (SELECT count(*)::int FROM tips WHERE outcome IS NULL) AS "tipsOpen",
  (SELECT count(*)::int FROM outbox WHERE state <> 'sent') AS "outboxOpen",
  (SELECT count(*)::int FROM graphile_worker.jobs) AS "jobsLeft"`;

/** What still moves is given its time; what then does not move is counted. */
async function untilAtRest(home: TipLineHome, limitMs: number): Promise<void> {
  const client = await home.connect();
  const isAtRest = async () => {
    const { rows } = await client.query<Record<string, number>>(OPEN);
    return Object.values(rows[0] ?? {}).every((count) => count === 0);
  };
  await until(isAtRest, limitMs, 'rest').catch(() => undefined);
  await client.end();
}

async function countStored(home: TipLineHome, updateIds: number[]) {
  const client = await home.connect();
  try {
    const { rows } = await client.query<Pick<KillRunResult, 'stored' | 'storedOnce' | 'outboxRows'>>(
      `SELECT count(*)::int AS stored,
        count(DISTINCT external_id) FILTER (WHERE external_id = ANY($1))::int AS "storedOnce",
        (SELECT count(*)::int FROM outbox WHERE key NOT LIKE '%:still-looking%') AS "outboxRows" FROM messages`,
      [updateIds.map(String)],
    );
    const open =
      await client.query<Pick<KillRunResult, 'unhandled' | 'tipsOpen' | 'outboxOpen' | 'jobsLeft'>>(OPEN);
    const [counts] = rows;
    const [rest] = open.rows;
    if (!counts || !rest) throw new Error('a count returned no row');
    const sent = await client.query<{ id: string }>(
      'SELECT external_id AS id FROM outbox WHERE external_id IS NOT NULL',
    );
    return { ...counts, ...rest, noted: new Set(sent.rows.map(({ id }) => Number(id))) };
  } finally {
    await client.end();
  }
}
