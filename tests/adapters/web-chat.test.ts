import pino from 'pino';
import { describe, expect, it } from 'vitest';
import { WebChatAdapter, type WebChatMessage } from '../../src/adapters/web-chat.ts';
import type { Envelope, OutboundMessage } from '../../src/domain/message.ts';

const SHA = 'ab'.repeat(32);
const answer: OutboundMessage = { text: [[{ text: 'جواب' }]], direction: 'rtl' };

const message = (changes: Partial<WebChatMessage> = {}): WebChatMessage => ({
  messageId: 'm1',
  text: 'سؤال',
  files: [],
  language: 'ar',
  ...changes,
});

const search = async () => ({ items: [], nextPage: null });

async function started() {
  const received: Envelope[] = [];
  const adapter = new WebChatAdapter({
    log: pino({ level: 'silent' }),
    pathOf: (sha256) => (sha256 === SHA ? '/data/ab' : null),
  });
  await adapter.start({
    receive: async (envelope) => void received.push(JSON.parse(JSON.stringify(envelope))),
    search,
  });
  const readBack = async (changes: Partial<WebChatMessage>) => {
    await adapter.submit('c1', message(changes));
    return adapter.read(received.at(-1)?.payload);
  };
  return { adapter, received, readBack };
}

describe('the web chat as a messenger', () => {
  it('hands a message on once for each id in its conversation', async () => {
    const { adapter, received } = await started();
    await adapter.submit('c1', message());
    expect(received).toMatchObject([{ channel: 'web-chat', externalId: 'c1:m1', conversation: 'c1' }]);
  });

  it('reads back what was written, with files known by their content', async () => {
    const { readBack } = await started();
    expect(await readBack({ files: [{ sha256: SHA, bytes: 9, mime: 'video/mp4' }], language: 'en' })).toEqual(
      {
        conversation: 'c1',
        sender: { externalId: 'c1', chosenLanguage: 'en' },
        text: 'سؤال',
        files: [{ fileKey: SHA, fetchKey: SHA, sha256: SHA, kind: 'video', mime: 'video/mp4', size: 9 }],
      },
    );
  });

  it('takes any other type for a document', async () => {
    const { readBack } = await started();
    const read = await readBack({ files: [{ sha256: SHA, bytes: 9, mime: 'text/plain' }] });
    expect(read.files[0]?.kind).toBe('document');
  });

  it.each([
    ['/search جسر ريحانة', { name: 'search', argument: 'جسر ريحانة' }],
    ['  /HELP', { name: 'help', argument: '' }],
    ['/search\nسطر', { name: 'search', argument: 'سطر' }],
  ])('understands the command %j', async (text, command) => {
    const { readBack } = await started();
    expect(await readBack({ text })).toMatchObject({ command });
  });

  it.each(['/home/user/file.mp4', 'and/or', '/ search', 'https://example.org/search'])(
    'does not take %j for a command',
    async (text) => {
      const { readBack } = await started();
      const read = await readBack({ text });
      expect(read.command).toBeUndefined();
      expect(read.text).toBe(text);
    },
  );

  it('carries the token of a pressed button', async () => {
    const { readBack } = await started();
    expect(await readBack({ text: undefined, press: 'choice:1' })).toMatchObject({
      press: { token: 'choice:1' },
    });
  });

  it.each([
    null,
    'text',
    {},
    { conversation: 'c', messageId: 'm', files: [{ sha256: '../x' }], language: 'ar' },
  ])('refuses to read %j', async (payload) => {
    const { adapter } = await started();
    expect(() => adapter.read(payload)).toThrow(expect.objectContaining({ code: 'message-malformed' }));
  });

  it('finds an upload by its digest, and says when it is gone', async () => {
    const { adapter } = await started();
    expect(await adapter.locate({ fetchKey: SHA })).toEqual({ path: '/data/ab' });
    await expect(adapter.locate({ fetchKey: 'cd'.repeat(32) })).rejects.toMatchObject({ code: 'file-gone' });
  });

  it('tells whoever looks at the conversation that work began and that the answer is there', async () => {
    const { adapter } = await started();
    const seen: boolean[] = [];
    const stop = adapter.subscribe('c1', () => seen.push(adapter.isWorking('c1')));
    adapter.subscribe('c2', () => seen.push(true));
    await adapter.submit('c1', message());
    await adapter.showWorking('c1');
    await adapter.send('c1', answer);
    expect(seen).toEqual([true, true, false]);
    stop();
    await adapter.send('c1', answer);
    expect(seen).toHaveLength(3);
  });

  it('goes on telling the others when one listener fails', async () => {
    const { adapter } = await started();
    let told = 0;
    adapter.subscribe('c1', () => {
      throw new Error('gone');
    });
    adapter.subscribe('c1', () => {
      told += 1;
    });
    await adapter.send('c1', answer);
    expect(told).toBe(1);
  });

  it('rejects when the message could not be stored, and shows no work', async () => {
    const adapter = new WebChatAdapter({ log: pino({ level: 'silent' }), pathOf: () => null });
    await expect(adapter.submit('c1', message())).rejects.toMatchObject({ code: 'not-receiving' });
    const failing = { receive: () => Promise.reject(new Error('database down')), search };
    await adapter.start(failing);
    await expect(adapter.submit('c1', message())).rejects.toThrow('database down');
    expect(adapter.isWorking('c1')).toBe(false);
  });

  it('still sends while it drains, but receives nothing', async () => {
    const { adapter } = await started();
    await adapter.drain();
    await expect(adapter.submit('c1', message())).rejects.toMatchObject({ code: 'not-receiving' });
    expect((await adapter.send('c1', answer)).externalId).not.toBe('');
    expect(adapter.health().state).toBe('stopped');
  });
});
