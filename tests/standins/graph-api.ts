/**
 * A WhatsApp Cloud API of our own for tests: Meta's documented rules for messages, media, templates and the 24-hour
 * window over real HTTP, signed webhooks, and faults on request.
 */
import { EventEmitter } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GraphError, invalid } from './graph-api/graph-error.ts';
import { MediaShelf } from './graph-api/media-shelf.ts';
import { type ApprovedTemplate, checkMessage } from './graph-api/message-checks.ts';
import { type Identity, Person } from './graph-api/person.ts';
import { WebhookDelivery } from './graph-api/webhook-delivery.ts';

type Json = Record<string, unknown>;

export interface SentMessage {
  id: string;
  /** Telephone number or business-scoped id, as it was addressed. */
  address: string;
  /** The whole request. */
  body: Json;
}

/** What goes wrong with the next calls. */
export interface Fault {
  /** Which: path after the version and the id of the number, such as `messages` or `media`; `*` for any. */
  path: string;
  times?: number;
  /** So many calls go well before. */
  skip?: number;
  /** An error of the Graph API, a cut connection, a web server's error page, or no answer ever. */
  kind: 'error' | 'reset' | 'html' | 'hang';
  code?: number;
  status?: number;
  title?: string;
  headers?: Record<string, string>;
}

export interface GraphStandInOptions {
  port?: number;
  templates?: ApprovedTemplate[];
  /** Whether a closed window is told at once, or only by a status after the message was taken. */
  windowErrors?: 'at once' | 'later';
  /** Every message taken is told to be sent and delivered. */
  tellsStatuses?: boolean;
}

export const PHONE_ID = '106540352242922';
export const TOKEN = 'EAAStandInToken0123456789';
export const APP_SECRET = 'stand-in-app-secret';
export const VERIFY_TOKEN = 'stand-in-verify-token';
const OTHER_PHONE_ID = '999999999999999';
const WABA_ID = '102290129340398';
const WINDOW_MS = 24 * 3_600_000;

export class GraphStandIn {
  readonly media = new MediaShelf();
  readonly webhook = new WebhookDelivery();
  readonly sent: SentMessage[] = [];
  /** Messages marked as read, with "typing…". */
  readonly typing: string[] = [];
  /** `METHOD path` of every call, failed ones too. */
  readonly calls: string[] = [];
  /** Answers with an error of Meta's, by code. */
  readonly refused: number[] = [];
  token = TOKEN;
  readonly #options: Required<GraphStandInOptions>;
  readonly #faults: (Fault & { left: number })[] = [];
  readonly #events = new EventEmitter().setMaxListeners(0);
  readonly #server: Server;
  /** By address: when somebody last wrote, milliseconds. */
  readonly #heard = new Map<string, number>();
  readonly #known = new Set<string>();
  #aheadMs = 0;
  #lastId = 0;

  private constructor(options: GraphStandInOptions) {
    this.#options = { port: 0, templates: [], windowErrors: 'at once', tellsStatuses: false, ...options };
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(options: GraphStandInOptions = {}): Promise<GraphStandIn> {
    const standIn = new GraphStandIn(options);
    await new Promise<void>((resolve, reject) => {
      standIn.#server.once('error', reject).listen(standIn.#options.port, '127.0.0.1', resolve);
    });
    return standIn;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get root(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What the program is configured with. */
  get environment(): Record<string, string> {
    return {
      WHATSAPP_CLOUD_TOKEN: TOKEN,
      WHATSAPP_CLOUD_PHONE_ID: PHONE_ID,
      WHATSAPP_CLOUD_APP_SECRET: APP_SECRET,
      WHATSAPP_CLOUD_VERIFY_TOKEN: VERIFY_TOKEN,
      WHATSAPP_CLOUD_API_ROOT: this.root,
    };
  }

  /** Asks for the address to be proved, as Meta's console does, and brings everything there from then on. */
  async subscribe(url: string): Promise<void> {
    const challenge = '1158201444';
    const query = new URLSearchParams({
      'hub.mode': 'subscribe',
      'hub.verify_token': VERIFY_TOKEN,
      'hub.challenge': challenge,
    });
    const response = await fetch(`${url}?${query}`);
    if (response.status !== 200 || (await response.text()) !== challenge) {
      throw new Error(`the callback address could not be verified: ${response.status}`);
    }
    this.webhook.settings = { url, appSecret: APP_SECRET, retryMs: 20 };
  }

  /** Somebody with a number and a business-scoped id, unless it is said otherwise. */
  person(identity: Partial<Identity> = {}): Person {
    this.#lastId += 1;
    const phone = `96655500${String(this.#lastId).padStart(4, '0')}`;
    const userId = `SA.88${String(this.#lastId).padStart(10, '0')}`;
    return new Person(this.#personParts, { phone, userId, ...identity });
  }

  /** Time passes, as far as windows are concerned. */
  passes(ms: number): void {
    this.#aheadMs += ms;
  }

  fault(fault: Fault): void {
    this.#faults.push({ ...fault, left: fault.times ?? 1 });
  }

  clearFaults(): void {
    this.#faults.length = 0;
  }

  sentTo(person: Person): SentMessage[] {
    const { phone, userId } = person.identity;
    return this.sent.filter(({ address }) => address === phone || address === userId);
  }

  /** Tells how far a message has come. */
  tells(
    message: Pick<SentMessage, 'id'>,
    status: string,
    error?: { code: number; title: string },
  ): Promise<void> {
    return this.bring({ statuses: [this.status(message, status, error)] });
  }

  status({ id }: Pick<SentMessage, 'id'>, status: string, error?: { code: number; title: string }): Json {
    const recipient = this.sent.find((sent) => sent.id === id)?.address;
    return {
      id,
      status,
      timestamp: String(Math.floor(this.#now() / 1000)),
      ...(recipient?.includes('.')
        ? { recipient_user_id: recipient }
        : { recipient_id: recipient ?? '15550001' }),
      ...(error ? { errors: [{ ...error, message: error.title }] } : {}),
    };
  }

  /** One delivery with one entry and one change. */
  bring(value: Json, { phoneId = PHONE_ID, field = 'messages' } = {}): Promise<void> {
    return this.bringChanges([this.change(value, { phoneId, field })]);
  }

  bringChanges(...entries: Json[][]): Promise<void> {
    return this.webhook.bring(this.delivery(...entries)).finally(() => this.#changed());
  }

  delivery(...entries: Json[][]): Json {
    return {
      object: 'whatsapp_business_account',
      entry: entries.map((changes) => ({ id: WABA_ID, changes })),
    };
  }

  change(value: Json, { phoneId = PHONE_ID, field = 'messages' } = {}): Json {
    const metadata = { display_phone_number: '15550783881', phone_number_id: phoneId };
    return { field, value: { messaging_product: 'whatsapp', metadata, ...value } };
  }

  /** Another number of the same account, whose messages come to the same address. */
  readonly otherNumber = OTHER_PHONE_ID;

  /** Resolves as soon as `condition` holds. */
  waitFor(condition: () => boolean, limitMs = 20_000): Promise<void> {
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
      const state = () => JSON.stringify({ sent: this.sent.length, refused: this.refused });
      const timer = setTimeout(
        () => end(() => reject(new Error(`did not happen within ${limitMs} ms: ${state()}`))),
        limitMs,
      );
      this.#events.on('change', look);
    });
  }

  #now(): number {
    return Date.now() + this.#aheadMs;
  }

  #changed(): void {
    this.#events.emit('change');
  }

  readonly #personParts = {
    media: this.media,
    newMessageId: ({ phone }: Identity) => this.#newMessageId(phone ?? ''),
    bring: (value: Json) => this.bring(value),
    now: () => this.#now(),
    heardFrom: ({ phone, userId }: Identity, messageId: string) => {
      this.#known.add(messageId);
      for (const address of [phone, userId]) if (address) this.#heard.set(address, this.#now());
    },
  };

  /** Meta's ids hold the number, in base64. */
  #newMessageId(phone: string): string {
    this.#lastId += 1;
    return `wamid.${Buffer.from(`${phone} ${this.#lastId}`).toString('base64')}`;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.root);
    this.calls.push(`${request.method} ${url.pathname}`);
    try {
      await this.#route(request, response, url);
    } catch (error) {
      const problem = error instanceof GraphError ? error : new GraphError(1, String(error), { status: 500 });
      this.refused.push(problem.code);
      answer(response, problem.status, problem.body);
    } finally {
      this.#changed();
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const body = await readAll(request);
    const [, download] = /^\/download\/(\d+)$/u.exec(url.pathname) ?? [];
    const [, rest = ''] = /^\/v\d+\.\d+\/(.+)$/u.exec(url.pathname) ?? [];
    const [id = '', path = ''] = rest.split('/');
    if (this.#spoilt(request, response, download === undefined ? path || 'number' : 'download')) return;
    if (request.headers.authorization !== `Bearer ${this.token}`) {
      throw new GraphError(190, 'Invalid OAuth access token', { status: 401 });
    }
    if (download !== undefined) return this.#download(response, download);
    if (rest === '') throw new GraphError(2500, 'Unknown path components', { status: 400 });
    if (request.method === 'GET') return answer(response, 200, this.#object(id));
    if (id !== PHONE_ID) throw new GraphError(100, 'Unsupported post request. Object does not exist');
    if (path === 'media') return answer(response, 200, await this.#upload(request, body));
    if (path !== 'messages') throw new GraphError(100, 'Unsupported post request.');
    answer(response, 200, this.#post(JSON.parse(body.toString('utf8')) as Json));
  }

  #object(id: string): Json {
    if (id === PHONE_ID) return { id };
    const media = this.media.find(id);
    if (!media) throw new GraphError(100, 'Unsupported get request. Object does not exist');
    return {
      messaging_product: 'whatsapp',
      url: `${this.root}/download/${id}`,
      mime_type: media.mime,
      sha256: media.sha256,
      file_size: media.bytes.length,
      id,
    };
  }

  #download(response: ServerResponse, id: string): void {
    const media = this.media.find(id);
    if (!media) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': media.mime }).end(media.bytes);
  }

  async #upload(request: IncomingMessage, body: Buffer): Promise<Json> {
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    const form = await new Response(new Uint8Array(body), { headers }).formData();
    const file = form.get('file');
    if (form.get('messaging_product') !== 'whatsapp')
      throw invalid('The parameter messaging_product is required.');
    if (file === null || typeof file === 'string') throw invalid('The parameter file is required.');
    return { id: this.media.upload(new Uint8Array(await file.arrayBuffer()), file.type).id };
  }

  #post(body: Json): Json {
    if (body.messaging_product !== 'whatsapp') throw invalid('The parameter messaging_product is required.');
    if (body.status === 'read') return this.#markRead(body);
    // The number counts more where both are given.
    const address = body.to ?? body.recipient;
    if (typeof address !== 'string' || address === '') throw invalid('The parameter to is required.');
    if (body.to !== undefined && !/^\d+$/u.test(address)) throw invalid('Param to is no telephone number');
    checkMessage(body, { media: this.media, templates: this.#options.templates, quotable: this.#known });
    const heardAt = this.#heard.get(address);
    if (heardAt === undefined) throw new GraphError(131026, 'Message undeliverable');
    const isClosed = body.type !== 'template' && this.#now() - heardAt >= WINDOW_MS;
    if (isClosed && this.#options.windowErrors === 'at once')
      throw new GraphError(131047, 'Re-engagement message');
    const message = { id: this.#newMessageId(address), address, body };
    this.#known.add(message.id);
    if (!isClosed) this.sent.push(message);
    this.#tell(message, isClosed);
    const key = body.to === undefined ? 'user_id' : 'wa_id';
    return {
      messaging_product: 'whatsapp',
      contacts: [{ input: address, [key]: address }],
      messages: [{ id: message.id }],
    };
  }

  /** Statuses come by themselves, also before the answer to the call. */
  #tell(message: SentMessage, isClosed: boolean): void {
    const closed = { code: 131047, title: 'Re-engagement message' };
    if (isClosed) void this.tells(message, 'failed', closed).catch(() => undefined);
    else if (this.#options.tellsStatuses) {
      void this.bring({ statuses: ['sent', 'delivered'].map((state) => this.status(message, state)) }).catch(
        () => undefined,
      );
    }
  }

  #markRead({ message_id: id, typing_indicator: typing }: Json): Json {
    if (typeof id !== 'string' || !this.#known.has(id)) throw invalid('Param message_id is not known');
    if (typing) this.typing.push(id);
    return { success: true };
  }

  #spoilt(request: IncomingMessage, response: ServerResponse, path: string): boolean {
    const fault = this.#faults.find(
      ({ left, path: wanted }) => left > 0 && (wanted === '*' || wanted === path),
    );
    if (!fault) return false;
    if (fault.skip) {
      fault.skip -= 1;
      return false;
    }
    fault.left -= 1;
    const { kind, code = 131000, status, title = 'Something went wrong', headers = {} } = fault;
    if (kind === 'reset') request.socket.resetAndDestroy();
    else if (kind === 'html') {
      response.writeHead(status ?? 502, { 'content-type': 'text/html' }).end('<html>Bad Gateway</html>');
    } else if (kind === 'error') {
      const problem = new GraphError(code, title, { status: status ?? 400 });
      this.refused.push(code);
      answer(response, problem.status, problem.body, headers);
    }
    return true;
  }
}

function answer(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
