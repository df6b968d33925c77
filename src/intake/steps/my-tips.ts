import { findFactChecks } from '../../store/fact-checks.ts';
import { listTipsOf, type StoredTip } from '../../store/tips.ts';
import type { IntakeParts } from '../parts.ts';
import { respond, type Settled, type Turn } from '../respond.ts';

const SHOWN = 8;

/** What the person asked, and what became of it. */
export async function myTips(_parts: IntakeParts, turn: Turn): Promise<Settled> {
  const { sender, stored, composer, tx } = turn;
  const tips = await listTipsOf(tx, sender.id, stored.conversation, SHOWN);
  const ids = tips.map(answerOf).filter((id) => id !== null);
  const factChecks = await findFactChecks(tx, ids);
  const items = tips.map((tip) => {
    const factCheck = factChecks.get(answerOf(tip) ?? '') ?? null;
    const isWaiting = tip.claimId !== null && factCheck === null;
    return {
      text: tip.text,
      kind: tip.files[0]?.remote.kind ?? null,
      at: tip.createdAt,
      factCheck,
      isWaiting,
    };
  });
  return respond(turn, composer.myTips(items));
}

const answerOf = ({ outcome, answers }: StoredTip): string | null => {
  const given =
    outcome === 'answered' ? answers.find(({ sent }) => sent) : answers.find(({ picked }) => picked);
  return given?.factCheckId ?? null;
};
