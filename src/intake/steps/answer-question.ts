import { analyzeText } from '../../fingerprint/arabic-text.ts';
import { enqueueMessage } from '../../notify/outbox.ts';
import { addClaimAnswer } from '../../store/claim-answers.ts';
import type { IntakeParts } from '../parts.ts';
import { entryOf, type Settled, type Turn } from '../respond.ts';
import { ask } from './ask.ts';

/**
 * What a person answers to a question of the team belongs to the claim. Files, links and forwarded things that come
 * with it are looked up as always, and that answer is enough; words alone are thanked for.
 */
export async function answerQuestion(parts: IntakeParts, turn: Turn): Promise<Settled> {
  const { question, message, sender, stored, composer, tx } = turn;
  if (!question) throw new Error('no question of the team is open');
  const settled = isToBeLookedUp(turn) ? await ask(parts, turn) : null;
  await addClaimAnswer(tx, {
    noticeId: question.noticeId,
    senderId: sender.id,
    text: message.text ?? null,
    tipId: settled?.tipId ?? null,
  });
  if (settled) return settled;
  await enqueueMessage(tx, {
    ...entryOf(turn),
    key: `${question.thanksKey}${stored.id}`,
    message: composer.text('verdict.answerHeard'),
  });
  return { next: { state: 'free' } };
}

const isToBeLookedUp = ({ message: { files, origin, text = '' } }: Turn): boolean =>
  files.length > 0 || origin !== undefined || analyzeText(text).urls.length > 0;
