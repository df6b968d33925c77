#!/usr/bin/env node
import { text } from 'node:stream/consumers';
import { type App, buildApp } from './app.ts';
import { askCommand } from './cli/ask-command.ts';
import type { Command, CommandContext } from './cli/command.ts';
import { doctorCommand } from './cli/doctor-command.ts';
import { fingerprintCommand } from './cli/fingerprint-command.ts';
import { importCommand } from './cli/import-command.ts';
import { queueCommand } from './cli/queue-command.ts';
import { searchCommand } from './cli/search-command.ts';
import { startReport } from './cli/start-report.ts';
import { userCommand } from './cli/user-command.ts';
import { type Config, readConfig } from './config.ts';
import { loadWords, openCore } from './core.ts';
import { type AppError, type ErrorCode, isAppError, toAppError } from './errors.ts';
import { createLog, type Log } from './log.ts';
import type { Words } from './words.ts';

const COMMANDS: Record<string, Command> = {
  import: importCommand,
  ask: askCommand,
  search: searchCommand,
  fingerprint: fingerprintCommand,
  queue: queueCommand,
  user: userCommand,
  doctor: doctorCommand,
};
const QUESTIONS = ['help', '--help', '-h'];
const DEFAULT_LOCALE = 'ar-u-nu-latn';
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** What the words for people cannot explain; all others say everything. */
const NEEDS_CAUSE: ErrorCode[] = [
  'internal',
  'database-start-failed',
  'database-unreachable',
  'migration-failed',
  'ffmpeg-missing',
  'file-unreadable',
];
/** Ctrl-C under `npm start` reaches us twice, from the terminal and from npm: signals this close are one. */
const SAME_SIGNAL_MS = 1_000;

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const note = (text: string): void => void process.stderr.write(text);

async function main(args: string[]): Promise<number> {
  let words = await loadWords(DEFAULT_LOCALE);
  try {
    const config = readConfig(process.env);
    words = await loadWords(config.locale);
    const [name = '', ...rest] = args;
    if (name === 'start' && rest.length === 0) return await start(config);
    const command = COMMANDS[name];
    if (command) return await command(rest, commandContext(config, words));
    const usage = words.t(words.language, 'cli:usage');
    if (!QUESTIONS.includes(name)) return complain(usage);
    print(usage);
    return 0;
  } catch (error) {
    return report(words, toAppError(error));
  }
}

function complain(usage: string): number {
  note(`${usage}\n`);
  return 2;
}

/** In words for people; the cause goes to the log. */
function report(words: Words, error: AppError): number {
  note(`${words.t(words.language, `errors:${error.code}`, error.params)}\n`);
  if (error.code === 'usage') note(`${words.t(words.language, 'cli:usage')}\n`);
  if (NEEDS_CAUSE.includes(error.code)) createLog('error').error({ err: error }, 'the command failed');
  return error.code === 'usage' ? 2 : 1;
}

function commandContext(config: Config, words: Words): CommandContext {
  const log = createLog(config.logLevel === 'info' ? 'warn' : config.logLevel);
  return {
    words,
    log,
    print,
    note,
    readInput: () => text(process.stdin),
    isTerminal: process.stderr.isTTY === true,
    isStyled: process.stdout.isTTY === true,
    env: {
      dataFolder: config.dataFolder,
      hasDatabaseUrl: config.databaseUrl !== null,
      hasTelegram: config.telegram !== null,
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
  const core = await openCore(config, log);
  try {
    return await work(core);
  } finally {
    await core.close();
  }
}

/** Runs until a signal; a second one ends the process without waiting. */
async function start(config: Config): Promise<number> {
  const log = createLog(config.logLevel);
  const asked = stopSignal();
  const app: App = await buildApp(config, log);
  const { words } = app.core;
  process.on('unhandledRejection', (err) => log.error({ err }, 'an error that nobody waited for'));
  const { port } = await app.start();
  for (const line of await startReport(app.core, app.adapters, port)) print(line);
  await asked;
  print(words.t(words.language, 'cli:start.stopping'));
  await app.stop();
  print(words.t(words.language, 'cli:start.stopped'));
  return 0;
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | null = null;
    const onSignal = () => {
      if (askedAt !== null && performance.now() - askedAt > SAME_SIGNAL_MS) process.exit(1);
      askedAt ??= performance.now();
      resolve();
    };
    for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  });
}

process.exitCode = await main(process.argv.slice(2)).catch((error) => {
  note(`${isAppError(error) ? error.message : error}\n`);
  return 1;
});
