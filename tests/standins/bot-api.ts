/**
 * A Bot API server of our own for tests: Telegram's rules for offsets, webhooks, files and messages over real HTTP,
 * and faults on request. As a process of its own:
 * `npx tsx tests/standins/bot-api.ts --port N [--token T] [--gateway http://127.0.0.1:P] [--flood]`
 */
import { EventEmitter } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { Chats, type SentMessage } from './bot-api/chats.ts';
import { Control } from './bot-api/control.ts';
import { type Fault, Faults } from './bot-api/faults.ts';
import { type FileAbout, FileShelf, type ShelvedFile } from './bot-api/file-shelf.ts';
import { FloodControl, type FloodLimits, TELEGRAM_FLOOD_LIMITS } from './bot-api/flood-control.ts';
import { type InlineAnswer, InlineQueries } from './bot-api/inline-queries.ts';
import { callMethod, type World } from './bot-api/methods.ts';
import { BOT_ID, type Messenger, Person } from './bot-api/person.ts';
import { Refusal } from './bot-api/refusal.ts';
import { type Params, readParams } from './bot-api/request-params.ts';
import { type Update, UpdateQueue } from './bot-api/update-queue.ts';
import { WebhookDelivery } from './bot-api/webhook-delivery.ts';

export interface StandInOptions {
  /** 0: any free one. */
  port?: number;
  token?: string;
  username?: string;
  /** Base URL that webhooks are brought to instead of their public origin. */
  gateway?: string;
  /** Between attempts to bring an update to a webhook; Telegram takes longer. */
  webhookRetryMs?: number;
  /** Folder in which a local Bot API server puts files; without it the cloud's rules hold. */
  localFolder?: string;
  /** Off if it is not given. */
  flood?: FloodLimits;
}

export interface Call {
  method: string;
  params: Params;
}

export const STAND_IN_TOKEN = `${BOT_ID}:AAstand-in_token_0123456789abcdefgh`;

export class BotApiStandIn {
  readonly token: string;
  readonly username: string;
  /** Every call that reached the server, failed ones too, in order. */
  readonly calls: Call[] = [];
  readonly #world: World;
  readonly #faults = new Faults();
  readonly #events = new EventEmitter().setMaxListeners(0);
  readonly #server: Server;
  readonly #control = new Control(this);
  #lastCallbackQuery = 0;

  private constructor(options: StandInOptions) {
    this.token = options.token ?? STAND_IN_TOKEN;
    this.username = options.username ?? 'tabayyan_test_bot';
    const queue = new UpdateQueue(420_000_001, () => this.#changed());
    this.#world = {
      bot: { id: Number.parseInt(this.token, 10), username: this.username },
      queue,
      webhook: new WebhookDelivery({
        queue,
        gateway: options.gateway,
        retryMs: options.webhookRetryMs ?? 50,
        changed: () => this.#changed(),
      }),
      chats: new Chats(),
      files: new FileShelf(options.localFolder),
      flood: new FloodControl(options.flood),
      callbackQueries: new Set(),
      inlineQueries: new InlineQueries(),
      admins: new Set(),
      commands: new Map(),
      actions: [],
      allowedUpdates: null,
    };
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(options: StandInOptions = {}): Promise<BotApiStandIn> {
    const standIn = new BotApiStandIn(options);
    await new Promise<void>((resolve, reject) => {
      standIn.#server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
    });
    return standIn;
  }

  async close(): Promise<void> {
    this.#world.webhook.set(null);
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get apiRoot(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  // What people do.

  /** The same id is the same person. */
  user(id: number, language: string | undefined = 'ar'): Person {
    return new Person(this.#messenger, id, language);
  }

  /** A file on Telegram's side; sending it is a forward, with the same `file_unique_id`. */
  file(bytes: Uint8Array, about?: FileAbout): ShelvedFile {
    return this.#world.files.add(bytes, about);
  }

  forgetFile(file: ShelvedFile): void {
    this.#world.files.forget(file);
  }

  /** An update as it is, but for its id. Kinds of updates the bot did not ask for are not delivered. */
  push(content: Record<string, unknown>): Update {
    const { queue, webhook, allowedUpdates } = this.#world;
    const isWanted = !allowedUpdates || Object.keys(content).some((key) => allowedUpdates.has(key));
    if (!isWanted) return { ...content, update_id: 0 };
    const update = queue.push(content);
    queue.wake();
    webhook.wake();
    return update;
  }

  /** After a quiet week Telegram numbers its updates anew. */
  renumberUpdatesFrom(firstId: number): void {
    this.#world.queue.renumberFrom(firstId);
  }

  /** The group got a new id, as when it grows. */
  migrateGroup(from: number, to: number): void {
    this.#world.chats.open(to, 'supergroup');
    this.#world.chats.open(from, 'group').migratedTo = to;
  }

  makeAdmin(person: Person, groupId: number): void {
    this.#world.admins.add(`${groupId} ${person.id}`);
  }

  // What goes wrong.

  fault(fault: Fault): void {
    this.#faults.add(fault);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  // What came of it.

  get sent(): readonly SentMessage[] {
    return this.#world.chats.sent;
  }

  sentTo(chatId: number): SentMessage[] {
    return this.#world.chats.sent.filter((sent) => sent.chatId === chatId);
  }

  /** What was offered to people who search from other chats. */
  get inlineAnswers(): readonly InlineAnswer[] {
    return this.#world.inlineQueries.answers;
  }

  get pending(): readonly Update[] {
    return this.#world.queue.pending;
  }

  get confirmed(): number {
    return this.#world.queue.confirmed;
  }

  get actions(): readonly { chatId: number; action: string }[] {
    return this.#world.actions;
  }

  /** How many messages came too fast. */
  get floodRefusals(): number {
    return this.#world.flood.refused;
  }

  /** Status of every attempt to bring an update to the webhook. */
  get webhookStatuses(): readonly number[] {
    return this.#world.webhook.statuses;
  }

  get webhookUrl(): string | null {
    return this.#world.webhook.settings?.url ?? null;
  }

  commandsIn(language: string) {
    return this.#world.commands.get(language);
  }

  callsTo(method: string): Params[] {
    return this.calls.filter((call) => call.method === method).map((call) => call.params);
  }

  state() {
    const { queue, webhook } = this.#world;
    return {
      pending: queue.pending.length,
      confirmed: queue.confirmed,
      sent: this.sent.length,
      webhook: webhook.settings?.url ?? null,
      unansweredPresses: this.#world.callbackQueries.size,
    };
  }

  /** Resolves as soon as `condition` holds, looked at after everything that happens. */
  waitFor(condition: () => boolean, limitMs = 10_000): Promise<void> {
    if (condition()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer);
        this.#events.off('change', look);
        settle();
      };
      const look = () => {
        if (condition()) end(resolve);
      };
      const timer = setTimeout(
        () =>
          end(() =>
            reject(new Error(`did not happen within ${limitMs} ms: ${JSON.stringify(this.state())}`)),
          ),
        limitMs,
      );
      this.#events.on('change', look);
    });
  }

  readonly #messenger: Messenger = {
    openChat: (id, type) => this.#world.chats.open(id, type),
    newMessageId: (chat) => this.#world.chats.newMessageId(chat),
    addFile: (bytes, about) => this.#world.files.add(bytes, about),
    announceFile: (file) => this.#world.files.announce(file),
    newCallbackQuery: () => {
      this.#lastCallbackQuery += 1;
      const id = String(4_000_000_000 + this.#lastCallbackQuery);
      this.#world.callbackQueries.add(id);
      return id;
    },
    newInlineQuery: () => this.#world.inlineQueries.ask(),
    push: (content) => this.push(content),
  };

  #changed(): void {
    this.#events.emit('change');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.apiRoot);
    try {
      await this.#route(request, response, pathname, searchParams);
    } catch (error) {
      answer(response, error instanceof Refusal ? error : new Refusal(500, String(error)));
    } finally {
      this.#changed();
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse, path: string, query: URLSearchParams) {
    const [, control] = /^\/__control\/(.+)$/u.exec(path) ?? [];
    if (control) return answer(response, await this.#control.handle(request, control, query));
    const [, file, token, rest = ''] = /^(\/file)?\/bot([^/]+)\/(.+)$/u.exec(path) ?? [];
    if (token === undefined) throw new Refusal(404, 'Not Found');
    if (decodeURIComponent(token) !== this.token) throw new Refusal(401, 'Unauthorized');
    if (file) return response.writeHead(200).end(this.#world.files.download(decodeURIComponent(rest)));
    const params = await readParams(request, query);
    this.calls.push({ method: rest, params });
    this.#changed();
    return this.#call(request, response, rest, params);
  }

  async #call(request: IncomingMessage, response: ServerResponse, method: string, params: Params) {
    const fault = this.#faults.take(method);
    if (fault && !fault.after) return spoil(request, response, fault);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const result = await callMethod(this.#world, method, params, gone.signal);
    return fault ? spoil(request, response, fault) : answer(response, result);
  }
}

function answer(response: ServerResponse, result: unknown): void {
  const isRefusal = result instanceof Refusal;
  const body = isRefusal
    ? {
        ok: false,
        error_code: result.code,
        description: result.description,
        ...(result.parameters ? { parameters: result.parameters } : {}),
      }
    : { ok: true, result };
  response.writeHead(isRefusal ? result.code : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function spoil(request: IncomingMessage, response: ServerResponse, fault: Fault): void {
  const { code = 502, description = 'Internal Server Error', parameters } = fault;
  if (fault.kind === 'reset') request.socket.resetAndDestroy();
  else if (fault.kind === 'html') {
    const page = '<html><body><h1>Bad Gateway</h1></body></html>';
    response.writeHead(code, { 'content-type': 'text/html' }).end(page);
  } else if (fault.kind === 'error')
    answer(response, new Refusal(fault.code ?? 500, description, parameters));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '0' },
      token: { type: 'string' },
      gateway: { type: 'string' },
      flood: { type: 'boolean', default: false },
    },
  });
  const standIn = await BotApiStandIn.start({
    port: Number(values.port),
    ...(values.token === undefined ? {} : { token: values.token }),
    ...(values.gateway === undefined ? {} : { gateway: values.gateway }),
    ...(values.flood ? { flood: TELEGRAM_FLOOD_LIMITS } : {}),
  });
  process.stdout.write(`${JSON.stringify({ apiRoot: standIn.apiRoot, token: standIn.token })}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void standIn.close());
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
