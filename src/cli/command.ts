import type { Accounts } from '../accounts/accounts.ts';
import { AppError } from '../errors.ts';
import type { Fingerprinter } from '../fingerprint/fingerprint-file.ts';
import type { MediaLibrary } from '../fingerprint/media-library.ts';
import type { ShortLinks } from '../fingerprint/short-links.ts';
import type { Log } from '../log.ts';
import type { ArchiveIndex } from '../match/archive-index.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import type { Database } from '../store/database.ts';
import type { Language, WordParams, Words } from '../words.ts';

/** What commands work with once the database is open. */
export interface Workshop {
  log: Log;
  databaseUrl: string;
  database: Database;
  ffmpeg: Ffmpeg;
  fingerprinter: Fingerprinter;
  library: MediaLibrary;
  shortLinks: ShortLinks;
  archive: ArchiveIndex;
  accounts: Accounts;
}

/** What every command is given. */
export interface CommandContext {
  words: Words;
  log: Log;
  /** Opens the database (and starts the embedded one when nobody has), runs `work`, and leaves it as it was. */
  withWorkshop<T>(work: (workshop: Workshop) => Promise<T>): Promise<T>;
  /** One line for people or programs, on standard output. */
  print(line: string): void;
  /** On standard error: progress and warnings. */
  note(text: string): void;
  /** Everything on standard input. */
  readInput(): Promise<string>;
  isTerminal: boolean;
  /** Standard output is a terminal, which can show bold letters. */
  isStyled: boolean;
  env: CommandEnvironment;
}

/** What `doctor` tells of the configuration. */
export interface CommandEnvironment {
  dataFolder: string;
  hasDatabaseUrl: boolean;
  hasTelegram: boolean;
  hasWhatsAppCloud: boolean;
  hasWhatsAppWeb: boolean;
  ffmpegPath: string | null;
}

/** Returns the exit code: 0 success, 1 failure. Throws `usage` for what was not understood (exit code 2). */
export type Command = (args: string[], context: CommandContext) => Promise<number>;

export const say = ({ words }: CommandContext, key: string, params?: WordParams): string =>
  words.t(words.language, `cli:${key}`, params);

export const language = ({ words }: CommandContext): Language => words.language;

export const usageError = (what: string): AppError => new AppError('usage', { params: { what } });

/** A whole number of at least 1. */
export function readCount(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,6}$/u.test(text) || Number(text) < 1) throw usageError(`${option} ${text}`);
  return Number(text);
}
