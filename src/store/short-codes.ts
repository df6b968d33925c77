import { createHash } from 'node:crypto';
import type { Tx } from './database.ts';

/** Douglas Crockford's base 32: no letter that is read as a digit or as another letter. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** 40 bits: among 30,000 fact-checks two share a code once in 2,400 archives. */
const HEX_DIGITS = 10;
const CODE = /^[0-9a-hjkmnp-tv-z]{8}$/u;

/** Eight characters that stand for a fact-check in an address short enough to be typed from a picture. */
export function shortCodeOf(factCheckId: string): string {
  let bits = BigInt(`0x${createHash('md5').update(factCheckId).digest('hex').slice(0, HEX_DIGITS)}`);
  let code = '';
  for (let i = 0; i < 8; i++, bits >>= 5n) code = (ALPHABET[Number(bits & 31n)] ?? '') + code;
  return code;
}

/** The id of the fact-check a code stands for, as a person may type it; null: of none. */
export async function findByShortCode(tx: Tx, typed: string): Promise<string | null> {
  const code = typed.toLowerCase().replace(/o/gu, '0').replace(/[il]/gu, '1');
  if (!CODE.test(code)) return null;
  const bits = [...code].reduce((sum, digit) => sum * 32n + BigInt(ALPHABET.indexOf(digit)), 0n);
  const digest = bits.toString(16).padStart(HEX_DIGITS, '0');
  // The index of the migration `card_uploads` is on this very expression.
  const [found] = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM fact_checks WHERE left(md5(id), 10) = ${digest} AND deleted_at IS NULL AND retired_at IS NULL
    ORDER BY created_at, id LIMIT 1`;
  return found?.id ?? null;
}
