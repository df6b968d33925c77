import type { OutboundMessage } from '../domain/message.ts';
import { SEND_PRIORITIES } from '../domain/sending-pace.ts';
import type { Tx } from './database.ts';
import { OUTBOX_NEWS } from './outbox.ts';

export const NOTICE_KINDS = ['fact-check', 'not-checkable', 'withdrawn', 'question'] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

export interface NewNotice {
  claimId: number;
  kind: NoticeKind;
  /** By language of the reader. */
  messages: Record<string, OutboundMessage>;
  /** Only those who got the message of this version. */
  onlyAfter?: number;
}

/** What became of the messages of a notice; each message is counted once. */
export interface DeliveryCounts {
  /** In the outbox. */
  waiting: number;
  /** Kept until the person writes: the messenger's window is closed. */
  invited: number;
  /** Taken by the messenger, which has told no more of it. */
  sent: number;
  delivered: number;
  read: number;
  /** The person has blocked us or is gone. */
  unreachable: number;
  failed: number;
}

export const DELIVERY_COUNTS = [
  'sent',
  'delivered',
  'read',
  'waiting',
  'invited',
  'unreachable',
  'failed',
] as const satisfies readonly (keyof DeliveryCounts)[];

export interface NoticeCounts {
  version: number;
  kind: string;
  people: number;
  isDone: boolean;
  isCancelled: boolean;
  channels: (DeliveryCounts & { channel: string })[];
}

/** Resolves with its id and its version. Only while the claim is locked. */
export async function createNotice(
  tx: Tx,
  { claimId, kind, messages, onlyAfter }: NewNotice,
): Promise<{ id: number; version: number }> {
  const { _max } = await tx.notice.aggregate({ where: { claimId }, _max: { version: true } });
  const version = (_max.version ?? 0) + 1;
  const { id } = await tx.notice.create({
    data: {
      claimId,
      kind,
      version,
      onlyAfter: onlyAfter ?? null,
      messages: JSON.parse(JSON.stringify(messages)),
    },
    select: { id: true },
  });
  return { id, version };
}

/**
 * Writes the messages of the next people into the outbox, in the order of their ids: one for each person and notice,
 * in the language of the person, quoting what the person sent. Told are those who asked, want to hear of it and can
 * be reached. Each call is a transaction of its own; cut off anywhere, it is called again.
 * @param language of people who chose none
 * @returns false when all have theirs
 */
export async function writeNoticeBatch(
  tx: Tx,
  noticeId: number,
  language: string,
  batch: number,
): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ found: number }[]>`
    WITH notice AS (
      SELECT * FROM notices WHERE id = ${noticeId} AND done_at IS NULL AND cancelled_at IS NULL FOR UPDATE
    ), audience AS (
      SELECT DISTINCT ON (t.sender_id) t.sender_id, t.id AS tip_id, t.channel, t.conversation, t.quote,
        COALESCE(n.messages -> s.language, n.messages -> ${language}) AS message
      FROM notice n
        JOIN tips t ON t.claim_id = n.claim_id AND t.sender_id > n.reached_id
        JOIN senders s ON s.id = t.sender_id
      WHERE t.notify AND s.notify AND s.unreachable_at IS NULL AND t.place <> 'overheard'
        AND (n.only_after IS NULL OR EXISTS (
          SELECT 1 FROM outbox o WHERE o.key = 'claim:' || n.claim_id || ':' || n.only_after || ':' || t.sender_id
            AND o.state = 'sent'))
      ORDER BY t.sender_id, (t.place = 'private') DESC, t.id DESC
      LIMIT ${batch}
    ), written AS (
      INSERT INTO outbox (key, channel, conversation, sender_id, tip_id, priority, message)
      SELECT 'claim:' || n.claim_id || ':' || n.version || ':' || a.sender_id, a.channel, a.conversation, a.sender_id,
        a.tip_id, ${NOTICE_PRIORITY}::smallint, CASE WHEN a.quote IS NULL THEN a.message
          ELSE a.message || jsonb_build_object('quote', a.quote) END
      FROM audience a CROSS JOIN notice n
      ORDER BY a.sender_id
      ON CONFLICT (key) DO NOTHING
      RETURNING channel
    ), woken AS (
      SELECT count(pg_notify(${OUTBOX_NEWS}, channel)) FROM (SELECT DISTINCT channel FROM written) AS channels
    ), counted AS (
      SELECT (SELECT count(*)::int FROM audience) AS found, (SELECT count(*)::int FROM written) AS people,
        (SELECT max(sender_id) FROM audience) AS reached, (SELECT * FROM woken) AS woken
    )
    UPDATE notices SET people = notices.people + counted.people,
      reached_id = COALESCE(counted.reached, notices.reached_id),
      done_at = CASE WHEN counted.found < ${batch} THEN now() END
    FROM counted, notice
    WHERE notices.id = notice.id
    RETURNING counted.found, counted.woken`;
  return (row?.found ?? 0) >= batch;
}

/** Whoever asks now does not wait for those who asked before. */
const NOTICE_PRIORITY = SEND_PRIORITIES.indexOf('notice');

export const listUnfinishedNotices = async (tx: Tx): Promise<number[]> =>
  (await tx.notice.findMany({ where: { doneAt: null, cancelledAt: null }, select: { id: true } })).map(
    ({ id }) => id,
  );

/** Goes round once more: people have joined. Whoever has the message already gets no second one. */
export async function reopenNotice(tx: Tx, claimId: number, version: number): Promise<number | null> {
  const [row] = await tx.$queryRaw<{ id: number }[]>`
    UPDATE notices SET done_at = NULL, reached_id = 0
    WHERE claim_id = ${claimId} AND version = ${version} AND cancelled_at IS NULL RETURNING id`;
  return row?.id ?? null;
}

/**
 * What was not sent yet will not be. A message under way at this moment may still arrive.
 * @returns whether anybody was told
 */
export async function cancelNotice(tx: Tx, claimId: number, version: number): Promise<boolean> {
  await tx.$executeRaw`
    UPDATE notices SET cancelled_at = now() WHERE claim_id = ${claimId} AND version = ${version}`;
  const keys = `claim:${claimId}:${version}:`;
  await tx.$executeRaw`
    UPDATE outbox o SET state = 'withdrawn' FROM tips t
    WHERE t.claim_id = ${claimId} AND o.key = ${keys} || t.sender_id AND o.state IN ('waiting', 'invited')`;
  const [row] = await tx.$queryRaw<{ told: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM tips t JOIN outbox o ON o.key = ${keys} || t.sender_id
      WHERE t.claim_id = ${claimId} AND o.state = 'sent') AS told`;
  return row?.told ?? false;
}

/** What became of the messages of each notice of a claim, oldest first, for each messenger. */
export const countNotices = (tx: Tx, claimId: number): Promise<NoticeCounts[]> =>
  tx.$queryRaw<NoticeCounts[]>`
    WITH counted AS (
      SELECT n.id, o.channel,
        count(*) FILTER (WHERE o.state = 'waiting')::int AS waiting,
        count(*) FILTER (WHERE o.state = 'invited')::int AS invited,
        count(*) FILTER (WHERE o.state = 'sent' AND COALESCE(o.delivery, 'sent') NOT IN ('delivered', 'read'))::int
          AS sent,
        count(*) FILTER (WHERE o.state = 'sent' AND o.delivery = 'delivered')::int AS delivered,
        count(*) FILTER (WHERE o.state = 'sent' AND o.delivery = 'read')::int AS read,
        count(*) FILTER (WHERE o.state = 'failed' AND o.error = 'send-refused')::int AS unreachable,
        count(*) FILTER (WHERE o.state = 'failed' AND o.error IS DISTINCT FROM 'send-refused')::int AS failed
      FROM notices n
        JOIN (SELECT DISTINCT sender_id FROM tips WHERE claim_id = ${claimId}) AS askers ON true
        JOIN outbox o ON o.key = 'claim:' || n.claim_id || ':' || n.version || ':' || askers.sender_id
      WHERE n.claim_id = ${claimId} GROUP BY n.id, o.channel)
    SELECT n.version, n.kind, n.people, n.done_at IS NOT NULL AS "isDone", n.cancelled_at IS NOT NULL AS "isCancelled",
      COALESCE((SELECT jsonb_agg(to_jsonb(c) - 'id' ORDER BY c.channel) FROM counted c WHERE c.id = n.id), '[]')
        AS channels
    FROM notices n WHERE n.claim_id = ${claimId} ORDER BY n.version`;

export interface Audience {
  /** How many people asked. */
  askers: number;
  /** How many of them would be told. */
  reachable: number;
}

export async function countAudience(tx: Tx, claimId: number): Promise<Audience> {
  const [row] = await tx.$queryRaw<Audience[]>`
    SELECT count(DISTINCT t.sender_id)::int AS askers,
      count(DISTINCT t.sender_id) FILTER (WHERE t.notify AND s.notify AND s.unreachable_at IS NULL
        AND t.place <> 'overheard')::int AS reachable
    FROM tips t JOIN senders s ON s.id = t.sender_id WHERE t.claim_id = ${claimId}`;
  return row ?? { askers: 0, reachable: 0 };
}
