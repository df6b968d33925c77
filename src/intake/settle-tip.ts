import type { Match, Outcome } from '../domain/evidence.ts';
import type { OutboundMessage } from '../domain/message.ts';
import type { ErrorCode } from '../errors.ts';
import { enqueueMessage } from '../notify/outbox.ts';
import { ReplyComposer } from '../reply/compose.ts';
import { addTipToClaim, lockClaims } from '../store/claims.ts';
import type { Tx } from '../store/database.ts';
import { setDialogue } from '../store/dialogues.ts';
import { wasAnsweredToday } from '../store/groups.ts';
import {
  closeTip,
  discardTip,
  lockTip,
  type OfferedAnswer,
  type StoredTip,
  settleTipFile,
} from '../store/tips.ts';
import { languageOf } from '../words.ts';
import type { State } from './conversation.ts';
import { type Question, toQueryParts, withKnownLinks } from './look-up.ts';
import type { IntakeParts } from './parts.ts';
import { shareCard } from './share-card.ts';
import type { FetchedFile } from './tip-files.ts';
import { composeVerdict, sentMatches, type Verdict } from './verdict.ts';

/** Outcome, queue, and the message to the person: all or nothing. */
export async function settleTip(
  parts: IntakeParts,
  tip: StoredTip,
  question: Question,
  verdict: Verdict,
  fetched: FetchedFile[],
  ms: { total: number; fingerprint: number; match: number },
): Promise<void> {
  const unused = await parts.database.transaction(async (tx) => {
    if (!(await lockTip(tx, tip.id))) return [];
    const isRepeat = tip.place !== 'private' && (await isRepeatInGroup(tx, tip, verdict));
    if (tip.place === 'overheard' && (isRepeat || !isSureOfMedia(verdict))) {
      const mediaIds = fetched.flatMap(({ media }) => media?.id ?? []);
      return discardTip(tx, tip.id, mediaIds);
    }
    await storeFiles(tx, tip.id, fetched);
    const others = verdict.toQueue ? await enqueue(parts, tx, tip, question, verdict) : 0;
    await closeTip(tx, tip.id, {
      outcome: verdict.outcome,
      reason: verdict.reason,
      answers: verdict.found.matches.map(toOffered),
      closest: verdict.closest,
      ms,
    });
    const composer = composerFor(parts, tip);
    const message = isRepeat
      ? composer.answeredToday(sentMatches(verdict.found))
      : composeAnswer(composer, tip, verdict, others);
    await parts.reassurance.withdraw(tx, { id: tip.id, round: tip.rounds });
    await send(tx, tip, { ...message, ...(tip.quote ? { quote: tip.quote } : {}) });
    const [best] = sentMatches(verdict.found);
    if (best && verdict.outcome === 'answered' && !isRepeat && !isFollowUp(tip, verdict)) {
      await shareCard(parts, tx, composer, best, entryOf(tip));
    }
    await expectAfter(tx, tip, verdict);
    return [];
  });
  parts.reassurance.end(tip.id);
  await parts.library.discard(unused);
}

/** The person is told that it failed, and the team gets it. */
export async function giveUp(parts: IntakeParts, tip: StoredTip, code: ErrorCode): Promise<void> {
  const composer = composerFor(parts, tip);
  await parts.database.transaction(async (tx) => {
    if (!(await lockTip(tx, tip.id))) return;
    if (tip.place === 'overheard') {
      await discardTip(tx, tip.id, []);
      return;
    }
    await parts.claims.enqueue(tx, { id: tip.id, text: tip.text, parts: [], closest: null });
    const ms = { total: 0, fingerprint: 0, match: 0 };
    await closeTip(tx, tip.id, { outcome: 'failed', reason: code, answers: [], closest: null, ms });
    await parts.reassurance.withdraw(tx, { id: tip.id, round: tip.rounds });
    await send(tx, tip, composer.problem(code, {}, true));
  });
  parts.reassurance.end(tip.id);
}

/** Whether the group had this answer within a day. */
async function isRepeatInGroup(tx: Tx, tip: StoredTip, { outcome, found }: Verdict): Promise<boolean> {
  if (outcome !== 'answered') return false;
  const ids = sentMatches(found).map(({ factCheck }) => factCheck.id);
  return wasAnsweredToday(tx, tip.channel, tip.conversation, ids);
}

/** The very picture, film or sound that was checked: reason enough to speak without being asked. */
function isSureOfMedia({ outcome, found }: Verdict): boolean {
  const [best] = sentMatches(found);
  const by = best?.evidence[0]?.kind;
  return (
    outcome === 'answered' && best?.relation === 'same' && by !== undefined && MEDIA_EVIDENCE.includes(by)
  );
}

const MEDIA_EVIDENCE = ['exact', 'image', 'video', 'audio'];

function composeAnswer(
  composer: ReplyComposer,
  tip: StoredTip,
  verdict: Verdict,
  others: number,
): OutboundMessage {
  if (isFollowUp(tip, verdict)) {
    return composer.text(verdict.outcome === 'answered' ? 'followUp.same' : 'followUp.added');
  }
  return composeVerdict(composer, verdict, { tipId: tip.id, others, isGroup: tip.place !== 'private' });
}

/** Words that came after the answer, and change nothing about it. */
const isFollowUp = (tip: StoredTip, verdict: Verdict): boolean =>
  tip.rounds > 0 && isSameAnswer(tip.answers, verdict);

function isSameAnswer(before: OfferedAnswer[], { outcome, found }: Verdict): boolean {
  if (outcome !== 'answered' && outcome !== 'unknown') return false;
  const ids = (answers: { factCheckId: string; sent: boolean; relation: string }[]) =>
    answers
      .flatMap(({ factCheckId, sent, relation }) => (sent ? `${relation} ${factCheckId}` : []))
      .join(' ');
  return ids(before) === ids(found.matches.map(toOffered));
}

/** What words alone, without a button, mean from now on. */
async function expectAfter(tx: Tx, tip: StoredTip, { outcome, offerQueue }: Verdict): Promise<void> {
  const state = offerQueue ? 'offer' : (EXPECTED[outcome] ?? 'free');
  await setDialogue(tx, tip.senderId, tip.conversation, { state, about: { tipId: tip.id } });
}

const EXPECTED: Partial<Record<Outcome, State>> = { answered: 'feedback', choices: 'choosing' };

async function storeFiles(tx: Tx, tipId: number, fetched: FetchedFile[]): Promise<void> {
  for (const { position, media, problem } of fetched) {
    await settleTipFile(tx, tipId, position, {
      ...(media?.id ? { mediaId: media.id } : {}),
      ...(problem ? { failure: problem.code, viaThumbnail: problem.viaThumbnail } : {}),
    });
  }
}

/** How many other people asked about it. */
async function enqueue(
  parts: IntakeParts,
  tx: Tx,
  tip: StoredTip,
  question: Question,
  verdict: Verdict,
): Promise<number> {
  if (tip.claimId !== null) {
    // It waits already; the words that came later belong to it.
    await lockClaims(tx);
    return Math.max(0, (await addTipToClaim(tx, tip.claimId, tip.id)) - 1);
  }
  // Of a picture that is known already only the new words are open: the picture must not decide.
  const isRelated = sentMatches(verdict.found).length > 0;
  const open = isRelated ? { ...question, files: [] } : question;
  const { others } = await parts.claims.enqueue(tx, {
    id: tip.id,
    text: tip.text,
    parts: toQueryParts(withKnownLinks(open, parts.shortLinks)),
    closest: verdict.closest,
  });
  return others;
}

export const composerFor = ({ words }: IntakeParts, tip: StoredTip): ReplyComposer =>
  new ReplyComposer(words, tip.sender.language ? languageOf(tip.sender.language) : words.language);

const entryOf = (tip: StoredTip) => ({
  key: `tip:${tip.id}:outcome${tip.rounds > 0 ? `:${tip.rounds}` : ''}`,
  channel: tip.channel,
  conversation: tip.conversation,
  senderId: tip.senderId,
  tipId: tip.id,
});

const send = (tx: Tx, tip: StoredTip, message: OutboundMessage): Promise<void> =>
  enqueueMessage(tx, { ...entryOf(tip), message });

const toOffered = ({
  factCheck,
  confidence,
  relation,
  sent,
  evidence,
  sameAs = [],
}: Match & { sent: boolean }) => ({
  factCheckId: factCheck.id,
  confidence,
  relation,
  sent,
  evidence,
  ...(sameAs.length > 0 ? { sameAs: sameAs.map(({ id }) => id) } : {}),
});
