import { enqueueMessage } from '../../notify/outbox.ts';
import { forgetSender } from '../../store/forget.ts';
import type { IntakeParts } from '../parts.ts';
import { respond, type Settled, type Turn } from '../respond.ts';

/** Asks once. */
export const askForget = (_parts: IntakeParts, turn: Turn): Promise<Settled> =>
  respond(turn, turn.composer.askForget(), { state: 'forgetting' });

export const keep = (_parts: IntakeParts, turn: Turn): Promise<Settled> =>
  respond(turn, turn.composer.text('forget.kept'), { state: 'free' });

/** Deletes what we know of the person, and says what that was. Only after they were asked. */
export async function forget(parts: IntakeParts, turn: Turn): Promise<Settled> {
  const { tx, sender, stored, composer, dialogue } = turn;
  if (dialogue.state !== 'forgetting') return askForget(parts, turn);
  const { files, ...counts } = await forgetSender(tx, sender.id);
  await enqueueMessage(tx, {
    key: `farewell:${stored.id}`,
    channel: stored.channel,
    conversation: stored.conversation,
    isFleeting: true,
    message: composer.forgotten({ ...counts, files: files.length }),
  });
  return { isUnkept: true, discard: files };
}
