import type { Evidence, Relation } from '../domain/evidence.ts';
import type { Candidate, Candidates } from './candidates.ts';
import type { RankedItem, Ranking } from './ranking.ts';
import { claimLikeness, isSameClaim } from './same-claim.ts';
import type { TextIndex, TextQuery } from './text-index.ts';
import type { TextModel } from './text-model.ts';
import { ENTIRE, saysEnough, scoreText, shareOfShared, type TextScore } from './text-score.ts';
import { FUSION } from './thresholds.ts';

export interface DecisionContext {
  query: TextQuery;
  texts: TextIndex;
  /** Probabilities from which words alone answer, and are offered. */
  bands: TextModel['bands'];
  /** Confidence from which media answer. */
  mediaFrom: number;
  limit: number;
}

interface Judged {
  candidate: Candidate;
  confidence: number;
  relation: Relation;
  /** Sure enough to answer with, if nothing else is as likely. */
  answers: boolean;
  /** Likeness of the words, 0 to 1: tells apart items that show the same picture. */
  wordFit: number;
}

/** Weighs all evidence together: which band, in which order, what is sent. */
export function decide(candidates: Candidates, context: DecisionContext): Ranking {
  const { query } = context;
  const judged = candidates.all().map((candidate) => judge(candidate, query, context));
  judged.sort(byStrength);
  const groups = foldSameClaims(judged, context);
  const sent = chooseSent(groups, context);
  const sentItems = sent.groups.map((group) => ({ ...toRankedItem(group[0], group.slice(1)), sent: true }));
  const isSent = new Set(sentItems.map((item) => item.id));
  const others = judged
    .filter((one) => !isSent.has(one.candidate.id))
    .slice(0, Math.max(0, context.limit - sentItems.length))
    .map((one) => ({ ...toRankedItem(one, []), sent: false }));
  return { band: sent.band, ranked: [...sentItems, ...others] };
}

function judge(candidate: Candidate, query: TextQuery, context: DecisionContext): Judged {
  const { texts, bands } = context;
  const slot = texts.slot(candidate.id);
  const score = candidate.text ?? (slot === undefined ? null : scoreText(texts, query, slot));
  const wordFit = score ? fitOf(score) : 0;
  const text = candidate.text ? textConfidence(candidate, query) : 0;
  const textAnswers = text >= bands.answer && mayAnswer(candidate, query);
  if (candidate.contentConfidence < FUSION.choice) {
    return { candidate, confidence: text, relation: 'same', answers: textAnswers, wordFit };
  }
  const relation = saysTheSame(score, wordFit, query) ? 'same' : 'related';
  const content = candidate.contentConfidence;
  return {
    candidate,
    confidence: relation === 'same' ? 1 - (1 - content) * (1 - text * FUSION.wordsWeigh) : content,
    relation,
    answers: contentAnswers(candidate, context) || textAnswers,
    wordFit,
  };
}

/** Words that were read in pictures do not answer earlier because films and pictures shall. */
function contentAnswers({ content, contentConfidence }: Candidate, { mediaFrom }: DecisionContext): boolean {
  const isWriting = content.every(({ evidence }) => evidence.kind === 'ocr');
  return contentConfidence >= (isWriting ? Math.max(mediaFrom, FUSION.mediaAnswer) : mediaFrom);
}

export function textConfidence({ text }: Pick<Candidate, 'text'>, query: TextQuery): number {
  if (!text) return 0;
  const isQuote =
    text.contradictions.length === 0 && ((text.quoted && isMostlyThis(text, query)) || isPieceOfClaim(text));
  return isQuote ? Math.max(text.confidence, FUSION.quoted) : text.confidence;
}

/** The query is nothing but most of the claim, word by word. */
const isPieceOfClaim = ({ features }: TextScore): boolean =>
  features.queryAll >= ENTIRE && features.run >= FUSION.pieceOfClaim;

/** A claim of a few words inside a long text may be there by chance. */
const isMostlyThis = (text: TextScore, query: TextQuery): boolean =>
  text.features.queryIn >= FUSION.quoteCovers ||
  (text.features.mass > FUSION.quoteMass && query.terms.length > FUSION.keywordTerms);

/** Contradictions, little in common, and keywords that are no statement keep a text match out of the answers. */
export function mayAnswer({ text }: Pick<Candidate, 'text'>, query: TextQuery): boolean {
  if (!text || text.contradictions.length > 0 || !saysEnough(text.features)) return false;
  return (
    query.terms.length > FUSION.keywordTerms || (text.quoted && text.features.queryIn >= FUSION.quoteCovers)
  );
}

const fitOf = ({ features, contradicted }: TextScore): number =>
  contradicted ? 0 : Math.max(features.eitherIn, features.queryIn * (FUSION.fits / FUSION.fitsQuery));

/** Without words of one's own, the same picture asks the same question. */
function saysTheSame(score: TextScore | null, wordFit: number, query: TextQuery): boolean {
  if (query.terms.length < FUSION.substantialTerms) return !score?.contradicted;
  return wordFit >= FUSION.fits;
}

/** What answers first; among answers the same claim before the related one; then the likelier. */
function byStrength(a: Judged, b: Judged): number {
  if (a.answers !== b.answers) return a.answers ? -1 : 1;
  if (a.answers && a.relation !== b.relation) return a.relation === 'same' ? -1 : 1;
  if (a.confidence !== b.confidence) return b.confidence - a.confidence;
  // The order of the text ranking stands among items that only words speak for.
  return a.candidate.content.length > 0 && b.candidate.content.length > 0 ? b.wordFit - a.wordFit : 0;
}

type Group = [Judged, ...Judged[]];

/** Items that make the same claim as a stronger one are folded behind it; looks at the first few only. */
function foldSameClaims(judged: Judged[], { texts, query }: DecisionContext): Group[] {
  const groups: Group[] = [];
  for (const one of judged.slice(0, FUSION.folded)) {
    // Behind an answer only what is likely too: words may be much the same and the statement another.
    const mayFold = one.confidence >= FUSION.foldFrom || !groups[0]?.[0].answers;
    const group =
      mayFold &&
      groups.find(
        ([first]) =>
          makeSameClaim(first.candidate, one.candidate, texts) || answerTheSame(first, one, texts, query),
      );
    if (group) group.push(one);
    else groups.push([one]);
  }
  return groups;
}

/**
 * Two sure answers by words, about as likely, that are alike and rest on the same words of the question, say the same of
 * it, even where the rule for texts alone sees too little in common.
 */
function answerTheSame(first: Judged, one: Judged, texts: TextIndex, query: TextQuery): boolean {
  const [a, b] = [first.candidate, one.candidate];
  if (!first.answers || !one.answers || a.content.length > 0 || b.content.length > 0) return false;
  if (!a.text || !b.text) return false;
  return (
    shareOfShared(query, a.text, b.text) >= FUSION.sameOfQuestion &&
    claimLikeness(texts, a.text.slot, b.text.slot) >= FUSION.alike
  );
}

/** The text ranking has grouped what it found; only what came by a link or a file is compared here. */
function makeSameClaim(a: Candidate, b: Candidate, texts: TextIndex): boolean {
  if (a.text && b.text && a.content.length === 0) return a.text.group === b.text.group;
  const slots = [texts.slot(a.id), texts.slot(b.id)] as const;
  return slots[0] !== undefined && slots[1] !== undefined && isSameClaim(texts, slots[0], slots[1]);
}

function chooseSent(groups: Group[], context: DecisionContext): { band: Ranking['band']; groups: Group[] } {
  const { query, bands } = context;
  const [best, ...rest] = groups;
  if (!best) return { band: 'unknown', groups: [] };
  if (best[0].answers) {
    const rivals = rest.filter((group) => isRival(best[0], group[0], query));
    if (rivals.length > 0) return { band: 'choices', groups: [best, ...rivals].slice(0, FUSION.maxChoices) };
    const beside = othersBeside(best, rest, context);
    return { band: 'answered', groups: [best, ...beside].slice(0, FUSION.maxAnswers) };
  }
  const likely = groups.filter(([first]) => first.confidence >= bands.choice || hasKeywords(first, query));
  return likely.length > 0
    ? { band: 'choices', groups: likely.slice(0, FUSION.maxChoices) }
    : { band: 'unknown', groups: [] };
}

/** A few keywords are no statement that could be likely: what has them all is offered. */
const hasKeywords = ({ candidate: { text } }: Judged, query: TextQuery): boolean =>
  text !== null && query.terms.length <= FUSION.keywordTerms && text.features.queryIn >= FUSION.quoteCovers;

/**
 * A compilation may show several films that were checked, an album several pictures: each stretch and each file
 * gets its answer.
 */
function othersBeside(best: Group, rest: Group[], context: DecisionContext): Group[] {
  const sent = [best];
  for (const group of rest) {
    const [one] = group;
    const isSure = contentAnswers(one.candidate, context) && one.relation === best[0].relation;
    if (isSure && sent.every(([other]) => showOtherThings(one.candidate, other.candidate))) sent.push(group);
  }
  return sent.slice(1);
}

/** Whether the strongest evidence for both lies in different files, or in different stretches of one. */
function showOtherThings(a: Candidate, b: Candidate): boolean {
  const [first, second] = [a.content[0]?.evidence.query, b.content[0]?.evidence.query];
  if (first?.file === undefined || second?.file === undefined) return false;
  if (first.file !== second.file) return true;
  const { from: aFrom, to: aTo } = first;
  const { from: bFrom, to: bTo } = second;
  if (aFrom === undefined || aTo === undefined || bFrom === undefined || bTo === undefined) return false;
  return aTo <= bFrom || bTo <= aFrom;
}

/** Whether another claim is about as likely, so that the person has to choose. */
function isRival(best: Judged, other: Judged, query: TextQuery): boolean {
  if (!other.answers || other.relation !== best.relation) return false;
  if (showOtherThings(best.candidate, other.candidate)) return false;
  if (best.confidence - other.confidence > FUSION.tie) return false;
  const wordsTell = query.terms.length > 0 && best.wordFit - other.wordFit >= FUSION.tellsApart;
  return !wordsTell;
}

function toRankedItem(first: Judged, same: Judged[]): RankedItem {
  const { candidate, confidence, relation } = first;
  return {
    id: candidate.id,
    confidence,
    relation,
    evidence: evidenceOf(candidate),
    ...(same.length > 0 ? { sameAs: same.map((one) => one.candidate.id) } : {}),
  };
}

/** What was sent speaks before what was written about it. */
function evidenceOf({ content, text }: Candidate): Evidence[] {
  const evidence = content.map((one) => one.evidence);
  if (text && text.words.length > 0)
    evidence.push({ kind: 'text', score: text.confidence, words: text.words });
  return evidence;
}
