import { type Context, Hono } from 'hono';
import type { FactCheck } from '../domain/fact-check.ts';
import { AppError } from '../errors.ts';
import type { FoundFactCheck } from '../match/keyword-search.ts';
import { LANGUAGES } from '../words.ts';
import { claimReview } from './claim-review.ts';
import type { Uploads } from './dependencies.ts';
import { factCheckQuery, limitOf } from './fact-check-query.ts';
import { rssFeed } from './feed.ts';
import { pageLanguage } from './language.ts';
import { readBody } from './request-body.ts';
import { baseUrl, type WebRoom } from './room.ts';
import { readSubmission } from './submission.ts';

const SEARCH_LIMIT = 20;
const FEED_ITEMS = 50;
const WEBHOOK_BYTES = 1024 * 1024;
/** Meta brings up to 3 MB at once. */
const WHATSAPP_BYTES = 4 * 1024 * 1024;

/** What other programs rely on. */
export function apiRoutes(room: WebRoom): Hono {
  return new Hono()
    .post('/api/v1/ask', (c) => room.withScratch((uploads) => answerQuestion(c, room, uploads)))
    .get('/api/v1/fact-checks', async (c) => {
      const { items, ...found } = await room.findFactChecks(factCheckQuery(c, SEARCH_LIMIT));
      return c.json({ ...found, items: items.map(publicFactCheck) });
    })
    .get('/api/v1/fact-checks/:id{.+}', async (c) => {
      const factCheck = await knownFactCheck(room, c.req.param('id'));
      const body = JSON.stringify(claimReview(factCheck, room.words));
      return c.body(body, 200, { 'Content-Type': 'application/ld+json; charset=utf-8' });
    })
    .get('/feed.xml', async (c) => {
      const items = await room.latestFactChecks(FEED_ITEMS);
      const language = pageLanguage(c, room.words);
      const feed = rssFeed({ base: baseUrl(room, c), language, words: room.words, items });
      return c.body(feed, 200, {
        'Content-Type': 'application/rss+xml; charset=utf-8',
        'Cache-Control': 'public, max-age=300',
      });
    });
}

async function answerQuestion(c: Context, room: WebRoom, uploads: Uploads): Promise<Response> {
  const { fields, files } = await readSubmission(c, { uploads, maxUploadBytes: room.maxUploadBytes });
  const text = fields.get('text')?.trim();
  if (!text && files.length === 0) throw new AppError('text-empty');
  const limit = limitOf(fields.get('limit'));
  const wanted = fields.get('language') ?? c.req.query('lang');
  const language = LANGUAGES.find((known) => known === wanted);
  const result = await room.ask({
    ...(text ? { text } : {}),
    ...(limit ? { limit } : {}),
    ...(language ? { language } : {}),
    files: files.map(({ path, sha256 }) => ({ path, sha256 })),
  });
  return c.json(result);
}

/** For whoever watches over the process. */
export function healthRoutes(room: WebRoom): Hono {
  return new Hono()
    .get('/healthz', (c) => c.json({ ok: true }))
    .get('/readyz', async (c) => {
      const readiness = await room.readiness();
      return c.json(readiness, readiness.ready ? 200 : 503, { 'Cache-Control': 'no-store' });
    })
    .get('/metrics', async (c) =>
      c.body(await room.metrics(), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }),
    );
}

/** Messengers that call us. The body is handed on as it came: signatures are over its bytes. */
export function webhookRoutes(room: WebRoom): Hono {
  const { telegram, whatsApp } = room.webhooks;
  return new Hono()
    .post('/webhooks/telegram', async (c) => {
      if (!telegram) throw new AppError('not-found');
      const body = await readBody(c, WEBHOOK_BYTES);
      const { status } = await telegram(
        c.req.header('x-telegram-bot-api-secret-token'),
        body.toString('utf8'),
      );
      return new Response(null, { status });
    })
    .get('/webhooks/whatsapp', (c) => {
      if (!whatsApp) throw new AppError('not-found');
      const { status, body } = whatsApp.verifyWebhook({
        mode: c.req.query('hub.mode'),
        token: c.req.query('hub.verify_token'),
        challenge: c.req.query('hub.challenge'),
      });
      return new Response(body ?? null, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });
    })
    .post('/webhooks/whatsapp', async (c) => {
      if (!whatsApp) throw new AppError('not-found');
      const body = await readBody(c, WHATSAPP_BYTES);
      const { status } = await whatsApp.handleWebhook(c.req.header('x-hub-signature-256'), body);
      return new Response(null, { status });
    });
}

/** Throws `not-found`. */
export async function knownFactCheck(room: WebRoom, id: string): Promise<FactCheck> {
  const factCheck = id.includes('\0') ? null : await room.factCheck(id);
  if (!factCheck) throw new AppError('not-found');
  return factCheck;
}

const publicFactCheck = ({ body: _body, appearances: _appearances, ...shown }: FoundFactCheck) => shown;
