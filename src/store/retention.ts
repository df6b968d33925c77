import { lockClaims } from './claims.ts';
import type { Database, Tx } from './database.ts';
import { Prisma } from './database.ts';
import { forgetSender } from './forget.ts';

/** What is left of a message whose words are gone; nobody is shown it. */
const WORDLESS = '{"text": [], "direction": "rtl"}';

/** Tables with words of people, by which they are walked through. */
const WORD_TABLES = ['tips', 'claims', 'outbox', 'messages', 'claim_answers'] as const;
type WordTable = (typeof WORD_TABLES)[number];
/** Rows that one transaction goes through: claims are locked meanwhile, and nobody waits for long. */
const ROWS_AT_A_TIME = 5_000;

/**
 * Deletes what people wrote before a time, and what was written to them: messages, tips, answers to questions of the
 * team, and the words of claims that nobody asked about since. What still waits for its answer, or to be sent, keeps its
 * words until then. Many short transactions: cut off anywhere, the next run does the rest.
 * @returns how many messages of people lost their words
 */
export async function forgetTexts(database: Database, before: Date): Promise<number> {
  let messages = 0;
  for (const table of WORD_TABLES) {
    const last = await lastId(database.prisma, table);
    for (let after = 0; after < last; after += ROWS_AT_A_TIME) {
      const rows = { before, after, upTo: after + ROWS_AT_A_TIME };
      const count = await database.transaction((tx) => FORGET_WORDS[table](tx, rows));
      if (table === 'messages') messages += count;
    }
  }
  return messages;
}

async function lastId(tx: Tx, table: WordTable): Promise<number> {
  const [row] = await tx.$queryRaw<{ id: number }[]>`
    SELECT COALESCE(max(id), 0)::int AS id FROM ${Prisma.raw(table)}`;
  return row?.id ?? 0;
}

interface Rows {
  before: Date;
  /** Ids: beyond this, up to that. */
  after: number;
  upTo: number;
}

const FORGET_WORDS: Record<WordTable, (tx: Tx, rows: Rows) => Promise<number>> = {
  // Evidence holds the words that question and fact-check share; where something was forwarded from has a title.
  tips: (tx, { before, after, upTo }) => tx.$executeRaw`
    UPDATE tips SET text = NULL, complaint = NULL, origin = origin - 'title' - 'link',
      answers = COALESCE((
        SELECT jsonb_agg(CASE WHEN jsonb_typeof(answer->'evidence') = 'array'
          THEN answer || jsonb_build_object('evidence', COALESCE((
            SELECT jsonb_agg(evidence - 'words' ORDER BY place)
            FROM jsonb_array_elements(answer->'evidence') WITH ORDINALITY AS e (evidence, place)), '[]'))
          ELSE answer END ORDER BY place)
        FROM jsonb_array_elements(answers) WITH ORDINALITY AS a (answer, place)), answers)
    WHERE id > ${after} AND id <= ${upTo} AND created_at < ${before} AND outcome IS NOT NULL
      AND (text IS NOT NULL OR complaint IS NOT NULL OR origin ?| ARRAY['title', 'link']
        OR answers @? '$[*].evidence[*].words')`,
  claims: async (tx, { before, after, upTo }) => {
    await lockClaims(tx);
    return tx.$executeRaw`
      UPDATE claims SET text = NULL, revision = nextval('claims_revision_seq')
      WHERE id > ${after} AND id <= ${upTo} AND last_seen_at < ${before} AND text IS NOT NULL`;
  },
  outbox: (tx, { before, after, upTo }) => tx.$executeRaw`
    UPDATE outbox SET message = ${WORDLESS}::jsonb, detail = NULL
    WHERE id > ${after} AND id <= ${upTo} AND created_at < ${before} AND state IN ('sent', 'failed', 'withdrawn')
      AND jsonb_array_length(message->'text') > 0`,
  messages: (tx, { before, after, upTo }) => tx.$executeRaw`
    UPDATE messages SET payload = '{}'
    WHERE id > ${after} AND id <= ${upTo} AND received_at < ${before} AND handled_at IS NOT NULL AND payload <> '{}'
      AND (tip_id IS NULL OR EXISTS (SELECT 1 FROM tips t WHERE t.id = tip_id AND t.outcome IS NOT NULL))`,
  claim_answers: (tx, { before, after, upTo }) => tx.$executeRaw`
    UPDATE claim_answers SET text = NULL
    WHERE id > ${after} AND id <= ${upTo} AND at < ${before} AND text IS NOT NULL`,
};

/**
 * Deletes files that nobody sent since a time and no fact-check shows.
 * @returns their digests: the bytes are still to be deleted
 */
export async function forgetFiles(tx: Tx, before: Date): Promise<string[]> {
  await lockClaims(tx);
  const rows = await tx.$queryRaw<{ id: number; sha256: string }[]>`
    SELECT m.id, m.sha256 FROM media m
    WHERE m.created_at < ${before}
      AND NOT EXISTS (SELECT 1 FROM fact_check_media c WHERE c.media_id = m.id)
      AND NOT EXISTS (SELECT 1 FROM tip_files f JOIN tips t ON t.id = f.tip_id
        WHERE f.media_id = m.id AND (t.created_at >= ${before} OR t.outcome IS NULL))
    FOR UPDATE OF m SKIP LOCKED`;
  const ids = rows.map(({ id }) => id);
  await tx.$executeRaw`
    UPDATE claims SET revision = nextval('claims_revision_seq') WHERE id IN (
      SELECT t.claim_id FROM tips t JOIN tip_files f ON f.tip_id = t.id WHERE f.media_id = ANY(${ids}))`;
  await tx.media.deleteMany({ where: { id: { in: ids } } });
  return rows.map(({ sha256 }) => sha256);
}

/** People who did not write since a time and for whom nothing is under way. */
export async function listSilentSenders(tx: Tx, before: Date, limit: number): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT s.id FROM senders s
    WHERE s.last_seen_at < ${before}
      AND NOT EXISTS (SELECT 1 FROM tips t WHERE t.sender_id = s.id AND t.outcome IS NULL)
      AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.sender_id = s.id AND o.state = 'waiting')
    ORDER BY s.id LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}

/** As if the person had asked for it, unless they wrote since. @returns digests of files that are still to be deleted */
export async function forgetSilentSender(tx: Tx, id: number, before: Date): Promise<string[]> {
  await lockClaims(tx);
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM senders WHERE id = ${id} AND last_seen_at < ${before} FOR UPDATE`;
  return rows.length > 0 ? (await forgetSender(tx, id)).files : [];
}

/** The log of accounts and settings before a time. The database keeps the last 30 days whatever is asked. */
export const forgetLog = (tx: Tx, before: Date): Promise<number> =>
  tx.$executeRaw`DELETE FROM account_events WHERE at < LEAST(${before}, now() - interval '31 days')`;

/** Sessions, invitations and sign-ins that hold no more. */
export async function forgetExpired(tx: Tx, now: Date): Promise<void> {
  const expired = { where: { expiresAt: { lt: now } } };
  await tx.session.deleteMany(expired);
  await tx.verification.deleteMany(expired);
  await tx.invitation.deleteMany(expired);
}
