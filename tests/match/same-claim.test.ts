import { describe, expect, it } from 'vitest';
import { claimLikeness, isSameClaim } from '../../src/match/same-claim.ts';
import { TextIndex } from '../../src/match/text-index.ts';

const PADDING = [
  'مطعم في نهرين يقدم خبز الشعير مجانا للطلاب',
  'فريق السهول يخسر نهائي الكأس أمام فريق المروج',
  'قطار الليل إلى محطة الياسمين يتوقف شهرا كاملا',
];

/** Whether two claims are one, among others, in either direction. */
function compare(a: string, b: string, titles: [string, string] = ['', '']) {
  const index = new TextIndex();
  for (const [i, claim] of PADDING.entries()) index.upsert(`padding-${i}`, { claim });
  index.upsert('a', { claim: a, title: titles[0] });
  index.upsert('b', { claim: b, title: titles[1] });
  const [one, other] = [index.slot('a') ?? -1, index.slot('b') ?? -1];
  expect(isSameClaim(index, one, other)).toBe(isSameClaim(index, other, one));
  return { same: isSameClaim(index, one, other), likeness: claimLikeness(index, one, other) };
}

describe('two articles of one archive', () => {
  it('make one claim when most of either stands in the other', () => {
    const { same } = compare(
      'حوت أبيض عملاق يظهر في بحيرة الصفصاف قرب القرية',
      'ظهور حوت أبيض عملاق في بحيرة الصفصاف',
    );
    expect(same).toBe(true);
  });

  it('make one claim when their titles do', () => {
    const { same } = compare('شاهدوا ما ظهر للصيادين أمس', 'عجائب الطبيعة في بلادنا الجميلة', [
      'صورة الحوت الأبيض في بحيرة الصفصاف مركبة',
      'صورة مركبة للحوت الأبيض في بحيرة الصفصاف',
    ]);
    expect(same).toBe(true);
  });

  it.each([
    ['another number', 'الوزارة ترفع ضريبة الخبز إلى 12 دينارا', 'الوزارة ترفع ضريبة الخبز إلى 40 دينارا'],
    ['a denial', 'الوزارة ترفع ضريبة الخبز هذا الأسبوع', 'الوزارة لا ترفع ضريبة الخبز هذا الأسبوع'],
    ['an opposite', 'الوزارة ترفع ضريبة الخبز هذا الأسبوع', 'الوزارة تخفض ضريبة الخبز هذا الأسبوع'],
    ['another place', 'زلزال قوي يضرب تونس ليلة الجمعة', 'زلزال قوي يضرب اليمن ليلة الجمعة'],
    ['another name', 'اللاعب سامر الدهان يعتزل كرة القدم', 'اللاعب سامر النجار يعتزل كرة القدم'],
  ])('make two claims when one has %s', (_, a, b) => {
    const { same, likeness } = compare(a, b);
    expect(likeness).toBeGreaterThan(0.5);
    expect(same).toBe(false);
  });
});
