import { createHash } from 'node:crypto';

/** Lists make a statement of every length: those of many are not worth being kept. */
const MOST_ARGUMENTS = 32;
/** Of the program there are a few hundred. */
const MOST_NAMES = 2_000;

const names = new Map<string, string>();

/**
 * A name for a statement that will come again, by which PostgreSQL keeps its plan on each connection: reading and
 * planning it anew costs more than most of ours take. None for one that hardly comes again.
 */
export function statementName({ sql, args }: { sql: string; args: readonly unknown[] }): string | undefined {
  if (args.length > MOST_ARGUMENTS) return undefined;
  const known = names.get(sql);
  if (known !== undefined || names.size >= MOST_NAMES) return known;
  const name = createHash('sha1').update(sql).digest('base64url');
  names.set(sql, name);
  return name;
}
