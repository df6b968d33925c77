import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BotApiStandIn } from '../standins/bot-api.ts';
import { asMetaWrites, signatureOf } from '../standins/graph-api/webhook-delivery.ts';
import { APP_SECRET, GraphStandIn, TOKEN, VERIFY_TOKEN } from '../standins/graph-api.ts';
import { makePicture, reencode } from '../support/media-fixtures.ts';
import { freePort, TipLineHome, type TipLineProcess } from '../support/tip-line-process.ts';
import { messageIdOf, samplePath } from './telegram-kill-run.ts';

const HARBOUR = 'https://example.org/factcheck/harbour-fire';

describe('the webhook of WhatsApp, and Telegram beside it', () => {
  let home: TipLineHome;
  let standIn: GraphStandIn;
  let telegram: BotApiStandIn;
  let tipLine: TipLineProcess;
  beforeAll(async () => {
    home = await TipLineHome.make();
    standIn = await GraphStandIn.start();
    telegram = await BotApiStandIn.start();
    tipLine = await home.start({
      ...standIn.environment,
      PORT: String(await freePort()),
      TELEGRAM_API_ROOT: telegram.apiRoot,
      TELEGRAM_BOT_TOKEN: telegram.token,
    });
    await standIn.subscribe(`${tipLine.url}/webhooks/whatsapp`);
  });
  afterAll(async () => {
    await home.close();
    await standIn.close();
    await telegram.close();
  });

  const countMessages = async (): Promise<number> => {
    const client = await home.connect();
    const { rows } = await client.query<{ count: number }>('SELECT count(*)::int FROM messages');
    await client.end();
    return rows[0]?.count ?? -1;
  };
  const question = (body: string): string => {
    const message = standIn.person().message({ type: 'text', text: { body } });
    return asMetaWrites(standIn.delivery([standIn.change({ messages: [message] })]));
  };
  const contextOf = (body: Record<string, unknown>) =>
    (body.context as { message_id: string } | undefined)?.message_id;
  const answerTo = async (id: string): Promise<string> => {
    const find = () => standIn.sent.find(({ body }) => contextOf(body) === id);
    await standIn.waitFor(() => find() !== undefined);
    return JSON.stringify(find()?.body);
  };
  /** A picture that Meta announces; what comes of it is the test's. */
  const announces = (media: { id: string; mime: string; sha256: string }) => ({
    type: 'image',
    image: {
      id: media.id,
      mime_type: media.mime,
      sha256: Buffer.from(media.sha256, 'hex').toString('base64'),
    },
  });

  it('shows the challenge only to who knows the token', async () => {
    const ask = (token: string) =>
      fetch(
        `${tipLine.url}/webhooks/whatsapp?hub.mode=subscribe&hub.verify_token=${token}&hub.challenge=%3Cb%3E1`,
      );
    const refused = await ask('wrong');
    expect([refused.status, await refused.text()]).toEqual([403, '']);
    const answered = await ask(VERIFY_TOKEN);
    expect([answered.status, await answered.text()]).toEqual([200, '<b>1']);
    expect(answered.headers.get('content-type')).toContain('text/plain');
    expect(answered.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('refuses what is unsigned, wrongly signed, cut off or changed on the way, and stores nothing', async () => {
    const before = await countMessages();
    const body = question('سؤال');
    const signature = signatureOf(body, APP_SECRET);
    const statuses = [
      await standIn.webhook.attempt(body, null),
      await standIn.webhook.attempt(body, ''),
      await standIn.webhook.attempt(body, signatureOf(body, 'another secret')),
      await standIn.webhook.attempt(body.slice(0, -20), signature),
      // The same JSON, written in another way.
      await standIn.webhook.attempt(JSON.stringify(JSON.parse(body)), signature),
    ];
    expect(statuses).toEqual([401, 401, 401, 401, 401]);
    expect(await countMessages()).toBe(before);
  });

  it('refuses what is no JSON, and what is far too large, though it is signed', async () => {
    const rubbish = '{"object":"whatsapp_business_account","entry":[';
    expect(await standIn.webhook.attempt(rubbish, signatureOf(rubbish, APP_SECRET))).toBe(400);
    const huge = JSON.stringify({ object: 'whatsapp_business_account', filler: 'x'.repeat(5_000_000) });
    expect(await standIn.webhook.attempt(huge, signatureOf(huge, APP_SECRET))).toBe(413);
  });

  it('answers once what is brought again and again', async () => {
    const person = standIn.person();
    const message = person.message({ type: 'text', text: { body: '/help' } });
    const value = { contacts: [person.contact], messages: [message] };
    await Promise.all([standIn.bring(value), standIn.bring(value)]);
    await standIn.bring(value);
    await answerTo(String(message.id));
    await answerTo(await person.sendsText('/help'));
    expect(standIn.sentTo(person)).toHaveLength(2);
  });

  it('answers each of a hundred people in one delivery', async () => {
    const people = Array.from({ length: 100 }, () => standIn.person());
    const messages = people.map((person) => person.message({ type: 'text', text: { body: '/help' } }));
    await standIn.bring({ contacts: people.map(({ contact }) => contact), messages });
    await standIn.waitFor(() => people.every((person) => standIn.sentTo(person).length === 1), 60_000);
  });

  it('tells the person when a file is not the one that was announced, and keeps nothing of it', async () => {
    const announced = await readFile(await makePicture(901));
    const other = await readFile(await makePicture(902));
    const media = standIn.media.add(announced, 'image/jpeg');
    standIn.media.spoil(media.id, other);
    const answer = await answerTo(await standIn.person().sends(announces(media)));
    expect(answer).toContain('فلم نفتحه');
    const client = await home.connect();
    const digests = [announced, other].map((bytes) => createHash('sha256').update(bytes).digest('hex'));
    const { rows } = await client.query('SELECT sha256 FROM media WHERE sha256 = ANY($1)', [digests]);
    await client.end();
    expect(rows).toEqual([]);
  });

  it('tells the person when a file has expired', async () => {
    const media = standIn.media.add(await readFile(await makePicture(903)), 'image/jpeg');
    standIn.media.expire(media.id);
    expect(await answerTo(await standIn.person().sends(announces(media)))).toContain('لم يعد الملف متاحًا');
  });

  it('knows a clip that came by Telegram: no download, no second fingerprint', async () => {
    const clip = await readFile(
      await reencode(samplePath('media/harbour-fire.mp4'), { from: 6, duration: 5, height: 240, crf: 30 }),
    );
    const quoted = messageIdOf(telegram.user(77).sendsVideo(clip));
    await telegram.waitFor(() => telegram.sent.some(({ replyTo }) => replyTo === quoted), 30_000);
    const made = async () =>
      /fingerprints_made (\d+)/u.exec(await (await fetch(`${tipLine.url}/metrics`)).text())?.[1];
    const before = {
      made: await made(),
      calls: standIn.calls.filter((call) => call.includes('/download/')).length,
    };
    expect(before.made).toMatch(/^\d+$/u);
    const { id } = await standIn.person().sendsFile('video', { bytes: clip, mime: 'video/mp4' });
    expect(await answerTo(id)).toContain(HARBOUR);
    expect({
      made: await made(),
      calls: standIn.calls.filter((call) => call.includes('/download/')).length,
    }).toEqual(before);
  });

  it('shows a token that was taken back in /readyz, and goes on when it is good again', async () => {
    const state = async () =>
      ((await (await fetch(`${tipLine.url}/readyz`)).json()) as { checks: Record<string, string> }).checks[
        'whatsapp-cloud'
      ];
    standIn.token = 'EAAanother';
    const person = standIn.person();
    const id = await person.sendsText('/help');
    await expect.poll(state, { timeout: 20_000 }).toBe('messenger-unauthorized');
    standIn.token = TOKEN;
    await answerTo(id);
    expect(await state()).toBe('ok');
  });
});
