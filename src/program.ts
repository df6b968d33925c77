import type { Command, CommandContext } from './cli/command.ts';
import { type Config, readConfig } from './config.ts';
import type { openCore } from './core.ts';
import { type AppError, type ErrorCode, toAppError } from './errors.ts';
import { createLog, type Log } from './log.ts';
import { loadWords, type Words } from './words.ts';

/** Loaded when it is asked for: all together take longer to load than most of them to run. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  import: async () => (await import('./cli/import-command.ts')).importCommand,
  ask: async () => (await import('./cli/ask-command.ts')).askCommand,
  search: async () => (await import('./cli/search-command.ts')).searchCommand,
  fingerprint: async () => (await import('./cli/fingerprint-command.ts')).fingerprintCommand,
  queue: async () => (await import('./cli/queue-command.ts')).queueCommand,
  outbox: async () => (await import('./cli/outbox-command.ts')).outboxCommand,
  user: async () => (await import('./cli/user-command.ts')).userCommand,
  doctor: async () => (await import('./cli/doctor-command.ts')).doctorCommand,
};
const QUESTIONS = ['help', '--help', '-h'];
const DEFAULT_LOCALE = 'ar-u-nu-latn';
/** What the words for people cannot explain; all others say everything. */
const NEEDS_CAUSE: ErrorCode[] = [
  'internal',
  'database-start-failed',
  'database-unreachable',
  'migration-failed',
  'ffmpeg-missing',
  'file-unreadable',
];

/** Where the program runs: in a process of its own, `main.ts`. */
export interface Surroundings {
  env: Record<string, string | undefined>;
  /** One line on standard output. */
  print(line: string): void;
  /** On standard error. */
  note(text: string): void;
  /** All of standard input. */
  readInput(): Promise<string>;
  /** Of standard error. */
  isTerminal: boolean;
  /** Standard output is a terminal. */
  isStyled: boolean;
  /** Called by `start` alone. Resolves when the program is asked to stop. */
  askedToStop(): Promise<void>;
}

/** Runs one command to its end. Resolves with the exit code. */
export async function runProgram(args: string[], surroundings: Surroundings): Promise<number> {
  let words = await loadWords(DEFAULT_LOCALE);
  try {
    const config = readConfig(surroundings.env);
    words = await loadWords(config.locale);
    const [name = '', ...rest] = args;
    if (name === 'start' && rest.length === 0) return await start(config, surroundings);
    const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (load) return await (await load())(rest, commandContext(config, words, surroundings));
    const usage = words.t(words.language, 'cli:usage');
    if (QUESTIONS.includes(name)) {
      surroundings.print(usage);
      return 0;
    }
    surroundings.note(`${usage}\n`);
    return 2;
  } catch (error) {
    return report(words, toAppError(error), surroundings);
  }
}

/** In words for people; the cause goes to the log. */
function report(words: Words, error: AppError, { note }: Surroundings): number {
  note(`${words.t(words.language, `errors:${error.code}`, error.params)}\n`);
  if (error.code === 'usage') note(`${words.t(words.language, 'cli:usage')}\n`);
  if (NEEDS_CAUSE.includes(error.code)) createLog('error').error({ err: error }, 'the command failed');
  return error.code === 'usage' ? 2 : 1;
}

function commandContext(
  config: Config,
  words: Words,
  { print, note, readInput, isTerminal, isStyled }: Surroundings,
): CommandContext {
  const log = createLog(config.logLevel === 'info' ? 'warn' : config.logLevel);
  return {
    words,
    log,
    print,
    note,
    readInput,
    isTerminal,
    isStyled,
    env: {
      dataFolder: config.dataFolder,
      hasDatabaseUrl: config.databaseUrl !== null,
      hasTelegram: config.telegram !== null,
      hasWhatsAppCloud: config.whatsAppCloud !== null,
      hasWhatsAppWeb: config.whatsAppWeb !== null,
      ffmpegPath: config.ffmpegPath,
    },
    withWorkshop: (work) => withCore(config, log, work),
  };
}

async function withCore<T>(
  config: Config,
  log: Log,
  work: (core: Awaited<ReturnType<typeof openCore>>) => Promise<T>,
): Promise<T> {
  const { openCore } = await import('./core.ts');
  const core = await openCore(config, log);
  try {
    return await work(core);
  } finally {
    await core.close();
  }
}

/** Runs until it is asked to stop. */
async function start(config: Config, { print, askedToStop }: Surroundings): Promise<number> {
  const log = createLog(config.logLevel);
  const asked = askedToStop();
  const [{ buildApp }, { startReport }, { showPairing }] = await Promise.all([
    import('./app.ts'),
    import('./cli/start-report.ts'),
    import('./cli/show-pairing.ts'),
  ]);
  const app = await buildApp(config, log);
  const { words } = app.core;
  process.on('unhandledRejection', (err) => log.error({ err }, 'an error that nobody waited for'));
  const { port } = await app.start();
  for (const line of await startReport(app.core, app.adapters, port)) print(line);
  if (app.pairing) showPairing(app.pairing, words, print);
  await asked;
  print(words.t(words.language, 'cli:start.stopping'));
  await app.stop();
  print(words.t(words.language, 'cli:start.stopped'));
  return 0;
}
