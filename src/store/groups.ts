import type { Tx } from './database.ts';
import { Prisma } from './database.ts';

const DAY_MS = 24 * 3_600_000;

/** Whether what is forwarded in the group is looked at without being asked: so it is until an admin says otherwise. */
export async function listensIn(tx: Tx, channel: string, conversation: string): Promise<boolean> {
  const group = await tx.group.findUnique({ where: { channel_conversation: { channel, conversation } } });
  return group?.listens ?? true;
}

export async function setListening(
  tx: Tx,
  channel: string,
  conversation: string,
  listens: boolean,
): Promise<void> {
  await tx.group.upsert({
    where: { channel_conversation: { channel, conversation } },
    create: { channel, conversation, listens },
    update: { listens },
  });
}

/** Whether one of the fact-checks was an answer in the conversation within a day. */
export async function wasAnsweredToday(
  tx: Tx,
  channel: string,
  conversation: string,
  factCheckIds: string[],
): Promise<boolean> {
  const tips = await tx.tip.findMany({
    where: { channel, conversation, outcome: 'answered', answeredAt: { gt: new Date(Date.now() - DAY_MS) } },
    select: { answers: true },
    orderBy: { id: Prisma.SortOrder.desc },
  });
  const wanted = new Set(factCheckIds);
  return tips.some(({ answers }) =>
    ((answers ?? []) as { factCheckId: string; sent: boolean }[]).some(
      ({ factCheckId, sent }) => sent && wanted.has(factCheckId),
    ),
  );
}
