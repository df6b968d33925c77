import { describe, expect, it, onTestFinished } from 'vitest';
import { FloodControl } from './bot-api/flood-control.ts';
import { BotApiStandIn, type StandInOptions } from './bot-api.ts';
import { BotApiProcess } from './bot-api-process.ts';

/** A stand-in and a way to call it as any program would. */
async function standIn(options: StandInOptions = {}) {
  const api = await BotApiStandIn.start(options);
  onTestFinished(() => api.close());
  const call = async (method: string, body: Record<string, unknown> | FormData | URLSearchParams = {}) => {
    const isPlain = !(body instanceof FormData) && !(body instanceof URLSearchParams);
    const response = await fetch(`${api.apiRoot}/bot${api.token}/${method}`, {
      method: 'POST',
      body: isPlain ? JSON.stringify(body) : body,
      ...(isPlain ? { headers: { 'content-type': 'application/json' } } : {}),
    });
    return (await response.json()) as {
      ok: boolean;
      result?: unknown;
      error_code?: number;
      description?: string;
      parameters?: unknown;
    };
  };
  const ids = async (body: Record<string, unknown>) =>
    ((await call('getUpdates', body)).result as { update_id: number }[]).map(({ update_id }) => update_id);
  return { api, call, ids };
}

describe('the stand-in for the Bot API', () => {
  it('forgets updates only when an offset confirms them', async () => {
    const { api, ids } = await standIn();
    const pushed = ['أ', 'ب', 'ج'].map((text) => api.user(1).sendsText(text).update_id);
    expect(await ids({})).toEqual(pushed);
    expect(await ids({ limit: 2 })).toEqual(pushed.slice(0, 2));
    expect(await ids({ offset: pushed[1] })).toEqual(pushed.slice(1));
    expect(await ids({ offset: 0 })).toEqual(pushed.slice(1));
    expect(await ids({ offset: -1 })).toEqual(pushed.slice(2));
    expect(await ids({})).toEqual(pushed.slice(2));
  });

  it('holds a poll until something comes', async () => {
    const { api, ids } = await standIn();
    const poll = ids({ timeout: 50 });
    await api.waitFor(() => api.callsTo('getUpdates').length === 1);
    const { update_id } = api.user(1).sendsText('نص');
    expect(await poll).toEqual([update_id]);
  });

  it('ends the older of two polls with 409', async () => {
    const { api, call, ids } = await standIn();
    const older = call('getUpdates', { timeout: 50 });
    await api.waitFor(() => api.callsTo('getUpdates').length === 1);
    const newer = ids({ timeout: 50 });
    expect(await older).toMatchObject({
      error_code: 409,
      description: expect.stringContaining('terminated'),
    });
    api.user(1).sendsText('نص');
    expect(await newer).toHaveLength(1);
  });

  it('refuses polls while a webhook is set, and webhooks without https', async () => {
    const { api, call } = await standIn();
    const waiting = call('getUpdates', { timeout: 50 });
    await api.waitFor(() => api.callsTo('getUpdates').length === 1);
    expect(
      await call('setWebhook', { url: 'https://example.org/hook', secret_token: 'a-b_1' }),
    ).toMatchObject({
      ok: true,
    });
    expect(await waiting).toMatchObject({ error_code: 409 });
    expect(await call('getUpdates')).toMatchObject({ error_code: 409 });
    expect(await call('setWebhook', { url: 'http://example.org' })).toMatchObject({ error_code: 400 });
    expect(await call('setWebhook', { url: 'https://x.org', secret_token: 'a b' })).toMatchObject({
      error_code: 400,
    });
  });

  it('knows its token, its methods and its chats', async () => {
    const { api, call } = await standIn();
    expect((await fetch(`${api.apiRoot}/bot1:wrong/getMe`)).status).toBe(401);
    expect(await call('sendNothing')).toMatchObject({ error_code: 404 });
    expect(await call('sendMessage', { chat_id: 1, text: 'نص' })).toMatchObject({
      error_code: 400,
      description: 'Bad Request: chat not found',
    });
    api.user(1).blocksTheBot();
    expect(await call('sendMessage', { chat_id: 1, text: 'نص' })).toMatchObject({ error_code: 403 });
  });

  it.each([
    ['<b>x', "Can't find end tag"],
    ['x</b>', 'Unexpected end tag'],
    ['<b><i>x</b></i>', 'Unmatched end tag'],
    ['<script>x</script>', 'Unsupported start tag "script"'],
    ['a < b', 'Unclosed start tag'],
  ])('refuses the markup %j', async (text, reason) => {
    const { api, call } = await standIn();
    api.user(1);
    const answer = await call('sendMessage', { chat_id: 1, text, parse_mode: 'HTML' });
    expect(answer.description).toContain("can't parse entities");
    expect(answer.description).toContain(reason);
  });

  it.each([
    [{ text: '' }, 'message text is empty'],
    [{ text: '<b> </b>', parse_mode: 'HTML' }, 'message text is empty'],
    [{ text: 'ن'.repeat(4097) }, 'message is too long'],
    [{ text: 'نص', reply_parameters: { message_id: 'x' } }, 'must be an integer'],
    [{ text: 'نص', reply_parameters: { message_id: 99 } }, 'message to be replied not found'],
    [{ text: 'نص', reply_markup: { inline_keyboard: [{ text: 'x' }] } }, 'Array of Arrays'],
    [
      { text: 'نص', reply_markup: { inline_keyboard: [[{ text: 'x', callback_data: 'ن'.repeat(33) }]] } },
      'BUTTON_DATA_INVALID',
    ],
    [{ text: 'نص', reply_markup: { inline_keyboard: [[{ text: 'x' }]] } }, 'Text buttons are unallowed'],
    [
      { text: 'نص', reply_markup: { inline_keyboard: [[{ text: 'x', url: 'http://localhost' }]] } },
      'Wrong HTTP URL',
    ],
  ])('refuses the message %j', async (message, reason) => {
    const { api, call } = await standIn();
    api.user(1);
    const answer = await call('sendMessage', { chat_id: 1, ...message });
    expect(answer).toMatchObject({ error_code: 400, description: expect.stringContaining(reason) });
    expect(api.sent).toEqual([]);
  });

  it('takes forms and multipart as well as JSON', async () => {
    const { api, call } = await standIn();
    api.user(1);
    const fields = {
      chat_id: '1',
      text: '<b>نص</b>',
      parse_mode: 'HTML',
      reply_markup: '{"inline_keyboard":[]}',
    };
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    await call('sendMessage', new URLSearchParams(fields));
    await call('sendMessage', form);
    expect(api.sentTo(1).map(({ text }) => text)).toEqual(['نص', 'نص']);
  });

  it('changes a message that was sent, and refuses a change that is none', async () => {
    const { api, call } = await standIn();
    api.user(1);
    await call('sendMessage', { chat_id: 1, text: 'قبل' });
    const change = { chat_id: 1, message_id: api.sent[0]?.messageId, text: 'بعد' };
    expect(await call('editMessageText', change)).toMatchObject({ ok: true });
    expect(await call('editMessageText', change)).toMatchObject({
      description: expect.stringContaining('not modified'),
    });
    expect(api.sent.map(({ text }) => text)).toEqual(['بعد']);
  });

  it('refuses what comes too fast, when asked to', async () => {
    const { api, call } = await standIn({ flood: { overall: 3, perChat: 1 } });
    for (const id of [1, 2, 3, 4]) api.user(id);
    const answers = [];
    for (const chat_id of [1, 1, 2, 3, 4]) answers.push(await call('sendMessage', { chat_id, text: 'نص' }));
    expect(answers.map(({ error_code }) => error_code)).toEqual([undefined, 429, undefined, undefined, 429]);
    expect(answers[1]?.parameters).toEqual({ retry_after: 1 });
  });

  it('takes 20 messages a minute in a group, and says when the next one may come', async () => {
    const control = new FloodControl({ overall: 30, perChat: 30, groupPerMinute: 20 });
    for (let i = 0; i < 20; i += 1) control.count(-5, i * 100);
    expect(() => control.count(-5, 30_000)).toThrow('retry after 30');
    control.count(5, 30_000);
    control.count(-5, 60_000);
    expect(() => control.count(-5, 60_000)).toThrow('retry after 1');
  });

  it('takes a photo as an upload, and again by the id it gave', async () => {
    const { api, call } = await standIn();
    api.user(1);
    const form = new FormData();
    form.set('chat_id', '1');
    form.set('caption', 'صورة');
    form.set('photo', new Blob([new Uint8Array([0xff, 0xd8, 0xff])]), 'a.jpg');
    const first = await call('sendPhoto', form);
    const photo = (first.result as { photo: { file_id: string }[] }).photo.at(-1)?.file_id;
    await call('sendPhoto', { chat_id: 1, photo });
    const [upload, again] = api.sentTo(1).map((sent) => sent.photo);
    expect([upload?.isUpload, again?.isUpload]).toEqual([true, false]);
    expect(again?.uniqueId).toBe(upload?.uniqueId);
    expect(await call('sendPhoto', { chat_id: 1, photo: 'x' })).toMatchObject({ error_code: 400 });
  });

  it('can carry a call out and lose its answer', async () => {
    const { api, call } = await standIn();
    api.user(1);
    api.fault({ method: 'sendMessage', kind: 'reset', after: true });
    await expect(call('sendMessage', { chat_id: 1, text: 'نص' })).rejects.toThrow();
    expect(api.sentTo(1)).toHaveLength(1);
  });

  it('runs as a process of its own, under the control of a test', async () => {
    const api = await BotApiProcess.start(['--port', '0']);
    onTestFinished(() => api.stop());
    await api.addFile('still', new Uint8Array(5), { mime: 'image/jpeg' });
    const { uniqueId } = await api.addFile('clip', new Uint8Array(9), { size: 30e6, thumbnail: 'still' });
    const texts = Array.from({ length: 500 }, (_, i) => ({
      user: i,
      does: 'text' as const,
      text: `نص ${i}`,
    }));
    const ids = await api.act(...texts, { user: 7, does: 'video', file: 'clip', caption: 'صحيح؟' });
    expect(ids).toHaveLength(501);
    const call = async (method: string, body: object) => {
      const response = await fetch(`${api.apiRoot}/bot${api.token}/${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return ((await response.json()) as { result: unknown }).result;
    };
    expect(await call('getUpdates', { offset: ids.at(-1) })).toMatchObject([
      { message: { caption: 'صحيح؟', video: { file_unique_id: uniqueId, file_size: 30e6 } } },
    ]);
    const waiting = api.sentAtLeast(1);
    const keyboard = { inline_keyboard: [[{ text: 'نعم', callback_data: 'yes' }]] };
    await call('sendMessage', { chat_id: 7, text: 'جواب', reply_markup: keyboard });
    expect(await waiting).toMatchObject([{ chatId: 7, text: 'جواب' }]);
    await api.act({ user: 7, does: 'press', label: 'نعم' });
    expect(await api.state()).toMatchObject({ pending: 2, sent: 1, unansweredPresses: 1 });
  });
});
