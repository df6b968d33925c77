import type { Match } from '../domain/evidence.ts';
import { type ErrorCode, toAppError } from '../errors.ts';
import { enqueueMessage } from '../notify/outbox.ts';
import { ReplyComposer } from '../reply/compose.ts';
import type { Tx } from '../store/database.ts';
import { closeTip, findTip, lockTip, type StoredTip, settleTipFile } from '../store/tips.ts';
import { languageOf } from '../words.ts';
import { lookUp, type Question, toQueryParts } from './look-up.ts';
import type { IntakeParts } from './parts.ts';
import { type FetchedFile, fetchTipFile } from './tip-files.ts';
import { composeVerdict, judge, type Verdict } from './verdict.ts';

/**
 * Brings a tip to its outcome: files, look-up, queue, answer. Safe to run again after a crash.
 * @param isLastTry a further failure ends the tip with `failed` and the person is told
 */
export async function answerTip(parts: IntakeParts, tipId: number, isLastTry: boolean): Promise<void> {
  const tip = await findTip(parts.database.prisma, tipId);
  if (!tip || tip.outcome !== null) return;
  try {
    await answer(parts, tip);
  } catch (error) {
    if (!isLastTry) throw error;
    parts.log.error({ err: error, tipId }, 'a tip was given up');
    await giveUp(parts, tip, toAppError(error).code);
  }
}

async function answer(parts: IntakeParts, tip: StoredTip): Promise<void> {
  const started = performance.now();
  const fetched = await fetchFiles(parts, tip);
  const fingerprinted = performance.now();
  const question: Question = {
    text: tip.text,
    files: fetched.flatMap(({ position, media }) => (media ? [{ position, media }] : [])),
  };
  const problems = fetched.flatMap(({ problem }) => (problem ? [problem] : []));
  const isEmpty = toQueryParts(question).length === 0;
  const found = isEmpty ? null : await lookUp(parts.archive, parts.database, question);
  const verdict = judge(question, problems, found);
  const ended = performance.now();
  await settle(parts, tip, question, verdict, fetched, {
    total: Math.round(ended - started),
    fingerprint: Math.round(fingerprinted - started),
    match: Math.round(ended - fingerprinted),
  });
}

async function fetchFiles(parts: IntakeParts, tip: StoredTip): Promise<FetchedFile[]> {
  if (tip.files.length === 0) return [];
  const adapter = parts.adapterOf(tip.channel);
  // The messenger was switched off meanwhile; when it is on again the job goes on.
  if (!adapter) throw toAppError(new Error(`no adapter for ${tip.channel}`));
  await adapter.showWorking?.(tip.conversation);
  return Promise.all(tip.files.map((file) => fetchTipFile(parts.library, adapter, file)));
}

/** Outcome, queue, and the message to the person: all or nothing. */
async function settle(
  parts: IntakeParts,
  tip: StoredTip,
  question: Question,
  verdict: Verdict,
  fetched: FetchedFile[],
  ms: { total: number; fingerprint: number; match: number },
): Promise<void> {
  const composer = composerFor(parts, tip);
  await parts.database.transaction(async (tx) => {
    if (!(await lockTip(tx, tip.id))) return;
    await storeFiles(tx, tip.id, fetched);
    const others = verdict.toQueue ? await enqueue(parts, tx, tip, question, verdict) : 0;
    await closeTip(tx, tip.id, {
      outcome: verdict.outcome,
      reason: verdict.reason,
      answers: verdict.found.matches.map(toOffered),
      closest: verdict.closest,
      ms,
    });
    const message = composeVerdict(composer, verdict, { tipId: tip.id, others });
    await send(tx, tip, { ...message, ...(tip.quote ? { quote: tip.quote } : {}) });
  });
}

async function storeFiles(tx: Tx, tipId: number, fetched: FetchedFile[]): Promise<void> {
  for (const { position, media, problem } of fetched) {
    await settleTipFile(tx, tipId, position, {
      ...(media?.id ? { mediaId: media.id } : {}),
      ...(problem ? { failure: problem.code, viaThumbnail: problem.viaThumbnail } : {}),
    });
  }
}

async function enqueue(
  parts: IntakeParts,
  tx: Tx,
  tip: StoredTip,
  question: Question,
  verdict: Verdict,
): Promise<number> {
  // Of a picture that is known already only the new words are open: the picture must not decide.
  const isRelated = verdict.outcome === 'answered';
  const open = isRelated ? { ...question, files: [] } : question;
  const { others } = await parts.claims.enqueue(tx, {
    id: tip.id,
    text: tip.text,
    parts: toQueryParts(open),
    closest: verdict.closest,
  });
  return others;
}

/** Ends a tip that nothing can be done about any more. */
export async function giveUpTip(parts: IntakeParts, tipId: number): Promise<void> {
  const tip = await findTip(parts.database.prisma, tipId);
  if (tip) await giveUp(parts, tip, 'internal');
}

async function giveUp(parts: IntakeParts, tip: StoredTip, code: ErrorCode): Promise<void> {
  const composer = composerFor(parts, tip);
  await parts.database.transaction(async (tx) => {
    if (!(await lockTip(tx, tip.id))) return;
    await parts.claims.enqueue(tx, { id: tip.id, text: tip.text, parts: [], closest: null });
    const ms = { total: 0, fingerprint: 0, match: 0 };
    await closeTip(tx, tip.id, { outcome: 'failed', reason: code, answers: [], closest: null, ms });
    await send(tx, tip, composer.problem(code, {}, true));
  });
}

const composerFor = ({ words }: IntakeParts, tip: StoredTip): ReplyComposer =>
  new ReplyComposer(words, tip.sender.language ? languageOf(tip.sender.language) : words.language);

const send = (
  tx: Tx,
  tip: StoredTip,
  message: Parameters<typeof enqueueMessage>[1]['message'],
): Promise<void> =>
  enqueueMessage(tx, {
    key: `tip:${tip.id}:outcome`,
    channel: tip.channel,
    conversation: tip.conversation,
    senderId: tip.senderId,
    tipId: tip.id,
    message,
  });

const toOffered = ({ factCheck, confidence, relation, sent, evidence }: Match & { sent: boolean }) => ({
  factCheckId: factCheck.id,
  confidence,
  relation,
  sent,
  evidence,
});
