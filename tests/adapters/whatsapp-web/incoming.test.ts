import { describe, expect, it } from 'vitest';
import { deliveryStateOf, envelopeOf } from '../../../src/adapters/whatsapp-web/incoming.ts';
import { readMessage } from '../../../src/adapters/whatsapp-web/read-message.ts';

const OWN = ['15550001111@c.us', '777@lid'];
const CHAT = '901234567890123@lid';
const GROUP = '120363000000000001@g.us';
const DIGEST = 'a'.repeat(64);
const FILE = {
  mimetype: 'video/mp4',
  filehash: Buffer.from(DIGEST, 'hex').toString('base64'),
  size: 12,
  directPath: '/secret',
  mediaKey: 'key',
};

/** As the library has it. */
const raw = (content: Record<string, unknown> = {}, remote = CHAT) => ({
  id: { fromMe: false, remote, _serialized: `false_${remote}_3A01` },
  type: 'chat',
  body: 'هل هذا صحيح؟',
  t: 1_700_000_000,
  notifyName: 'اسم',
  ...content,
});
const stored = (content?: Record<string, unknown>, remote?: string) => envelopeOf(raw(content, remote), OWN);
const read = (content?: Record<string, unknown>, remote?: string) => {
  const envelope = stored(content, remote);
  return envelope && readMessage(JSON.parse(JSON.stringify(envelope.payload)));
};

describe('a message as the library has it', () => {
  it('is read with the chat, the message to quote and the words', () => {
    expect(read()).toEqual({
      conversation: CHAT,
      quote: `false_${CHAT}_3A01`,
      sender: { externalId: CHAT },
      text: 'هل هذا صحيح؟',
      files: [],
    });
  });

  it('is stored without names, keys and what is in cards and places', () => {
    const parts = [
      raw(),
      raw({ notifyName: '\u0000\u202e\u001b[2Jاسم\n' }),
      raw({ type: 'vcard', body: 'BEGIN:VCARD' }),
      raw({ type: 'location', lat: 33.5 }),
    ];
    const text = JSON.stringify(parts.map((part) => envelopeOf(part, OWN)));
    for (const secret of ['اسم', '\\u', 'VCARD', '33.5']) expect(text).not.toContain(secret);
    expect(JSON.stringify(stored({ type: 'video', ...FILE }))).not.toMatch(/secret|mediaKey/u);
  });

  it.each([
    ['video', 'video'],
    ['ptv', 'video'],
    ['image', 'image'],
    ['ptt', 'audio'],
    ['audio', 'audio'],
    ['document', 'video'],
  ])('of kind %s has a file of kind %s, known by its digest, and a caption', (type, kind) => {
    expect(read({ type, ...FILE, body: undefined, caption: 'انفجار' })).toMatchObject({
      text: 'انفجار',
      files: [{ kind, fileKey: DIGEST, sha256: DIGEST, fetchKey: `false_${CHAT}_3A01`, size: 12 }],
    });
  });

  it('is known by its own id where no digest is announced', () => {
    const [file] = read({ type: 'image', mimetype: 'image/jpeg', filehash: 'no digest' })?.files ?? [];
    expect(file).toEqual({
      fileKey: `false_${CHAT}_3A01`,
      fetchKey: `false_${CHAT}_3A01`,
      kind: 'image',
      mime: 'image/jpeg',
    });
  });

  it.each([
    [{}, undefined],
    [{ isForwarded: true }, { kind: 'hidden' }],
    [{ forwardingScore: 4 }, { kind: 'hidden' }],
    [
      { forwardingScore: 127, isForwarded: true },
      { kind: 'hidden', isViral: true },
    ],
  ])('with %j has the origin %j', (marks, origin) => {
    expect(read(marks)?.origin).toEqual(origin);
  });

  it.each([
    ['sticker', 'sticker'],
    ['location', 'location'],
    ['vcard', 'contact'],
    ['multi_vcard', 'contact'],
    ['poll_creation', 'poll'],
    ['order', 'other'],
  ])('of kind %s cannot be checked: %s', (type, unsupported) => {
    expect(read({ type })).toMatchObject({ files: [], unsupported });
  });

  it('that may be seen once is said to be so, with nothing of what is in it', () => {
    expect(read({ type: 'image', isViewOnce: true, ...FILE })).toMatchObject({
      unsupported: 'other',
      files: [],
    });
    expect(read({ type: 'ciphertext', subtype: 'view_once_unavailable_fanout' })).toMatchObject({
      unsupported: 'other',
    });
  });

  it.each(['revoked', 'ciphertext', 'call_log', 'e2e_notification', 'gp2', 'protocol', 'something_new'])(
    'of kind %s is not for us',
    (type) => {
      expect(stored({ type })).toBeNull();
    },
  );

  it.each(['status@broadcast', '120363000000000002@newsletter', '123@broadcast', 'nothing', ''])(
    'from %s is not for us',
    (chat) => {
      expect(stored({}, chat)).toBeNull();
    },
  );

  it('of ours, of a status, or of no form at all is not for us', () => {
    expect(envelopeOf({ ...raw(), id: { ...raw().id, fromMe: true } }, OWN)).toBeNull();
    expect(stored({ isStatusV3: true })).toBeNull();
    for (const data of [
      null,
      'text',
      {},
      { id: {} },
      { id: { _serialized: 'x'.repeat(600), remote: CHAT } },
    ]) {
      expect(envelopeOf(data, OWN)).toBeNull();
    }
  });

  it('that was changed is a message of its own, for every change', () => {
    const edits = [1, 2].map((at) => envelopeOf(raw({ latestEditSenderTimestampMs: at }), OWN, true));
    expect(new Set([stored(), ...edits].map((envelope) => envelope?.externalId)).size).toBe(3);
    expect(readMessage(edits[0]?.payload)).toMatchObject({ edited: true });
  });

  it('that begins with a slash is a command', () => {
    expect(read({ body: '/search خبر' })).toMatchObject({ command: { name: 'search', argument: 'خبر' } });
  });

  it('from a further device is from the same person', () => {
    expect(read({ author: '555:12@c.us', mentionedJidList: OWN }, GROUP)?.sender.externalId).toBe('555@c.us');
  });
});

describe('in a group', () => {
  const author = '555@lid';
  it.each([[{}], [{ mentionedJidList: ['999@c.us'] }], [{ type: 'sticker' }], [FILE]])(
    'what is said to others is not for us: %j',
    (content) => {
      expect(stored({ author, ...content }, GROUP)).toBeNull();
    },
  );

  it.each(OWN)('a mention of %s is for us, and is no part of the words', (own) => {
    const body = `@${own.split('@')[0]} هل هذا صحيح؟`;
    const message = read({ author, mentionedJidList: [own], body }, GROUP);
    expect(message).toMatchObject({ isGroup: true, sender: { externalId: author } });
    expect(message?.text?.trim()).toBe('هل هذا صحيح؟');
    expect(message?.isOverheard).toBeUndefined();
  });

  it('others who are mentioned are not kept by number', () => {
    const mentionedJidList = [OWN[0], '999888777@c.us'];
    expect(JSON.stringify(stored({ author, mentionedJidList, body: '@999888777 قال' }, GROUP))).not.toContain(
      '999888777',
    );
  });

  it('a reply to us is for us', () => {
    const quote = { quotedStanzaID: '3EB0', quotedParticipant: OWN[0] };
    expect(read({ author, ...quote }, GROUP)).toMatchObject({ replyTo: `true_${GROUP}_3EB0_${OWN[0]}` });
  });

  it('a mention under a film of another asks about the film', () => {
    const quote = {
      quotedStanzaID: '3A77',
      quotedParticipant: '999@lid',
      quotedMsg: { type: 'video', ...FILE },
    };
    const message = read({ author, mentionedJidList: [OWN[0]], body: 'صحيح؟', ...quote }, GROUP);
    expect(message).toMatchObject({ text: 'صحيح؟', files: [{ sha256: DIGEST }] });
    expect(message?.files[0]?.fetchKey).toBe(`false_${GROUP}_3A77_999@lid`);
  });

  it('a forwarded file is overheard', () => {
    const message = read({ author, type: 'video', ...FILE, forwardingScore: 2 }, GROUP);
    expect(message).toMatchObject({ isOverheard: true, isGroup: true });
  });
});

it('a stored payload of another form is refused', () => {
  expect(() => readMessage({ chat: '' })).toThrow(expect.objectContaining({ code: 'message-malformed' }));
});

it.each([
  [-1, 'failed'],
  [0, null],
  [1, 'sent'],
  [2, 'delivered'],
  [3, 'read'],
  [4, 'read'],
  ['3', null],
])('the mark %j of WhatsApp means %j', (ack, state) => {
  expect(deliveryStateOf(ack)).toBe(state);
});
