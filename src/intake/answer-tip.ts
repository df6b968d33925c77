import { toAppError } from '../errors.ts';
import { countTipAttempt, postponeTip, type StoredTip } from '../store/tips.ts';
import { type CloserReader, lookUp, type Question, toQueryParts } from './look-up.ts';
import type { IntakeParts } from './parts.ts';
import { composerFor, giveUp, settleTip } from './settle-tip.ts';
import { type FetchedFile, fetchTipFile, findKnown } from './tip-files.ts';
import { judge } from './verdict.ts';

/** A tip is tried so often; then the person is told that it failed and the team gets it. */
const ATTEMPTS = 8;
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 5 * 60_000;

/** Whether one of its files was never seen before. */
export async function needsDecoding(parts: IntakeParts, tip: StoredTip): Promise<boolean> {
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
export async function answerTip(parts: IntakeParts, tip: StoredTip): Promise<void> {
  const { prisma } = parts.database;
  const tipId = tip.id;
  reassure(parts, tip);
  // The process ended in every one of its tries.
  if (tip.attempts >= ATTEMPTS) return giveUp(parts, tip, 'internal');
  await countTipAttempt(prisma, tipId);
  try {
    await answer(parts, tip);
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
    look: ({ media }, stretches) => parts.library.lookCloser(media, stretches),
    register: ({ media }, look, misses) => parts.library.register(media, look, misses),
    readWriting: ({ media }) => parts.library.readWriting(media),
  };
  // What nobody asked us about is worth one look.
  const second = tip.place === 'overheard' ? null : { reader, shortLinks: parts.shortLinks };
  const lookedUp = isEmpty ? null : await lookUp(parts.archive, parts.database, question, second);
  const verdict = judge(question, problems, lookedUp?.found ?? null);
  const ended = performance.now();
  await settleTip(parts, tip, lookedUp?.question ?? question, verdict, fetched, {
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

/** Whoever waits for long is told that we are at it. */
function reassure(parts: IntakeParts, tip: StoredTip): void {
  if (tip.place === 'overheard') return;
  parts.reassurance.begin({
    id: tip.id,
    round: tip.rounds,
    channel: tip.channel,
    conversation: tip.conversation,
    senderId: tip.senderId,
    // An album, a deferred tip and later words begin to wait only then.
    since: Math.max(tip.createdAt.getTime(), tip.attempts === 0 ? tip.dueAt.getTime() : 0),
    mayBeTold: tip.attempts > 0,
    stillLooking: () => ({
      ...composerFor(parts, tip).text('stillLooking'),
      ...(tip.quote ? { quote: tip.quote } : {}),
    }),
  });
}
