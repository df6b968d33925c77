import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BlobStore } from '../../src/media/blob-store.ts';
import { Ffmpeg, findFfmpeg } from '../../src/media/ffmpeg.ts';
import { FilmPreviews } from '../../src/media/film-previews.ts';
import { makeVideo, reencode, writeFixture } from '../support/media-fixtures.ts';

let folder: string;
let blobs: BlobStore;
let ffmpeg: Ffmpeg;
let runs = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tabayyan-previews-'));
  blobs = await BlobStore.open(folder);
  ffmpeg = new Ffmpeg(await findFfmpeg());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const previews = () =>
  new FilmPreviews({
    blobs,
    ffmpeg: {
      writePreview: (path, target) => {
        runs++;
        return ffmpeg.writePreview(path, target);
      },
    },
  });
const keep = async (path: string) => (await blobs.put(path, { maxBytes: 50_000_000 })).sha256;

describe('a film that browsers cannot play', () => {
  it('is copied once for all who ask, small, with its index first, and goes with its file', async () => {
    const avi = await reencode(await makeVideo(654, { seconds: 2 }), { extension: 'avi', height: 720 });
    const sha256 = await keep(avi);
    const maker = previews();
    const [copy, same] = await Promise.all([maker.of(sha256), maker.of(sha256)]);
    expect(same).toBe(copy);
    expect(await previews().of(sha256)).toBe(copy);
    expect(runs).toBe(1);
    const { video } = await ffmpeg.streams(copy ?? '');
    expect(Math.min(video?.width ?? 0, video?.height ?? 0)).toBe(480);
    const bytes = (await readFile(copy ?? '')).toString('latin1');
    expect(bytes).toContain('avc1');
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
    await blobs.remove(sha256);
    expect(existsSync(copy ?? '')).toBe(false);
  });

  it('has no copy when nothing can be made of it, and is not tried again', async () => {
    const sha256 = await keep(await writeFixture('broken.avi', 'RIFF    AVI LIST nothing'));
    const maker = previews();
    const before = runs;
    expect([await maker.of(sha256), await maker.of(sha256)]).toEqual([null, null]);
    expect(runs - before).toBe(1);
  });

  it('leaves nothing behind when its file is wished away meanwhile', async () => {
    const sha256 = await keep(await makeVideo(655, { seconds: 1 }));
    const maker = new FilmPreviews({
      blobs,
      ffmpeg: {
        writePreview: async (path, target) => {
          await ffmpeg.writePreview(path, target);
          await blobs.remove(sha256);
        },
      },
    });
    expect(await maker.of(sha256)).toBeNull();
    expect(existsSync(blobs.previewPath(sha256))).toBe(false);
  });
});
