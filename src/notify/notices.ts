import type { FactCheck } from '../domain/fact-check.ts';
import type { OutboundMessage } from '../domain/message.ts';
import { ReplyComposer } from '../reply/compose.ts';
import type { Database, Tx } from '../store/database.ts';
import { addJob } from '../store/job-queue.ts';
import {
  cancelNotice,
  createNotice,
  listUnfinishedNotices,
  type NoticeKind,
  reopenNotice,
  writeNoticeBatch,
} from '../store/notices.ts';
import { LANGUAGES, type Language, type Words } from '../words.ts';

/** People told in one transaction: about 2 s of work, so that nobody else waits long for a row. */
const BATCH = 5_000;

/** What those who asked about a claim are told. */
export type Notice =
  | { kind: 'fact-check'; factCheck: FactCheck; isCorrection: boolean }
  | { kind: 'not-checkable' }
  | { kind: 'withdrawn'; onlyAfter: number }
  | { kind: 'question'; text: string };

/** Tells everybody who asked about a claim, one message for each person and notice. */
export class NoticeWriter {
  readonly #database: Database;
  readonly #words: Words;
  readonly #batch: number;

  constructor(database: Database, words: Words, batch = BATCH) {
    this.#database = database;
    this.#words = words;
    this.#batch = batch;
  }

  /** As the person will read it. */
  compose(notice: Notice, language: Language): OutboundMessage {
    const composer = new ReplyComposer(this.#words, language);
    switch (notice.kind) {
      case 'fact-check':
        return composer.verdict(notice.factCheck, notice.isCorrection);
      case 'not-checkable':
        return composer.text('verdict.notCheckable');
      case 'withdrawn':
        return composer.text('verdict.withdrawn');
      case 'question':
        return composer.question(notice.text);
    }
  }

  /** In the transaction of the decision. Resolves with the version. Only while the claim is locked. */
  async announce(tx: Tx, claimId: number, notice: Notice): Promise<number> {
    const messages = Object.fromEntries(LANGUAGES.map((name) => [name, this.compose(notice, name)]));
    const kind: NoticeKind = notice.kind;
    const onlyAfter = notice.kind === 'withdrawn' ? { onlyAfter: notice.onlyAfter } : {};
    const { id, version } = await createNotice(tx, { claimId, kind, messages, ...onlyAfter });
    await wake(tx, id);
    return version;
  }

  /** Also those who joined a claim after all others were told. */
  async repeat(tx: Tx, claimId: number, version: number): Promise<void> {
    const id = await reopenNotice(tx, claimId, version);
    if (id !== null) await wake(tx, id);
  }

  /** Takes back what was not sent yet. Resolves with whether anybody was told. */
  cancel(tx: Tx, claimId: number, version: number): Promise<boolean> {
    return cancelNotice(tx, claimId, version);
  }

  /** Goes on where it was, until everybody has a message in the outbox. */
  async write(noticeId: number): Promise<void> {
    let isMore = true;
    while (isMore) {
      isMore = await this.#database.transaction((tx) =>
        writeNoticeBatch(tx, noticeId, this.#words.language, this.#batch),
      );
    }
  }

  /** Gives a job to those that have none: their process was killed. */
  async recover(): Promise<void> {
    const { prisma } = this.#database;
    for (const id of await listUnfinishedNotices(prisma)) await wake(prisma, id);
  }
}

const wake = (tx: Tx, noticeId: number): Promise<void> =>
  addJob(tx, 'notice.write', { noticeId }, { key: `notice.write:${noticeId}` });
