import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Evidence, Match } from '../../src/domain/evidence.ts';
import type { FactCheck } from '../../src/domain/fact-check.ts';
import { RATINGS } from '../../src/domain/rating.ts';
import { plainText } from '../../src/domain/rich-text.ts';
import { PROJECT_ROOT } from '../../src/project-root.ts';
import { readToken, writeToken } from '../../src/reply/button-tokens.ts';
import { ReplyComposer } from '../../src/reply/compose.ts';
import { formatClock } from '../../src/reply/fact-check-card.ts';
import { Words } from '../../src/words.ts';

const words = await Words.load(join(PROJECT_ROOT, 'locales'), 'ar-u-nu-latn');
const arabic = new ReplyComposer(words, 'ar');
const english = new ReplyComposer(words, 'en');

const factCheck = (changes: Partial<FactCheck> = {}): FactCheck => ({
  id: 'a',
  url: 'https://checks.example/a',
  title: 'عنوان التحقّق',
  claim: 'الادعاء',
  rating: 'misleading',
  ratingLabel: null,
  summary: 'سطر واحد.',
  body: 'نص لا يُعرض',
  publisher: 'مرصد الاختبار',
  datePublished: '2025-03-09',
  language: 'ar',
  appearances: [],
  isExample: false,
  ...changes,
});
const match = (changes: Partial<FactCheck> = {}, evidence: Evidence[] = []): Match => ({
  factCheck: factCheck(changes),
  confidence: 0.9,
  relation: 'same',
  evidence,
});
const textOf = (...matches: Match[]): string => plainText(arabic.answer(matches).text);
const t = (key: string, params = {}): string => words.t('ar', `reply:${key}`, params);

describe('the answer', () => {
  it('has rating, title, summary, publisher, date and link, and nothing of the body', () => {
    const date = words.date('ar', '2025-03-09') ?? '';
    expect(textOf(match()).split('\n')).toEqual([
      expect.stringContaining(words.t('ar', 'ratings:misleading')),
      'عنوان التحقّق',
      'سطر واحد.',
      t('published.by', { publisher: 'مرصد الاختبار', date }),
      'https://checks.example/a',
    ]);
  });

  it.each(RATINGS)('has words for the rating %s in both languages', (rating) => {
    for (const composer of [arabic, english]) {
      const [line] = composer.answer([match({ rating })]).text;
      expect(line?.some((span) => span.rating === rating && span.text.length > 1)).toBe(true);
    }
  });

  it("keeps the publisher's own label where no rating of ours fits", () => {
    expect(textOf(match({ rating: 'other', ratingLabel: 'خارج السياق' }))).toContain('خارج السياق');
  });

  it('leaves out lines it has nothing for', () => {
    const bare = { summary: null, publisher: null, datePublished: null, url: '' };
    expect(textOf(match(bare)).split('\n')).toHaveLength(2);
    expect(textOf(match({ publisher: null }))).toContain(
      t('published.date', { date: words.date('ar', '2025-03-09') ?? '' }),
    );
    expect(textOf(match({ datePublished: null }))).toContain(
      t('published.byOnly', { publisher: 'مرصد الاختبار' }),
    );
  });

  it('names others who checked the same claim, each with result and link', () => {
    const sameAs = [
      factCheck({ id: 'b', url: 'https://other.example/b', publisher: 'مرصد آخر', rating: 'fake' }),
      factCheck({ id: 'c', url: 'https://third.example/c', publisher: null, title: 'عنوان ثالث' }),
    ];
    const lines = plainText(arabic.answer([{ ...match(), sameAs }]).text).split('\n');
    const other = (name: string, rating: string) =>
      t('sameAs.item', { name, rating: words.t('ar', `ratings:${rating}`) });
    expect(lines.slice(-6)).toEqual([
      'https://checks.example/a',
      t('sameAs.intro'),
      other('مرصد آخر', 'fake'),
      'https://other.example/b',
      other('عنوان ثالث', 'misleading'),
      'https://third.example/c',
    ]);
  });

  it('says which seconds of a film match', () => {
    const evidence: Evidence = {
      kind: 'video',
      score: 1,
      query: { from: 0, to: 5 },
      archive: { from: 62, to: 67 },
    };
    const clock = (seconds: number): string => formatClock(words, 'ar', seconds);
    expect(textOf(match({}, [evidence]))).toContain(
      t('matched.video', {
        queryFrom: clock(0),
        queryTo: clock(5),
        archiveFrom: clock(62),
        archiveTo: clock(67),
      }),
    );
    expect(clock(62)).toBe('\u20661:02\u2069');
  });

  it('shows the second that a player would show', () => {
    expect(formatClock(words, 'ar', 3_599.6)).toBe('\u206659:59\u2069');
  });

  it.each([
    ['exact', { kind: 'exact', score: 1 }],
    ['image', { kind: 'image', score: 1 }],
    ['still', { kind: 'image', score: 1, archive: { from: 3 } }],
    ['videoAt', { kind: 'video', score: 1, query: { from: 1, to: 1.4 }, archive: { from: 3 } }],
    ['audio', { kind: 'audio', score: 1, query: { from: 0, to: 4 }, archive: { from: 1, to: 5 } }],
  ] satisfies [string, Evidence][])('says in its own words what matched: %s', (key, evidence) => {
    const [constant = ''] = t(`matched.${key}`, {
      queryFrom: '|',
      queryTo: '|',
      archiveFrom: '|',
      archiveTo: '|',
    }).split('|');
    expect(textOf(match({}, [evidence]))).toContain(constant);
  });

  it('explains no words that match', () => {
    const evidence: Evidence = { kind: 'text', score: 1, words: ['كلمة'] };
    expect(textOf(match({}, [evidence]))).toBe(textOf(match()));
  });

  it('marks what comes from the fictional archive', () => {
    expect(textOf(match({ isExample: true }))).toContain(t('example'));
  });
});

describe('the choices', () => {
  it('of one candidate are a yes and a no', () => {
    const { text, buttons } = arabic.choices(7, [match({ title: 'الوحيد' })]);
    expect(plainText(text)).toContain('الوحيد');
    expect(buttons).toEqual([
      [{ label: t('choices.yes'), token: 'pick:7:0' }],
      [{ label: t('choices.none'), token: 'none:7' }],
    ]);
  });

  it('are numbered, with a button each and one for none of them', () => {
    const { text, buttons } = arabic.choices(7, [match({ title: 'الأول' }), match({ title: 'الثاني' })]);
    expect(plainText(text)).toContain(t('listItem', { number: '1', text: 'الأول' }));
    const tokens = buttons?.flat().map((button) => ('token' in button ? readToken(button.token) : null));
    expect(tokens).toEqual([
      { kind: 'pick', tipId: 7, choice: 0 },
      { kind: 'pick', tipId: 7, choice: 1 },
      { kind: 'none', tipId: 7 },
    ]);
  });

  it('keep a title that looks like a placeholder as it is', () => {
    const title = '{{number}} $t(name) </b>';
    expect(plainText(arabic.choices(1, [match({ title })]).text)).toContain(title);
    expect(textOf(match({ title, publisher: '{{date}}' }))).toContain(title);
  });
});

describe('the number of other people', () => {
  it('is not named when nobody else asked', () => {
    expect(plainText(arabic.unknown(0).text)).toBe(t('unknown.text'));
  });

  it.each([1, 2, 5, 11, 100])('agrees with its noun in Arabic: %i', (count) => {
    const form = new Intl.PluralRules('ar').select(count);
    const text = plainText(arabic.unknown(count).text);
    expect(text).toContain(words.t('ar', 'reply:unknown.others', { count }));
    expect(new Set([0, 1, 2, 5, 11, 100].map((n) => plainText(arabic.unknown(n).text))).size).toBe(6);
    if (form !== 'one' && form !== 'two') expect(text).toContain(String(count));
  });
});

describe('the direction', () => {
  it('follows the language', () => {
    expect(arabic.text('command.help').direction).toBe('rtl');
    expect(english.text('command.help').direction).toBe('ltr');
  });
});

describe('a button token', () => {
  it.each([
    { kind: 'pick', tipId: 12, choice: 2 },
    { kind: 'none', tipId: 999_999_999 },
    { kind: 'queue', tipId: 1 },
    { kind: 'language', language: 'en' },
  ] as const)('comes back as it was written: %j', (token) => {
    const written = writeToken(token);
    expect(readToken(written)).toEqual(token);
    // Telegram's limit of what a button carries.
    expect(Buffer.byteLength(written)).toBeLessThanOrEqual(64);
  });

  it.each([
    '',
    'pick',
    'pick:1',
    'pick:1:',
    'pick:a:1',
    'none:',
    'none:1.5',
    'none:9999999999',
    'other:1',
    ' none:1',
  ])('of another hand is not read: %j', (token) => {
    expect(readToken(token)).toBeNull();
  });
});
