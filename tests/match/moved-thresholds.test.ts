import { describe, expect, it } from 'vitest';
import { THRESHOLD_KEYS, THRESHOLD_STEPS } from '../../src/domain/settings.ts';
import { Matcher } from '../../src/match/matcher.ts';
import type { MatchedPart } from '../../src/match/ranking.ts';
import { effectAt, MEASURED, thresholdSteps } from '../../src/match/threshold-effects.ts';
import { textChecks } from '../support/test-archive.ts';

const matcher = new Matcher();
for (const { id, title, claim, summary = null } of textChecks)
  matcher.upsert({ id, title, claim, summary, urls: [], media: id === 'school' ? ['archived'] : [] });

const LOWEST = {
  answerFrom: Math.min(...THRESHOLD_STEPS.answerFrom),
  mediaFrom: Math.min(...THRESHOLD_STEPS.mediaFrom),
};
const words = (text: string): MatchedPart => ({ kind: 'text', text });
const picture = (confidence: number): MatchedPart => ({
  ...{ kind: 'media', file: 0, sha256: 'sent' },
  matches: [{ kind: 'image', sha256: 'archived', score: confidence, confidence }],
});
const bandOf = (part: MatchedPart, options: { answerFrom?: number; mediaFrom?: number } = {}) =>
  matcher.rank([part], options).band;

describe('a threshold that was moved', () => {
  it('answers what is less sure when it is lower, and offers what it answered when it is higher', () => {
    const question = words('هل صحيح أن المخابز في وادي القصب رفعت سعر الخبز إلى عشرة دنانير؟');
    const confidence = matcher.rank([question]).ranked[0]?.confidence ?? 0;
    expect(bandOf(question, { answerFrom: confidence })).toBe('answered');
    expect(bandOf(question, { answerFrom: confidence + 0.01 })).toBe('choices');
  });

  it('does so for media by itself', () => {
    expect(bandOf(picture(0.82))).toBe('choices');
    expect(bandOf(picture(0.82), { mediaFrom: 0.8 })).toBe('answered');
    expect(bandOf(picture(0.9), { mediaFrom: 0.95 })).toBe('choices');
    expect(bandOf(picture(0.82), { answerFrom: LOWEST.answerFrom })).toBe('choices');
  });

  it('lets words that were read in a picture answer later, and never earlier', () => {
    const read = (text: string): MatchedPart => ({ kind: 'ocr', file: 0, text });
    const someOfIt = read('المخابز في وادي القصب رفعوا سعر ربطة');
    const confidence = matcher.rank([someOfIt]).ranked[0]?.confidence ?? 0;
    expect(confidence).toBeGreaterThan(LOWEST.mediaFrom);
    expect(bandOf(someOfIt, LOWEST)).toBe('choices');
    const more = read('سمعت أن بلدية نهر السلال سكبت مواد كيميائية في الآبار ليلة الخميس فاحذروا');
    expect(bandOf(more)).toBe('answered');
    expect(bandOf(more, { mediaFrom: 0.98 })).toBe('choices');
  });

  it.each([
    ['a number', 'أصحاب المخابز في وادي القصب رفعوا سعر ربطة الخبز إلى عشرين دينارا ابتداءً من الغد'],
    ['a negation', 'أصحاب المخابز في وادي القصب لم يرفعوا سعر ربطة الخبز إلى عشرة دنانير ابتداءً من الغد'],
    ['a place', 'بلدية نهر الكثبان سكبت مواد كيميائية في آبار الشرب ليلة الخميس'],
  ])('never answers with what contradicts the question in %s', (_, text) => {
    expect(bandOf(words(text), LOWEST)).toBe('choices');
    expect(bandOf({ kind: 'ocr', file: 0, text }, LOWEST)).not.toBe('answered');
  });
});

describe('the places of a threshold', () => {
  // Fails after the text model was learned anew: then its default is another place.
  it.each(THRESHOLD_KEYS)('of %s each have a measured effect, the default one too', (key) => {
    const unmeasured = thresholdSteps(key).filter((from) => effectAt(key, from) === undefined);
    expect(unmeasured, `measure anew: ${MEASURED[key].command}`).toEqual([]);
  });

  it('answer less and less often as they rise', () => {
    for (const key of THRESHOLD_KEYS) {
      const answered = thresholdSteps(key).map((from) => effectAt(key, from)?.answered ?? 0);
      expect(answered).toEqual([...answered].sort((a, b) => b - a));
    }
  });
});
