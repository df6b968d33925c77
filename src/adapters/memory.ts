import type { Adapter, AdapterHealth, AdapterPort } from '../domain/adapter.ts';
import type { FileLocation, InboundMessage, OutboundMessage, RemoteFile } from '../domain/message.ts';
import { AppError } from '../errors.ts';

export interface SentMessage {
  conversation: string;
  externalId: string;
  message: OutboundMessage;
}

/** What a delivered message needs at least; the rest is filled in. */
export type Delivery = Partial<Omit<InboundMessage, 'sender'>> & {
  conversation: string;
  sender?: Partial<InboundMessage['sender']>;
};

/**
 * A messenger inside the process: what tests (and whoever tries the conversation out in code) deliver is received
 * like any message, and what is sent is kept to be looked at.
 */
export class MemoryAdapter implements Adapter {
  readonly channel = 'memory';
  /** Off, so that an answer is one message. */
  sendsPictures = false;
  /** In the order of sending. */
  readonly sent: SentMessage[] = [];
  /** Conversations that saw "typing…". */
  readonly working: string[] = [];
  /** People who run their groups. */
  readonly admins = new Set<string>();
  /** Presses that were confirmed. */
  readonly acknowledged: string[] = [];

  readonly #files = new Map<string, Uint8Array>();
  readonly #locateErrors = new Map<string, AppError>();
  readonly #sendErrors: AppError[] = [];
  #isWorkingShown = true;
  readonly #watchers = new Set<() => void>();
  #port: AdapterPort | null = null;
  #health: AdapterHealth = { state: 'starting' };
  #lastId = 0;

  async start(port: AdapterPort): Promise<void> {
    this.#port = port;
    this.#health = { state: 'on' };
  }

  async drain(): Promise<void> {
    this.#port = null;
  }

  async stop(): Promise<void> {
    await this.drain();
    this.#health = { state: 'stopped' };
  }

  health(): AdapterHealth {
    return this.#health;
  }

  /** Resolves with the message's id once it is stored; delivering the same `externalId` again is the same message. */
  async deliver(delivery: Delivery, externalId = this.#nextId()): Promise<string> {
    if (!this.#port) throw new AppError('not-receiving');
    const { conversation, sender, files = [], ...rest } = delivery;
    const message: InboundMessage = {
      conversation,
      quote: externalId,
      ...rest,
      sender: { externalId: conversation, ...sender },
      files,
    };
    await this.deliverRaw(conversation, structuredClone(message), externalId);
    return externalId;
  }

  /** Delivers any payload, also one that no messenger should ever send. */
  async deliverRaw(conversation: string, payload: unknown, externalId = this.#nextId()): Promise<string> {
    if (!this.#port) throw new AppError('not-receiving');
    await this.#port.receive({ channel: this.channel, externalId, conversation, payload });
    return externalId;
  }

  read(payload: unknown): InboundMessage | null {
    if (payload === null) return null;
    if (!isInboundMessage(payload)) throw new AppError('message-malformed');
    return payload;
  }

  /** A file that can be sent: the same `fileKey` is the same file, each announcement has a `fetchKey` of its own. */
  addFile(bytes: Uint8Array, about: Partial<RemoteFile> & Pick<RemoteFile, 'kind'>): RemoteFile {
    const fetchKey = about.fetchKey ?? `fetch-${this.#nextId()}`;
    this.#files.set(fetchKey, bytes);
    return { fileKey: `file-${fetchKey}`, size: bytes.length, ...about, fetchKey };
  }

  async locate({ fetchKey }: Pick<RemoteFile, 'fetchKey'>): Promise<FileLocation> {
    const error = this.#locateErrors.get(fetchKey);
    if (error) throw error;
    const bytes = this.#files.get(fetchKey);
    if (!bytes) throw new AppError('file-gone');
    return { bytes };
  }

  /** From now on this file cannot be had. */
  failLocate(fetchKey: string, error: AppError): void {
    this.#locateErrors.set(fetchKey, error);
  }

  async send(conversation: string, message: OutboundMessage): Promise<{ externalId: string }> {
    const error = this.#sendErrors.shift();
    if (error) throw error;
    const externalId = this.#nextId();
    this.sent.push({ conversation, externalId, message });
    for (const watcher of [...this.#watchers]) watcher();
    return { externalId };
  }

  /** The next `times` messages cannot be sent. */
  failSends(error: AppError, times = 1): void {
    for (let i = 0; i < times; i += 1) this.#sendErrors.push(error);
  }

  sentTo(conversation: string): OutboundMessage[] {
    return this.sent.filter((sent) => sent.conversation === conversation).map((sent) => sent.message);
  }

  /** Resolves as soon as `condition` holds, looked at after every sent message. */
  waitForSent(condition: (sent: SentMessage[]) => boolean, limitMs = 20_000): Promise<SentMessage[]> {
    if (condition(this.sent)) return Promise.resolve(this.sent);
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer);
        this.#watchers.delete(watcher);
        settle();
      };
      const watcher = () => {
        if (condition(this.sent)) end(() => resolve(this.sent));
      };
      const timer = setTimeout(
        () =>
          end(() => reject(new Error(`not sent within ${limitMs} ms; ${this.sent.length} messages so far`))),
        limitMs,
      );
      this.#watchers.add(watcher);
    });
  }

  async showWorking(conversation: string): Promise<void> {
    if (!this.#isWorkingShown) throw new Error('it cannot be shown');
    this.working.push(conversation);
  }

  /** From now on "typing…" cannot be shown, and the adapter breaks its promise never to throw. */
  failWorking(): void {
    this.#isWorkingShown = false;
  }

  async isGroupAdmin(_conversation: string, senderExternalId: string): Promise<boolean> {
    return this.admins.has(senderExternalId);
  }

  async acknowledgePress(acknowledge: string): Promise<void> {
    this.acknowledged.push(acknowledge);
  }

  #nextId(): string {
    this.#lastId += 1;
    return String(this.#lastId);
  }
}

export const createMemoryAdapter = (): MemoryAdapter => new MemoryAdapter();

function isInboundMessage(payload: unknown): payload is InboundMessage {
  if (typeof payload !== 'object' || payload === null) return false;
  const { conversation, sender, files } = payload as Partial<InboundMessage>;
  return typeof conversation === 'string' && typeof sender?.externalId === 'string' && Array.isArray(files);
}
