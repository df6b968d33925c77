import { SEND_PRIORITIES, type SendPriority } from '../domain/sending-pace.ts';
import { type DueEntry, listDue, listSentSince } from '../store/outbox.ts';
import { ChannelTrouble, type TroubleKind } from './channel-trouble.ts';
import { Delivery, type SenderParts } from './delivery.ts';
import { Pacer } from './pacer.ts';

/** So many messages are under way at a time, whatever the messenger bears. */
const MOST_UNDER_WAY = 50;
/** While the database does not answer. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

/** How many messages of each priority may begin. */
type Room = Record<SendPriority, number>;

/**
 * Sends what waits in the outbox for one messenger, at the messenger's pace. One message of a conversation is under
 * way at a time and they go in order; a conversation that must wait holds up no other. The pace is kept within one
 * process, because only one runs the tip line on a database (`takeServerLock`); it remembers what the one before sent.
 */
export class ChannelSender {
  readonly #parts: SenderParts;
  readonly #pacer: Pacer;
  readonly #trouble: ChannelTrouble;
  readonly #delivery: Delivery;
  /** By conversation. */
  readonly #underWay = new Map<string, Promise<void>>();
  /** Null while nothing is sent by itself. */
  #running: AbortController | null = null;
  #looking: Promise<void> | null = null;
  /** Conversations that may have something else to hear than what is under way. */
  #mayHaveMore: ReadonlySet<string> = new Set();
  /** The last look found everything that could go. */
  #isCaughtUp = false;
  #isStopping = false;
  #isNews = false;
  #isSeeded = false;
  #failures = 0;
  #callOff = () => {};

  constructor(parts: SenderParts) {
    this.#parts = parts;
    this.#pacer = new Pacer(parts.messenger.pace);
    this.#trouble = new ChannelTrouble(parts.random);
    this.#delivery = new Delivery(parts, this.#trouble);
  }

  /** Why the messenger as a whole is spared for now; null when all is well. */
  get trouble(): TroubleKind | null {
    return this.#trouble.kind;
  }

  /** Sends from now on whatever comes. */
  start(): void {
    this.#running = new AbortController();
    this.wake();
  }

  /** Begins no further message; resolves when what became of those under way is stored. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#running?.abort();
    this.#running = null;
    this.#callOff();
    await this.#looking;
    await Promise.all(this.#underWay.values());
  }

  /** There may be something to send. */
  wake(): void {
    this.#isNews = true;
    if (!this.#running) return;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
  }

  /** Forgets the messenger's troubles and looks at once. */
  resume(): void {
    this.#trouble.answered();
    this.wake();
  }

  /** Without `start`: sends all that may be sent now. Resolves with the time at which to come again; null: on news only. */
  async sendDue(): Promise<number | null> {
    for (;;) {
      this.#isNews = false;
      const again = await this.#begin();
      await Promise.all(this.#underWay.values());
      if (!this.#isNews) return Number.isFinite(again) ? again : null;
    }
  }

  /** "Typing…", when there is room for it; nothing depends on it. */
  async showWorking(conversation: string): Promise<void> {
    const hasRoom = this.#pacer.room('courtesy', this.#parts.clock.now()) > 0;
    if (hasRoom && this.trouble === null) await this.#parts.messenger.showWorking?.(conversation);
  }

  async #look(): Promise<void> {
    const { clock, log } = this.#parts;
    this.#callOff();
    let again = Number.POSITIVE_INFINITY;
    while (this.#isNews && this.#running) {
      this.#isNews = false;
      try {
        again = await this.#begin();
        this.#failures = 0;
      } catch (err) {
        again = clock.now() + Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS);
        this.#failures += 1;
        log.error({ err }, 'the outbox could not be read, trying again');
      }
    }
    if (this.#running && Number.isFinite(again)) this.#callOff = clock.at(again, () => this.wake());
  }

  /** Begins to send what may be sent now. Resolves with the time at which to look again; Infinity: on news only. */
  async #begin(): Promise<number> {
    await this.#seed();
    const { clock, database, messenger } = this.#parts;
    for (;;) {
      const now = clock.now();
      if (this.#isStopping) return Number.POSITIVE_INFINITY;
      this.#isCaughtUp = false;
      if (this.#trouble.pausedUntil > now) return this.#trouble.pausedUntil;
      const room = this.#room(now);
      if (room.answer === 0) return this.#freeAt('answer', now);
      const waiting = this.#pacer.waiting(now);
      const except = [...new Set([...waiting.keys(), ...this.#underWay.keys()])];
      const { channel } = messenger;
      const due = await listDue(database.prisma, { channel, now: new Date(now), except, room });
      this.#beginAll(due.entries);
      if (mayBeMore(due.entries, room)) continue;
      this.#isCaughtUp = true;
      // What we came for may be for one of those that were left out.
      const followed = due.entries.filter(({ hasMore }) => hasMore);
      this.#mayHaveMore = new Set([...except, ...followed.map(({ conversation }) => conversation)]);
      return this.#nextLook(now, room, due.nextAt);
    }
  }

  /** All that may go now is on its way. */
  #nextLook(now: number, room: Room, nextAt: Date | null): number {
    const waiting = [...this.#pacer.waiting(now)].filter(([id]) => this.#mayHaveMore.has(id));
    return Math.min(
      nextAt?.getTime() ?? Number.POSITIVE_INFINITY,
      ...waiting.map(([, freeAt]) => freeAt),
      ...(room.notice === 0 ? [this.#freeAt('notice', now)] : []),
    );
  }

  #room(now: number): Room {
    const free = this.#free;
    const of = (priority: SendPriority) => Math.min(free, this.#pacer.room(priority, now));
    return { answer: of('answer'), courtesy: of('courtesy'), notice: of('notice') };
  }

  /** Whatever the messenger bears. */
  get #free(): number {
    const most = this.#trouble.kind === null ? MOST_UNDER_WAY : 1;
    return Math.max(0, most - this.#underWay.size);
  }

  /** Infinity: when one that is under way has ended, which wakes us. */
  #freeAt(priority: SendPriority, now: number): number {
    return this.#free === 0 ? Number.POSITIVE_INFINITY : this.#pacer.freeAt(priority, now);
  }

  /** Those for which there is room left when their turn comes. */
  #beginAll(due: readonly DueEntry[]): void {
    for (const entry of due) {
      if (this.#room(this.#parts.clock.now())[entry.priority] === 0) continue;
      this.#underWay.set(entry.conversation, this.#send(entry));
    }
  }

  async #send(entry: DueEntry): Promise<void> {
    const { conversation, isUnreachable } = entry;
    const stopping = this.#running?.signal ?? AbortSignal.abort();
    if (!isUnreachable) this.#pacer.begin(conversation);
    let isTaken = false;
    try {
      if (isUnreachable) await this.#delivery.refuse(entry, stopping);
      else isTaken = await this.#delivery.deliver(entry, stopping);
    } finally {
      if (!isUnreachable) this.#pacer.end(conversation, this.#parts.clock.now());
      this.#underWay.delete(conversation);
      // A failure has a time at which to come again, and what follows is known to wait or is news.
      if (!isTaken || !this.#isCaughtUp || this.#mayHaveMore.has(conversation)) this.wake();
    }
  }

  /** Takes over what the process before this one sent a moment ago. */
  async #seed(): Promise<void> {
    if (this.#isSeeded) return;
    const { clock, database, messenger } = this.#parts;
    if (this.#pacer.memoryMs > 0) {
      const since = new Date(clock.now() - this.#pacer.memoryMs);
      const sent = await listSentSince(database.prisma, messenger.channel, since);
      for (const { conversation, sentAt } of sent) this.#pacer.remember(conversation, sentAt.getTime());
    }
    this.#isSeeded = true;
  }
}

/** Whether the room was used up for some priority, so that there may be more of it. */
const mayBeMore = (due: readonly DueEntry[], room: Room): boolean =>
  SEND_PRIORITIES.some(
    (name) => room[name] > 0 && due.filter(({ priority }) => priority === name).length >= room[name],
  );
