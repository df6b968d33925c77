import type { Closest, Evidence, Outcome, Relation } from '../domain/evidence.ts';
import type { MessageOrigin, RemoteFile } from '../domain/message.ts';
import { addTipToClaim, lockClaims } from './claims.ts';
import type { Tx } from './database.ts';
import { Prisma } from './database.ts';
import type { ConversationAddress } from './job-queue.ts';

/** So many questions of one conversation are looked at together. */
const OPEN_TIPS = 20;

/** Where it was asked: in a group others read along, and what is overheard there is answered only when sure. */
export type TipPlace = 'private' | 'group' | 'overheard';

export interface StoredTipFile {
  position: number;
  remote: RemoteFile;
  mediaId: number | null;
  viaThumbnail: boolean;
  failure: string | null;
}

export interface StoredTip {
  id: number;
  senderId: number;
  channel: string;
  conversation: string;
  text: string | null;
  quote: string | null;
  outcome: string | null;
  attempts: number;
  claimId: number | null;
  deferred: boolean;
  dueAt: Date;
  answers: OfferedAnswer[];
  closest: Closest | null;
  place: TipPlace;
  rounds: number;
  notify: boolean;
  feedback: string | null;
  createdAt: Date;
  answeredAt: Date | null;
  files: StoredTipFile[];
  sender: { id: number; language: string | null };
}

/** What was offered to the person, enough to find it again when a button is pressed. */
export interface OfferedAnswer {
  factCheckId: string;
  confidence: number;
  relation: Relation;
  sent: boolean;
  /** Strongest first. */
  evidence: Evidence[];
  /** Ids of further fact-checks of the same claim. */
  sameAs?: string[];
  /** The person said that this is it. */
  picked?: true;
}

export interface NewTip {
  senderId: number;
  channel: string;
  conversation: string;
  text?: string;
  quote?: string;
  groupKey?: string;
  origin?: MessageOrigin;
  place?: TipPlace;
  /** Not before. */
  dueAt?: Date;
  /** The sender asked more than the soft limit allows: `dueAt` is when the limit allows it. */
  deferred?: boolean;
  files: RemoteFile[];
}

const toJson = (value: unknown): Prisma.InputJsonValue => JSON.parse(JSON.stringify(value));

export async function createTip(tx: Tx, tip: NewTip): Promise<number> {
  const { files, origin, ...fields } = tip;
  const { id } = await tx.tip.create({
    data: { ...fields, ...(origin ? { origin: toJson(origin) } : {}) },
    select: { id: true },
  });
  await addFiles(tx, id, files, 0);
  return id;
}

async function addFiles(tx: Tx, tipId: number, files: readonly RemoteFile[], first: number): Promise<void> {
  if (files.length === 0) return;
  await tx.tipFile.createMany({
    data: files.map((remote, i) => ({ tipId, position: first + i, remote: toJson(remote) })),
  });
}

/**
 * Adds a further part of an album to its tip. Null when there is no such tip that still waits for its
 * answer.
 */
export async function joinAlbum(
  tx: Tx,
  tip: NewTip & { groupKey: string },
): Promise<{ id: number; open: boolean } | null> {
  const { channel, conversation, groupKey } = tip;
  const known = await tx.tip.findUnique({
    where: { channel_conversation_groupKey: { channel, conversation, groupKey } },
    include: { files: { select: { position: true } } },
  });
  if (!known) return null;
  if (known.outcome !== null) return { id: known.id, open: false };
  const text = [known.text, tip.text].filter(Boolean).join('\n') || null;
  // A deferred album has longer to wait than its parts.
  const dueAt = tip.dueAt && tip.dueAt > known.dueAt ? { dueAt: tip.dueAt } : {};
  await tx.tip.updateMany({ where: { id: known.id }, data: { text, ...dueAt } });
  await addFiles(tx, known.id, tip.files, known.files.length);
  return { id: known.id, open: true };
}

/** Tips with their files and who sent them, in one statement: every question is read several times on its way. */
async function selectTips(tx: Tx, which: Prisma.Sql): Promise<StoredTip[]> {
  const rows = await tx.$queryRaw<(StoredTip & { answers: OfferedAnswer[] | null })[]>`
    SELECT t.id, t.sender_id AS "senderId", t.channel, t.conversation, t.text, t.quote, t.outcome, t.attempts,
      t.claim_id AS "claimId", t.deferred, t.due_at AS "dueAt", t.answers, t.closest, t.place, t.rounds, t.notify,
      t.feedback, t.created_at AS "createdAt", t.answered_at AS "answeredAt",
      json_build_object('id', s.id, 'language', s.language) AS sender,
      COALESCE((SELECT json_agg(json_build_object('position', f.position, 'remote', f.remote, 'mediaId', f.media_id,
          'viaThumbnail', f.via_thumbnail, 'failure', f.failure) ORDER BY f.position)
        FROM tip_files f WHERE f.tip_id = t.id), '[]') AS files
    FROM tips t JOIN senders s ON s.id = t.sender_id
    ${which}`;
  return rows.map((row) => ({ ...row, answers: row.answers ?? [] }));
}

export const findTip = async (tx: Tx, id: number): Promise<StoredTip | null> =>
  (await selectTips(tx, Prisma.sql`WHERE t.id = ${id}`))[0] ?? null;

/** By the messenger's id of the message it began with. */
export async function findTipByQuote(
  tx: Tx,
  { channel, conversation, quote }: ConversationAddress & { quote: string },
): Promise<StoredTip | null> {
  const [latest] = await selectTips(
    tx,
    Prisma.sql`WHERE t.channel = ${channel} AND t.conversation = ${conversation} AND t.quote = ${quote}
      ORDER BY t.id DESC LIMIT 1`,
  );
  return latest ?? null;
}

/** What a person asked in a conversation, newest first. */
export const listTipsOf = (
  tx: Tx,
  senderId: number,
  conversation: string,
  limit: number,
): Promise<StoredTip[]> =>
  selectTips(
    tx,
    Prisma.sql`WHERE t.sender_id = ${senderId} AND t.conversation = ${conversation}
      ORDER BY t.id DESC LIMIT ${limit}`,
  );

export const latestTip = async (tx: Tx, senderId: number, conversation: string): Promise<StoredTip | null> =>
  (await listTipsOf(tx, senderId, conversation, 1))[0] ?? null;

/** Words that came after the files of a tip; one that was answered is to be answered anew. */
export async function addWords(tx: Tx, id: number, text: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE tips SET text = ${text}, attempts = 0, due_at = GREATEST(due_at, now()),
      rounds = rounds + CASE WHEN outcome IS NULL THEN 0 ELSE 1 END, outcome = NULL
    WHERE id = ${id}`;
}

/** Of a tip that waits for its answer. */
export async function replaceWords(tx: Tx, id: number, text: string | null): Promise<void> {
  await tx.tip.update({ where: { id }, data: { text } });
}

export async function setTipFeedback(
  tx: Tx,
  id: number,
  data: { feedback?: 'yes' | 'no'; complaint?: string | null },
): Promise<void> {
  const feedbackAt = data.feedback ? { feedbackAt: new Date() } : {};
  await tx.tip.update({ where: { id }, data: { ...data, ...feedbackAt } });
}

/** Of several that were offered, the person chose one. */
export async function setPicked(tx: Tx, id: number, answers: OfferedAnswer[]): Promise<void> {
  await tx.tip.update({ where: { id }, data: { answers: toJson(answers) } });
}

export async function unfollowTip(tx: Tx, id: number): Promise<void> {
  await tx.tip.update({ where: { id }, data: { notify: false } });
}

/**
 * Makes a person one of those who hear of a claim's verdict, without a question of their own. Null when there is no
 * open claim of that number.
 */
export async function followClaim(
  tx: Tx,
  { claimId, ...follower }: ConversationAddress & { claimId: number; senderId: number },
): Promise<number | null> {
  await lockClaims(tx);
  const claim = await tx.claim.findFirst({ where: { id: claimId, state: 'open' }, select: { id: true } });
  if (!claim) return null;
  const known = await tx.tip.findFirst({ where: { claimId, senderId: follower.senderId } });
  if (known) {
    await tx.tip.update({ where: { id: known.id }, data: { notify: true } });
    return known.id;
  }
  const { id } = await tx.tip.create({
    data: { ...follower, outcome: 'unknown', answeredAt: new Date() },
    select: { id: true },
  });
  await addTipToClaim(tx, claimId, id);
  return id;
}

/** Of what was overheard and needs no answer nothing is kept. Digests of files that nobody else sent. */
export async function discardTip(tx: Tx, id: number, mediaIds: number[]): Promise<string[]> {
  await tx.message.deleteMany({ where: { tipId: id } });
  await tx.tip.delete({ where: { id } });
  const unused = await tx.$queryRaw<{ id: number; sha256: string }[]>`
    SELECT m.id, m.sha256 FROM media m WHERE m.id = ANY(${mediaIds})
      AND NOT EXISTS (SELECT 1 FROM tip_files f WHERE f.media_id = m.id)
      AND NOT EXISTS (SELECT 1 FROM fact_check_media c WHERE c.media_id = m.id)`;
  await tx.media.deleteMany({ where: { id: { in: unused.map((file) => file.id) } } });
  return unused.map(({ sha256 }) => sha256);
}

export async function settleTipFile(
  tx: Tx,
  tipId: number,
  position: number,
  result: { mediaId?: number; viaThumbnail?: boolean; failure?: string },
): Promise<void> {
  await tx.tipFile.updateMany({ where: { tipId, position }, data: result });
}

export async function closeTip(
  tx: Tx,
  id: number,
  result: {
    outcome: Outcome;
    reason?: string | null;
    answers: OfferedAnswer[];
    closest: Closest | null;
    ms: { total: number; fingerprint: number; match: number };
  },
): Promise<void> {
  await tx.tip.updateMany({
    where: { id },
    data: {
      outcome: result.outcome,
      reason: result.reason ?? null,
      answers: toJson(result.answers),
      closest: result.closest === null ? Prisma.DbNull : toJson(result.closest),
      ms: toJson(result.ms),
      answeredAt: new Date(),
    },
  });
}

export async function setTipOutcome(tx: Tx, id: number, outcome: Outcome): Promise<void> {
  await tx.tip.update({ where: { id }, data: { outcome } });
}

/** Until the transaction ends nobody else changes the tip. False when it has its outcome already. */
export async function lockTip(tx: Tx, id: number): Promise<boolean> {
  const rows = await tx.$queryRaw<{ open: boolean }[]>`
    SELECT outcome IS NULL AS open FROM tips WHERE id = ${id} FOR UPDATE`;
  return rows[0]?.open ?? false;
}

/** Tips of a conversation that wait for their answer, oldest first. */
export const listOpenTips = (
  tx: Tx,
  { channel, conversation }: ConversationAddress,
): Promise<{ id: number; attempts: number; dueAt: Date }[]> =>
  tx.$queryRaw`
    SELECT id, attempts, due_at AS "dueAt" FROM tips
    WHERE channel = ${channel} AND conversation = ${conversation} AND outcome IS NULL
    ORDER BY id LIMIT ${OPEN_TIPS}`;

/** When the latest tips of a sender were or will be answered, the newest first. */
export const listLatestDue = (
  tx: Tx,
  senderId: number,
  limit: number,
): Promise<{ dueAt: Date; isWaiting: boolean }[]> =>
  tx.$queryRaw`
    SELECT due_at AS "dueAt", deferred AND outcome IS NULL AS "isWaiting" FROM tips
    WHERE sender_id = ${senderId} AND place <> 'overheard' ORDER BY id DESC LIMIT ${limit}`;

/** Written down before the try, so that a file that ends the process is not tried for ever. */
export async function countTipAttempt(tx: Tx, id: number): Promise<void> {
  await tx.tip.updateMany({ where: { id }, data: { attempts: { increment: 1 } } });
}

export async function postponeTip(tx: Tx, id: number, dueAt: Date): Promise<void> {
  await tx.tip.updateMany({ where: { id }, data: { dueAt } });
}

/** Whether something written in this conversation still waits for its answer. */
export async function isAnswerDue(tx: Tx, channel: string, conversation: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ due: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM messages WHERE channel = ${channel} AND conversation = ${conversation}
        AND handled_at IS NULL)
      OR EXISTS (SELECT 1 FROM tips WHERE channel = ${channel} AND conversation = ${conversation}
        AND outcome IS NULL) AS due`;
  return row?.due ?? false;
}
