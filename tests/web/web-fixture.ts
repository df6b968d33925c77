import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Hono } from 'hono';
import pino from 'pino';
import type { CardPlan, CardSubject } from '../../src/cards/cards.ts';
import type { AskResult } from '../../src/domain/ask.ts';
import type { FactCheck } from '../../src/domain/fact-check.ts';
import { AppError } from '../../src/errors.ts';
import { writtenWords } from '../../src/fingerprint/written-words.ts';
import { highlight, type Range } from '../../src/match/highlights.ts';
import type { KeywordQuery } from '../../src/match/keyword-index.ts';
import type { FoundFactCheck } from '../../src/match/keyword-search.ts';
import { shortCodeOf } from '../../src/store/short-codes.ts';
import { createWeb } from '../../src/web/create-web.ts';
import type { Question, WebDependencies } from '../../src/web/dependencies.ts';
import { Words } from '../../src/words.ts';
import { InMemoryChat } from './in-memory-chat.ts';

export const ORIGIN = 'http://localhost';
export const MAX_UPLOAD = 200_000;

const locales = fileURLToPath(new URL('../../locales', import.meta.url));
export const words = await Words.load(locales, 'ar-u-nu-latn');

export const factCheck = (changes: Partial<FactCheck> = {}): FactCheck => ({
  id: 'misal-1',
  url: 'https://example.org/checks/1',
  title: 'هذه الصورة ليست من فيضان مدينة ريحانة',
  claim: 'صورة تُظهر غرق جسر ريحانة في فيضان هذا الأسبوع',
  rating: 'misleading',
  ratingLabel: 'مضلل',
  summary: 'الصورة من تدريب على الإنقاذ قبل ثلاثة أعوام.',
  body: 'نص التحقّق الكامل',
  publisher: 'مرصد المثال',
  datePublished: '2025-03-09',
  language: 'ar',
  appearances: ['https://social.example/post/7'],
  isExample: true,
  ...changes,
});

export const askResult = (changes: Partial<AskResult> = {}): AskResult => ({
  id: 'q1',
  outcome: 'unknown',
  answers: [],
  reply: 'لم نتحقّق من هذا بعد.',
  ms: { total: 1, fingerprint: 0, match: 1 },
  ...changes,
});

interface Fixture {
  app: Hono;
  chat: InMemoryChat;
  questions: Question[];
  queries: KeywordQuery[];
  /** Contents of the stored uploads by digest. */
  stored: Map<string, Buffer>;
}

/** The real web room over a small archive in memory. */
export function webFixture(changes: Partial<WebDependencies> & { archive?: FactCheck[] } = {}): Fixture {
  const { archive = [factCheck()], ...overrides } = changes;
  const chat = overrides.chat instanceof InMemoryChat ? overrides.chat : new InMemoryChat();
  const questions: Question[] = [];
  const queries: KeywordQuery[] = [];
  const stored = new Map<string, Buffer>();
  const uploads = overrides.uploads ?? {
    put: (source: Readable | Uint8Array, { maxBytes }: { maxBytes: number }) => put(stored, source, maxBytes),
  };
  const app = createWeb({
    log: pino({ level: 'silent' }),
    words,
    publicUrl: null,
    ask: async (question) => {
      questions.push(question);
      return askResult();
    },
    findFactChecks: async (query) => {
      queries.push(query);
      const items = archive.filter((item) => item.title.includes(query.text));
      const page = query.page ?? 1;
      const shown = items
        .slice((page - 1) * query.limit, page * query.limit)
        .map((item) => found(item, query.text));
      const nextPage = page * query.limit < items.length ? page + 1 : null;
      return { total: items.length, items: shown, page, nextPage, matched: 'all' };
    },
    publishers: async () => [...new Set(archive.flatMap(({ publisher }) => publisher ?? []))],
    factCheck: async (id) => archive.find((item) => item.id === id) ?? null,
    latestFactChecks: async (limit) => archive.slice(0, limit),
    readiness: async () => ({ ready: true, checks: { database: 'ok' } }),
    metrics: async () => 'tabayyan_messages_total 0\n',
    uploads,
    withScratch: (work) => work(uploads),
    maxUploadBytes: MAX_UPLOAD,
    cards: {
      plan: async (subject, language) => cardPlan(subject, language),
      of: async (subject, language) => ({ ...cardPlan(subject, language), jpeg: Buffer.from('a card') }),
    },
    findByShortCode: async (code) => archive.find(({ id }) => shortCodeOf(id) === code)?.id ?? null,
    webhooks: {},
    ...overrides,
    chat,
  });
  return { app, chat, questions, queries, stored };
}

/** Its key tells which fact-check, in which wording and language. */
function cardPlan({ factCheck: { id, title } }: CardSubject, language: string): CardPlan {
  const key = createHash('sha256').update(`${id} ${title} ${language}`).digest('hex').slice(0, 32);
  return { key, alt: title, width: 1080, height: 1080 };
}

/** As a search for one word finds it. */
function found(item: FactCheck, word: string): FoundFactCheck {
  const marks = {
    terms: new Set<string>(),
    phrases: [[...writtenWords(word)].map((one) => one.word)].filter((words) => words.length > 0),
  };
  const [title, claim, summary] = [item.title, item.claim, item.summary ?? ''].map((text) =>
    highlight(text, marks),
  ) as [Range[], Range[], Range[]];
  return { ...item, highlights: { title, claim, summary }, passage: null };
}

async function put(stored: Map<string, Buffer>, source: Readable | Uint8Array, maxBytes: number) {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of source instanceof Readable ? source : [source]) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw new AppError('file-too-large', { params: { limit: maxBytes } });
    chunks.push(Buffer.from(chunk));
  }
  if (bytes === 0) throw new AppError('file-empty');
  const content = Buffer.concat(chunks);
  const sha256 = createHash('sha256').update(content).digest('hex');
  stored.set(sha256, content);
  return { sha256, bytes, path: `/uploads/${sha256}` };
}

/** A person's browser without scripts: keeps cookies and sends the headers browsers send with forms. */
export class Visitor {
  readonly #app: Pick<Hono, 'request'>;
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();

  constructor(app: Pick<Hono, 'request'>, origin = ORIGIN) {
    this.#app = app;
    this.#origin = origin;
  }

  /** Over the network. */
  static at(origin: string): Visitor {
    const request = (path: unknown, init?: RequestInit) =>
      fetch(`${origin}${path}`, { ...init, redirect: 'manual' });
    return new Visitor({ request }, origin);
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.#request(path, { headers });
  }

  async post(path: string, body: FormData | URLSearchParams | string, headers: Record<string, string> = {}) {
    return this.#request(path, { method: 'POST', body, headers: { origin: this.#origin, ...headers } });
  }

  get cookie(): string | undefined {
    return this.#cookies.get('chat');
  }

  async #request(
    path: string,
    init: { method?: string; body?: FormData | URLSearchParams | string; headers: Record<string, string> },
  ) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await this.#app.request(path, { ...init, headers: { cookie, ...init.headers } });
    for (const set of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (set.split(';')[0] ?? '').split('=');
      this.#cookies.set(name, value);
    }
    return response;
  }
}

export function form(fields: Record<string, string | File | File[]>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) data.append(name, one);
  }
  return data;
}
