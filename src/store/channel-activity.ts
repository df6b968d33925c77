import type { Tx } from './database.ts';
import { type OutboxState, readOutboxState } from './dead-letters.ts';

export interface ChannelActivity {
  lastIn: Date | null;
  lastOut: Date | null;
  outbox: OutboxState | null;
  /** Code of why the newest message that could not be sent was given up. */
  lastFailure: { error: string; at: Date } | null;
}

/** What came and went on each channel. */
export async function readChannelActivity(
  tx: Tx,
  channels: readonly string[],
): Promise<Map<string, ChannelActivity>> {
  const [rows, states] = await Promise.all([
    tx.$queryRaw<
      {
        channel: string;
        lastIn: Date | null;
        lastOut: Date | null;
        error: string | null;
        failedAt: Date | null;
      }[]
    >`
      SELECT c.channel,
        (SELECT received_at FROM messages m WHERE m.channel = c.channel ORDER BY received_at DESC LIMIT 1) AS "lastIn",
        (SELECT max(sent_at) FROM outbox o WHERE o.channel = c.channel) AS "lastOut",
        failed.error, failed.created_at AS "failedAt"
      FROM unnest(${[...channels]}::text[]) AS c(channel)
        LEFT JOIN LATERAL (
          SELECT o.error, o.created_at FROM outbox o
          WHERE o.channel = c.channel AND o.state = 'failed' AND o.error <> 'send-refused'
          ORDER BY o.id DESC LIMIT 1) AS failed ON true`,
    readOutboxState(tx),
  ]);
  return new Map(
    rows.map(({ channel, lastIn, lastOut, error, failedAt }) => [
      channel,
      {
        ...{ lastIn, lastOut },
        outbox: states.find((state) => state.channel === channel) ?? null,
        lastFailure: error && failedAt ? { error, at: failedAt } : null,
      },
    ]),
  );
}
