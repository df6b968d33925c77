import type { Match } from '../../domain/evidence.ts';
import { findFactChecks } from '../../store/fact-checks.ts';
import type { OfferedAnswer } from '../../store/tips.ts';
import { toMatch } from '../look-up.ts';
import type { Turn } from '../respond.ts';

/** What was offered, as it stands in the archive now; null when it was taken out. */
export async function matchOf({ tx }: Turn, offered: OfferedAnswer): Promise<Match | null> {
  const ids = [offered.factCheckId, ...(offered.sameAs ?? [])];
  const factChecks = await findFactChecks(tx, ids);
  return toMatch(
    offered,
    ids.flatMap((id) => factChecks.get(id) ?? []),
  );
}
