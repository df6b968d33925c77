import type { Closest, Evidence, Outcome, Relation } from '../domain/evidence.ts';
import type { RemoteFile } from '../domain/message.ts';
import type { Tx } from './database.ts';
import { Prisma } from './database.ts';
import type { ConversationAddress } from './job-queue.ts';

/** So many questions of one conversation are looked at together. */
const OPEN_TIPS = 20;

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
  createdAt: Date;
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
}

export interface NewTip {
  senderId: number;
  channel: string;
  conversation: string;
  text?: string;
  quote?: string;
  groupKey?: string;
  /** Not before. */
  dueAt?: Date;
  /** The sender asked more than the soft limit allows: `dueAt` is when the limit allows it. */
  deferred?: boolean;
  files: RemoteFile[];
}

const toJson = (value: unknown): Prisma.InputJsonValue => JSON.parse(JSON.stringify(value));

export async function createTip(tx: Tx, tip: NewTip): Promise<number> {
  const { files, ...fields } = tip;
  const { id } = await tx.tip.create({
    data: {
      ...fields,
      files: { create: files.map((remote, position) => ({ position, remote: toJson(remote) })) },
    },
    select: { id: true },
  });
  return id;
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
  const first = known.files.length;
  await tx.tip.update({
    where: { id: known.id },
    data: {
      text,
      // A deferred album has longer to wait than its parts.
      ...(tip.dueAt && tip.dueAt > known.dueAt ? { dueAt: tip.dueAt } : {}),
      files: { create: tip.files.map((remote, i) => ({ position: first + i, remote: toJson(remote) })) },
    },
  });
  return { id: known.id, open: true };
}

export async function findTip(tx: Tx, id: number): Promise<StoredTip | null> {
  const tip = await tx.tip.findUnique({
    where: { id },
    include: {
      files: { orderBy: { position: Prisma.SortOrder.asc } },
      sender: { select: { id: true, language: true } },
    },
  });
  if (!tip) return null;
  return {
    ...tip,
    answers: (tip.answers ?? []) as unknown as OfferedAnswer[],
    closest: tip.closest as unknown as Closest | null,
    files: tip.files.map((file) => ({ ...file, remote: file.remote as unknown as RemoteFile })),
  };
}

export async function settleTipFile(
  tx: Tx,
  tipId: number,
  position: number,
  result: { mediaId?: number; viaThumbnail?: boolean; failure?: string },
): Promise<void> {
  await tx.tipFile.update({ where: { tipId_position: { tipId, position } }, data: result });
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
  await tx.tip.update({
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
  tx.tip.findMany({
    where: { channel, conversation, outcome: null },
    orderBy: { id: Prisma.SortOrder.asc },
    take: OPEN_TIPS,
    select: { id: true, attempts: true, dueAt: true },
  });

/** When the latest tips of a sender were or will be answered, the newest first. */
export const listLatestDue = (
  tx: Tx,
  senderId: number,
  limit: number,
): Promise<{ dueAt: Date; isWaiting: boolean }[]> =>
  tx.$queryRaw`
    SELECT due_at AS "dueAt", deferred AND outcome IS NULL AS "isWaiting" FROM tips
    WHERE sender_id = ${senderId} ORDER BY id DESC LIMIT ${limit}`;

/** Written down before the try, so that a file that ends the process is not tried for ever. */
export async function countTipAttempt(tx: Tx, id: number): Promise<void> {
  await tx.tip.update({ where: { id }, data: { attempts: { increment: 1 } } });
}

export async function postponeTip(tx: Tx, id: number, dueAt: Date): Promise<void> {
  await tx.tip.update({ where: { id }, data: { dueAt } });
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
