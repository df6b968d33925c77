import type { Delivery } from '../../domain/message.ts';
import { readBacklog } from './backlog.ts';
import type { BrowserRun } from './browser-run.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import { deliveryStateOf, envelopeOf } from './incoming.ts';
import { ownIds } from './page-questions.ts';
import { reasonOf } from './reason.ts';
import type { SessionMemory } from './session-memory.ts';
import { type SessionTiming, within } from './timing.ts';

/** What came in so long before the last moment we know of is looked at again, seconds. */
const OVERLAP_S = 120;
/** Nothing older is answered, seconds. */
const LONGEST_BACKLOG_S = 7 * 24 * 3600;

export interface InboxPort {
  /** Resolves with whether all of it is stored. */
  store(delivery: Delivery): Promise<boolean>;
  log(level: 'debug' | 'info' | 'warn', text: string, about?: Record<string, unknown>): void;
}

/** What comes in is stored, and then shown as read; what came while nobody listened is looked for. */
export class Inbox {
  readonly #port: InboxPort;
  readonly #memory: SessionMemory;
  readonly #timing: SessionTiming;
  readonly #queue: DeliveryQueue;
  #run: BrowserRun | null = null;

  constructor(port: InboxPort, memory: SessionMemory, timing: SessionTiming) {
    this.#port = port;
    this.#memory = memory;
    this.#timing = timing;
    this.#queue = new DeliveryQueue({
      store: (delivery) => port.store(delivery),
      onStored: (conversation) => void this.#markSeen(conversation),
      backoff: timing.backoff,
    });
  }

  /** Nothing is offered from now on; resolves when what is under way has been answered. */
  stop(): Promise<void> {
    return this.#queue.stop();
  }

  /** @param data as the library has it */
  receive(data: unknown, isEdit: boolean): void {
    const envelope = envelopeOf(data, this.#memory.current.own, isEdit);
    if (envelope) this.#queue.addMessage(envelope);
  }

  /** How far one of our messages has come, as WhatsApp counts. */
  receiveAck(externalId: string, ack: number): void {
    const state = deliveryStateOf(ack);
    const error = { code: 'send-unreachable', detail: null };
    if (state) this.#queue.addReceipt({ externalId, state, ...(state === 'failed' ? { error } : {}) });
  }

  /** Reads what came before the page was ready. Ends the run when that cannot be read: nobody would hear of it. */
  async catchUp(run: BrowserRun): Promise<void> {
    this.#run = run;
    try {
      const own = await ownIds(run.client, this.#timing);
      const now = Math.floor(Date.now() / 1000);
      await this.#remember(this.#memory.noteLinked(own, now));
      await this.#readBacklog(run, now);
    } catch (error) {
      run.fail('messenger-unreachable', `unread messages were not read: ${reasonOf(error)}`);
    }
  }

  async #readBacklog({ client }: BrowserRun, now: number): Promise<void> {
    const { linkedAt, storedUntil } = this.#memory.current;
    const since = Math.max(linkedAt ?? now, now - LONGEST_BACKLOG_S);
    const lookedUntil = Math.max((storedUntil ?? now) - OVERLAP_S, since);
    const { messages, failed, reason } = await readBacklog(client, { since, lookedUntil }, this.#timing);
    for (const data of messages) this.receive(data, false);
    const { log } = this.#port;
    if (messages.length > 0) log('info', 'messages that came meanwhile', { count: messages.length });
    if (failed > 0) log('warn', 'chats could not be read, and stay unread', { failed, reason });
  }

  /** What is stored is shown as read; what is unread is looked for after the next start. */
  async #markSeen(conversation: string): Promise<void> {
    const run = this.#run;
    if (!run?.isReady) return;
    const seen = run.client.sendSeen(conversation);
    await within(this.#timing.answerMs, 'seen', seen).catch((error: unknown) =>
      this.#port.log('debug', 'a chat was not marked as read', { reason: reasonOf(error) }),
    );
    if (this.#queue.isEmpty) await this.#remember(this.#memory.noteStored(Math.floor(Date.now() / 1000)));
  }

  /** Without it more is looked at after the next start, and nothing is lost. */
  async #remember(written: Promise<void>): Promise<void> {
    await written.catch((error: unknown) =>
      this.#port.log('warn', 'the state of the session was not stored', { reason: reasonOf(error) }),
    );
  }
}
