import type { ConversationAddress } from '../store/job-queue.ts';
import { nextMessage } from '../store/messages.ts';
import { findTip, listOpenTips } from '../store/tips.ts';
import { answerTip, needsDecoding } from './answer-tip.ts';
import { handleMessage } from './handle-message.ts';
import type { IntakeParts } from './parts.ts';

const OFF_PAUSE_MS = 10 * 60_000;

/** What is left of a conversation's work. */
export type Rest = { kind: 'nothing' } | { kind: 'decode' } | { kind: 'later'; at: Date };

/**
 * Does all the work of a conversation in order: a question is answered before the next message is read,
 * so that whatever comes after it finds it settled. An album waits for its parts, and a question whose
 * try failed for its next one; both let messages pass. One call at a time for each conversation.
 *
 * @param mayDecode false: stops before a tip with a file that is not known yet
 */
export async function advanceConversation(
  parts: IntakeParts,
  address: ConversationAddress,
  mayDecode: boolean,
): Promise<Rest> {
  const { prisma } = parts.database;
  // The messenger is switched off; what came from it waits.
  if (!parts.adapterOf(address.channel)) return { kind: 'later', at: new Date(Date.now() + OFF_PAUSE_MS) };
  for (;;) {
    const next = pickTip(await listOpenTips(prisma, address));
    if (next.kind === 'tip') {
      const tip = await findTip(prisma, next.id);
      if (tip?.outcome !== null) {
        // Gone with all that its sender had asked.
        parts.reassurance.end(next.id);
        continue;
      }
      if (!mayDecode && (await needsDecoding(parts, tip))) return { kind: 'decode' };
      await answerTip(parts, tip);
      continue;
    }
    const message = await nextMessage(prisma, address);
    if (!message) return next;
    const again = await handleMessage(parts, message);
    if (again) return { kind: 'later', at: again };
  }
}

type Pick = { kind: 'tip'; id: number } | { kind: 'nothing' } | { kind: 'later'; at: Date };

function pickTip(open: { id: number; attempts: number; dueAt: Date }[]): Pick {
  let soonest: Date | null = null;
  for (const { id, attempts, dueAt } of open) {
    if (dueAt.getTime() <= Date.now()) return { kind: 'tip', id };
    if (!soonest || dueAt < soonest) soonest = dueAt;
    // An album waits for its last part, and what came after it waits with it.
    if (attempts === 0) break;
  }
  return soonest ? { kind: 'later', at: soonest } : { kind: 'nothing' };
}
