import { cardPictureOf } from '../cards/card-pictures.ts';
import type { Match } from '../domain/evidence.ts';
import { enqueueMessage } from '../notify/outbox.ts';
import type { ReplyComposer } from '../reply/compose.ts';
import type { Tx } from '../store/database.ts';
import type { NewOutboxEntry } from '../store/outbox.ts';
import type { IntakeParts } from './parts.ts';

/**
 * After an answer its card, where the messenger takes pictures. Not for what is only related: a verdict on other words
 * would be passed on as one on these.
 */
export async function shareCard(
  parts: IntakeParts,
  tx: Tx,
  composer: ReplyComposer,
  { factCheck, evidence, relation, ...rest }: Match,
  answer: Omit<NewOutboxEntry, 'message'>,
): Promise<void> {
  if (relation !== 'same' || !parts.adapterOf(answer.channel)?.sendsPictures) return;
  const picture = cardPictureOf({ factCheck, evidence, relation, ...rest }, composer.language);
  await enqueueMessage(tx, { ...answer, key: `${answer.key}:card`, message: composer.card(picture) });
}
