import { listAbandonedTips } from '../store/tips.ts';
import { giveUpTip } from './answer-tip.ts';
import type { IntakeParts } from './parts.ts';

/** A tip whose job died for good, say because its file ended the process again and again, still gets an outcome. */
export async function closeAbandonedTips(parts: IntakeParts): Promise<void> {
  for (const tipId of await listAbandonedTips(parts.database.prisma)) {
    parts.log.error({ tipId }, 'a tip was left without a job');
    await giveUpTip(parts, tipId);
  }
}
