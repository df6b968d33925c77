import type { Tx } from './database.ts';
import { Prisma } from './database.ts';
import type { ConversationAddress } from './job-queue.ts';

/** What a person is in the middle of: a question of the team about a claim. */
export interface OpenQuestion {
  noticeId: number;
  /** Of the message that thanks for an answer to it; one more for each answer. */
  thanksKey: string;
}

interface Asked extends ConversationAddress {
  senderId: number;
  /** The messenger's id of the message that is replied to. */
  replyTo: string | undefined;
  at: Date;
}

/** Whatever else we said since ends it; so does this time. */
const REMEMBERED_MS = 3 * 24 * 3_600_000;
/** People write an answer in several messages. */
const MORE_MS = 10 * 60_000;

/**
 * The question of the team that what a person writes now answers: the one it replies to, else the last thing we said.
 * The key of its message names claim, version and person.
 */
export async function findOpenQuestion(tx: Tx, asked: Asked): Promise<OpenQuestion | null> {
  const { channel, conversation, senderId, replyTo, at } = asked;
  const [after, heardAfter] = [REMEMBERED_MS, MORE_MS].map((ms) => new Date(at.getTime() - ms));
  const said =
    replyTo === undefined ? Prisma.sql`o.sent_at > ${after}` : Prisma.sql`o.external_id = ${replyTo}`;
  const [row] = await tx.$queryRaw<OpenQuestion[]>`
    WITH said AS (
      SELECT o.key, o.sent_at, string_to_array(o.key, ':') AS parts FROM outbox o
      WHERE o.channel = ${channel} AND o.conversation = ${conversation} AND o.state = 'sent' AND ${said}
      ORDER BY o.sent_at DESC, o.id DESC LIMIT 1
    ), named AS (
      SELECT key, parts[2]::int AS claim_id, parts[3]::int AS version FROM said
      WHERE key ~ ('^claim:[0-9]+:[0-9]+:' || ${senderId}::int || '(:heard:|$)')
        AND (cardinality(parts) = 4 OR sent_at > ${heardAfter}))
    SELECT n.id AS "noticeId", 'claim:' || n.claim_id || ':' || n.version || ':' || ${senderId}::int || ':heard:' AS "thanksKey"
    FROM named JOIN notices n ON n.claim_id = named.claim_id AND n.version = named.version AND n.kind = 'question'`;
  return row ?? null;
}

export interface NewAnswer {
  noticeId: number;
  senderId: number;
  text: string | null;
  tipId: number | null;
}

export async function addClaimAnswer(tx: Tx, answer: NewAnswer): Promise<void> {
  await tx.claimAnswer.create({ data: answer });
}

/** An answer as moderators see it: nothing of who gave it. */
export interface ClaimAnswer {
  id: number;
  /** Of the notice with the question. */
  version: number;
  text: string | null;
  at: Date;
  /** What came with it. */
  files: { sha256: string; kind: string }[];
}

const MOST = 200;

/** The latest of them, oldest first. */
export async function listClaimAnswers(tx: Tx, claimId: number): Promise<ClaimAnswer[]> {
  const rows = await tx.claimAnswer.findMany({
    where: { notice: { claimId } },
    orderBy: { id: Prisma.SortOrder.desc },
    take: MOST,
    select: {
      id: true,
      text: true,
      at: true,
      notice: { select: { version: true } },
      tip: { select: { files: { select: { media: { select: { sha256: true, kind: true } } } } } },
    },
  });
  return rows.reverse().map(({ notice, tip, text, ...answer }) => ({
    ...answer,
    text: text?.slice(0, 2_000) ?? null,
    version: notice.version,
    files: tip?.files.flatMap(({ media }) => media ?? []) ?? [],
  }));
}
