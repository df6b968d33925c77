import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../../src/errors.ts';
import { gate, QUICK, startedTipLine, type TipLine, tipLine } from './tip-line.ts';

const SECRET = 'a_secret-of-the-test';
const WEBHOOK = { url: 'https://tips.example.org/webhooks/telegram', secret: SECRET };
const update = (id: number, text = 'نص') =>
  JSON.stringify({
    update_id: id,
    message: {
      message_id: 1,
      date: 1,
      text,
      chat: { id: 7, type: 'private' },
      from: { id: 7, is_bot: false },
    },
  });

/** The stand-in brings its updates to the adapter over HTTP, as Telegram does through a reverse proxy. */
async function lineBehindProxy(): Promise<TipLine> {
  let line: TipLine | undefined;
  const proxy = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const header = request.headers['x-telegram-bot-api-secret-token'];
    const answer = await line?.adapter.handleWebhook(
      typeof header === 'string' ? header : undefined,
      Buffer.concat(chunks).toString('utf8'),
    );
    response.writeHead(request.url === '/webhooks/telegram' ? (answer?.status ?? 503) : 404).end();
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  const gateway = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  line = await tipLine({ webhook: WEBHOOK }, { gateway, webhookRetryMs: 2 });
  return line;
}

describe('the webhook', () => {
  it('is registered with its secret and takes what Telegram brings', async () => {
    const { api, adapter, inbox } = await lineBehindProxy();
    const waiting = api.user(7).sendsText('قبل التسجيل');
    await adapter.start(inbox);
    const later = api.user(8).sendsText('بعده');
    await api.waitFor(() => api.pending.length === 0);
    expect([...inbox.messages.keys()]).toEqual([waiting, later].map((u) => String(u.update_id)));
    expect(api.callsTo('setWebhook')[0]).toMatchObject({
      url: WEBHOOK.url,
      secret_token: SECRET,
      drop_pending_updates: false,
      allowed_updates: ['message', 'edited_message', 'callback_query', 'inline_query'],
    });
    expect(adapter.health()).toEqual({ state: 'on' });
  });

  it('gets an update again until it is stored', async () => {
    const { api, adapter, inbox } = await lineBehindProxy();
    let failures = 3;
    inbox.before = () => {
      failures -= 1;
      if (failures >= 0) throw new AppError('database-unreachable');
    };
    await adapter.start(inbox);
    const { update_id } = api.user(7).sendsText('نص');
    await api.waitFor(() => api.pending.length === 0);
    expect(api.webhookStatuses).toEqual([500, 500, 500, 200]);
    expect(inbox.attempts).toEqual(Array(4).fill(String(update_id)));
  });

  it.each([undefined, '', 'wrong', `${SECRET}x`, SECRET.slice(1)])(
    'stores nothing for whoever does not know the secret: %s',
    async (secret) => {
      const { adapter, inbox } = await startedTipLine({ webhook: WEBHOOK });
      expect(await adapter.handleWebhook(secret, update(1))).toEqual({ status: 401 });
      expect(inbox.attempts).toEqual([]);
    },
  );

  it('answers only after the update is stored', async () => {
    const { adapter, inbox } = await startedTipLine({ webhook: WEBHOOK });
    const door = gate();
    inbox.before = () => door.promise;
    let status = 0;
    const answered = adapter.handleWebhook(SECRET, update(1)).then((answer) => {
      status = answer.status;
    });
    await inbox.waitFor(() => inbox.attempts.length === 1);
    await new Promise(setImmediate);
    expect(status).toBe(0);
    door.open();
    await answered;
    expect(status).toBe(200);
  });

  it('stores what comes twice under the same id', async () => {
    const { adapter, inbox } = await startedTipLine({ webhook: WEBHOOK });
    await adapter.handleWebhook(SECRET, update(5));
    await adapter.handleWebhook(SECRET, update(5));
    expect(inbox.attempts).toEqual(['5', '5']);
  });

  it('asks again for a body that was cut off', async () => {
    const { adapter, inbox } = await startedTipLine({ webhook: WEBHOOK });
    expect(await adapter.handleWebhook(SECRET, update(1).slice(0, -3))).toEqual({ status: 400 });
    expect(inbox.attempts).toEqual([]);
  });

  it.each(['null', '[]', '42', '{}', '{"update_id":"1"}', '{"update_id":1.5}'])(
    'does not let a body that is no update come for ever: %s',
    async (body) => {
      const { adapter, inbox } = await startedTipLine({ webhook: WEBHOOK });
      expect(await adapter.handleWebhook(SECRET, body)).toEqual({ status: 200 });
      expect(inbox.attempts).toEqual([]);
    },
  );

  it('stores an update it cannot understand: what is wrong with it is said when it is read', async () => {
    const { adapter, inbox } = await startedTipLine({ webhook: WEBHOOK });
    const body = JSON.stringify({ update_id: 9, message: { chat: 'none' } });
    expect(await adapter.handleWebhook(SECRET, body)).toEqual({ status: 200 });
    expect(inbox.all[0]).toMatchObject({ externalId: '9', conversation: 'none' });
  });

  it('is registered as soon as Telegram can be reached', async () => {
    const { api, adapter, inbox } = await tipLine({ webhook: WEBHOOK });
    api.fault({ method: 'setWebhook', kind: 'reset', times: 3 });
    await adapter.start(inbox);
    await api.waitFor(() => api.webhookUrl === WEBHOOK.url);
    expect(api.callsTo('setWebhook')).toHaveLength(4);
  });

  it('is registered again when somebody took it away', async () => {
    const { api, adapter, inbox } = await tipLine({
      webhook: WEBHOOK,
      timing: { ...QUICK, webhookCheckMs: 5 },
    });
    await adapter.start(inbox);
    await api.waitFor(() => api.webhookUrl === WEBHOOK.url);
    await fetch(`${api.apiRoot}/bot${api.token}/deleteWebhook`);
    await api.waitFor(() => api.webhookUrl === WEBHOOK.url);
    expect(api.callsTo('setWebhook')).toHaveLength(2);
  });

  it('has Telegram keep what comes while it drains, and finishes what it has begun', async () => {
    const { api, adapter, inbox } = await startedTipLine({ webhook: WEBHOOK });
    await api.waitFor(() => api.webhookUrl !== null && api.commandsIn('en') !== undefined);
    const door = gate();
    inbox.before = () => door.promise;
    const begun = adapter.handleWebhook(SECRET, update(1));
    await inbox.waitFor(() => inbox.attempts.length === 1);
    let isDrained = false;
    const drained = adapter.drain().then(() => {
      isDrained = true;
    });
    expect(await adapter.handleWebhook(SECRET, update(2))).toEqual({ status: 500 });
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
    expect(isDrained).toBe(false);
    door.open();
    await drained;
    expect(await begun).toEqual({ status: 200 });
    expect([...inbox.messages.keys()]).toEqual(['1']);
  });

  it('takes nothing when updates are polled for', async () => {
    const { adapter, inbox } = await startedTipLine();
    expect(await adapter.handleWebhook(SECRET, update(1))).toEqual({ status: 401 });
    expect(inbox.attempts).toEqual([]);
  });
});
