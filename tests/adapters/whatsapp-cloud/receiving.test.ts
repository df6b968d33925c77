import { describe, expect, it } from 'vitest';
import type { Envelope, InboundMessage } from '../../../src/domain/message.ts';
import { AppError } from '../../../src/errors.ts';
import { signatureOf } from '../../standins/graph-api/webhook-delivery.ts';
import { APP_SECRET, PHONE_ID, TOKEN, VERIFY_TOKEN } from '../../standins/graph-api.ts';
import { type CloudLine, cloudLine } from './cloud-line.ts';

const messagesOf = ({ stored }: CloudLine): Envelope[] => stored.flatMap(({ messages }) => messages);

function lastOf(line: CloudLine): InboundMessage {
  const read = line.adapter.read(messagesOf(line).at(-1)?.payload);
  if (!read) throw new Error('there was nothing to answer');
  return read;
}

describe('a delivery of Meta', () => {
  it('is taken whole: every entry, change, message and status', async () => {
    const line = await cloudLine();
    const [a, b] = [line.api.person(), line.api.person()];
    const change = (...bodies: string[]) =>
      line.api.change({
        contacts: [a.contact, b.contact],
        messages: bodies.map((body, i) => (i % 2 ? b : a).message({ type: 'text', text: { body } })),
        statuses: [line.api.status({ id: `wamid.${bodies[0]}` }, 'read')],
      });
    expect(await line.bring(line.api.delivery([change('1', '2'), change('3')], [change('4')]))).toBe(200);
    expect(line.stored).toHaveLength(1);
    expect(messagesOf(line).map(({ payload }) => line.adapter.read(payload)?.text)).toEqual([
      '1',
      '2',
      '3',
      '4',
    ]);
    expect(line.stored[0]?.receipts.map(({ externalId }) => externalId)).toEqual([
      'wamid.1',
      'wamid.3',
      'wamid.4',
    ]);
  });

  it('is brought again when it cannot be stored', async () => {
    const line = await cloudLine({
      deliveries: { store: () => Promise.reject(new AppError('database-unreachable')) },
    });
    const message = line.api.person().message({ type: 'text', text: { body: 'سؤال' } });
    expect(await line.bring(line.api.delivery([line.api.change({ messages: [message] })]))).toBe(500);
  });

  it('is brought again while we stop', async () => {
    const line = await cloudLine();
    await line.adapter.drain();
    const message = line.api.person().message({ type: 'text', text: { body: 'سؤال' } });
    expect(await line.bring(line.api.delivery([line.api.change({ messages: [message] })]))).toBe(500);
  });

  it.each([
    ['without a signature', undefined],
    ['signed with another secret', signatureOf('{}', 'another')],
    ['signed for another body', signatureOf('{"a":1}', APP_SECRET)],
    ['signed in another way', signatureOf('{}', APP_SECRET).replace('sha256=', 'sha1=')],
  ])('%s is refused', async (_, signature) => {
    const line = await cloudLine();
    expect(await line.adapter.handleWebhook(signature, Buffer.from('{}'))).toEqual({ status: 401 });
    expect(line.stored).toEqual([]);
  });

  it.each([
    ['nothing that is JSON', '{"object":"whatsapp_busi', 400],
    ['no object', '[1,2]', 200],
    ['of another product', '{"object":"page","entry":[]}', 200],
    ['without entries', '{"object":"whatsapp_business_account"}', 200],
    [
      'with rubbish in every place',
      JSON.stringify({ object: 'whatsapp_business_account', entry: [null, { changes: [7] }] }),
      200,
    ],
  ])('that is signed but holds %s is answered, and nothing is stored', async (_, body, status) => {
    const line = await cloudLine();
    expect(await line.adapter.handleWebhook(signatureOf(body, APP_SECRET), Buffer.from(body))).toEqual({
      status,
    });
    expect(line.stored).toEqual([]);
  });

  it('loses no sound message over a broken one beside it', async () => {
    const line = await cloudLine();
    const sound = line.api.person().message({ type: 'text', text: { body: 'سليمة' } });
    const broken = [
      null,
      7,
      { id: 'wamid.nobody', type: 'text' },
      { ...sound, id: '' },
      { ...sound, from: 'x', from_user_id: 'y', id: 'wamid.y' },
    ];
    await line.bring(line.api.delivery([line.api.change({ messages: [...broken, sound] })]));
    expect(messagesOf(line)).toHaveLength(1);
  });

  it('proves the address to Meta only with the right token', async () => {
    const { adapter } = await cloudLine();
    const ask = { mode: 'subscribe', token: VERIFY_TOKEN, challenge: '12345' };
    expect(adapter.verifyWebhook(ask)).toEqual({ status: 200, body: '12345' });
    for (const wrong of [
      { token: 'x' },
      { token: undefined },
      { mode: 'unsubscribe' },
      { challenge: undefined },
    ]) {
      expect(adapter.verifyWebhook({ ...ask, ...wrong })).toEqual({ status: 403 });
    }
  });
});

describe('a message from WhatsApp', () => {
  it('is from the opaque id; names and numbers are not kept', async () => {
    const line = await cloudLine();
    const person = line.api.person();
    await person.sendsText('سؤال', { replyTo: 'wamid.before' });
    const [envelope] = messagesOf(line);
    expect(envelope?.conversation).toBe(person.identity.userId);
    expect(lastOf(line)).toMatchObject({
      sender: { externalId: person.identity.userId },
      replyTo: 'wamid.before',
    });
    expect(JSON.stringify(envelope?.payload)).not.toMatch(/96655500|With A Name|15550783881/u);
  });

  it('is taken from somebody with control characters for a name, of which nothing is kept', async () => {
    const line = await cloudLine();
    const person = line.api.person();
    const name = '\u0000\u202e\u001b[2Jاسم\n';
    await line.bring(
      line.api.delivery([
        line.api.change({
          contacts: [{ ...person.contact, profile: { name } }],
          messages: [person.message({ type: 'text', text: { body: 'سؤال' } })],
        }),
      ]),
    );
    expect(lastOf(line).text).toBe('سؤال');
    expect(JSON.stringify(line.stored)).not.toMatch(/\\u|اسم/u);
    expect(line.logLines.join('')).not.toContain('اسم');
  });

  it('is from the opaque id also where only the list of contacts has it', async () => {
    const line = await cloudLine();
    const [person, other] = [line.api.person(), line.api.person()];
    const { from_user_id: _, ...message } = person.message({ type: 'text', text: { body: 'سؤال' } });
    await line.bring(
      line.api.delivery([
        line.api.change({ contacts: [other.contact, person.contact], messages: [message] }),
      ]),
    );
    expect(messagesOf(line)[0]?.conversation).toBe(person.identity.userId);
  });

  it('tells that it was forwarded, and how often', async () => {
    const line = await cloudLine();
    await line.api.person().sendsText('سؤال', { forwarded: 'once' });
    expect(lastOf(line).origin).toEqual({ kind: 'hidden' });
    await line.api.person().sendsText('سؤال', { forwarded: 'often' });
    expect(lastOf(line).origin).toEqual({ kind: 'hidden', isViral: true });
  });

  it.each([
    ['image', 'image/jpeg', 'image'],
    ['video', 'video/mp4', 'video'],
    ['audio', 'audio/ogg; codecs=opus', 'audio'],
    ['document', 'video/mp4', 'video'],
    ['document', 'application/pdf', 'document'],
  ] as const)('brings %s of type %s as %s, known by its content', async (type, mime, kind) => {
    const line = await cloudLine();
    const { media } = await line.api
      .person()
      .sendsFile(type, { bytes: Buffer.from('content'), mime }, { caption: 'كلام' });
    expect(lastOf(line)).toMatchObject({
      text: 'كلام',
      files: [{ kind, mime, fetchKey: media.id, fileKey: media.sha256, sha256: media.sha256 }],
    });
  });

  it.each([
    ['a sticker', { type: 'sticker', sticker: { id: '1' } }, 'sticker'],
    ['a place', { type: 'location', location: { latitude: 1, longitude: 2 } }, 'location'],
    ['a contact', { type: 'contacts', contacts: [{ name: { formatted_name: 'x' } }] }, 'contact'],
    [
      'a poll',
      { type: 'unsupported', unsupported: { type: 'poll_creation' }, errors: [{ code: 131051 }] },
      'poll',
    ],
    ['what is shown once or was deleted', { type: 'unsupported', errors: [{ code: 131051 }] }, 'other'],
    ['an order', { type: 'order', order: {} }, 'other'],
    ['a filled form', { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: {} } }, 'other'],
    ['what is newer than this code', { type: 'hologram', hologram: {} }, 'other'],
  ])('of %s is answered as what cannot be checked', async (_, content, unsupported) => {
    const line = await cloudLine();
    await line.api.person().sends(content);
    expect(lastOf(line)).toMatchObject({ unsupported, files: [] });
  });

  it.each([
    ['reaction', { type: 'reaction', reaction: { emoji: '👍' } }],
    ['system message', { type: 'system', system: { body: 'x' } }],
    ['message in a group', { type: 'text', text: { body: 'x' }, group_id: 'g' }],
  ])('that is a %s is not even stored', async (_, content) => {
    const line = await cloudLine();
    await line.api.person().sends(content);
    expect(messagesOf(line)).toEqual([]);
  });

  it('for another number of the account is left alone', async () => {
    const line = await cloudLine();
    const message = line.api.person().message({ type: 'text', text: { body: 'x' } });
    await line.api.bring({ messages: [message] }, { phoneId: line.api.otherNumber });
    await line.api.bring({ messages: [message] }, { field: 'smb_message_echoes' });
    expect(line.stored).toEqual([]);
  });

  it('brings commands, pressed buttons, picked rows and the first opening of the chat', async () => {
    const line = await cloudLine();
    const person = line.api.person();
    await person.sendsText('/search ميناء');
    expect(lastOf(line).command).toEqual({ name: 'search', argument: 'ميناء' });
    for (const type of ['button_reply', 'list_reply']) {
      await person.sends({
        type: 'interactive',
        interactive: { type, [type]: { id: 'pick:1:0', title: '1' } },
      });
      expect(lastOf(line).press).toEqual({ token: 'pick:1:0' });
    }
    await person.sends({ type: 'request_welcome' });
    expect(lastOf(line).command).toEqual({ name: 'start', argument: '' });
  });

  it('that makes no sense is stored and told as malformed', async () => {
    const line = await cloudLine();
    await line.api.person().sends({ type: 'text', text: 'not an object' });
    expect(() => lastOf(line)).toThrow(expect.objectContaining({ code: 'message-malformed' }));
  });
});

describe('a file on WhatsApp', () => {
  it('is found at Meta by its id, with the token', async () => {
    const { adapter, api } = await cloudLine();
    const { id } = api.media.add(Buffer.from('content'), 'image/jpeg');
    expect(await adapter.locate({ fetchKey: id })).toEqual({
      url: `${api.root}/download/${id}`,
      headers: { authorization: `Bearer ${TOKEN}` },
      isConfigured: true,
    });
  });

  it('is gone when its id has expired, and asked for again when Meta does not answer', async () => {
    const { adapter, api } = await cloudLine();
    const { id } = api.media.add(Buffer.from('content'), 'image/jpeg');
    api.fault({ path: 'number', kind: 'html' });
    await expect(adapter.locate({ fetchKey: id })).rejects.toMatchObject({ code: 'download-failed' });
    api.media.expire(id);
    await expect(adapter.locate({ fetchKey: id })).rejects.toMatchObject({ code: 'file-gone' });
  });

  it('of a strange id leads to nothing but media', async () => {
    const { adapter, api } = await cloudLine();
    await expect(adapter.locate({ fetchKey: `../${PHONE_ID}/messages` })).rejects.toMatchObject({
      code: 'file-gone',
    });
    expect(api.calls.at(-1)).not.toContain('/messages?');
  });
});
