import type { Closest, LookUpResult, Match, Outcome } from '../domain/evidence.ts';
import type { OutboundMessage } from '../domain/message.ts';
import type { ErrorCode } from '../errors.ts';
import type { ReplyComposer } from '../reply/compose.ts';
import { closestOf, isKeywordQuery, type Question } from './look-up.ts';

/** A file of the question that could not be had or read. */
export interface FileProblem {
  position: number;
  code: ErrorCode;
  /** Its small still was looked up in its place. */
  viaThumbnail: boolean;
}

/** How a tip ends: everything that is told and stored follows from this. */
export interface Verdict {
  outcome: Outcome;
  reason: ErrorCode | null;
  found: LookUpResult;
  closest: Closest | null;
  /** Whether moderators should see it. */
  toQueue: boolean;
  /** A few typed words that found nothing: the person decides whether the team should see them. */
  offerQueue: boolean;
  /** The answer rests on a small still. */
  viaThumbnail: boolean;
}

/** Nothing the team could look at either, so asking again with a sound file is the only help. */
const NOT_FOR_THE_TEAM: ErrorCode[] = [
  'file-empty',
  'file-type-unsupported',
  'file-unreadable',
  'file-gone',
  'media-without-content',
];

const nothingFound: LookUpResult = { band: 'unknown', matches: [] };

/** @param found null when there was nothing to look up */
export function judge(question: Question, problems: FileProblem[], found: LookUpResult | null): Verdict {
  const result = found ?? nothingFound;
  const [problem] = problems;
  const base = {
    found: result,
    closest: closestOf(result),
    reason: problem?.code ?? null,
    viaThumbnail: problems.some(({ viaThumbnail }) => viaThumbnail),
  };
  if (result.band !== 'unknown') {
    const sent = result.matches.filter((match) => match.sent);
    const newWords = sent.some(({ relation }) => relation === 'related');
    return { ...base, outcome: result.band, toQueue: newWords, offerQueue: false };
  }
  if (problem) return { ...base, ...judgeProblem(question, problem) };
  if (isKeywordQuery(question)) return { ...base, outcome: 'unknown', toQueue: false, offerQueue: true };
  return { ...base, outcome: 'unknown', toQueue: true, offerQueue: false };
}

function judgeProblem(
  question: Question,
  { code, viaThumbnail }: FileProblem,
): Pick<Verdict, 'outcome' | 'toQueue' | 'offerQueue'> {
  const hasMore = Boolean(question.text?.trim()) || question.files.some(({ media }) => media.fingerprint);
  if (hasMore && !viaThumbnail) return { outcome: 'unknown', toQueue: true, offerQueue: false };
  const outcome = code === 'file-type-unsupported' ? 'unsupported' : 'failed';
  return { outcome, toQueue: !NOT_FOR_THE_TEAM.includes(code), offerQueue: false };
}

export interface AboutTip {
  /** What the buttons act on. */
  tipId: number;
  /** How many other people asked. */
  others: number;
  /** Others read along: nothing is asked of the person. */
  isGroup: boolean;
}

/** Words for the person. */
export function composeVerdict(composer: ReplyComposer, verdict: Verdict, about: AboutTip): OutboundMessage {
  const message = composeOutcome(composer, verdict, about);
  return verdict.viaThumbnail ? composer.withThumbnailNote(message) : message;
}

function composeOutcome(
  composer: ReplyComposer,
  { outcome, reason, found, toQueue, offerQueue }: Verdict,
  { tipId, others, isGroup }: AboutTip,
): OutboundMessage {
  const sent = sentMatches(found);
  if (outcome === 'answered') return isGroup ? composer.answer(sent) : composer.answer(sent, tipId);
  if (outcome === 'choices') return composer.choices(tipId, sent);
  if (offerQueue) return composer.keywordMiss(tipId);
  if (outcome !== 'unknown') return composer.problem(reason ?? 'internal', {}, toQueue);
  return isGroup ? composer.unknown(others) : composer.unknown(others, tipId);
}

export const sentMatches = (found: LookUpResult): Match[] => found.matches.filter(({ sent }) => sent);
