/**
 * WhatsApp Web as far as whatsapp-web.js uses it, for the real library in a real browser: a page, and behind it a
 * server that holds what WhatsApp and the newsroom's phone hold. On loopback only.
 */
import { createHash, randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { selfSigned } from './self-signed.ts';

type Json = Record<string, unknown>;

export interface SentByUs {
  chat: string;
  id: string;
  type: string;
  text?: string;
  /** Bare id of the message that is quoted. */
  quoted?: string;
}

interface HeldMessage extends Json {
  chat: string;
  id: string;
}

export class WhatsAppPage {
  readonly sent: SentByUs[] = [];
  readonly typing: string[] = [];
  /** Modules that the library asked for and the stand-in lacks. */
  readonly missing: string[] = [];
  /** Paths of media that were fetched. */
  readonly fetched: string[] = [];
  readonly me = '15550001111@c.us';
  readonly #events = new EventEmitter().setMaxListeners(0);
  readonly #server: Server;
  readonly #media = new Map<string, Uint8Array>();
  readonly #devices = new Set<string>();
  #page: ServerResponse | null = null;
  #history: HeldMessage[] = [];
  #lastId = 0;

  private constructor() {
    this.#server = createServer(selfSigned('web.whatsapp.com'), (request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
  }

  static async start(): Promise<WhatsAppPage> {
    const page = new WhatsAppPage();
    await new Promise<void>((resolve) => page.#server.listen(0, '127.0.0.1', resolve));
    return page;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get browserArguments(): string[] {
    const { port } = this.#server.address() as AddressInfo;
    const rules = `MAP web.whatsapp.com:443 127.0.0.1:${port},MAP * ~NOTFOUND,EXCLUDE 127.0.0.1`;
    return [`--host-resolver-rules=${rules}`, '--ignore-certificate-errors'];
  }

  /** The newsroom's phone scans the code that is shown. */
  scan(): void {
    const device = randomUUID();
    this.#devices.add(device);
    this.#tell({ act: 'paired', device, me: this.me, history: this.#history });
  }

  /** The phone ends the link. */
  logOut(): void {
    this.#devices.clear();
    this.#tell({ act: 'logout' });
  }

  /** Somebody writes. Returns the bare id of the message. */
  says(chat: string, content: Json): string {
    this.#lastId += 1;
    const id = `3A${String(this.#lastId).padStart(16, '0')}`;
    const message = { t: Math.floor(Date.now() / 1000), type: 'chat', ...content, chat, id };
    this.#history.push(message);
    this.#tell({ act: 'message', message });
    return id;
  }

  /** The same bytes are the same file. */
  media(bytes: Uint8Array, mimetype: string): Json {
    const filehash = createHash('sha256').update(bytes).digest('base64');
    const directPath = `/media/${encodeURIComponent(filehash)}`;
    this.#media.set(directPath, bytes);
    return { directPath, filehash, mimetype, size: bytes.length };
  }

  async waitFor(condition: () => boolean, limitMs = 30_000): Promise<void> {
    const signal = AbortSignal.timeout(limitMs);
    while (!condition()) {
      await new Promise<void>((resolve, reject) => {
        const late = () => reject(new Error(`waited ${limitMs} ms; missing: ${this.missing.join(' ')}`));
        signal.addEventListener('abort', late, { once: true });
        this.#events.once('news', () => {
          signal.removeEventListener('abort', late);
          resolve();
        });
      });
    }
  }

  #tell(news: Json): void {
    this.#page?.write(`data: ${JSON.stringify(news)}\n\n`);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'https://web.whatsapp.com');
    if (pathname === '/') return this.#servePage(response);
    if (pathname === '/stand-in/news') return this.#welcome(searchParams.get('device') ?? '', response);
    if (pathname.startsWith('/stand-in/')) {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      this.#hear(pathname.slice('/stand-in/'.length), JSON.parse(Buffer.concat(chunks).toString()) as Json);
      response.end(JSON.stringify({ ack: 1 }));
      return;
    }
    this.fetched.push(pathname);
    const bytes = this.#media.get(pathname);
    response.writeHead(bytes ? 200 : 404).end(bytes);
  }

  async #servePage(response: ServerResponse): Promise<void> {
    const script = await readFile(join(import.meta.dirname, 'whatsapp-page', 'page.js'), 'utf8');
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end(`<!doctype html><title>WhatsApp</title><script>${script}</script>`);
  }

  #welcome(device: string, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    this.#page = response;
    const isLinked = this.#devices.has(device);
    this.#tell(isLinked ? { act: 'connected', me: this.me, history: this.#history } : { act: 'unpaired' });
    this.#events.emit('news');
  }

  #hear(what: string, news: Json): void {
    if (what === 'sent') this.sent.push(news as unknown as SentByUs);
    else if (what === 'typing') this.typing.push(String(news.chat));
    else if (what === 'missing') this.missing.push(String(news.name));
    else if (what === 'seen') this.#history = this.#history.filter(({ chat }) => chat !== news.chat);
    this.#events.emit('news');
  }
}
