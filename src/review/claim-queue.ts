import type { Closest } from '../domain/evidence.ts';
import type { LiveIndex } from '../match/live-index.ts';
import type { QueryPart, RankedItem } from '../match/matcher.ts';
import { FUSION } from '../match/thresholds.ts';
import { rootOfClaim } from '../store/claim-history.ts';
import { addTipToClaim, claimHasWords, createClaim, lockClaims, recordEvent } from '../store/claims.ts';
import type { Tx } from '../store/database.ts';

export interface QueuedTip {
  id: number;
  text: string | null;
  parts: QueryPart[];
  closest: Closest | null;
}

/** Puts what the archive does not know before the moderators: the same thing is one claim, however many ask. */
export class ClaimQueue {
  readonly #index: LiveIndex;

  constructor(index: LiveIndex) {
    this.#index = index;
  }

  /**
   * Joins the open claim about the same thing or makes one. Until the transaction ends, nobody else can.
   * `others`: how many other people asked about it.
   */
  async enqueue(tx: Tx, tip: QueuedTip): Promise<{ claimId: number; others: number }> {
    await lockClaims(tx);
    const known = await this.#findSame(tx, tip.parts);
    const claimId = known ?? (await createClaim(tx, tip.text, tip.closest));
    const demand = await addTipToClaim(tx, claimId, tip.id);
    await recordEvent(tx, claimId, known === null ? 'opened' : 'joined', { tipId: tip.id });
    return { claimId, others: Math.max(0, demand - 1) };
  }

  async #findSame(tx: Tx, parts: QueryPart[]): Promise<number | null> {
    const { band, ranked } = await this.#index.rank(parts, { limit: 1, reader: tx });
    const [best] = ranked;
    if (!best || !(band === 'answered' || isSameFile(best))) return null;
    const claimId = Number(best.id);
    // New words cannot differ from what nobody has said yet.
    const isSame = best.relation === 'same' || !(await claimHasWords(tx, claimId));
    return isSame ? rootOfClaim(tx, claimId) : null;
  }
}

/** Several claims about one picture are a choice for the archive, but make it no other picture. */
const isSameFile = ({ confidence, evidence: [strongest] }: RankedItem): boolean =>
  strongest !== undefined &&
  strongest.kind !== 'text' &&
  strongest.kind !== 'ocr' &&
  confidence >= FUSION.mediaAnswer;
