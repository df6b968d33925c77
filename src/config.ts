import { resolve } from 'node:path';
import { z } from 'zod';
import type { BrandSettings } from './cards/brand.ts';
import { isColour } from './cards/colour.ts';
import { AppError } from './errors.ts';

/** What one messenger needs to be on; null: it is off. */
export interface TelegramConfig {
  token: string;
  apiRoot: string;
  /** With a public address: updates come by webhook. */
  webhookSecret: string | null;
  /** All chats together. */
  messagesPerSecond: number;
}

export interface WhatsAppCloudConfig {
  token: string;
  phoneId: string;
  appSecret: string;
  verifyToken: string;
  apiRoot: string;
  /** Approved by Meta, for those who have not written for a day. */
  template: { name: string; language: string } | null;
}

export interface WhatsAppWebConfig {
  /** Handed to the browser as they are. */
  browserArguments: string[];
  repliesPerHour: number;
  /** Before each reply, at random, milliseconds. */
  typingMs: { least: number; most: number };
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
  /** In which the newsroom's days begin and end: IANA name. */
  timeZone: string;
  logLevel: string;
  ffmpegPath: string | null;
  /** Further tips of one sender within an hour are answered later; 0: no limit. */
  tipsPerHour: number;
  telegram: TelegramConfig | null;
  whatsAppCloud: WhatsAppCloudConfig | null;
  whatsAppWeb: WhatsAppWebConfig | null;
  /** Null: the system's, or the one that comes with the packages. */
  browserPath: string | null;
  brand: BrandSettings;
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

const isTimeZone = (text: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    // As above.
    return false;
  }
};

const withoutSlash = (url: string): string => url.replace(/\/+$/u, '');
const httpUrl = z.string().refine(isHttpUrl, 'must be an http or https address').transform(withoutSlash);

const count = (least: number, most: number) =>
  z.string().regex(/^\d+$/u, 'must be a number').transform(Number).pipe(z.number().min(least).max(most));

/** It goes into a header. */
const secret = z.string().regex(/^[\x21-\x7E]+$/u, 'must be letters, digits and signs without spaces');

/** "1-4" */
const seconds = z
  .string()
  .regex(/^\d{1,3}(?:\.\d+)?-\d{1,3}(?:\.\d+)?$/u, 'must be two numbers of seconds, such as 1-4')
  .transform((text) => {
    const [least = 0, most = 0] = text.split('-').map((part) => Number(part) * 1000);
    return { least, most };
  })
  .refine(({ least, most }) => least <= most && most <= 60_000, 'must go from less to more, up to 60');

/** Without one of them the others are of no use. */
const WHATSAPP_CLOUD_NEEDS = [
  'WHATSAPP_CLOUD_TOKEN',
  'WHATSAPP_CLOUD_PHONE_ID',
  'WHATSAPP_CLOUD_APP_SECRET',
  'WHATSAPP_CLOUD_VERIFY_TOKEN',
] as const;

const environment = z
  .object({
    PORT: count(0, 65_535).default(3000),
    PUBLIC_URL: httpUrl.optional(),
    TABAYYAN_DATA: z.string().default('data'),
    DATABASE_URL: z.string().refine(isDatabaseUrl, 'must be a postgres:// address').optional(),
    SECRET_KEY: z.string().min(32, 'must have 32 characters or more').optional(),
    LOCALE: z
      .string()
      .refine(isLocale, 'must be a language tag such as ar-u-nu-latn')
      .default('ar-u-nu-latn'),
    TIME_ZONE: z
      .string()
      .refine(isTimeZone, 'must be a time zone such as Asia/Amman')
      .default(() => new Intl.DateTimeFormat().resolvedOptions().timeZone),
    LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
    FFMPEG_PATH: z.string().optional(),
    BRAND_NAME: z.string().trim().max(60, 'must have at most 60 characters').optional(),
    BRAND_COLOR: z
      .string()
      .trim()
      .toLowerCase()
      .refine(isColour, 'must be a colour such as #0b5f57')
      .optional(),
    BRAND_LOGO: z.string().optional(),
    TIPS_PER_HOUR: count(0, 10_000).default(20),
    TELEGRAM_BOT_TOKEN: z
      .string()
      .regex(/^\d+:[\w-]+$/u, 'must look like 123456:ABC…')
      .optional(),
    TELEGRAM_API_ROOT: httpUrl.default('https://api.telegram.org'),
    TELEGRAM_WEBHOOK_SECRET: z
      .string()
      .regex(/^[\w-]{1,256}$/u, 'must be 1 to 256 letters, digits, _ and -')
      .optional(),
    TELEGRAM_MESSAGES_PER_SECOND: count(1, 1_000).default(30),
    WHATSAPP_CLOUD_TOKEN: secret.optional(),
    WHATSAPP_CLOUD_PHONE_ID: z
      .string()
      .regex(/^\d+$/u, 'must be the id of the number, digits only')
      .optional(),
    WHATSAPP_CLOUD_APP_SECRET: secret.optional(),
    WHATSAPP_CLOUD_VERIFY_TOKEN: secret.optional(),
    WHATSAPP_CLOUD_API_ROOT: httpUrl.default('https://graph.facebook.com'),
    WHATSAPP_CLOUD_TEMPLATE: z
      .string()
      .regex(/^[a-z0-9_]{1,512}$/u, 'must be the name of a template: small letters, digits and _')
      .optional(),
    WHATSAPP_CLOUD_TEMPLATE_LANGUAGE: z
      .string()
      .regex(/^[a-z]{2,3}(?:_[A-Z]{2})?$/u, 'must be as Meta writes it, such as ar or en_US')
      .default('ar'),
    WHATSAPP_WEB: z.enum(['on', 'off']).default('off'),
    WHATSAPP_WEB_REPLIES_PER_HOUR: count(1, 10_000).default(120),
    WHATSAPP_WEB_TYPING: seconds.default({ least: 1_000, most: 4_000 }),
    WHATSAPP_WEB_CHROME_ARGS: z
      .string()
      .regex(/^\s*--/u, 'must be arguments that begin with --')
      .optional(),
    CHROME_PATH: z.string().optional(),
  })
  .superRefine((given, context) => {
    const missing = WHATSAPP_CLOUD_NEEDS.filter((name) => given[name] === undefined);
    if (missing.length === WHATSAPP_CLOUD_NEEDS.length) return;
    for (const name of missing) {
      context.addIssue({
        code: 'custom',
        path: [name],
        message: 'is missing beside the other WHATSAPP_CLOUD_…',
      });
    }
  });

type Environment = z.infer<typeof environment>;

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
    timeZone: data.TIME_ZONE,
    logLevel: data.LOG_LEVEL,
    ffmpegPath: data.FFMPEG_PATH ?? null,
    tipsPerHour: data.TIPS_PER_HOUR,
    telegram: data.TELEGRAM_BOT_TOKEN
      ? {
          token: data.TELEGRAM_BOT_TOKEN,
          apiRoot: data.TELEGRAM_API_ROOT,
          webhookSecret: data.TELEGRAM_WEBHOOK_SECRET ?? null,
          messagesPerSecond: data.TELEGRAM_MESSAGES_PER_SECOND,
        }
      : null,
    whatsAppCloud: whatsAppCloudOf(data),
    whatsAppWeb:
      data.WHATSAPP_WEB === 'on'
        ? {
            browserArguments: argumentsIn(data.WHATSAPP_WEB_CHROME_ARGS ?? ''),
            repliesPerHour: data.WHATSAPP_WEB_REPLIES_PER_HOUR,
            typingMs: data.WHATSAPP_WEB_TYPING,
          }
        : null,
    browserPath: data.CHROME_PATH ?? null,
    brand: {
      name: data.BRAND_NAME ?? null,
      colour: data.BRAND_COLOR ?? null,
      logo: data.BRAND_LOGO ? resolve(data.BRAND_LOGO) : null,
    },
  });
}

function whatsAppCloudOf(given: Environment): WhatsAppCloudConfig | null {
  const [token, phoneId, appSecret, verifyToken] = WHATSAPP_CLOUD_NEEDS.map((name) => given[name]);
  if (!token || !phoneId || !appSecret || !verifyToken) return null;
  const name = given.WHATSAPP_CLOUD_TEMPLATE;
  return {
    ...{ token, phoneId, appSecret, verifyToken },
    apiRoot: given.WHATSAPP_CLOUD_API_ROOT,
    template: name ? { name, language: given.WHATSAPP_CLOUD_TEMPLATE_LANGUAGE } : null,
  };
}

/** Each begins with two dashes; what follows may hold spaces. */
const argumentsIn = (text: string): string[] =>
  text
    .trim()
    .split(/\s+(?=--)/u)
    .filter(Boolean);
