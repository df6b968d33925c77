import type { Channel } from '../domain/channel.ts';
import { advanceConversation } from '../intake/advance.ts';
import type { IntakeParts } from '../intake/parts.ts';
import type { NoticeWriter } from '../notify/notices.ts';
import type { OutboxDelivery } from '../notify/outbox.ts';
import { recoverJobs } from '../store/job-locks.ts';
import {
  addConversationJob,
  type ConversationAddress,
  type JobName,
  type JobPayloads,
} from '../store/job-queue.ts';
import { Turns } from './turns.ts';

export type Tasks = { [Name in JobName]: (payload: JobPayloads[Name]) => Promise<void> };

/** What every job does. All of them may be cut off anywhere and run again. */
export function createTasks(intake: IntakeParts, outbox: OutboxDelivery, notices: NoticeWriter): Tasks {
  const conversations = new Turns();
  const deliveries = new Turns();
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
    'outbox.deliver': async (address) => {
      const { channel, conversation } = address;
      const until = await deliveries.take(keyOf(address), () =>
        outbox.deliver(channel as Channel, conversation),
      );
      if (until) await addConversationJob(prisma, 'outbox.deliver', address, until);
    },
    'notice.write': ({ noticeId }) => notices.write(noticeId),
    'work.recover': async () => {
      await recoverJobs(prisma);
      await notices.recover();
    },
  };
}

const keyOf = ({ channel, conversation }: ConversationAddress): string => `${channel}:${conversation}`;
