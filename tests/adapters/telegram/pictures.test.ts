import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { PicturePort } from '../../../src/domain/adapter.ts';
import type { Channel } from '../../../src/domain/channel.ts';
import type { OutboundMessage, PictureSource } from '../../../src/domain/message.ts';
import { outbound, type TipLine, tipLine } from './tip-line.ts';

const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);

/** The pictures of a test, with what Telegram called them. */
class Shelf implements PicturePort {
  readonly sources = new Map<string, PictureSource>();
  readonly uploaded: string[][] = [];
  readonly forgotten: string[] = [];
  readonly #fileIds = new Map<string, string>();
  isBroken = false;

  async find(_channel: Channel, key: string): Promise<PictureSource | null> {
    const fileId = this.#fileIds.get(key);
    return fileId ? { fileId } : (this.sources.get(key) ?? null);
  }

  async onUploaded(channel: Channel, key: string, fileId: string): Promise<void> {
    if (this.isBroken) throw new Error('the database is gone');
    this.uploaded.push([channel, key]);
    this.#fileIds.set(key, fileId);
  }

  async onForgotten(_channel: Channel, key: string): Promise<void> {
    this.forgotten.push(key);
    this.#fileIds.delete(key);
  }
}

async function lineWithPictures(): Promise<TipLine & { shelf: Shelf; questionId: number }> {
  const shelf = new Shelf();
  const line = await tipLine({ pictures: shelf });
  const update = line.api.user(7).sendsText('سؤال');
  for (let id = 100; id < 120; id += 1) line.api.user(id);
  return { ...line, shelf, questionId: (update.message as { message_id: number }).message_id };
}

const card = (text = 'زائف', rest: Partial<OutboundMessage> = {}): OutboundMessage =>
  outbound(text, { picture: { key: 'card:1' }, ...rest });

const photosOf = (line: TipLine) => line.api.sent.map(({ photo }) => photo);

describe('a picture', () => {
  it('is uploaded with its caption, its buttons and the message it answers', async () => {
    const line = await lineWithPictures();
    line.shelf.sources.set('card:1', { bytes: JPEG });
    const text = [[{ text: 'زائف', style: 'bold' as const }]];
    const buttons = [[{ label: 'نعم', token: 'yes' }]];
    const { externalId } = await line.adapter.send('7', {
      ...card(),
      text,
      buttons,
      quote: String(line.questionId),
    });
    const [sent] = line.api.sentTo(7);
    expect(sent).toMatchObject({
      messageId: Number(externalId),
      text: 'زائف',
      entities: [{ type: 'bold' }],
      keyboard: [[{ text: 'نعم', callback_data: 'yes' }]],
      replyTo: line.questionId,
    });
    expect(sent?.photo?.bytes).toEqual(Buffer.from(JPEG));
    expect(line.shelf.uploaded).toEqual([['telegram', 'card:1']]);
  });

  it('may go without a caption, and to a question that was deleted', async () => {
    const line = await lineWithPictures();
    line.shelf.sources.set('card:1', { bytes: JPEG });
    await line.adapter.send('7', { ...card(), text: [], quote: '99999' });
    expect(line.api.sentTo(7)).toMatchObject([{ text: '', replyTo: null }]);
  });

  it('is read from a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tabayyan-picture-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'card.jpg');
    await writeFile(path, JPEG);
    const line = await lineWithPictures();
    line.shelf.sources.set('card:1', { path });
    await line.adapter.send('7', card());
    expect(photosOf(line)[0]?.bytes).toEqual(Buffer.from(JPEG));
  });

  it('is uploaded once, and sent by Telegram’s own id from then on', async () => {
    const line = await lineWithPictures();
    line.shelf.sources.set('card:1', { bytes: JPEG });
    await line.adapter.send('7', card());
    await line.adapter.send('100', card());
    expect(photosOf(line).map((photo) => photo?.isUpload)).toEqual([true, false]);
  });

  it('is uploaded once for many people at the same time', async () => {
    const line = await lineWithPictures();
    line.shelf.sources.set('card:1', { bytes: JPEG });
    await Promise.all(Array.from({ length: 20 }, (_, i) => line.adapter.send(String(100 + i), card())));
    expect(photosOf(line)).toHaveLength(20);
    expect(photosOf(line).filter((photo) => photo?.isUpload)).toHaveLength(1);
  });

  it('is uploaded by the next one when an upload fails', async () => {
    const line = await lineWithPictures();
    line.shelf.sources.set('card:1', { bytes: JPEG });
    line.api.fault({ method: 'sendPhoto', kind: 'error', code: 502 });
    const results = await Promise.allSettled(['7', '100'].map((id) => line.adapter.send(id, card())));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(results[0]).toMatchObject({ reason: { code: 'send-unreachable' } });
    expect(photosOf(line).map((photo) => photo?.isUpload)).toEqual([true]);
  });

  it('is uploaded anew when Telegram has forgotten it', async () => {
    const line = await lineWithPictures();
    line.shelf.sources.set('card:1', { bytes: JPEG });
    await line.shelf.onUploaded('telegram', 'card:1', 'an id of another bot');
    await line.adapter.send('7', card());
    expect(line.shelf.forgotten).toEqual(['card:1']);
    expect(photosOf(line).map((photo) => photo?.isUpload)).toEqual([true]);
  });

  it('counts as sent also when its id could not be stored', async () => {
    const line = await lineWithPictures();
    line.shelf.sources.set('card:1', { bytes: JPEG });
    line.shelf.isBroken = true;
    await line.adapter.send('7', card());
    await line.adapter.send('100', card());
    expect(photosOf(line).map((photo) => photo?.isUpload)).toEqual([true, true]);
  });

  it('has at most 1,024 characters of caption', async () => {
    const line = await lineWithPictures();
    line.shelf.sources.set('card:1', { bytes: JPEG });
    await line.adapter.send('7', { ...card(), text: [[{ text: 'كلمة '.repeat(900), elastic: 1 }]] });
    expect(line.api.sentTo(7)[0]?.text.length).toBeLessThanOrEqual(1024);
    expect(line.api.sentTo(7)[0]?.text.length).toBeGreaterThan(1000);
  });
});

describe('words whose picture cannot be sent', () => {
  it.each<[string, PictureSource | null]>([
    ['is gone', null],
    ['lies in a file that is gone', { path: '/nowhere/card.jpg' }],
    ['is none', { bytes: new Uint8Array([1, 2, 3]) }],
  ])('go without it: it %s', async (_, source) => {
    const line = await lineWithPictures();
    if (source) line.shelf.sources.set('card:1', source);
    await line.adapter.send('7', card());
    expect(line.api.sentTo(7)).toMatchObject([{ text: 'زائف' }]);
    expect(line.api.sentTo(7)[0]?.photo).toBeUndefined();
  });

  it('are a dead letter when there are none', async () => {
    const { adapter } = await lineWithPictures();
    await expect(adapter.send('7', { ...card(), text: [] })).rejects.toMatchObject({ code: 'send-rejected' });
  });

  it('go without it where nobody has pictures', async () => {
    const { api, adapter } = await tipLine();
    api.user(7);
    await adapter.send('7', card());
    expect(api.sentTo(7)).toMatchObject([{ text: 'زائف' }]);
  });
});

describe('errors of sending a picture', () => {
  it.each([
    [403, 'Forbidden: bot was blocked by the user', 'send-refused'],
    [429, 'Too Many Requests: retry after 5', 'send-rate-limited'],
    [500, 'Internal Server Error', 'send-unreachable'],
  ])('%i %s', async (code, description, expected) => {
    const line = await lineWithPictures();
    line.shelf.sources.set('card:1', { bytes: JPEG });
    line.api.fault({ method: 'sendPhoto', kind: 'error', code, description });
    await expect(line.adapter.send('7', card())).rejects.toMatchObject({ code: expected });
  });

  it('follows a group that became a supergroup', async () => {
    const line = await lineWithPictures();
    line.shelf.sources.set('card:1', { bytes: JPEG });
    line.api.user(7).inGroup(-50, 'group');
    line.api.migrateGroup(-50, -100_050);
    expect(await line.adapter.send('-50', card())).toMatchObject({ movedTo: '-100050' });
    expect(line.api.sentTo(-100_050)).toHaveLength(1);
  });
});
