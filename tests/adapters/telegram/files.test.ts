import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isAppError } from '../../../src/errors.ts';
import { readOne, tipLine } from './tip-line.ts';

const BYTES = new TextEncoder().encode('bytes of a video');
const MEGABYTE = 1024 * 1024;

describe('locating a file', () => {
  it('tells the address of its bytes', async () => {
    const { api, adapter } = await tipLine();
    const [file] = readOne(adapter, api.user(7).sendsVideo(BYTES)).files;
    const location = await adapter.locate({ fetchKey: file?.fetchKey ?? '' });
    if (!('url' in location)) throw new Error('expected an address');
    const response = await fetch(location.url);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(BYTES);
  });

  it('tells the path when the Bot API server is on this machine', async () => {
    const localFolder = mkdtempSync(join(tmpdir(), 'bot-api-'));
    onTestFinished(() => rmSync(localFolder, { recursive: true }));
    const { api, adapter } = await tipLine({}, { localFolder });
    const video = api.file(BYTES, { size: 300 * MEGABYTE });
    const [file] = readOne(adapter, api.user(7).sendsVideo(video)).files;
    const location = await adapter.locate({ fetchKey: file?.fetchKey ?? '' });
    if (!('path' in location)) throw new Error('expected a path');
    expect(new Uint8Array(readFileSync(location.path))).toEqual(BYTES);
  });

  it('says that a file over 20 MB is too large, while its still can be had', async () => {
    const { api, adapter } = await tipLine();
    const video = api.file(BYTES, { size: 20 * MEGABYTE + 1, thumbnail: BYTES });
    const [file] = readOne(adapter, api.user(7).sendsVideo(video)).files;
    const error = await adapter.locate({ fetchKey: file?.fetchKey ?? '' }).catch((reason: unknown) => reason);
    expect(isAppError(error, 'file-too-large')).toBe(true);
    expect(await adapter.locate({ fetchKey: file?.thumbnail?.fetchKey ?? '' })).toHaveProperty('url');
  });

  it('says that a file is gone', async () => {
    const { api, adapter } = await tipLine();
    const video = api.file(BYTES);
    const [file] = readOne(adapter, api.user(7).sendsVideo(video)).files;
    api.forgetFile(video);
    for (const fetchKey of [file?.fetchKey ?? '', 'never heard of', '']) {
      const error = await adapter.locate({ fetchKey }).catch((reason: unknown) => reason);
      expect(isAppError(error, 'file-gone')).toBe(true);
    }
  });

  it.each(['reset', 'html', 'error'] as const)(
    'can be tried again when Telegram is away: %s',
    async (kind) => {
      const { api, adapter } = await tipLine();
      api.fault({ method: 'getFile', kind });
      const error = await adapter.locate({ fetchKey: 'x' }).catch((reason: unknown) => reason);
      expect(isAppError(error, 'download-failed')).toBe(true);
    },
  );

  it("is asked under the path that a Bot API server of one's own may have", async () => {
    const { api, adapter } = await tipLine({ apiRoot: 'http://127.0.0.1:1/bots/telegram' });
    const [file] = readOne(adapter, api.user(7).sendsVideo(BYTES)).files;
    const error = await adapter.locate({ fetchKey: file?.fetchKey ?? '' }).catch((reason: unknown) => reason);
    expect(isAppError(error, 'download-failed') && (error.cause as Error).message).toContain(
      '/bots/telegram/bot',
    );
  });
});
