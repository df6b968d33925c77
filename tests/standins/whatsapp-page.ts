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
  fromMe?: boolean;
  isSeen?: boolean;
}

/** What the page does wrong from its next start on. */
export interface Ailment {
  /** Something the library needs at its last step is gone: it never says "ready". */
  isBroken?: boolean;
  /** It is done before the library listens. */
  syncsEarly?: boolean;
  /** Asking for earlier messages of this chat fails. */
  unreadable?: string;
  /** The state its connection with WhatsApp comes to, and stays in. */
  remains?: string;
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
  #version = 0;
  /** Of the page that is open; it is loaded anew to be another one. */
  openVersion = '';
  readonly #history: HeldMessage[] = [];
  #lastId = 0;
  #ailment: Ailment = {};
  #release: (() => void) | null = null;
  #held: Promise<void> = Promise.resolve();

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

  /** The code that is shown is followed by another, as every 20 seconds. */
  followsWithACode(): void {
    this.#tell({ act: 'code' });
  }

  /** The newsroom's phone scans the code that is shown. */
  scan(): void {
    const device = randomUUID();
    this.#devices.add(device);
    this.#tell({ act: 'paired', device, ...this.#world });
  }

  /** The phone ends the link. */
  logOut(): void {
    this.#devices.clear();
    this.#tell({ act: 'logout' });
  }

  /** From its next start on the page has this wrong; without an argument all is well again. */
  ail(ailment: Ailment = {}): void {
    this.#ailment = ailment;
  }

  /** The state of the page's connection with WhatsApp changes. */
  enters(state: string): void {
    this.#tell({ act: 'state', state });
  }

  /** A new version is there, which the page loads by itself. */
  renew(): void {
    this.#version += 1;
    this.#tell({ act: 'reload' });
  }

  /** A new version is there, and WhatsApp takes the one that is open no longer. */
  outdate(): void {
    this.#version += 1;
    this.enters('DEPRECATED_VERSION');
  }

  get version(): string {
    return `2.3000.${this.#version}`;
  }

  /** The page does not answer any more. */
  stall(): void {
    this.#tell({ act: 'stall' });
  }

  /** WhatsApp has what we send from now on, and says so only once the function that is returned is called. */
  holdReceipts(): () => void {
    this.#held = new Promise((resolve) => {
      this.#release = resolve;
    });
    return () => this.#release?.();
  }

  /** Somebody calls. */
  calls(chat: string): void {
    this.#tell({ act: 'call', chat, id: randomUUID() });
  }

  /** Somebody deletes for everybody what they wrote. */
  revokes(chat: string, id: string): void {
    for (const message of this.#history) if (message.id === id) message.type = 'revoked';
    this.#tell({ act: 'revoke', chat, id });
  }

  /** Somebody changes what they wrote. */
  edits(chat: string, id: string, body: string): void {
    for (const message of this.#history) if (message.id === id) message.body = body;
    this.#tell({ act: 'edit', chat, id, body });
  }

  /** Somebody writes. Returns the bare id of the message. */
  says(chat: string, content: Json): string {
    this.#lastId += 1;
    const id = `3A${String(this.#lastId).padStart(16, '0')}`;
    const message = { t: Math.floor(Date.now() / 1000), type: 'chat', ...content, chat, id };
    this.#history.push(message);
    // Without a link the page hears of it once there is one.
    if (this.#devices.size > 0) this.#tell({ act: 'message', message });
    return id;
  }

  /** The same bytes are the same file. */
  media(bytes: Uint8Array, mimetype: string): Json {
    const filehash = createHash('sha256').update(bytes).digest('base64');
    const directPath = `/media/${encodeURIComponent(filehash)}`;
    this.#media.set(directPath, bytes);
    return { directPath, filehash, mimetype, size: bytes.length };
  }

  async waitFor(condition: () => boolean, limitMs = 50_000): Promise<void> {
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
    if (pathname === '/stand-in/news') {
      this.openVersion = searchParams.get('version') ?? '';
      return this.#welcome(searchParams.get('device') ?? '', response);
    }
    if (pathname.startsWith('/stand-in/')) {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      this.#hear(pathname.slice('/stand-in/'.length), JSON.parse(Buffer.concat(chunks).toString()) as Json);
      if (pathname === '/stand-in/sent') await this.#held;
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
    const version = `window.Debug = { VERSION: '${this.version}' };`;
    response.end(`<!doctype html><title>WhatsApp</title><script>${version}${script}</script>`);
  }

  #welcome(device: string, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    this.#page = response;
    const isLinked = this.#devices.has(device);
    this.#tell(isLinked ? { act: 'connected', ...this.#world } : { act: 'unpaired' });
    this.#events.emit('news');
  }

  #hear(what: string, news: Json): void {
    if (what === 'sent') this.#take(news as unknown as SentByUs);
    else if (what === 'typing') this.typing.push(String(news.chat));
    else if (what === 'missing') this.missing.push(String(news.name));
    else if (what === 'seen') this.#see(String(news.chat));
    this.#events.emit('news');
  }

  #take(sent: SentByUs): void {
    this.sent.push(sent);
    const { chat, id, type, text, quoted } = sent;
    const [, , bareId = ''] = id.split('_');
    const words =
      type === 'chat' ? { body: text } : { caption: text, mimetype: 'image/png', directPath: '/' };
    const t = Math.floor(Date.now() / 1000);
    this.#history.push({ t, type, chat, id: bareId, ...words, quoted, fromMe: true });
  }

  /** Bare ids of messages that are shown as read. */
  get seen(): string[] {
    return this.#history.filter(({ isSeen }) => isSeen).map(({ id }) => id);
  }

  #see(chat: string): void {
    for (const message of this.#history) if (message.chat === chat) message.isSeen = true;
  }

  get #world(): Json {
    return { me: this.me, history: this.#history, ...this.#ailment };
  }
}
