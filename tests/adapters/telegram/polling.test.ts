import { describe, expect, it, vi } from 'vitest';
import { AppError } from '../../../src/errors.ts';
import type { Fault } from '../../standins/bot-api/faults.ts';
import { gate, startedTipLine, tipLine } from './tip-line.ts';

describe('polling', () => {
  it('stores every update and confirms it afterwards', async () => {
    const { api, inbox } = await startedTipLine();
    const updates = ['واحد', 'اثنان', 'ثلاثة'].map((text) => api.user(7).sendsText(text));
    await api.waitFor(() => api.pending.length === 0);
    expect(inbox.all.map(({ externalId }) => externalId)).toEqual(updates.map((u) => String(u.update_id)));
    expect(inbox.all[0]).toMatchObject({
      channel: 'telegram',
      conversation: '7',
      payload: { update_id: updates[0]?.update_id, message: { text: 'واحد', from: { id: 7 } } },
    });
  });

  it('stores no name and no phone number', async () => {
    const { api, inbox } = await startedTipLine();
    api.user(7).sendsContact();
    await api.waitFor(() => api.pending.length === 0);
    expect(JSON.stringify(inbox.all)).not.toMatch(/first_name|last_name|phone_number|السرّي|0000000/u);
  });

  it('stores a backlog of several batches in order', async () => {
    const { api, adapter, inbox } = await tipLine();
    const ids = Array.from({ length: 250 }, (_, i) => String(api.user(i + 1).sendsText(`${i}`).update_id));
    await adapter.start(inbox);
    await api.waitFor(() => api.pending.length === 0);
    expect(inbox.attempts).toEqual(ids);
  });

  it('does not confirm an update whose storing failed, and tries again until it is stored', async () => {
    const { api, adapter, inbox } = await tipLine();
    const [first, second, third] = ['أ', 'ب', 'ج'].map((text) => api.user(7).sendsText(text));
    let failures = 3;
    let confirmedDuringFailures = 0;
    inbox.before = ({ externalId }) => {
      if (externalId !== String(second?.update_id) || failures === 0) return;
      failures -= 1;
      confirmedDuringFailures = Math.max(confirmedDuringFailures, api.confirmed);
      throw new AppError('database-unreachable');
    };
    await adapter.start(inbox);
    await api.waitFor(() => api.pending.length === 0);
    expect(confirmedDuringFailures).toBeLessThanOrEqual(first?.update_id ?? 0);
    expect([...inbox.messages.keys()]).toEqual([first, second, third].map((u) => String(u?.update_id)));
    expect(inbox.attempts.filter((id) => id === String(second?.update_id))).toHaveLength(4);
  });

  it('says which error keeps it from receiving, and when all is well again', async () => {
    const { api, adapter, inbox } = await tipLine();
    const states: string[] = [];
    let failures = 3;
    inbox.before = () => {
      const { state, error } = adapter.health();
      states.push(error ?? state);
      failures -= 1;
      if (failures > 0) throw new AppError('database-unreachable');
    };
    api.user(7).sendsText('نص');
    await adapter.start(inbox);
    await api.waitFor(() => api.pending.length === 0);
    expect(states).toEqual(['starting', 'database-unreachable', 'database-unreachable']);
    await vi.waitFor(() => expect(adapter.health()).toEqual({ state: 'on' }), { interval: 1 });
  });

  const faults: [string, Fault, string][] = [
    ['a cut connection', { method: 'getUpdates', kind: 'reset' }, 'messenger-unreachable'],
    ['a lost answer', { method: 'getUpdates', kind: 'reset', after: true }, 'messenger-unreachable'],
    ['an error of Telegram', { method: 'getUpdates', kind: 'error', code: 500 }, 'messenger-unreachable'],
    ['an error page', { method: 'getUpdates', kind: 'html', code: 502 }, 'messenger-unreachable'],
    [
      'an error page that says 200',
      { method: 'getUpdates', kind: 'html', code: 200 },
      'messenger-unreachable',
    ],
    [
      'another poller',
      {
        method: 'getUpdates',
        kind: 'error',
        code: 409,
        description: 'Conflict: terminated by other getUpdates request',
      },
      'messenger-conflict',
    ],
    [
      'a wrong token',
      { method: 'getUpdates', kind: 'error', code: 401, description: 'Unauthorized' },
      'messenger-unauthorized',
    ],
    [
      'an unknown token',
      { method: 'getUpdates', kind: 'error', code: 404, description: 'Not Found' },
      'messenger-unauthorized',
    ],
    [
      'a ban',
      { method: 'getUpdates', kind: 'error', code: 403, description: 'Forbidden' },
      'messenger-unauthorized',
    ],
    [
      'flood control',
      {
        method: 'getUpdates',
        kind: 'error',
        code: 429,
        description: 'Too Many Requests',
        parameters: { retry_after: 0 },
      },
      'messenger-unreachable',
    ],
  ];
  it.each(faults)('loses nothing to %s', async (_, fault, code) => {
    const { api, adapter, inbox, logLines } = await tipLine();
    api.fault({ ...fault, times: 3 });
    const ids = ['أ', 'ب'].map((text) => String(api.user(7).sendsText(text).update_id));
    await adapter.start(inbox);
    await api.waitFor(() => api.pending.length === 0);
    expect([...inbox.messages.keys()]).toEqual(ids);
    expect(logLines.filter((line) => line.includes(`"code":"${code}"`))).not.toHaveLength(0);
  });

  it('gives up a poll that is never answered', async () => {
    const { api, adapter, inbox } = await tipLine({ timing: { pollSeconds: 0, pollGraceMs: 50 } });
    api.fault({ method: 'getUpdates', kind: 'hang', times: 2 });
    api.user(7).sendsText('نص');
    await adapter.start(inbox);
    await inbox.waitForCount(1);
    expect(api.callsTo('getUpdates').length).toBeGreaterThanOrEqual(3);
  });

  it('removes a webhook that was left over, and keeps the updates that wait', async () => {
    const { api, adapter, inbox } = await tipLine();
    await fetch(`${api.apiRoot}/bot${api.token}/setWebhook?url=https://127.0.0.1:1/old`);
    api.user(7).sendsText('وصلت قبل البدء');
    await adapter.start(inbox);
    await inbox.waitForCount(1);
    expect(api.webhookUrl).toBeNull();
  });

  it('removes a webhook that somebody sets while it polls', async () => {
    const { api, inbox } = await startedTipLine();
    await api.waitFor(() => api.callsTo('getUpdates').length >= 2);
    await fetch(`${api.apiRoot}/bot${api.token}/setWebhook?url=https://127.0.0.1:1/other`);
    await api.waitFor(() => api.webhookUrl === null);
    api.user(7).sendsText('نص');
    await inbox.waitForCount(1);
  });

  it('receives on when Telegram numbers its updates anew from a lower id', async () => {
    const { api, inbox } = await startedTipLine({ timing: { pollSeconds: 1 } });
    api.user(7).sendsText('قبل أسبوع');
    await api.waitFor(() => api.pending.length === 0);
    await api.waitFor(() => api.callsTo('getUpdates').at(-1)?.offset === undefined);
    api.renumberUpdatesFrom(1_000);
    const { update_id } = api.user(7).sendsText('بعد أسبوع');
    await api.waitFor(() => api.pending.length === 0);
    expect(update_id).toBe(1_000);
    expect([...inbox.messages.keys()]).toContain('1000');
  });

  it('stores what Telegram delivers twice under the same id', async () => {
    const { api, adapter, inbox } = await tipLine();
    const update = api.user(7).sendsText('نص');
    // It was stored, and the process died before it could say so.
    inbox.before = () => {
      if (inbox.attempts.length === 1) throw new Error('cut off');
    };
    await adapter.start(inbox);
    await api.waitFor(() => api.pending.length === 0);
    expect(inbox.attempts).toEqual([String(update.update_id), String(update.update_id)]);
    expect(inbox.messages.size).toBe(1);
  });

  it('asks only for the updates it can read', async () => {
    const { api } = await startedTipLine();
    await api.waitFor(() => api.callsTo('getUpdates').length > 0);
    expect(api.callsTo('getUpdates')[0]?.allowed_updates).toEqual([
      'message',
      'edited_message',
      'callback_query',
      'inline_query',
    ]);
  });

  it('confirms updates that hold nothing for us, and keeps nothing of them', async () => {
    const { api, adapter, inbox } = await tipLine();
    api.push({ something_new: { chat: 7 } });
    api.user(7).inGroup(-100_123).sendsText('كلام لا يخصّنا');
    await adapter.start(inbox);
    api.user(7).sendsText('سؤال');
    await inbox.waitForCount(1);
    expect(inbox.all.map(({ conversation }) => conversation)).toEqual(['7']);
    await api.waitFor(() => api.pending.length === 0);
  });

  it('replaces characters that no database takes, so that one update cannot hold up all others', async () => {
    const { api, adapter, inbox } = await tipLine();
    api.user(7).sends({ text: 'نص\u0000 مقطوع \ud83d', deep: [{ 'k\u0000': '\udc00' }] });
    await adapter.start(inbox);
    await inbox.waitForCount(1);
    expect(inbox.all[0]?.payload).toMatchObject({
      message: { text: 'نص\uFFFD مقطوع \uFFFD', deep: [{ 'k\uFFFD': '\uFFFD' }] },
    });
  });
});

describe('starting and stopping', () => {
  it('starts although Telegram cannot be reached, and receives once it can', async () => {
    const { api, adapter, inbox } = await tipLine();
    api.fault({ method: '*', kind: 'reset', times: 20 });
    api.user(7).sendsText('نص');
    await adapter.start(inbox);
    expect(adapter.health().state).not.toBe('on');
    await inbox.waitForCount(1);
  });

  it('starts although Telegram never answers', async () => {
    const { api, adapter, inbox } = await tipLine({ timing: { startMs: 20 } });
    api.fault({ method: '*', kind: 'hang', times: 100 });
    await adapter.start(inbox);
    expect(adapter.health()).toEqual({ state: 'starting' });
  });

  it('ends the poll at once when it drains', async () => {
    const { api, adapter } = await startedTipLine({ timing: { pollSeconds: 50, pollGraceMs: 60_000 } });
    await api.waitFor(() => api.callsTo('getUpdates').at(-1)?.timeout === 50);
    await adapter.drain();
    expect(adapter.health()).toEqual({ state: 'stopped' });
  });

  it('waits for the update on its way to the store, and leaves the rest to be delivered again', async () => {
    const { api, adapter, inbox } = await tipLine();
    const ids = ['أ', 'ب', 'ج'].map((text) => String(api.user(7).sendsText(text).update_id));
    const door = gate();
    inbox.before = () => door.promise;
    await adapter.start(inbox);
    await inbox.waitFor(() => inbox.attempts.length === 1);
    let isDrained = false;
    const drained = adapter.drain().then(() => {
      isDrained = true;
    });
    await new Promise(setImmediate);
    expect(isDrained).toBe(false);
    door.open();
    await drained;
    expect([...inbox.messages.keys()]).toEqual(ids.slice(0, 1));
    expect(api.pending.map((update) => String(update.update_id))).toEqual(ids);
  });

  it('still sends after it drained', async () => {
    const { api, adapter } = await startedTipLine();
    api.user(7).sendsText('نص');
    await adapter.drain();
    await adapter.send('7', { text: [[{ text: 'جواب' }]], direction: 'rtl' });
    expect(api.sentTo(7)).toHaveLength(1);
  });

  it('registers its commands, in Arabic for everybody and in English', async () => {
    const { api } = await startedTipLine();
    await api.waitFor(() => api.commandsIn('en') !== undefined);
    expect(api.commandsIn('')).toEqual([{ command: 'help', description: 'كيف يعمل خط التحقق' }]);
    expect(api.commandsIn('en')).toEqual([{ command: 'help', description: 'How the tip line works' }]);
  });

  it('receives although Telegram refuses its commands', async () => {
    const { api, inbox, logLines } = await startedTipLine({
      commands: [{ language: 'ar', name: 'Not Valid!', description: 'وصف' }],
    });
    api.user(7).sendsText('نص');
    await inbox.waitForCount(1);
    await api.waitFor(() => api.callsTo('setMyCommands').length === 1);
    await vi.waitFor(() => expect(logLines.join('')).toContain('Telegram refused setMyCommands'), {
      interval: 1,
    });
  });
});
