import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlobStore } from '../../src/media/blob-store.ts';

let folder: string;
let blobs: BlobStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tabayyan-blobs-'));
  blobs = await BlobStore.open(join(folder, 'blobs'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const content = Buffer.from('the content of a film');
const sha256 = createHash('sha256').update(content).digest('hex');
const LIMIT = { maxBytes: 1000 };
const filesIn = async (path: string) =>
  (await readdir(path, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

describe('blob store', () => {
  it('keeps content under its sha256', async () => {
    const blob = await blobs.put(content, LIMIT);
    expect(blob).toEqual({ sha256, bytes: content.length, path: blobs.path(sha256), isNew: true });
    expect(await readFile(blob.path)).toEqual(content);
    expect(await blobs.has(sha256)).toBe(true);
  });

  it('refuses content that is not what was announced, and keeps nothing of it', async () => {
    await expect(blobs.put(content, { ...LIMIT, sha256: '0'.repeat(64) })).rejects.toMatchObject({
      code: 'file-altered',
    });
    expect(await filesIn(folder)).toEqual([]);
    expect(await blobs.put(content, { ...LIMIT, sha256 })).toMatchObject({ sha256, isNew: true });
  });

  it('takes bytes, streams and files alike', async () => {
    const path = join(folder, 'film');
    await writeFile(path, content);
    const sources = [content, Readable.from([content.subarray(0, 5), content.subarray(5)]), path];
    for (const source of sources) expect(await blobs.put(source, LIMIT)).toMatchObject({ sha256 });
    expect(await readFile(path)).toEqual(content);
  });

  it('says when it had the content already', async () => {
    await blobs.put(content, LIMIT);
    expect(await blobs.put(content, LIMIT)).toMatchObject({ sha256, isNew: false });
    expect(await filesIn(folder)).toEqual([sha256]);
  });

  it('stays whole when the same content comes many times at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => blobs.put(content, LIMIT)));
    expect(new Set(all.map((blob) => blob.path)).size).toBe(1);
    expect(await filesIn(folder)).toEqual([sha256]);
  });

  it.each([
    ['bytes', () => Buffer.alloc(1001)],
    ['a stream', () => Readable.from(Array(11).fill(Buffer.alloc(100)))],
  ])('refuses %s over the limit and leaves nothing behind', async (_name, source) => {
    await expect(blobs.put(source(), LIMIT)).rejects.toMatchObject({ code: 'file-too-large' });
    expect(await filesIn(folder)).toEqual([]);
  });

  it('stops reading a stream at the limit', async () => {
    const stream = new Readable({ read: () => stream.push(Buffer.alloc(100)) });
    await expect(blobs.put(stream, LIMIT)).rejects.toMatchObject({ code: 'file-too-large' });
    expect(stream.destroyed).toBe(true);
  });

  it('takes content of exactly the limit', async () => {
    expect(await blobs.put(Buffer.alloc(1000), LIMIT)).toMatchObject({ bytes: 1000 });
  });

  it('refuses empty content and leaves nothing behind', async () => {
    await expect(blobs.put(Readable.from([]), LIMIT)).rejects.toMatchObject({ code: 'file-empty' });
    expect(await filesIn(folder)).toEqual([]);
  });

  it('passes on the error of a broken stream and leaves nothing behind', async () => {
    const broken = new Readable({
      read() {
        this.push(content);
        this.destroy(new Error('line cut'));
      },
    });
    await expect(blobs.put(broken, LIMIT)).rejects.toThrow('line cut');
    expect(await filesIn(folder)).toEqual([]);
  });

  it('tells a missing file from a folder', async () => {
    await expect(blobs.put(join(folder, 'none'), LIMIT)).rejects.toMatchObject({ code: 'file-not-found' });
    await expect(blobs.put(folder, LIMIT)).rejects.toMatchObject({ code: 'file-unreadable' });
  });

  it('removes what a crashed process left half written, but not what another is writing', async () => {
    const old = 'incoming-00000000-0000-4000-8000-000000000000';
    const fresh = 'incoming-00000000-0000-4000-8000-000000000001';
    await writeFile(join(folder, 'blobs', old), 'half');
    await writeFile(join(folder, 'blobs', fresh), 'half');
    const yesterday = new Date(Date.now() - 24 * 3600 * 1000);
    await utimes(join(folder, 'blobs', old), yesterday, yesterday);
    await BlobStore.open(join(folder, 'blobs'));
    expect(await filesIn(folder)).toEqual([fresh]);
  });

  it('has no path for what is not a sha256', () => {
    expect(() => blobs.path('../../etc/passwd')).toThrow(RangeError);
  });
});
