import { DELIVERY_STATES, type Delivery, type DeliveryReceipt } from '../domain/message.ts';
import type { Database, Tx } from './database.ts';
import { releaseKept, WINDOW_CLOSED } from './invitations.ts';
import { insertMessages } from './messages.ts';
import { OUTBOX_NEWS } from './outbox.ts';
import { storableJson } from './storable-json.ts';

/** What failed after it was taken is tried so often in all. */
const TRIES = 5;
const PAUSE_MS = 60_000;
/** Receipts that find no message after this long are of messages that others sent. */
const UNCLAIMED_MS = 3_600_000;

/** Stores all that a messenger brought at once, or nothing. */
export async function receiveDelivery(
  database: Database,
  channel: string,
  { messages, receipts }: Delivery,
): Promise<void> {
  await database.transaction(async (tx) => {
    const heard = await insertMessages(tx, messages);
    await releaseKept(
      tx,
      channel,
      heard.map(({ conversation }) => conversation),
      new Date(),
    );
    await insertReceipts(tx, channel, receipts);
  });
}

async function insertReceipts(tx: Tx, channel: string, receipts: readonly DeliveryReceipt[]): Promise<void> {
  if (receipts.length === 0) return;
  const rows = receipts.map(({ externalId, state, error }) => ({
    externalId,
    state,
    error: error?.code,
    detail: error?.detail,
  }));
  await tx.$executeRaw`
    INSERT INTO receipts (channel, external_id, state, error, detail)
    SELECT ${channel}, "externalId", state, error, detail
    FROM jsonb_to_recordset(${storableJson(rows)}::jsonb)
      AS r("externalId" text, state text, error text, detail text)`;
}

/**
 * Writes what messengers told to the messages it is about. A receipt may come before we know that the message was
 * sent, twice, and in any order: the furthest state holds, and receipts wait for their message. What failed after it
 * was taken is tried again where that may help; what needs the person to write waits for that.
 */
export async function settleReceipts(tx: Tx, now: Date): Promise<void> {
  const states = [...DELIVERY_STATES];
  const again = new Date(now.getTime() + PAUSE_MS);
  const changed = await tx.$queryRaw<{ channel: string; state: string }[]>`
    WITH due AS (
      DELETE FROM receipts r USING outbox o WHERE o.channel = r.channel AND o.external_id = r.external_id
      RETURNING o.id, r.state, r.error, r.detail, r.at),
    best AS (
      SELECT DISTINCT ON (id) *,
        CASE WHEN state <> 'failed' THEN 'taken'
          WHEN error = ${WINDOW_CLOSED} THEN 'write first'
          WHEN error IN ('send-rate-limited', 'send-unreachable') THEN 'again' ELSE 'dead' END AS fate
      FROM due ORDER BY id, array_position(${states}::text[], state) DESC)
    UPDATE outbox o SET
      delivery = b.state, delivery_at = b.at, next_attempt_at = CASE b.fate WHEN 'again' THEN ${again}::timestamptz ELSE ${now}::timestamptz END,
      state = CASE
        WHEN b.fate = 'taken' THEN CASE o.state WHEN 'failed' THEN 'sent' ELSE o.state END
        WHEN o.state = 'invited' THEN 'failed'
        WHEN b.fate = 'write first' OR (b.fate = 'again' AND o.attempts < ${TRIES}) THEN 'waiting'
        ELSE 'failed' END,
      error = CASE WHEN b.fate = 'taken' THEN NULL WHEN o.state = 'invited' THEN ${WINDOW_CLOSED}::text ELSE b.error END,
      detail = CASE WHEN b.fate = 'taken' THEN NULL ELSE b.detail END
    FROM best b
    WHERE o.id = b.id AND o.state IN ('sent', 'invited', 'failed')
      AND COALESCE(array_position(${states}::text[], o.delivery), 0) < array_position(${states}::text[], b.state)
    RETURNING o.channel, o.state`;
  const waiting = changed.filter(({ state }) => state === 'waiting').map(({ channel }) => channel);
  for (const channel of new Set(waiting)) {
    await tx.$executeRaw`SELECT pg_notify(${OUTBOX_NEWS}, ${channel})`;
  }
}

/** Receipts of messages that are not ours are forgotten. */
export async function forgetUnclaimedReceipts(tx: Tx, now: Date): Promise<void> {
  await tx.$executeRaw`DELETE FROM receipts WHERE at < ${new Date(now.getTime() - UNCLAIMED_MS)}`;
}
