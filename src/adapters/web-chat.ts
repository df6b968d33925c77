import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Adapter, AdapterHealth, AdapterPort } from '../domain/adapter.ts';
import type { FileLocation, InboundMessage, OutboundMessage, RemoteFile } from '../domain/message.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { kindOfMime } from './announced-file.ts';
import { readCommand } from './slash-command.ts';

/** After this long without an answer the page stops saying that we are looking. */
const WORKING_MS = 10 * 60 * 1000;

const payloadSchema = z.object({
  conversation: z.string().min(1),
  messageId: z.string().min(1),
  text: z.string().optional(),
  files: z.array(
    z.object({ sha256: z.string().regex(/^[0-9a-f]{64}$/u), bytes: z.int().nonnegative(), mime: z.string() }),
  ),
  press: z.string().min(1).optional(),
  language: z.string(),
});

export type WebChatMessage = Omit<z.infer<typeof payloadSchema>, 'conversation'>;

interface Options {
  log: Log;
  /** Path of a stored upload, `null` when it is not there any more. */
  pathOf(sha256: string): Promise<string | null> | string | null;
}

/** The chat on our own page: its messages come by HTTP, its answers are shown from the outbox. */
export class WebChatAdapter implements Adapter {
  readonly channel = 'web-chat';
  readonly introducesUs = true;
  readonly #options: Options;
  readonly #listeners = new Map<string, Set<() => void>>();
  /** When the work for a conversation began, in the order of beginning. */
  readonly #working = new Map<string, number>();
  #port: AdapterPort | null = null;
  #state: AdapterHealth['state'] = 'starting';

  constructor(options: Options) {
    this.#options = options;
  }

  async start(port: AdapterPort): Promise<void> {
    this.#port = port;
    this.#state = 'on';
  }

  async drain(): Promise<void> {
    this.#port = null;
    this.#state = 'stopped';
  }

  async stop(): Promise<void> {
    await this.drain();
    this.#listeners.clear();
    this.#working.clear();
  }

  health(): AdapterHealth {
    return { state: this.#state };
  }

  /** Resolves once the message is stored. Throws `not-receiving` before the start and after the drain. */
  async submit(conversation: string, message: WebChatMessage): Promise<void> {
    if (!this.#port) throw new AppError('not-receiving');
    await this.#port.receive({
      channel: this.channel,
      externalId: `${conversation}:${message.messageId}`,
      conversation,
      payload: { ...message, conversation },
    });
    await this.showWorking(conversation);
  }

  read(payload: unknown): InboundMessage {
    const { success, data, error } = payloadSchema.safeParse(payload);
    if (!success) throw new AppError('message-malformed', { cause: error });
    const { text, press } = data;
    const command = text === undefined ? undefined : readCommand(text);
    return {
      conversation: data.conversation,
      sender: { externalId: data.conversation, chosenLanguage: data.language },
      ...(command ? { command } : text ? { text } : {}),
      files: data.files.map(remoteFile),
      ...(press ? { press: { token: press } } : {}),
    };
  }

  async locate(file: Pick<RemoteFile, 'fetchKey'>): Promise<FileLocation> {
    const path = await this.#options.pathOf(file.fetchKey);
    if (path === null) throw new AppError('file-gone');
    return { path };
  }

  /** The outbox row is the message; whoever looks at the page is told that it is there. */
  async send(conversation: string, _message: OutboundMessage): Promise<{ externalId: string }> {
    this.#working.delete(conversation);
    this.#notify(conversation);
    return { externalId: randomUUID() };
  }

  async showWorking(conversation: string): Promise<void> {
    this.#forgetOldWork();
    this.#working.delete(conversation);
    this.#working.set(conversation, Date.now());
    this.#notify(conversation);
  }

  /** Whether an answer is being looked for in this process. */
  isWorking(conversation: string): boolean {
    this.#forgetOldWork();
    return this.#working.has(conversation);
  }

  /** Calls `listener` after every change of the conversation. Returns how to stop. */
  subscribe(conversation: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(conversation) ?? new Set();
    this.#listeners.set(conversation, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(conversation) === listeners) {
        this.#listeners.delete(conversation);
      }
    };
  }

  #notify(conversation: string): void {
    for (const listener of [...(this.#listeners.get(conversation) ?? [])]) {
      try {
        listener();
      } catch (err) {
        this.#options.log.warn({ err }, 'a listener of the chat page failed');
      }
    }
  }

  #forgetOldWork(): void {
    for (const [conversation, since] of this.#working) {
      if (Date.now() - since < WORKING_MS) return;
      this.#working.delete(conversation);
    }
  }
}

function remoteFile(file: WebChatMessage['files'][number]): RemoteFile {
  const { sha256, bytes, mime } = file;
  return { fileKey: sha256, fetchKey: sha256, sha256, kind: kindOfMime(mime), mime, size: bytes };
}
