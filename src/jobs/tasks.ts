import type { Adapter } from '../domain/adapter.ts';
import { advanceConversation } from '../intake/advance.ts';
import type { IntakeParts } from '../intake/parts.ts';
import { tellClosingWindows } from '../notify/closing-windows.ts';
import type { NoticeWriter } from '../notify/notices.ts';
import type { OutboxSender } from '../notify/outbox-sender.ts';
import { recoverJobs } from '../store/job-locks.ts';
import {
  addConversationJob,
  type ConversationAddress,
  type JobName,
  type JobPayloads,
} from '../store/job-queue.ts';
import { forgetUnclaimedReceipts, settleReceipts } from '../store/receipts.ts';
import { cleanDaily } from './daily-cleaning.ts';
import { Turns } from './turns.ts';

export type Tasks = { [Name in JobName]: (payload: JobPayloads[Name]) => Promise<void> };

/** What every job does. All of them may be cut off anywhere and run again. */
export function createTasks(
  intake: IntakeParts,
  outbox: OutboxSender,
  notices: NoticeWriter,
  messengers: readonly Adapter[],
): Tasks {
  const conversations = new Turns();
  const { prisma } = intake.database;

  const advance = async (address: ConversationAddress, mayDecode: boolean): Promise<void> => {
    const rest = await conversations.take(keyOf(address), () =>
      advanceConversation(intake, address, mayDecode),
    );
    if (rest?.kind === 'decode') await addConversationJob(prisma, 'conversation.decode', address);
    if (rest?.kind === 'later') await addConversationJob(prisma, 'conversation.advance', address, rest.at);
  };

  return {
    'conversation.advance': (address) => advance(address, false),
    'conversation.decode': (address) => advance(address, true),
    'work.recover': async () => {
      await recoverJobs(prisma);
      await settleReceipts(prisma, new Date());
      await forgetUnclaimedReceipts(prisma, new Date());
      await notices.recover();
      outbox.wake();
    },
    'notice.write': ({ noticeId }) => notices.write(noticeId),
    'data.clean': () => cleanDaily(intake, new Date()),
    'windows.close': () => tellClosingWindows(intake, messengers, new Date()),
  };
}

const keyOf = ({ channel, conversation }: ConversationAddress): string => `${channel}:${conversation}`;
