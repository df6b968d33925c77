import { resolve } from 'node:path';
import { z } from 'zod';
import { AppError } from './errors.ts';

/** What one messenger needs to be on; null: it is off. */
export interface TelegramConfig {
  token: string;
  apiRoot: string;
  /** With a public address: updates come by webhook. */
  webhookSecret: string | null;
}

export interface Config {
  port: number;
  /** Where people reach the server, without a slash at the end. */
  publicUrl: string | null;
  dataFolder: string;
  /** Null: the embedded PostgreSQL in the data folder. */
  databaseUrl: string | null;
  /** Null: one that is made and kept in the data folder. */
  secretKey: string | null;
  locale: string;
  logLevel: string;
  ffmpegPath: string | null;
  telegram: TelegramConfig | null;
}

const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

const isHttpUrl = (text: string): boolean =>
  URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol);
const isDatabaseUrl = (text: string): boolean => /^postgres(ql)?:\/\//u.test(text) && URL.canParse(text);
const isLocale = (text: string): boolean => {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    // Intl says no by throwing.
    return false;
  }
};

const withoutSlash = (url: string): string => url.replace(/\/+$/u, '');
const httpUrl = z.string().refine(isHttpUrl, 'must be an http or https address').transform(withoutSlash);

const environment = z.object({
  PORT: z
    .string()
    .regex(/^\d+$/u, 'must be a number')
    .transform(Number)
    .pipe(z.number().max(65_535))
    .default(3000),
  PUBLIC_URL: httpUrl.optional(),
  TABAYYAN_DATA: z.string().default('data'),
  DATABASE_URL: z.string().refine(isDatabaseUrl, 'must be a postgres:// address').optional(),
  SECRET_KEY: z.string().min(32, 'must have 32 characters or more').optional(),
  LOCALE: z.string().refine(isLocale, 'must be a language tag such as ar-u-nu-latn').default('ar-u-nu-latn'),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  FFMPEG_PATH: z.string().optional(),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[\w-]+$/u, 'must look like 123456:ABC…')
    .optional(),
  TELEGRAM_API_ROOT: httpUrl.default('https://api.telegram.org'),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w-]{1,256}$/u, 'must be 1 to 256 letters, digits, _ and -')
    .optional(),
});

/**
 * Checks everything that is configurable and reports every problem at once, by name and never by value.
 * An empty variable counts as absent.
 * @throws `config-invalid`
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const { success, data, error } = environment.safeParse(given);
  if (!success) {
    const problems = error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n');
    throw new AppError('config-invalid', { params: { problems } });
  }
  return Object.freeze({
    port: data.PORT,
    publicUrl: data.PUBLIC_URL ?? null,
    dataFolder: resolve(data.TABAYYAN_DATA),
    databaseUrl: data.DATABASE_URL ?? null,
    secretKey: data.SECRET_KEY ?? null,
    locale: data.LOCALE,
    logLevel: data.LOG_LEVEL,
    ffmpegPath: data.FFMPEG_PATH ?? null,
    telegram: data.TELEGRAM_BOT_TOKEN
      ? {
          token: data.TELEGRAM_BOT_TOKEN,
          apiRoot: data.TELEGRAM_API_ROOT,
          webhookSecret: data.TELEGRAM_WEBHOOK_SECRET ?? null,
        }
      : null,
  });
}
