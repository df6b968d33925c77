import type { Clock } from '../domain/clock.ts';
import type { Log } from '../log.ts';
import { Announcements } from '../store/announcements.ts';
import type { Database } from '../store/database.ts';
import { OUTBOX_NEWS } from '../store/outbox.ts';
import { ChannelSender } from './channel-sender.ts';
import type { TroubleKind } from './channel-trouble.ts';
import type { Messenger } from './messenger.ts';

export interface OutboxSenderParts {
  database: Database;
  /** For the connection on which news of the outbox come. */
  databaseUrl: string;
  messengers: readonly Messenger[];
  clock: Clock;
  random?: () => number;
  log: Log;
}

/** Sends what waits in the outbox, each messenger's messages by themselves. Those of one that is off keep waiting. */
export class OutboxSender {
  readonly #parts: OutboxSenderParts;
  readonly #channels: Map<string, ChannelSender>;
  #news: Announcements | null = null;

  constructor(parts: OutboxSenderParts) {
    const { database, messengers, clock, random = Math.random, log } = parts;
    this.#parts = parts;
    this.#channels = new Map(
      messengers.map((messenger) => [
        messenger.channel,
        new ChannelSender({ database, messenger, clock, random, log }),
      ]),
    );
  }

  start(): void {
    for (const channel of this.#channels.values()) channel.start();
    const { databaseUrl, log } = this.#parts;
    this.#news = new Announcements(databaseUrl, OUTBOX_NEWS, (channel) => this.wake(channel), log);
  }

  /** Begins no further message; resolves when what became of those under way is stored. */
  async stop(): Promise<void> {
    await Promise.all([this.#news?.close(), ...this.#all.map((channel) => channel.stop())]);
  }

  /** There may be something to send on a channel; null: on any. */
  wake(channel: string | null = null): void {
    if (channel === null) for (const each of this.#all) each.wake();
    else this.#channels.get(channel)?.wake();
  }

  /** Forgets all troubles and looks at once. */
  resume(): void {
    for (const channel of this.#all) channel.resume();
  }

  /** Without `start`: sends all that may be sent now. */
  async sendDue(): Promise<void> {
    await Promise.all(this.#all.map((channel) => channel.sendDue()));
  }

  /** Why a messenger as a whole is spared for now; null when all is well. */
  troubleOf(channel: string): TroubleKind | null {
    return this.#channels.get(channel)?.trouble ?? null;
  }

  async showWorking(channel: string, conversation: string): Promise<void> {
    await this.#channels.get(channel)?.showWorking(conversation);
  }

  get #all(): ChannelSender[] {
    return [...this.#channels.values()];
  }
}
