import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BotApiStandIn } from '../standins/bot-api.ts';
import { WhatsAppPage } from '../standins/whatsapp-page.ts';
import { browserOn, browsersOn } from '../support/browser-processes.ts';
import { makePicture, reencode } from '../support/media-fixtures.ts';
import { freePort, TipLineHome, type TipLineProcess, until } from '../support/tip-line-process.ts';
import type { Visitor } from '../web/web-fixture.ts';
import {
  answersAsOnEveryMessenger,
  atTheDesk,
  HARBOUR,
  type Messenger,
  MIMES,
  ONION,
  ONION_CLAIM,
  type Question,
  sample,
  tellsAllWhoAskedAsOnEveryMessenger,
} from './every-messenger.ts';
import { messageIdOf, samplePath } from './telegram-kill-run.ts';

const KINDS = {
  picture: { type: 'image' },
  video: { type: 'video' },
  animation: { type: 'video', isGif: true },
  document: { type: 'document', filename: 'fire.mp4' },
  voice: { type: 'ptt' },
};
/** As the desk shows a code. */
const QR = /<div class="qr".*?<\/svg>/su;
const GROUP = '120363000000000001@g.us';
const MB = 1024 * 1024;

it('was checked with this version of the library', () => {
  const { version } = createRequire(import.meta.url)('whatsapp-web.js/package.json') as { version: string };
  expect(version).toBe('1.34.7');
});

describe('the shipped program with a WhatsApp number of its own', () => {
  let home: TipLineHome;
  let page: WhatsAppPage;
  let telegram: BotApiStandIn;
  let tipLine: TipLineProcess;
  const start = async () => {
    tipLine = await home.start({
      PORT: String(await freePort()),
      TELEGRAM_API_ROOT: telegram.apiRoot,
      TELEGRAM_BOT_TOKEN: telegram.token,
      WHATSAPP_WEB: 'on',
      WHATSAPP_WEB_CHROME_ARGS: page.browserArguments.join(' '),
      WHATSAPP_WEB_TYPING: '0-0',
      WHATSAPP_WEB_REPLIES_PER_HOUR: '10000',
    });
  };
  beforeAll(async () => {
    home = await TipLineHome.makeUsed();
    page = await WhatsAppPage.start();
    telegram = await BotApiStandIn.start();
    await start();
  });
  afterAll(async () => {
    await home.close();
    await page.close();
    await telegram.close();
  });

  let admin: Visitor;
  const messengersPage = async () => (await admin.get('/desk/settings/messengers')).text();
  /** The page asks for it several times, with pauses: asked early, looked at later. */
  let expired: string;
  let people = 0;
  const somebody = (): string => {
    people += 1;
    return `${901234567890000 + people}@lid`;
  };
  const state = async (): Promise<string | undefined> => {
    const response = await fetch(`${tipLine.url}/readyz`);
    return ((await response.json()) as { checks: Record<string, string> }).checks['whatsapp-web'];
  };
  const becomes = (expected: string) =>
    until(async () => (await state()) === expected, 30_000, `WhatsApp to be ${expected}`);
  const answersTo = (id: string) => page.sent.filter(({ quoted }) => quoted === id);
  /** Where we are slow, "we are still at it" comes before the answer. */
  const answer = (id: string, words = '') =>
    page.waitFor(() => answersTo(id).some(({ text }) => text?.includes(words)));
  const rows = async (sql: string, values: unknown[]): Promise<unknown[]> => {
    const client = await home.connect();
    try {
      return (await client.query(sql, values)).rows;
    } finally {
      await client.end();
    }
  };
  const codes = () => tipLine.run.stdout.split('▀▀▀▀▀▀▀').length;
  const video = (bytes: Uint8Array) => ({ type: 'video', ...page.media(bytes, 'video/mp4') });
  const filesFetched = () => page.fetched.filter((path) => path.startsWith('/media/')).length;

  const contentOf = (question: Question) =>
    'text' in question
      ? { body: question.text }
      : { ...KINDS[question.kind], ...page.media(question.bytes, MIMES[question.kind]) };

  it('shows codes in the terminal and to admins at the desk, and is connected once one is scanned', async () => {
    expect(await state()).not.toBe('ok');
    await until(() => codes() > 1, 40_000, 'a code');
    expect(await state()).toBe('messenger-unlinked');
    admin = await atTheDesk({ home, url: tipLine.url }, 'سلمى', 'admin');
    const shown = async () => (await messengersPage()).match(QR)?.[0];
    const first = await shown();
    expect(first).toBeDefined();
    page.followsWithACode();
    await until(async () => (await shown()) !== first, 10_000, 'the next code');
    page.scan();
    await becomes('ok');
    expect(tipLine.run.stdout).toContain('واتساب متصل');
    expect(await shown()).toBeUndefined();
    expired = page.says(somebody(), {
      type: 'image',
      ...page.media(await readFile(await makePicture(911)), 'image/jpeg'),
      directPath: '/gone',
    });
  });

  const messenger: Messenger = {
    line: () => ({ home, url: tipLine.url }),
    asks: async (question) => {
      const id = page.says(somebody(), contentOf(question));
      return (words) => answer(id, words);
    },
    fetched: filesFetched,
  };
  answersAsOnEveryMessenger(messenger);

  it('answers a claim it knows with the fact-check, as a reply, to people without a number', async () => {
    const id = page.says(somebody(), { body: ONION_CLAIM, forwardingScore: 127 });
    await answer(id, ONION);
    await answer(id, '1. نعم\n2. لا');
  });

  it.each(['1', '١'])('takes %s for the first of the answers', async (number) => {
    const asker = somebody();
    await answer(page.says(asker, { body: ONION_CLAIM }), ONION);
    page.says(asker, { body: number });
    await page.waitFor(() => page.sent.some(({ chat, text }) => chat === asker && text?.includes('سعدنا')));
  });

  it('sends the card of an answer as a picture', async () => {
    const asker = somebody();
    page.says(asker, { body: ONION_CLAIM });
    await page.waitFor(() => page.sent.some(({ chat, type }) => chat === asker && type === 'image'));
  });

  it('recognises a video of 64 MB', async () => {
    const film = await sample('harbour-fire.mp4');
    // A box of MP4 that players pass over.
    const padding = Buffer.alloc(64 * MB - film.length);
    padding.writeUInt32BE(padding.length, 0);
    padding.write('free', 4, 'latin1');
    await answer(page.says(somebody(), video(Buffer.concat([film, padding]))), HARBOUR);
  });

  it('knows a clip that came by Telegram: no download, no second fingerprint', async () => {
    const clip = await readFile(
      await reencode(samplePath('media/harbour-fire.mp4'), { from: 6, duration: 5, height: 240, crf: 31 }),
    );
    const asked = messageIdOf(telegram.user(77).sendsVideo(clip));
    await telegram.waitFor(() => telegram.sent.some(({ replyTo }) => replyTo === asked), 30_000);
    const made = async () => {
      const metrics = await (await fetch(`${tipLine.url}/metrics`)).text();
      return Number(/fingerprints_made (\d+)/u.exec(metrics)?.[1]);
    };
    const before = { made: await made(), fetched: filesFetched() };
    expect(before.made).toBeGreaterThan(0);
    await answer(page.says(somebody(), video(clip)), HARBOUR);
    expect({ made: await made(), fetched: filesFetched() }).toEqual(before);
  });

  it('refuses a file that is another one than announced, and keeps nothing of it', async () => {
    const pictures = await Promise.all([912, 913].map(async (seed) => readFile(await makePicture(seed))));
    const [announced, other] = pictures.map((bytes) => page.media(bytes, 'image/jpeg'));
    const mixed = { type: 'image', ...announced, directPath: other?.directPath };
    await answer(page.says(somebody(), mixed), 'فلم نفتحه');
    const digests = pictures.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
    expect(await rows('SELECT id FROM media WHERE sha256 = ANY($1)', [digests])).toEqual([]);
  });

  it('tells the person when a file has expired', async () => {
    await answer(expired, 'لم يعد الملف متاحًا');
  });

  it('answers each of 100 messages that come at once, once', async () => {
    const ids = Array.from({ length: 100 }, () => page.says(somebody(), { body: '/help' }));
    await page.waitFor(() => ids.every((id) => answersTo(id).length > 0));
    expect(ids.map((id) => answersTo(id).length)).toEqual(ids.map(() => 1));
  });

  it('in groups speaks only when it is mentioned or replied to', async () => {
    const member = somebody();
    page.says(GROUP, { author: member, body: ONION_CLAIM });
    const mention = { mentionedJidList: [page.me], body: `@${page.me.split('@')[0]} ${ONION_CLAIM}` };
    const asked = page.says(GROUP, { author: member, ...mention });
    await answer(asked, ONION);
    expect(page.sent.filter(({ chat }) => chat === GROUP).map(({ quoted }) => quoted)).toContain(asked);
    expect(new Set(page.sent.flatMap(({ chat, quoted }) => (chat === GROUP ? [quoted] : [])))).toEqual(
      new Set([asked]),
    );
  });

  it('leaves alone what nobody asked it, and stores nothing of it', async () => {
    const caller = somebody();
    const silent = {
      'status@broadcast': { author: somebody(), body: ONION_CLAIM, isStatusV3: true },
      '120363000000000002@newsletter': { body: ONION_CLAIM },
      [somebody()]: { type: 'revoked' },
      [somebody()]: { type: 'e2e_notification' },
      [somebody()]: { type: 'call_log' },
    };
    for (const [chat, content] of Object.entries(silent)) page.says(chat, content);
    page.calls(caller);
    await answer(page.says(somebody(), { body: '/help' }));
    const chats = [...Object.keys(silent), caller];
    expect(page.sent.filter(({ chat }) => chats.includes(chat))).toEqual([]);
    expect(await rows('SELECT id FROM messages WHERE conversation = ANY($1)', [chats])).toEqual([]);
  });

  it('says that what may be seen once cannot be checked', async () => {
    const once = { type: 'ciphertext', subtype: 'view_once_unavailable_fanout' };
    await answer(page.says(somebody(), once), 'هذا النوع من الرسائل لا يمكن فحصه');
  });

  tellsAllWhoAskedAsOnEveryMessenger(messenger);

  it('sends a reply once when the browser is killed while WhatsApp takes it', async () => {
    const profile = join(home.folder, 'whatsapp-web', 'profile');
    const asker = somebody();
    const release = page.holdReceipts();
    const id = page.says(asker, { body: '/help' });
    await answer(id);
    process.kill(await browserOn(profile), 'SIGKILL');
    release();
    const settled = 'SELECT state FROM outbox WHERE conversation = $1';
    await until(
      async () => (await rows(settled, [asker])).every((row) => (row as { state: string }).state === 'sent'),
      40_000,
      'the reply to be noted as sent',
    );
    expect(answersTo(id)).toHaveLength(1);
    expect(await browsersOn(profile)).toHaveLength(1);
  });

  it('shows a new code when the phone ends the link, tells the admin, and answers who wrote meanwhile', async () => {
    const before = codes();
    page.logOut();
    await until(() => codes() > before, 40_000, 'a new code');
    expect(tipLine.run.stdout).toContain('أنهى واتساب ربط الرقم');
    expect(tipLine.run.stderr + tipLine.run.stdout).toContain('it must be linked again');
    expect(await state()).toBe('messenger-unlinked');
    expect(await (await admin.get('/desk')).text()).toContain('الرقم غير مرتبط بهذا الجهاز');
    expect(await messengersPage()).toMatch(QR);
    const meanwhile = page.says(somebody(), { body: '/help' });
    page.scan();
    await becomes('ok');
    await answer(meanwhile);
    expect(await (await admin.get('/desk')).text()).not.toContain('الرقم غير مرتبط بهذا الجهاز');
  });

  it('after a restart is connected without a code, and answers 50 messages that came meanwhile, once', async () => {
    const { code } = await tipLine.stop();
    expect(code).toBe(0);
    const ids = Array.from({ length: 25 }, somebody).flatMap((asker) => [
      page.says(asker, { body: '/help' }),
      page.says(asker, { body: '/mytips' }),
    ]);
    await start();
    await page.waitFor(() => ids.every((id) => answersTo(id).length > 0));
    expect(ids.map((id) => answersTo(id).length)).toEqual(ids.map(() => 1));
    expect(codes()).toBe(1);
  });

  it('asks the page for nothing the stand-in lacks', () => {
    expect(page.missing).toEqual([]);
  });
});
