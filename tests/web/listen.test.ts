import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BlobStore } from '../../src/media/blob-store.ts';
import { type Listening, listen } from '../../src/web/listen.ts';
import { askResult, form, webFixture } from './web-fixture.ts';

const open: Listening[] = [];
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tabayyan-uploads-'));
});

async function serve(changes: Parameters<typeof webFixture>[0] = {}) {
  const fixture = webFixture(changes);
  const server = await listen(fixture.app, { port: 0, host: '127.0.0.1' });
  open.push(server);
  return { ...fixture, server, base: `http://127.0.0.1:${server.port}` };
}

/** Resolves only when it needs none of the time that requests under way are given. */
async function closeWithoutGrace(server: Listening): Promise<void> {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  await server.close();
  vi.useRealTimers();
}

afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(open.splice(0).map((server) => server.close()));
  rmSync(folder, { recursive: true, force: true });
});

describe('the server', () => {
  it('says which port is in use', async () => {
    const { app, server } = await serve();
    const second = listen(app, { port: server.port, host: '127.0.0.1' });
    await expect(second).rejects.toMatchObject({ code: 'port-in-use', params: { port: server.port } });
  });

  it('closes at once although a page is listening for events', async () => {
    const { server, base, chat } = await serve();
    const cookie = `chat=${'a'.repeat(32)}`;
    const stream = await fetch(`${base}/chat/events`, { headers: { cookie, accept: 'text/event-stream' } });
    expect(stream.status).toBe(200);
    await expect.poll(() => chat.listeners()).toBe(1);
    await closeWithoutGrace(server);
    await expect(stream.text()).rejects.toThrow();
    await expect.poll(() => chat.listeners()).toBe(0);
  });

  it('lets a request under way finish while it closes', async () => {
    let begun = () => {};
    let answer = () => {};
    const begins = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const answers = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const ask = async () => {
      begun();
      await answers;
      return askResult();
    };
    const { base, server } = await serve({ ask });
    const response = fetch(`${base}/api/v1/ask`, { method: 'POST', body: form({ text: 'سؤال' }) });
    await begins;
    const closed = server.close();
    answer();
    expect((await response).status).toBe(200);
    await closed;
  });

  it('does not wait for a connection on which nothing was asked', async () => {
    const { server } = await serve();
    const socket = connect(server.port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    expect((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status).toBe(200);
    await closeWithoutGrace(server);
  });

  it('stops listening for a page that went away', async () => {
    const { base, chat } = await serve();
    const leaving = new AbortController();
    const headers = { cookie: `chat=${'b'.repeat(32)}`, accept: 'text/event-stream' };
    await fetch(`${base}/chat/events`, { headers, signal: leaving.signal });
    await expect.poll(() => chat.listeners()).toBe(1);
    leaving.abort();
    await expect.poll(() => chat.listeners()).toBe(0);
  });

  it('streams a large upload to the disk, byte for byte', async () => {
    const bytes = 30 * 1024 * 1024;
    const { base, questions } = await serve({ uploads: await BlobStore.open(folder), maxUploadBytes: bytes });
    const content = Buffer.alloc(bytes, 'ا\r\n--x');
    const body = form({ files: new File([content], 'large.mp4', { type: 'video/mp4' }) });
    const response = await fetch(`${base}/api/v1/ask`, { method: 'POST', body });
    expect(response.status).toBe(200);
    const path = questions[0]?.files[0]?.path ?? '';
    expect(readFileSync(path).equals(content)).toBe(true);
  });

  it('lets a sender of too much read the refusal, and keeps nothing of it', async () => {
    const { base } = await serve({ uploads: await BlobStore.open(folder) });
    const body = form({ files: new File([Buffer.alloc(20 * 1024 * 1024)], 'large.mp4') });
    const response = await fetch(`${base}/api/v1/ask`, { method: 'POST', body });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ error: { code: 'file-too-large' } });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('survives a sender that hangs up in the middle of a file', async () => {
    let begun = () => {};
    const begins = new Promise<void>((resolve) => {
      begun = resolve;
    });
    let failure: unknown = null;
    const put = async (source: Readable | Uint8Array): Promise<never> => {
      begun();
      try {
        for await (const _chunk of source as Readable);
      } catch (error) {
        failure = error;
        throw error;
      }
      throw new Error('the file ended as if it were whole');
    };
    const { base, questions } = await serve({ uploads: { put } });
    const headers = { 'content-type': 'multipart/form-data; boundary=B', 'content-length': '5000' };
    const sender = request(`${base}/api/v1/ask`, { method: 'POST', headers });
    sender.on('error', () => undefined);
    sender.write('--B\r\nContent-Disposition: form-data; name="files"; filename="a.mp4"\r\n\r\nhalf');
    await begins;
    sender.destroy();
    await expect.poll(() => failure).toMatchObject({ code: 'request-malformed' });
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
    expect(questions).toEqual([]);
  });
});
