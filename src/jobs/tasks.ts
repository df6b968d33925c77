import type { Channel } from '../domain/channel.ts';
import { answerTip } from '../intake/answer-tip.ts';
import { handleMessage } from '../intake/handle-message.ts';
import type { IntakeParts } from '../intake/parts.ts';
import { closeAbandonedTips } from '../intake/sweep.ts';
import type { OutboxDelivery } from '../notify/outbox.ts';
import { dropIdleQueues } from '../store/job-locks.ts';
import type { JobName, JobPayloads } from '../store/job-queue.ts';

export interface JobContext {
  /** This try is the last one. */
  isLastTry: boolean;
}

export type Tasks = { [Name in JobName]: (payload: JobPayloads[Name], context: JobContext) => Promise<void> };

/** What every job does. All of them may be cut off anywhere and run again. */
export const createTasks = (intake: IntakeParts, outbox: OutboxDelivery): Tasks => ({
  'message.handle': ({ messageId }) => handleMessage(intake, messageId),
  'tip.answer': ({ tipId }, { isLastTry }) => answerTip(intake, tipId, isLastTry),
  'tip.fingerprint': ({ tipId }, { isLastTry }) => answerTip(intake, tipId, isLastTry),
  'tips.sweep': () => closeAbandonedTips(intake),
  'queues.sweep': () => dropIdleQueues(intake.database),
  'outbox.deliver': ({ channel, conversation }) => outbox.deliver(channel as Channel, conversation),
});
