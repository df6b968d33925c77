import { describe, expect, it } from 'vitest';
import { MemoryAdapter } from '../../src/adapters/memory.ts';
import type { Envelope, OutboundMessage } from '../../src/domain/message.ts';
import { AppError } from '../../src/errors.ts';

const answer: OutboundMessage = { text: [[{ text: 'جواب' }]], direction: 'rtl' };

const search = async () => ({ items: [], nextPage: null });

async function started() {
  const stored: Envelope[] = [];
  const adapter = new MemoryAdapter();
  await adapter.start({ receive: async (envelope) => void stored.push(envelope), search });
  return { adapter, stored };
}

describe('the messenger in memory', () => {
  it('delivers a message that can be read again from what was stored', async () => {
    const { adapter, stored } = await started();
    const id = await adapter.deliver({ conversation: 'c1', text: 'سؤال' });
    expect(stored).toMatchObject([{ channel: 'memory', externalId: id, conversation: 'c1' }]);
    expect(adapter.read(JSON.parse(JSON.stringify(stored[0]?.payload)))).toEqual({
      conversation: 'c1',
      quote: id,
      sender: { externalId: 'c1' },
      text: 'سؤال',
      files: [],
    });
  });

  it('fails to deliver what cannot be stored', async () => {
    const adapter = new MemoryAdapter();
    await expect(adapter.deliver({ conversation: 'c1' })).rejects.toThrow('not-receiving');
    await adapter.start({ receive: () => Promise.reject(new AppError('database-unreachable')), search });
    await expect(adapter.deliver({ conversation: 'c1' })).rejects.toThrow('database-unreachable');
  });

  it('keeps what was sent, and fails as often as it was told to', async () => {
    const { adapter } = await started();
    adapter.failSends(new AppError('send-rate-limited', { retryAfterMs: 5 }), 2);
    for (let i = 0; i < 2; i += 1) {
      await expect(adapter.send('c1', answer)).rejects.toMatchObject({ code: 'send-rate-limited' });
    }
    const waiting = adapter.waitForSent((sent) => sent.length === 1);
    const { externalId } = await adapter.send('c1', answer);
    expect(await waiting).toEqual([{ conversation: 'c1', externalId, message: answer }]);
    expect(adapter.sentTo('c1')).toEqual([answer]);
    expect(adapter.sentTo('c2')).toEqual([]);
  });

  it('has the bytes of its files until it is told not to', async () => {
    const { adapter } = await started();
    const file = adapter.addFile(new Uint8Array([1, 2]), { kind: 'video', fileKey: 'known' });
    expect(file).toMatchObject({ fileKey: 'known', kind: 'video', size: 2 });
    expect(await adapter.locate(file)).toEqual({ bytes: new Uint8Array([1, 2]) });
    adapter.failLocate(file.fetchKey, new AppError('file-too-large'));
    await expect(adapter.locate(file)).rejects.toMatchObject({ code: 'file-too-large' });
    await expect(adapter.locate({ fetchKey: 'x' })).rejects.toMatchObject({ code: 'file-gone' });
  });

  it.each(['text', {}, { conversation: 'c', sender: {}, files: [] }, []])(
    'calls %j malformed',
    async (payload) => {
      const { adapter } = await started();
      expect(() => adapter.read(payload)).toThrow(new AppError('message-malformed'));
    },
  );
});
