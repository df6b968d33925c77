import type { SendingPace, SendLimit, SendPriority } from '../domain/sending-pace.ts';

/** Of every limit, courtesies and notices leave so much free that an answer need not wait for them. */
const SHARE_FOR_ANSWERS = 1 / 5;

/**
 * When the next message may go so that a messenger's limits hold. Nobody knows when between the call and its answer
 * the messenger counts a message, so it takes up room from its beginning until one length of the limit after its
 * end: then no stretch of that length can see more messages than allowed, whatever the network does.
 */
export class Pacer {
  readonly #pace: SendingPace | undefined;
  readonly #overall: Window[];
  readonly #conversations = new Map<string, Window[]>();

  constructor(pace?: SendingPace) {
    this.#pace = pace;
    this.#overall = pace?.overall.map((limit) => new Window(limit)) ?? [];
  }

  /** For so long a message counts at most, milliseconds. */
  get memoryMs(): number {
    const { overall = [], conversation = [], group = [] } = this.#pace ?? {};
    return Math.max(0, ...[...overall, ...conversation, ...group].map(({ inMs }) => inMs));
  }

  /** How many messages may begin now; Infinity without limits. */
  room(priority: SendPriority, now: number): number {
    return Math.min(Number.POSITIVE_INFINITY, ...this.#overall.map((window) => window.room(priority, now)));
  }

  /** When the next message may begin; Infinity: when one that is under way has ended. */
  freeAt(priority: SendPriority, now: number): number {
    return Math.max(now, ...this.#overall.map((window) => window.freeAt(priority, now)));
  }

  /** When the next message may begin in each conversation that must wait; Infinity as above. */
  waiting(now: number): Map<string, number> {
    const waiting = new Map<string, number>();
    for (const [conversation, windows] of this.#conversations) {
      const freeAt = Math.max(...windows.map((window) => window.freeAt('answer', now)));
      if (freeAt > now) waiting.set(conversation, freeAt);
      else if (windows.every((window) => window.isEmpty)) this.#conversations.delete(conversation);
    }
    return waiting;
  }

  begin(conversation: string): void {
    for (const window of this.#windowsOf(conversation)) window.begin();
  }

  end(conversation: string, now: number): void {
    for (const window of this.#windowsOf(conversation)) window.end(now);
  }

  /** What another process sent, oldest first. */
  remember(conversation: string, at: number): void {
    this.begin(conversation);
    this.end(conversation, at);
  }

  #windowsOf(id: string): Window[] {
    if (!this.#pace) return [];
    const own = this.#conversations.get(id) ?? windowsFor(this.#pace, id);
    if (own.length > 0) this.#conversations.set(id, own);
    return [...this.#overall, ...own];
  }
}

const windowsFor = ({ conversation, group, isGroup }: SendingPace, id: string): Window[] =>
  [...conversation, ...(isGroup(id) ? group : [])].map((limit) => new Window(limit));

/** The messages that count towards one limit. */
class Window {
  readonly #limit: SendLimit;
  #underWay = 0;
  /** When those that ended did, oldest first. */
  #ended: number[] = [];

  constructor(limit: SendLimit) {
    this.#limit = limit;
  }

  get isEmpty(): boolean {
    return this.#underWay === 0 && this.#ended.length === 0;
  }

  room(priority: SendPriority, now: number): number {
    this.#forget(now);
    return Math.max(0, this.#mostOf(priority) - this.#underWay - this.#ended.length);
  }

  freeAt(priority: SendPriority, now: number): number {
    if (this.room(priority, now) > 0) return now;
    const leaving = this.#ended[this.#underWay + this.#ended.length - this.#mostOf(priority)];
    return leaving === undefined ? Number.POSITIVE_INFINITY : leaving + this.#limit.inMs;
  }

  begin(): void {
    this.#underWay += 1;
  }

  end(now: number): void {
    this.#underWay -= 1;
    this.#ended.push(now);
  }

  #mostOf(priority: SendPriority): number {
    const { messages } = this.#limit;
    return priority === 'answer' ? messages : messages - Math.floor(messages * SHARE_FOR_ANSWERS);
  }

  #forget(now: number): void {
    // A clock that was put back must not stop us until it has caught up.
    if ((this.#ended.at(-1) ?? now) > now) this.#ended = this.#ended.map((at) => Math.min(at, now));
    const kept = this.#ended.findIndex((at) => at > now - this.#limit.inMs);
    if (kept !== 0) this.#ended = kept < 0 ? [] : this.#ended.slice(kept);
  }
}
