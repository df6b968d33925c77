import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { MemoryAdapter } from '../../src/adapters/memory.ts';
import { type App, buildApp } from '../../src/app.ts';
import { type ImportReport, importArchive } from '../../src/archive/import.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { type Core, openCore } from '../../src/core.ts';
import type { Adapter } from '../../src/domain/adapter.ts';
import type { Clock } from '../../src/domain/clock.ts';
import type { MediaKind } from '../../src/domain/fingerprint.ts';
import type { OutboundMessage, RemoteFile } from '../../src/domain/message.ts';
import type { RichText } from '../../src/domain/rich-text.ts';
import { plainText } from '../../src/domain/rich-text.ts';
import { type FetchRules, SafeFetcher } from '../../src/media/safe-fetch.ts';
import { addJob, type JobName, type JobPayloads } from '../../src/store/job-queue.ts';
import { LANGUAGES } from '../../src/words.ts';
import { createTestDatabase } from './database.ts';
import { ManualClock } from './manual-clock.ts';
import type { ArchiveRow } from './test-archive.ts';

/** Tests reach loopback only. */
const withoutNetwork = new SafeFetcher({
  lookup: ((_name: string, _options: object, done: (error: Error) => void) =>
    done(new Error('no network'))) as FetchRules['lookup'],
});

type Question = Parameters<MemoryAdapter['deliver']>[0];

/** `LOG_LEVEL=debug npx vitest run …` shows what the program says. */
export const testLog = pino({ level: process.env.LOG_LEVEL ?? 'silent' });

export interface TestAppOptions {
  /** Further messengers, or one in place of the usual one in memory. */
  adapters?: Adapter[];
  messenger?: MemoryAdapter;
  /** Real workers run the jobs as in production; else they run in `processAll` only. */
  liveJobs?: boolean;
  /** By which people are told that we are still at it; usually one that stands, so that nobody is. */
  reassuranceClock?: Clock;
  /** What is configured otherwise than usual. */
  config?: Partial<Config>;
  /** What may be reached on the network; usually nothing: names lead nowhere. */
  fetcher?: SafeFetcher;
  /** What the archive holds. */
  archive?: ArchiveRow[];
  /** The fictional archive of a new installation is loaded at the start. */
  withSamples?: boolean;
}

/**
 * The real tip line on a database and a data folder of its own, started, with a messenger in memory. Belongs
 * into `beforeAll`; `end` into `afterAll`.
 */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const folder = await createDataFolder();
  const database = await createTestDatabase();
  const config = { ...testConfig(folder.path, database.url), ...options.config };
  const cleanUp = async (): Promise<void> => {
    await database.drop();
    await folder.remove();
  };
  try {
    return await startOn(config, options, cleanUp);
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

async function startOn(
  config: Config,
  options: TestAppOptions,
  cleanUp: () => Promise<void>,
): Promise<TestApp> {
  const { adapters = [], messenger = new MemoryAdapter(), liveJobs = false, withSamples = false } = options;
  const app = await buildApp(config, testLog, {
    adapters: [messenger, ...adapters],
    manualJobs: !liveJobs,
    withoutSamples: !withSamples,
    fetcher: options.fetcher ?? withoutNetwork,
    reassuranceClock: options.reassuranceClock ?? new ManualClock(0),
  });
  const line = new TestApp(app, messenger, config, cleanUp);
  if (options.archive) await line.importRows(options.archive);
  line.port = (await app.start()).port;
  return line;
}

export const testConfig = (dataFolder: string, databaseUrl: string): Config =>
  readConfig({ PORT: '0', TABAYYAN_DATA: dataFolder, DATABASE_URL: databaseUrl, LOG_LEVEL: 'silent' });

export async function createDataFolder(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'tabayyan-data-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/** A running tip line with what stories need around it. */
export class TestApp {
  readonly app: App;
  readonly messenger: MemoryAdapter;
  readonly config: Config;
  /** Where its pages are. */
  port = 0;
  readonly #cleanUp: () => Promise<void>;
  #imports = 0;

  constructor(app: App, messenger: MemoryAdapter, config: Config, cleanUp: () => Promise<void>) {
    this.app = app;
    this.messenger = messenger;
    this.config = config;
    this.#cleanUp = cleanUp;
  }

  get core(): Core {
    return this.app.core;
  }

  get prisma(): Core['database']['prisma'] {
    return this.core.database.prisma;
  }

  person(name: string): Person {
    return new Person(this, name);
  }

  /** Somebody who has been told who answers here. */
  async acquaintance(name: string): Promise<Person> {
    const { id: senderId } = await this.prisma.sender.create({
      data: { channel: this.messenger.channel, externalId: name },
    });
    await this.prisma.dialogue.create({ data: { senderId, conversation: name, state: 'free' } });
    return this.person(name);
  }

  /** A file that somebody sends, with the name under which the messenger knows it. */
  async file(
    path: string,
    kind: MediaKind | 'document',
    about: Partial<RemoteFile> = {},
  ): Promise<RemoteFile> {
    return this.messenger.addFile(await readFile(path), { kind, ...about });
  }

  /** Arabic words of `locales/ar/reply.json`, or of another file as `errors:code`. */
  words(key: string, params: Record<string, string | number> = {}, language: 'ar' | 'en' = 'ar'): string {
    return this.core.words.t(language, key.includes(':') ? key : `reply:${key}`, params);
  }

  async importRows(rows: ArchiveRow[], core: Core = this.core): Promise<ImportReport> {
    this.#imports += 1;
    const path = join(this.config.dataFolder, `import-${this.#imports}.jsonl`);
    await writeFile(path, rows.map((row) => JSON.stringify(row)).join('\n'));
    return importArchive(core, path, {});
  }

  processAll(): Promise<void> {
    return this.app.processAll();
  }

  /** Runs one job beside those that wait. */
  async run<Name extends JobName>(name: Name, payload: JobPayloads[Name]): Promise<void> {
    await addJob(this.prisma, name, payload);
    await this.processAll();
  }

  /** As if the pauses before further tries were over. */
  async letPausesPass(): Promise<void> {
    await this.prisma.$executeRaw`UPDATE graphile_worker._private_jobs SET run_at = now()`;
    await this.prisma.outbox.updateMany({ data: { nextAttemptAt: new Date() } });
    await this.prisma.tip.updateMany({ where: { outcome: null }, data: { dueAt: new Date() } });
    this.app.outbox.resume();
  }

  /** Why jobs that are still there did not go well. */
  async jobErrors(): Promise<string[]> {
    const rows = await this.prisma.$queryRaw<{ task: string; error: string }[]>`
      SELECT task_identifier AS task, last_error AS error FROM graphile_worker.jobs WHERE last_error IS NOT NULL`;
    return rows.map(({ task, error }) => `${task}: ${error}`);
  }

  /** A second process on the same database. */
  async otherProcess<T>(work: (core: Core) => Promise<T>): Promise<T> {
    const core = await openCore(this.config, testLog);
    try {
      return await work(core);
    } finally {
      await core.close();
    }
  }

  /** The next process on the same database and data folder; this one was stopped before. */
  restart(options: TestAppOptions = {}): Promise<TestApp> {
    return startOn(this.config, options, this.#cleanUp);
  }

  async end(): Promise<void> {
    await this.app.stop();
    await this.#cleanUp();
  }
}

/** Somebody who writes to the tip line. */
export class Person {
  readonly #line: TestApp;
  readonly name: string;

  constructor(line: TestApp, name: string) {
    this.#line = line;
    this.name = name;
  }

  /** Delivers; the work is done by `processAll` or by the workers. Resolves with the message's id. */
  send(question: Omit<Question, 'conversation'>, externalId?: string): Promise<string> {
    return this.#line.messenger.deliver({ conversation: this.name, ...question }, externalId);
  }

  /** Delivers, lets all work be done, and resolves with the one answer. */
  async ask(question: Omit<Question, 'conversation'>): Promise<Reply> {
    const before = this.replies.length;
    await this.send(question);
    await this.#line.processAll();
    const [reply, ...more] = this.replies.slice(before);
    if (reply && more.length === 0) return reply;
    const errors = await this.#line.jobErrors();
    throw new Error([`expected one answer, got ${reply ? more.length + 1 : 0}`, ...errors].join('\n'));
  }

  /** Presses a button and resolves with the answer. */
  press(token: string): Promise<Reply> {
    return this.ask({ press: { token, acknowledge: `press-${token}` } });
  }

  /** All but the words of the first contact. */
  get replies(): Reply[] {
    return this.#heard.filter((reply) => !this.#isIntroduction(reply));
  }

  get introductions(): Reply[] {
    return this.#heard.filter((reply) => this.#isIntroduction(reply));
  }

  get #heard(): Reply[] {
    return this.#line.messenger.sentTo(this.name).map((message) => new Reply(message));
  }

  #isIntroduction({ text }: Reply): boolean {
    return LANGUAGES.some((language) => text === this.#line.words('command.first', {}, language));
  }

  get reply(): Reply {
    const last = this.replies.at(-1);
    if (!last) throw new Error(`${this.name} heard nothing`);
    return last;
  }

  /** The tips of this person, oldest first. */
  get tips() {
    return this.#line.prisma.tip.findMany({
      where: { conversation: this.name },
      orderBy: { id: 'asc' },
      include: { claim: true, files: { orderBy: { position: 'asc' } } },
    });
  }

  async tip() {
    const [tip, ...more] = await this.tips;
    if (!tip || more.length > 0) throw new Error(`expected one tip, found ${tip ? more.length + 1 : 0}`);
    return tip;
  }
}

/** What a person got to read. */
export class Reply {
  readonly text: string;
  readonly rich: RichText;
  readonly quote: string | undefined;
  readonly direction: OutboundMessage['direction'];
  /** Labels and tokens of the buttons, row after row. */
  readonly buttons: { label: string; token: string }[];

  constructor({ text, quote, direction, buttons = [] }: OutboundMessage) {
    this.text = plainText(text);
    this.rich = text;
    this.quote = quote;
    this.direction = direction;
    this.buttons = buttons.flat().flatMap((button) => ('token' in button ? [button] : []));
  }

  /** The token behind a button. */
  button(label: string): string {
    const found = this.buttons.find((button) => button.label === label);
    if (!found) throw new Error(`no button ${label} among ${this.buttons.map((b) => b.label).join(', ')}`);
    return found.token;
  }
}
