import type { NoticeWriter } from '../notify/notices.ts';
import type { Database } from '../store/database.ts';
import { changeClaim, type Decision } from './claim-changes.ts';
import { writtenText } from './written-text.ts';

export interface ClaimWorkParts {
  database: Database;
  notices: Pick<NoticeWriter, 'announce'>;
}

const QUESTION_LENGTH = 500;
const TAG_LENGTH = 40;
export const NOTE_LENGTH = 5_000;

/** What moderators do about claims on the way to a decision. All throw `not-found`. */
export class ClaimWork {
  readonly #parts: ClaimWorkParts;

  constructor(parts: ClaimWorkParts) {
    this.#parts = parts;
  }

  /** Asks everybody who asked. @throws `text-empty`, `text-too-long` */
  async askAskers(decision: Decision, text: string): Promise<void> {
    const { database, notices } = this.#parts;
    const question = writtenText(text, QUESTION_LENGTH);
    await changeClaim(database, decision, async (tx) => ({
      type: 'asked',
      question,
      notice: await notices.announce(tx, decision.claimId, { kind: 'question', text: question }),
    }));
  }

  /** `to`: user name; null: nobody looks into it any more. */
  assign(decision: Decision, to: string | null): Promise<void> {
    return changeClaim(this.#parts.database, decision, async () => ({ type: 'assigned', to }));
  }

  /** @throws `text-empty`, `text-too-long` */
  async note(decision: Decision, text: string): Promise<void> {
    const note = writtenText(text, NOTE_LENGTH);
    await changeClaim(this.#parts.database, decision, async () => ({ type: 'noted', text: note }));
  }

  /** @throws `text-empty`, `text-too-long` */
  async tag(decision: Decision, text: string): Promise<void> {
    const tag = writtenText(text.replace(/\s+/gu, ' ').replace(/^[\s#]+/u, ''), TAG_LENGTH);
    await changeClaim(this.#parts.database, decision, async () => ({ type: 'tagged', tag }));
  }

  untag(decision: Decision, tag: string): Promise<void> {
    return changeClaim(this.#parts.database, decision, async () => ({ type: 'untagged', tag }));
  }
}
