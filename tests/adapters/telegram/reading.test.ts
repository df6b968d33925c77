import { describe, expect, it } from 'vitest';
import { isAppError } from '../../../src/errors.ts';
import { readOne as read, startedTipLine, tipLine } from './tip-line.ts';

const BYTES = new Uint8Array(100).fill(1);

describe('reading a message', () => {
  it('reads a text with the chat, the message to quote and the language', async () => {
    const { api, adapter } = await tipLine();
    const update = api.user(7, 'ar-EG').sendsText('هل هذا صحيح؟');
    expect(adapter.read(update)).toEqual({
      conversation: '7',
      quote: String((update.message as { message_id: number }).message_id),
      sender: { externalId: '7', language: 'ar-EG' },
      text: 'هل هذا صحيح؟',
      files: [],
    });
  });

  it("does not take over the sender's names", async () => {
    const { api, adapter } = await tipLine();
    expect(JSON.stringify(read(adapter, api.user(7).sendsText('نص')))).not.toMatch(/سائل|السرّي/u);
  });

  it('reads a text of 100,000 characters', async () => {
    const { api, adapter } = await tipLine();
    expect(read(adapter, api.user(7).sendsText('ن'.repeat(100_000))).text).toHaveLength(100_000);
  });

  it('reads a video with its caption and its still', async () => {
    const { api, adapter } = await tipLine();
    const video = api.file(BYTES, { thumbnail: new Uint8Array(10), mime: 'video/mp4' });
    const message = read(adapter, api.user(7).sendsVideo(video, { caption: 'انفجار' }));
    expect(message.text).toBe('انفجار');
    expect(message.files).toEqual([
      {
        fileKey: video.uniqueId,
        fetchKey: expect.any(String),
        kind: 'video',
        mime: 'video/mp4',
        size: 100,
        thumbnail: { fileKey: video.thumbnail?.uniqueId, fetchKey: expect.any(String) },
      },
    ]);
  });

  it('knows a forwarded file by its key, although it is fetched by another', async () => {
    const { api, adapter } = await tipLine();
    const video = api.file(BYTES);
    const [a, b] = [7, 8].map((id) => read(adapter, api.user(id).sendsVideo(video)).files[0]);
    expect(a?.fileKey).toBe(b?.fileKey);
    expect(a?.fetchKey).not.toBe(b?.fetchKey);
  });

  it('takes the largest size of a picture, and a small one as its still', async () => {
    const { api, adapter } = await tipLine();
    const update = api.user(7).sendsPhoto(BYTES);
    const { photo } = update.message as { photo: { file_unique_id: string; file_id: string }[] };
    expect(read(adapter, update).files).toEqual([
      {
        fileKey: photo[2]?.file_unique_id,
        fetchKey: photo[2]?.file_id,
        kind: 'image',
        mime: 'image/jpeg',
        size: 100,
        thumbnail: { fileKey: photo[1]?.file_unique_id, fetchKey: photo[1]?.file_id },
      },
    ]);
  });

  it('takes a tiny picture without a still', async () => {
    const { api, adapter } = await tipLine();
    const photo = [{ file_id: 'a', file_unique_id: 'b', width: 90, height: 60 }];
    expect(read(adapter, api.user(7).sends({ photo })).files[0]?.thumbnail).toBeUndefined();
  });

  it('takes an animation once, although Telegram names it twice', async () => {
    const { api, adapter } = await tipLine();
    const update = api.user(7).sendsAnimation(BYTES, { mime: 'image/gif' });
    expect(update.message).toHaveProperty('document');
    expect(read(adapter, update).files).toMatchObject([{ kind: 'video', mime: 'image/gif' }]);
  });

  it.each([
    ['sendsVideoNote', undefined, 'video', 'video/mp4'],
    ['sendsVoice', undefined, 'audio', 'audio/ogg'],
    ['sendsAudio', undefined, 'audio', 'audio/mpeg'],
    ['sendsDocument', 'image/png', 'image', 'image/png'],
    ['sendsDocument', 'video/x-matroska', 'video', 'video/x-matroska'],
    ['sendsDocument', 'audio/flac', 'audio', 'audio/flac'],
    ['sendsDocument', 'application/pdf', 'document', 'application/pdf'],
    ['sendsDocument', undefined, 'document', undefined],
  ] as const)('%s (%s) is a file of kind %s', async (sends, given, kind, mime) => {
    const { api, adapter } = await tipLine();
    const update = api.user(7)[sends](BYTES, given === undefined ? {} : { mime: given });
    const [file] = read(adapter, update).files;
    expect([file?.kind, file?.mime]).toEqual([kind, mime]);
  });

  it('gives the parts of an album one key, and the words to the part that has them', async () => {
    const { api, adapter } = await tipLine();
    const items = [
      { kind: 'photo' as const, file: BYTES },
      { kind: 'video' as const, file: BYTES },
    ];
    const parts = api.user(7).sendsAlbum(items, { caption: 'من أين هذا؟' });
    const messages = parts.map((update) => read(adapter, update));
    expect(messages[0]?.groupKey).toBeTruthy();
    expect(messages[1]?.groupKey).toBe(messages[0]?.groupKey);
    expect(messages.map((message) => message.text)).toEqual(['من أين هذا؟', undefined]);
    const other = read(adapter, api.user(7).sendsAlbum(items)[0]);
    expect(other.groupKey).not.toBe(messages[0]?.groupKey);
  });

  it.each([
    ['/start', 'start', ''],
    ['/search لقاح كورونا', 'search', 'لقاح كورونا'],
    ['/search@tabayyan_test_bot\n لقاح', 'search', 'لقاح'],
    ['/Help@Tabayyan_Test_Bot', 'help', ''],
    ['/start f_123', 'start', 'f_123'],
  ])('reads the command %j', async (text, name, argument) => {
    const { api, adapter } = await tipLine();
    const message = read(adapter, api.user(7).sendsText(text));
    expect(message.command).toEqual({ name, argument });
    expect(message.text).toBeUndefined();
  });

  it.each(['/etc/passwd', '/ ليس أمرا', 'نص /start', '/أمر'])('reads %j as text', async (text) => {
    const { api, adapter } = await tipLine();
    const message = read(adapter, api.user(7).sendsText(text));
    expect([message.command, message.text]).toEqual([undefined, text]);
  });

  it('reads the press of a button', async () => {
    const { api, adapter } = await tipLine();
    expect(adapter.read(api.user(7).pressesToken('choice:1', 55))).toEqual({
      conversation: '7',
      quote: '55',
      sender: { externalId: '7', language: 'ar' },
      files: [],
      press: { token: 'choice:1', acknowledge: expect.any(String) },
    });
  });

  it('reads a press whose message is too old to be shown', async () => {
    const { api, adapter } = await tipLine();
    const update = { update_id: 1, callback_query: { id: 'q', from: { id: 7 }, data: 'x' } };
    expect(read(adapter, update).conversation).toBe('7');
    api.push({ callback_query: update.callback_query });
    expect(api.pending).toHaveLength(1);
  });

  it('marks an edited message', async () => {
    const { api, adapter } = await tipLine();
    const person = api.user(7);
    const original = person.sendsText('قبل');
    const message = read(adapter, person.edits(original, { text: 'بعد' }));
    expect(message).toMatchObject({ text: 'بعد', edited: true, quote: read(adapter, original).quote });
  });

  it('says nothing to a location that moves', async () => {
    const { api, adapter } = await tipLine();
    const person = api.user(7);
    const edit = person.edits(person.sendsLocation(), { location: { latitude: 33.6, longitude: 36.2 } });
    expect(adapter.read(edit)).toBeNull();
  });

  it.each([
    ['sticker', { sticker: { file_id: 'a', file_unique_id: 'b' } }],
    ['location', { location: { latitude: 1, longitude: 2 } }],
    ['location', { location: { latitude: 1, longitude: 2 }, venue: { title: 'مكان' } }],
    ['contact', { contact: { phone_number: '1' } }],
    ['poll', { poll: { id: '1' } }],
    ['other', { dice: { emoji: '🎲', value: 3 } }],
    ['other', { game: { title: 'لعبة' } }],
    ['other', { story: { id: 1 } }],
    ['other', { something_of_next_year: {} }],
    ['other', {}],
  ])('answers what cannot be checked: %s', async (kind, content) => {
    const { api, adapter } = await tipLine();
    const message = read(adapter, api.user(7).sends(content));
    expect([message.unsupported, message.files, message.text]).toEqual([kind, [], undefined]);
  });

  it.each([
    { new_chat_members: [{ id: 1 }] },
    { left_chat_member: { id: 1 } },
    { pinned_message: { message_id: 1 } },
    { new_chat_photo: [] },
    { message_auto_delete_timer_changed: {} },
    { migrate_to_chat_id: -100 },
  ])('says nothing to what Telegram writes about the chat: %j', async (content) => {
    const { api, adapter } = await tipLine();
    expect(adapter.read(api.user(7).sends(content))).toBeNull();
  });

  it('says nothing to channels', async () => {
    const { api, adapter } = await tipLine();
    expect(adapter.read(api.user(7).inGroup(-100_9, 'channel').sendsText('نص'))).toBeNull();
    const post = { message_id: 1, chat: { id: -100_9, type: 'channel' }, text: 'نص' };
    expect(adapter.read({ update_id: 1, channel_post: post })).toBeNull();
  });
});

describe('reading a forward', () => {
  const text = { text: 'خبر متداول' };

  it.each([
    ['a person', { type: 'user', sender_user: { id: 9, first_name: 'س' } }, { kind: 'person' }],
    ['a person who hides', { type: 'hidden_user', sender_user_name: 'فلان' }, { kind: 'hidden' }],
    [
      'a public channel',
      {
        type: 'channel',
        chat: { id: -1001, type: 'channel', title: 'أخبار', username: 'news' },
        message_id: 77,
      },
      { kind: 'channel', title: 'أخبار', link: 'https://t.me/news/77' },
    ],
    [
      'a channel without an address',
      { type: 'channel', chat: { id: -1002, type: 'channel', title: 'خاصة' }, message_id: 5 },
      { kind: 'channel', title: 'خاصة' },
    ],
    [
      'a group that is written for',
      { type: 'chat', sender_chat: { id: -1003, type: 'supergroup', title: 'مجموعة', username: 'grp' } },
      { kind: 'group', title: 'مجموعة', link: 'https://t.me/grp' },
    ],
  ])('keeps that it comes from %s, and no name of a person', async (_whom, origin, expected) => {
    const { api, adapter } = await tipLine();
    const message = read(adapter, api.user(7).forwards(text, origin));
    expect(message.origin).toEqual(expected);
  });

  it('stores no name of the person it comes from', async () => {
    const { api, adapter, inbox } = await tipLine();
    const origin = { type: 'hidden_user', sender_user_name: 'فلان الفلاني' };
    api.user(7).forwards(text, origin);
    api
      .user(7)
      .forwards(text, { type: 'user', sender_user: { id: 9, first_name: 'س', username: 'someone' } });
    await adapter.start(inbox);
    await inbox.waitForCount(2);
    expect(JSON.stringify(inbox.all)).not.toMatch(/فلان|someone/u);
  });

  it('knows which message is replied to', async () => {
    const { api, adapter } = await tipLine();
    const first = api.user(7).sendsText('أول');
    const reply = read(adapter, api.user(7).sendsText('ثان', { replyTo: first }));
    expect(reply.replyTo).toBe(read(adapter, first).quote);
  });
});

describe('reading in a group', () => {
  const GROUP = -100_123;

  it('says nothing unless it is spoken to', async () => {
    const { api, adapter } = await startedTipLine();
    const member = api.user(7).inGroup(GROUP);
    for (const text of [
      'كلام',
      '/search لقاح',
      '@someone_else ما رأيك',
      'a@tabayyan_test_bot.com',
      '/x@other_bot',
    ]) {
      expect(adapter.read(member.sendsText(text))).toBeNull();
    }
    expect(adapter.read(member.sendsVideo(BYTES))).toBeNull();
  });

  it('overhears only files that are forwarded', async () => {
    const { api, adapter } = await startedTipLine();
    const member = api.user(7).inGroup(GROUP);
    const channel = { type: 'channel', chat: { id: -1, type: 'channel', title: 'قناة' }, message_id: 3 };
    expect(adapter.read(member.forwards({ text: 'خبر' }, channel))).toBeNull();
    expect(read(adapter, member.forwardsMedia('video', BYTES, channel))).toMatchObject({
      isGroup: true,
      isOverheard: true,
      files: [{ kind: 'video' }],
    });
    expect(read(adapter, member.sendsText('@tabayyan_test_bot سؤال')).isOverheard).toBeUndefined();
  });

  it('knows who runs the group', async () => {
    const { api, adapter } = await startedTipLine();
    api.makeAdmin(api.user(7), GROUP);
    expect(await adapter.isGroupAdmin?.(String(GROUP), '7')).toBe(true);
    expect(await adapter.isGroupAdmin?.(String(GROUP), '8')).toBe(false);
    expect(await adapter.isGroupAdmin?.(String(GROUP), '1087968824')).toBe(true);
  });

  it('answers when it is mentioned, without its own name in the question', async () => {
    const { api, adapter } = await startedTipLine();
    const member = api.user(7).inGroup(GROUP);
    expect(read(adapter, member.sendsText('@Tabayyan_Test_Bot هل هذا صحيح؟'))).toMatchObject({
      conversation: String(GROUP),
      sender: { externalId: '7' },
      text: 'هل هذا صحيح؟',
    });
    const video = member.sendsVideo(BYTES, { caption: 'صحيح؟ @tabayyan_test_bot' });
    expect(read(adapter, video)).toMatchObject({ text: 'صحيح؟', files: [{ kind: 'video' }] });
  });

  it('answers a command that names it', async () => {
    const { api, adapter } = await startedTipLine();
    const update = api.user(7).inGroup(GROUP).sendsText('/search@tabayyan_test_bot لقاح');
    expect(read(adapter, update).command).toEqual({ name: 'search', argument: 'لقاح' });
  });

  it('answers a reply to one of its own messages', async () => {
    const { api, adapter } = await startedTipLine();
    const member = api.user(7).inGroup(GROUP);
    member.sendsText('@tabayyan_test_bot سؤال');
    await adapter.send(String(GROUP), { text: [[{ text: 'جواب' }]], direction: 'rtl' });
    const [answer] = api.sentTo(GROUP);
    expect(read(adapter, member.sendsText('وماذا عن هذا؟', { replyTo: answer })).text).toBe('وماذا عن هذا؟');
  });

  it('looks at what somebody else sent when it is called under it', async () => {
    const { api, adapter } = await startedTipLine();
    const video = api.user(8).inGroup(GROUP).sendsVideo(BYTES, { caption: 'شاهدوا' });
    const caller = api.user(7).inGroup(GROUP);
    const called = read(adapter, caller.sendsText('@tabayyan_test_bot', { replyTo: video }));
    expect(called).toMatchObject({ sender: { externalId: '7' }, text: 'شاهدوا', files: [{ kind: 'video' }] });
    const asked = read(adapter, caller.sendsText('@tabayyan_test_bot صحيح؟', { replyTo: video }));
    expect(asked).toMatchObject({ text: 'صحيح؟', files: [{ kind: 'video' }] });
  });

  it('answers the press of a button', async () => {
    const { api, adapter } = await startedTipLine();
    const press = read(adapter, api.user(7).inGroup(GROUP).pressesToken('x'));
    expect(press).toMatchObject({
      conversation: String(GROUP),
      sender: { externalId: '7' },
      press: { token: 'x' },
    });
  });

  it('leaves no call unanswered while Telegram has not told its name', async () => {
    const { api, adapter } = await tipLine();
    const member = api.user(7).inGroup(GROUP);
    expect(read(adapter, member.sendsText('@tabayyan_test_bot سؤال')).text).toBe('سؤال');
    expect(adapter.read(member.sendsText('@a_friend سؤال'))).toBeNull();
  });
});

describe('hostile updates', () => {
  const message = { message_id: 1, chat: { id: 7, type: 'private' }, from: { id: 7 } };
  const file = { file_id: 'a', file_unique_id: 'b' };
  it.each([
    null,
    undefined,
    'text',
    42,
    [],
    {},
    { update_id: '1' },
    { update_id: Number.NaN },
    { update_id: 1, message: null },
    { update_id: 1, message: 'text' },
    { update_id: 1, message: {} },
    { update_id: 1, message: { ...message, message_id: '1' } },
    { update_id: 1, message: { ...message, chat: null } },
    { update_id: 1, message: { ...message, chat: { id: {}, type: 'private' } } },
    { update_id: 1, message: { ...message, chat: { id: 2 ** 60, type: 'private' } } },
    { update_id: 1, message: { ...message, from: { id: 'seven' } } },
    { update_id: 1, message: { ...message, from: { id: 7, language_code: 5 } } },
    { update_id: 1, message: { ...message, text: { toString: 'x' } } },
    { update_id: 1, message: { ...message, photo: [] } },
    { update_id: 1, message: { ...message, photo: [null] } },
    { update_id: 1, message: { ...message, video: { file_id: 5 } } },
    { update_id: 1, message: { ...message, video: { ...file, file_size: -1 } } },
    { update_id: 1, message: { ...message, video: { ...file, thumbnail: 'x' } } },
    { update_id: 1, message: { ...message, document: { ...file, mime_type: {} } } },
    { update_id: 1, message: { ...message, media_group_id: 5 } },
    { update_id: 1, message: { ...message, reply_to_message: 'x' } },
    { update_id: 1, callback_query: {} },
    { update_id: 1, callback_query: { id: 'q', from: null, data: 'x' } },
    { update_id: 1, callback_query: { id: 'q', from: { id: 7 }, data: {} } },
  ])('%j is malformed, nothing worse', async (payload) => {
    const { adapter } = await tipLine();
    const error = (() => {
      try {
        return adapter.read(payload);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(isAppError(error, 'message-malformed')).toBe(true);
  });

  it('does not take a language that is none', async () => {
    const { adapter } = await tipLine();
    const from = { id: 7, language_code: '<script>' };
    expect(read(adapter, { update_id: 1, message: { ...message, from, text: 'نص' } }).sender).toEqual({
      externalId: '7',
    });
  });

  it('reads a message of a person without name, language or anything else', async () => {
    const { adapter } = await tipLine();
    const { from: _, ...bare } = message;
    expect(read(adapter, { update_id: 1, message: { ...bare, text: 'نص' } }).sender).toEqual({
      externalId: '7',
    });
  });
});
