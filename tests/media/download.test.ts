import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BlobStore } from '../../src/media/blob-store.ts';
import { fetchToBlob } from '../../src/media/download.ts';
import { SafeFetcher } from '../../src/media/safe-fetch.ts';

const SECRET = 'secret-token';
let folder: string;
let blobs: BlobStore;
let server: Server | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tabayyan-download-'));
  blobs = await BlobStore.open(join(folder, 'blobs'));
});
afterEach(async () => {
  server?.closeAllConnections();
  server?.close();
  await rm(folder, { recursive: true, force: true });
});

async function serve(listener: RequestListener): Promise<{ url: string; headers: Record<string, string> }> {
  const listening = createServer(listener);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const { port } = listening.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/${SECRET}/file`, headers: { authorization: SECRET } };
}

const LIMITS = { maxBytes: 1000, timeoutMs: 5000 };
const fetcher = new SafeFetcher({ isAllowedAddress: () => true, isAllowedPort: () => true });
const failure = (location: { url: string }, limits = LIMITS) =>
  fetchToBlob(location, blobs, limits, fetcher).then(
    () => new Error('succeeded'),
    (error: unknown) => error,
  );

describe('download', () => {
  it('brings a file from an address, with the headers it needs, into the store', async () => {
    const location = await serve((request, response) => response.end(`for ${request.headers.authorization}`));
    const blob = await fetchToBlob(location, blobs, LIMITS, fetcher);
    expect(blob).toMatchObject({ bytes: `for ${SECRET}`.length, isNew: true });
    expect(await blobs.has(blob.sha256)).toBe(true);
  });

  it('takes files that lie on the disk or in memory', async () => {
    await writeFile(join(folder, 'film'), 'film');
    const [a, b] = [
      await fetchToBlob({ path: join(folder, 'film') }, blobs, LIMITS, fetcher),
      await fetchToBlob({ bytes: Buffer.from('film') }, blobs, LIMITS, fetcher),
    ];
    expect(a.sha256).toBe(b.sha256);
  });

  it('says that a file is gone when it is not there any more', async () => {
    expect(await failure({ url: (await serve((_, r) => r.writeHead(404).end())).url })).toMatchObject({
      code: 'file-gone',
    });
    await expect(fetchToBlob({ path: join(folder, 'none') }, blobs, LIMITS, fetcher)).rejects.toMatchObject({
      code: 'file-gone',
    });
  });

  it('may be tried again when the server fails', async () => {
    const error = await failure(await serve((_, response) => response.writeHead(503).end()));
    expect(error).toMatchObject({ code: 'download-failed', retryable: true, params: { status: 503 } });
  });

  it('refuses a file that is announced too large before it comes', async () => {
    const location = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '1001' });
      response.write('x');
    });
    expect(await failure(location)).toMatchObject({ code: 'file-too-large' });
  });

  it('stops a file that turns out too large and leaves nothing behind', async () => {
    const location = await serve((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(600)));
      };
      response.on('drain', more);
      more();
    });
    expect(await failure(location)).toMatchObject({ code: 'file-too-large' });
    expect(await readdir(join(folder, 'blobs'))).toEqual([]);
  });

  it.each([
    ['that never answers', () => undefined],
    [
      'that falls silent half way',
      (_: unknown, response: { write(text: string): void }) => response.write('half'),
    ],
  ] as [string, RequestListener][])('gives up on a server %s', async (_name, listener) => {
    const error = await failure(await serve(listener), { ...LIMITS, timeoutMs: 200 });
    expect(error).toMatchObject({ code: 'download-failed' });
    expect(await readdir(join(folder, 'blobs'))).toEqual([]);
  });

  it('fails when the line is cut half way', async () => {
    const location = await serve((_, response) => {
      response.writeHead(200, { 'content-length': '500' });
      response.write('half', () => response.destroy());
    });
    expect(await failure(location)).toMatchObject({ code: 'download-failed' });
    expect(await readdir(join(folder, 'blobs'))).toEqual([]);
  });

  it('never tells the address in an error', async () => {
    const location = await serve((_, response) => response.destroy());
    server?.close();
    const errors = [
      await failure(location),
      await failure({ url: `http://127.0.0.1:1/${SECRET}` }),
      await failure({ url: `http://[/${SECRET}` }),
      await failure({ url: `file:///${SECRET}` }),
    ];
    for (const error of errors) {
      expect(error).toMatchObject({ code: 'download-failed' });
      expect(inspect(error, { depth: 9 })).not.toContain(SECRET);
    }
  });

  it('does not reach into the own network unless the operator named the server', async () => {
    const { url } = await serve((_, response) => response.end('film'));
    const guarded = new SafeFetcher();
    const refused = await fetchToBlob({ url }, blobs, LIMITS, guarded).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'download-refused', retryable: false });
    expect(await fetchToBlob({ url, isConfigured: true }, blobs, LIMITS, guarded)).toMatchObject({
      bytes: 4,
    });
  });
});
