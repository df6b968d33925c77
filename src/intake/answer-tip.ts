import type { Match } from '../domain/evidence.ts';
import { type ErrorCode, toAppError } from '../errors.ts';
import { enqueueMessage } from '../notify/outbox.ts';
import { ReplyComposer } from '../reply/compose.ts';
import type { Tx } from '../store/database.ts';
import {
  closeTip,
  countTipAttempt,
  findTip,
  lockTip,
  postponeTip,
  type StoredTip,
  settleTipFile,
} from '../store/tips.ts';
import { languageOf } from '../words.ts';
import { type CloserReader, lookUp, type Question, toQueryParts, withKnownLinks } from './look-up.ts';
import type { IntakeParts } from './parts.ts';
import { type FetchedFile, fetchTipFile, findKnown } from './tip-files.ts';
import { composeVerdict, judge, sentMatches, type Verdict } from './verdict.ts';

/** A tip is tried so often; then the person is told that it failed and the team gets it. */
const ATTEMPTS = 8;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

/** Whether one of its files was never seen before. */
export async function needsDecoding(parts: IntakeParts, tipId: number): Promise<boolean> {
  const tip = await findTip(parts.database.prisma, tipId);
  if (!tip) return false;
  reassure(parts, tip);
  for (const { remote } of tip.files) {
    if ((await findKnown(parts.library, tip.channel, remote)) === null) return true;
  }
  return false;
}

/**
 * Brings a tip to its outcome: files, look-up, queue, answer. What goes wrong is tried again later; safe
 * to run again after a crash.
 */
export async function answerTip(parts: IntakeParts, tipId: number): Promise<void> {
  const { prisma } = parts.database;
  const tip = await findTip(prisma, tipId);
  if (!tip || tip.outcome !== null) return parts.reassurance.end(tipId);
  reassure(parts, tip);
  // The process ended in every one of its tries.
  if (tip.attempts >= ATTEMPTS) return giveUp(parts, tip, 'internal');
  await countTipAttempt(prisma, tipId);
  try {
    await answer(parts, tip);
    parts.reassurance.end(tipId);
  } catch (error) {
    const isLast = tip.attempts + 1 >= ATTEMPTS;
    parts.log[isLast ? 'error' : 'warn']({ err: error, tipId, isLast }, 'a tip was not answered');
    if (isLast) return giveUp(parts, tip, toAppError(error).code);
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** tip.attempts, LONGEST_PAUSE_MS);
    await postponeTip(prisma, tipId, new Date(Date.now() + pause));
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
  const reader: CloserReader = {
    look: ({ media }) => parts.library.lookCloser(media),
    register: ({ media }, look, misses) => parts.library.register(media, look, misses),
    readWriting: ({ media }) => parts.library.readWriting(media),
  };
  const second = { reader, shortLinks: parts.shortLinks };
  const lookedUp = isEmpty ? null : await lookUp(parts.archive, parts.database, question, second);
  const verdict = judge(question, problems, lookedUp?.found ?? null);
  const ended = performance.now();
  await settle(parts, tip, lookedUp?.question ?? question, verdict, fetched, {
    total: Math.round(ended - started),
    fingerprint: Math.round(fingerprinted - started),
    match: Math.round(ended - fingerprinted),
  });
}

async function fetchFiles(parts: IntakeParts, tip: StoredTip): Promise<FetchedFile[]> {
  if (tip.files.length === 0) return [];
  const adapter = parts.adapterOf(tip.channel);
  if (!adapter) throw toAppError(new Error(`no adapter for ${tip.channel}`));
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
    await parts.reassurance.withdraw(tx, tip.id);
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

async function giveUp(parts: IntakeParts, tip: StoredTip, code: ErrorCode): Promise<void> {
  const composer = composerFor(parts, tip);
  await parts.database.transaction(async (tx) => {
    if (!(await lockTip(tx, tip.id))) return;
    await parts.claims.enqueue(tx, { id: tip.id, text: tip.text, parts: [], closest: null });
    const ms = { total: 0, fingerprint: 0, match: 0 };
    await closeTip(tx, tip.id, { outcome: 'failed', reason: code, answers: [], closest: null, ms });
    await parts.reassurance.withdraw(tx, tip.id);
    await send(tx, tip, composer.problem(code, {}, true));
  });
  parts.reassurance.end(tip.id);
}

/** Whoever waits for long is told that we are at it. */
function reassure(parts: IntakeParts, tip: StoredTip): void {
  const stillLooking = composerFor(parts, tip).text('stillLooking');
  parts.reassurance.begin({
    id: tip.id,
    channel: tip.channel,
    conversation: tip.conversation,
    senderId: tip.senderId,
    since: (tip.deferred ? tip.dueAt : tip.createdAt).getTime(),
    mayBeTold: tip.attempts > 0,
    stillLooking: { ...stillLooking, ...(tip.quote ? { quote: tip.quote } : {}) },
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
