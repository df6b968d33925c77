import { type Clock, waitUntil } from '../domain/clock.ts';
import { type AppError, toAppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { moveConversation } from '../store/conversations.ts';
import type { Database } from '../store/database.ts';
import { dropOutbox, keepUntilHeard } from '../store/invitations.ts';
import {
  type DueEntry,
  failConversation,
  hastenOutbox,
  markFailed,
  markSent,
  postpone,
  type SendFailure,
} from '../store/outbox.ts';
import { markUnreachable } from '../store/senders.ts';
import type { ChannelTrouble } from './channel-trouble.ts';
import type { Messenger } from './messenger.ts';
import { fateOf, toSendFailure } from './send-failure.ts';
import { type Attempt, sendWithinWindow } from './window.ts';

export interface SenderParts {
  database: Database;
  messenger: Messenger;
  clock: Clock;
  /** From 0 to 1. */
  random: () => number;
  log: Log;
}

/** Between tries to store what became of a message. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

/**
 * One message at a time: sends it and stores what became of it. That it was taken is held here until it is stored,
 * so only the end of the process between the two, or an answer that is lost on the way, sends it twice.
 */
export class Delivery {
  readonly #parts: SenderParts;
  readonly #trouble: ChannelTrouble;

  constructor(parts: SenderParts, trouble: ChannelTrouble) {
    this.#parts = parts;
    this.#trouble = trouble;
  }

  /**
   * Never rejects.
   * @param stopping when it is aborted, what cannot be stored is not tried again
   * @returns whether the messenger took it
   */
  async deliver(entry: DueEntry, stopping: AbortSignal): Promise<boolean> {
    let attempt: Attempt;
    try {
      attempt = await sendWithinWindow(this.#parts, entry);
    } catch (error) {
      await this.#settleFailure(entry, toAppError(error), stopping);
      return false;
    }
    await this.#store(entry, stopping, () => this.#note(entry.id, attempt));
    const movedTo = attempt.kind === 'sent' ? attempt.receipt.movedTo : undefined;
    if (movedTo !== undefined) await this.#move(entry, movedTo, stopping);
    await this.#answered(entry, stopping);
    return true;
  }

  async #note(id: number, attempt: Attempt): Promise<void> {
    const { clock, database, log } = this.#parts;
    const { prisma } = database;
    if (attempt.kind === 'sent') {
      return markSent(prisma, id, attempt.receipt.externalId, new Date(clock.now()));
    }
    log.info({ outbox: id, what: attempt.kind }, 'a person has to write before they can be written to');
    if (attempt.kind === 'dropped') return dropOutbox(prisma, id);
    return keepUntilHeard(prisma, id, attempt.invitation?.externalId ?? null);
  }

  /** Without a try: the person does not want to hear from us. Never rejects. */
  refuse(entry: DueEntry, stopping: AbortSignal): Promise<void> {
    const failure = { error: 'send-refused', detail: null };
    return this.#store(entry, stopping, () => markFailed(this.#parts.database.prisma, entry.id, failure));
  }

  async #settleFailure(entry: DueEntry, problem: AppError, stopping: AbortSignal): Promise<void> {
    const { clock, random, log } = this.#parts;
    const { prisma } = this.#parts.database;
    const wasTrouble = this.#trouble.kind !== null;
    const fate = fateOf(entry, problem, { now: clock.now(), isTrouble: wasTrouble, random });
    const about = { err: problem, outbox: entry.id, attempts: entry.attempts + 1 };
    const failure = toSendFailure(problem);
    if (fate.kind === 'retry') {
      this.#countTrouble(entry, problem, fate.at);
      log[wasTrouble ? 'debug' : 'warn'](about, 'a message was not sent and is tried again');
      return this.#store(entry, stopping, () => postpone(prisma, entry.id, new Date(fate.at), failure));
    }
    if (fate.kind === 'refused') {
      log.info({ outbox: entry.id }, 'a conversation takes no more messages');
      await this.#store(entry, stopping, () => this.#closeConversation(entry, failure));
    } else {
      log.error(about, 'a message was given up: `tabayyan outbox --dead` lists it');
      await this.#store(entry, stopping, () => markFailed(prisma, entry.id, failure));
    }
    if (!problem.retryable) await this.#answered(entry, stopping);
  }

  #closeConversation({ id, conversation, senderId }: DueEntry, failure: SendFailure): Promise<void> {
    const { database, messenger } = this.#parts;
    return database.transaction(async (tx) => {
      await markFailed(tx, id, failure);
      await failConversation(tx, { channel: messenger.channel, conversation }, failure);
      if (senderId !== null) await markUnreachable(tx, senderId, conversation);
    });
  }

  #countTrouble({ conversation }: DueEntry, { code, retryAfterMs }: AppError, retryAt: number): void {
    const now = this.#parts.clock.now();
    if (code !== 'send-unreachable' && code !== 'send-rate-limited') return;
    this.#trouble.failed(code, conversation, now, retryAfterMs === undefined ? undefined : retryAt);
  }

  /** The messenger is there: what it could not be reached for before need not wait any longer. */
  async #answered(entry: DueEntry, stopping: AbortSignal): Promise<void> {
    const { clock, database, log, messenger } = this.#parts;
    const ended = this.#trouble.answered();
    if (ended === null) return;
    log.info({ channel: messenger.channel, ended }, 'the messenger takes messages again');
    const now = new Date(clock.now());
    await this.#store(entry, stopping, () =>
      hastenOutbox(database.prisma, messenger.channel, 'send-unreachable', now),
    );
  }

  async #move(entry: DueEntry, to: string, stopping: AbortSignal): Promise<void> {
    const { database, log, messenger } = this.#parts;
    log.info({ channel: messenger.channel }, 'a conversation has a new address');
    await this.#store(entry, stopping, () =>
      database.transaction((tx) => moveConversation(tx, messenger.channel, entry.conversation, to)),
    );
  }

  /** Tried until it is stored. */
  async #store({ id }: DueEntry, stopping: AbortSignal, work: () => Promise<void>): Promise<void> {
    const { clock, log } = this.#parts;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      try {
        return await work();
      } catch (err) {
        log.error({ err, outbox: id }, 'what became of a message could not be stored');
        if (stopping.aborted) return;
        await waitUntil(clock, clock.now() + pause, stopping);
      }
    }
  }
}
