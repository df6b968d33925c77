import { describe, expect, it } from 'vitest';
import { type AppError, isAppError } from '../../../src/errors.ts';
import type { Fault } from '../../standins/bot-api/faults.ts';
import { outbound, type TipLine, tipLine } from './tip-line.ts';

/** A line on which person 7 has written, so that the bot may answer. */
async function lineWithPerson(): Promise<TipLine & { questionId: number }> {
  const line = await tipLine();
  const update = line.api.user(7).sendsText('سؤال');
  return { ...line, questionId: (update.message as { message_id: number }).message_id };
}

async function failure(sending: Promise<unknown>): Promise<AppError> {
  const error = await sending.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!isAppError(error)) throw new Error(`expected an error of the catalogue, got ${error}`);
  return error;
}

describe('sending', () => {
  it('sends markup as Telegram HTML and returns the id of the message', async () => {
    const { api, adapter } = await lineWithPerson();
    const text = [
      [{ text: 'زائف', style: 'bold' as const }],
      [{ text: 'التحقّق', href: 'https://example.org/1' }],
    ];
    const { externalId } = await adapter.send('7', outbound(text));
    const [sent] = api.sentTo(7);
    expect(sent?.messageId).toBe(Number(externalId));
    expect(sent?.text).toBe('زائف\nالتحقّق');
    expect(sent?.entities).toEqual([
      { type: 'bold', offset: 0, length: 4 },
      { type: 'text_link', offset: 5, length: 7, url: 'https://example.org/1' },
    ]);
  });

  it('shows a hostile title as it was written', async () => {
    const { api, adapter } = await lineWithPerson();
    const title = 'عنوان </b><a href="https://evil.example">اضغط</a> <script>&amp;';
    await adapter.send('7', outbound([[{ text: title, style: 'bold' }]]));
    expect(api.sentTo(7)[0]).toMatchObject({ text: title, entities: [{ type: 'bold' }] });
  });

  it('shortens what is too long, the elastic part first', async () => {
    const { api, adapter } = await lineWithPerson();
    await adapter.send(
      '7',
      outbound([
        [{ text: 'زائف', style: 'bold' }],
        [{ text: 'كلمة '.repeat(2000), elastic: 1 }],
        [{ text: 'الرابط', href: 'https://example.org' }],
      ]),
    );
    const text = api.sentTo(7)[0]?.text ?? '';
    expect(text.length).toBeLessThanOrEqual(4096);
    expect(text.length).toBeGreaterThan(4000);
    expect(text).toMatch(/^زائف\n.*…\nالرابط$/su);
  });

  it('shortens what is too long and not elastic, with every character escaped', async () => {
    const { api, adapter } = await lineWithPerson();
    await adapter.send('7', outbound('<&>'.repeat(3000)));
    expect(api.sentTo(7)).toHaveLength(1);
  });

  it('sends 4,096 characters as they are', async () => {
    const { api, adapter } = await lineWithPerson();
    await adapter.send('7', outbound('ن'.repeat(4096)));
    expect(api.sentTo(7)[0]?.text).toHaveLength(4096);
  });

  it.each(['', '  \n ', '\u200f'])('never sends an empty text: %j', async (text) => {
    const { api, adapter } = await lineWithPerson();
    expect((await failure(adapter.send('7', outbound(text)))).code).toBe('text-empty');
    expect(api.callsTo('sendMessage')).toEqual([]);
  });

  it('quotes the question', async () => {
    const { api, adapter, questionId } = await lineWithPerson();
    await adapter.send('7', outbound('جواب', { quote: String(questionId) }));
    expect(api.sentTo(7)[0]?.replyTo).toBe(questionId);
  });

  it('answers also when the question was deleted', async () => {
    const { api, adapter } = await lineWithPerson();
    await adapter.send('7', outbound('جواب', { quote: '999999' }));
    expect(api.sentTo(7)[0]?.replyTo).toBeNull();
    expect(api.callsTo('sendMessage')).toHaveLength(1);
  });

  it('offers buttons that carry a token or open a page', async () => {
    const { api, adapter } = await lineWithPerson();
    await adapter.send(
      '7',
      outbound('اختر', {
        buttons: [
          [
            { label: 'الأول', token: 'choice:1' },
            { label: 'الثاني', token: 'choice:2' },
          ],
          [{ label: 'اقرأ', url: 'https://example.org/1' }],
        ],
      }),
    );
    expect(api.sentTo(7)[0]?.keyboard).toEqual([
      [
        { text: 'الأول', callback_data: 'choice:1' },
        { text: 'الثاني', callback_data: 'choice:2' },
      ],
      [{ text: 'اقرأ', url: 'https://example.org/1' }],
    ]);
  });

  it('shortens labels and leaves out buttons that Telegram would refuse', async () => {
    const { api, adapter, logLines } = await lineWithPerson();
    await adapter.send(
      '7',
      outbound('اختر', {
        buttons: [
          [{ label: 'عنوان طويل '.repeat(20), token: 'ok' }],
          [
            { label: 'رمز طويل', token: 'ن'.repeat(33) },
            { label: '', token: 'x' },
            { label: 'سيئ', url: 'javascript:alert(1)' },
          ],
        ],
      }),
    );
    const keyboard = api.sentTo(7)[0]?.keyboard ?? [];
    expect(keyboard).toHaveLength(1);
    expect(keyboard[0]?.[0]?.text).toMatch(/^.{1,63}…$/u);
    expect(logLines.filter((line) => line.includes('a button was left out'))).toHaveLength(3);
  });

  it('shows a small preview of one link, and none of several', async () => {
    const { api, adapter } = await lineWithPerson();
    const link = (n: number) => [{ text: `${n}`, href: `https://example.org/${n}` }];
    await adapter.send('7', outbound([link(1)]));
    await adapter.send('7', outbound([link(1), link(2)]));
    await adapter.send('7', outbound('بلا رابط https://example.org'));
    expect(api.sentTo(7).map((sent) => sent.linkPreview)).toEqual([
      { prefer_small_media: true },
      { is_disabled: true },
      { is_disabled: true },
    ]);
  });

  it('sends the words alone when Telegram takes offence at the markup', async () => {
    const { api, adapter, logLines } = await lineWithPerson();
    const description = "Bad Request: can't parse entities: Unsupported start tag";
    api.fault({ method: 'sendMessage', kind: 'error', code: 400, description });
    const buttons = [[{ label: 'نعم', token: 'yes' }]];
    await adapter.send(
      '7',
      outbound([[{ text: 'أ < ب', style: 'bold', href: 'https://example.org/1' }]], { buttons }),
    );
    expect(api.sentTo(7)).toMatchObject([
      {
        text: 'أ < ب https://example.org/1',
        entities: [],
        keyboard: [[{ text: 'نعم', callback_data: 'yes' }]],
      },
    ]);
    expect(logLines.join('')).toContain('Telegram refused the form of a message');
  });

  it('sends without a button that opens an address Telegram does not know, and keeps the others', async () => {
    const { api, adapter } = await lineWithPerson();
    const buttons = [
      [
        { label: 'اقرأ', url: 'http://localhost:3000/' },
        { label: 'نعم', token: 'yes' },
      ],
    ];
    await adapter.send('7', outbound('نص', { buttons }));
    expect(api.sentTo(7)[0]?.keyboard).toEqual([[{ text: 'نعم', callback_data: 'yes' }]]);
  });

  it('sends to the new group when a group has moved', async () => {
    const { api, adapter } = await lineWithPerson();
    api.user(7).inGroup(-500, 'group').sendsText('سؤال');
    api.migrateGroup(-500, -100_500);
    const { externalId } = await adapter.send('-500', outbound('جواب'));
    expect(api.sentTo(-100_500)[0]?.messageId).toBe(Number(externalId));
  });
});

describe('errors of sending', () => {
  const refusal = (code: number, description: string): Fault => ({
    method: 'sendMessage',
    kind: 'error',
    code,
    description,
    times: 2,
  });
  const mapped: [string, Fault, string][] = [
    ['chat not found', refusal(400, 'Bad Request: chat not found'), 'send-refused'],
    [
      'no right to write',
      refusal(400, 'Bad Request: not enough rights to send text messages to the chat'),
      'send-refused',
    ],
    ['a deactivated account', refusal(403, 'Forbidden: user is deactivated'), 'send-refused'],
    ['a form that is refused twice', refusal(400, 'Bad Request: something new'), 'send-rejected'],
    ['a wrong token', refusal(401, 'Unauthorized'), 'send-unreachable'],
    ['an error of Telegram', refusal(500, 'Internal Server Error'), 'send-unreachable'],
    ['an error page', { method: 'sendMessage', kind: 'html' }, 'send-unreachable'],
    ['an error page that says 200', { method: 'sendMessage', kind: 'html', code: 200 }, 'send-unreachable'],
    ['a cut connection', { method: 'sendMessage', kind: 'reset' }, 'send-unreachable'],
  ];
  it.each(mapped)('%s', async (_, fault, code) => {
    const { api, adapter } = await lineWithPerson();
    api.fault(fault);
    expect((await failure(adapter.send('7', outbound('نص')))).code).toBe(code);
  });

  it('tells how long Telegram wants us to wait', async () => {
    const { api, adapter } = await lineWithPerson();
    api.fault({
      method: 'sendMessage',
      kind: 'error',
      code: 429,
      description: 'Too Many Requests: retry after 17',
      parameters: { retry_after: 17 },
    });
    expect(await failure(adapter.send('7', outbound('نص')))).toMatchObject({
      code: 'send-rate-limited',
      retryAfterMs: 17_000,
    });
  });

  it('knows a person who blocked the bot', async () => {
    const { api, adapter } = await lineWithPerson();
    api.user(7).blocksTheBot();
    expect((await failure(adapter.send('7', outbound('نص')))).code).toBe('send-refused');
  });

  it('gives up a call that is never answered', async () => {
    const { api, adapter } = await tipLine({ timing: { callMs: 30 } });
    api.fault({ method: 'sendMessage', kind: 'hang' });
    expect((await failure(adapter.send('7', outbound('نص')))).code).toBe('send-unreachable');
  });

  it.each(['none', '', 'x7', '1e400'])('knows what is no chat: %j', async (conversation) => {
    const { api, adapter } = await lineWithPerson();
    expect((await failure(adapter.send(conversation, outbound('نص')))).code).toBe('send-refused');
    expect(api.callsTo('sendMessage')).toEqual([]);
  });
});

describe('courtesies', () => {
  it('shows "typing"', async () => {
    const { api, adapter } = await lineWithPerson();
    await adapter.showWorking?.('7');
    expect(api.actions).toEqual([{ chatId: 7, action: 'typing' }]);
  });

  it('confirms a press', async () => {
    const { api, adapter } = await lineWithPerson();
    const press = adapter.read(api.user(7).pressesToken('x'))?.press;
    await adapter.acknowledgePress?.(press?.acknowledge ?? '');
    expect(api.state().unansweredPresses).toBe(0);
  });

  it.each([
    ['an old press', undefined],
    ['a cut connection', 'reset' as const],
    ['an error page', 'html' as const],
  ])('never fails: %s', async (_, kind) => {
    const { api, adapter } = await lineWithPerson();
    if (kind) api.fault({ method: '*', kind, times: 2 });
    await expect(adapter.acknowledgePress?.('too old')).resolves.toBeUndefined();
    await expect(adapter.showWorking?.('404')).resolves.toBeUndefined();
  });
});

describe('the token', () => {
  it('is in no log line and no error, whatever goes wrong', async () => {
    const { api, adapter, inbox, logLines } = await lineWithPerson();
    const secret = api.token.split(':')[1] ?? '';
    const kinds = ['reset', 'html', 'error'] as const;
    for (const kind of kinds) {
      api.fault({ method: 'getMe', kind });
      api.fault({ method: 'getUpdates', kind });
      api.fault({ method: 'deleteWebhook', kind, code: 200 });
      api.fault({ method: 'setMyCommands', kind, code: 401, description: `Unauthorized bot${api.token}` });
    }
    await adapter.start(inbox);
    await inbox.waitForCount(1);
    await api.waitFor(() => api.commandsIn('en') !== undefined);
    for (const kind of kinds) {
      api.fault({ method: 'sendMessage', kind, code: 418, description: `bot${api.token}` });
      api.fault({ method: 'getFile', kind, code: 418, description: `bot${api.token}` });
      const errors = [
        await failure(adapter.send('7', outbound('نص'))),
        await failure(adapter.locate({ fetchKey: 'x' })),
      ];
      for (const error of errors) {
        const cause = error.cause as Error;
        expect(
          [error.message, error.stack, cause.message, cause.stack, JSON.stringify(cause)].join(),
        ).not.toContain(secret);
      }
    }
    expect(logLines.length).toBeGreaterThan(5);
    expect(logLines.join('')).not.toContain(secret);
  });

  it('is not in the way of what people write: their words are in no log line above debug', async () => {
    const { api, adapter, inbox, logLines } = await lineWithPerson();
    api.user(7).sendsText('كلمات خاصة جدا');
    api.fault({ method: 'sendMessage', kind: 'error', code: 400, description: 'Bad Request: no', times: 2 });
    await adapter.start(inbox);
    await inbox.waitForCount(2);
    await failure(adapter.send('7', outbound('جواب خاص جدا')));
    const lines = logLines.filter((line) => (JSON.parse(line) as { level: number }).level >= 30);
    expect(lines.join('')).not.toMatch(/خاص/u);
  });
});
