import { describe, expect, it } from 'vitest';
import { rateLabel, verdictIn } from '../../src/archive/rating-labels.ts';

const rating = (label: string) => rateLabel(label).rating;

describe("a publisher's rating", () => {
  it.each([
    ['صحيح', 'true'],
    ['خبر صحيحٌ', 'true'],
    ['حقيقي', 'true'],
    ['True', 'true'],
    ['Vrai', 'true'],
    ['زائف', 'fake'],
    ['خطأ', 'fake'],
    ['خاطئ', 'fake'],
    ['كاذبة', 'fake'],
    ['مفبرك', 'fake'],
    ['إشاعة', 'fake'],
    ['لا أساس له من الصحة', 'fake'],
    ['عارٍ عن الصحة', 'fake'],
    ['فيديو معدّل', 'fake'],
    ['معدل', 'fake'],
    ['fake', 'fake'],
    ['Pants on Fire!', 'fake'],
    ['FALSO.', 'fake'],
    ['gefälscht', 'fake'],
    ['फ़र्ज़ी', 'fake'],
    ['مُضلِّل', 'misleading'],
    ['تضليل', 'misleading'],
    ['misleading', 'misleading'],
    ['Engañoso', 'misleading'],
    ['não_é_bem_assim', 'misleading'],
    ['Irreführend', 'misleading'],
    ['خارج السياق', 'misleading'],
    ['سياق مجتزأ', 'selective'],
    ['محتوى ناقص', 'selective'],
    ['Missing Context', 'selective'],
    ['excitement', 'sensational'],
    ['إثارة', 'sensational'],
    ['sarcastic', 'satire'],
    ['محتوى ساخر', 'satire'],
    ['خرافة', 'myth'],
    ['مشكوك فيه', 'doubtful'],
    ['غير مؤكد', 'doubtful'],
    ['Unproven', 'doubtful'],
  ])('%s is %s', (label, expected) => {
    expect(rating(label)).toBe(expected);
  });

  it.each([
    ['غير صحيح', 'fake'],
    ['ليس صحيحًا', 'fake'],
    ['ليس خبرًا صحيحًا', 'fake'],
    ['مش حقيقي', 'fake'],
    ['Not true', 'fake'],
    ['nicht wahr', 'fake'],
    ['ليس كاذبًا', 'other'],
    ['غير مضلل', 'other'],
  ])('negated, %s is %s', (label, expected) => {
    expect(rating(label)).toBe(expected);
  });

  it.each([
    ['صحيح جزئيًا', 'selective'],
    ['نصف حقيقي', 'selective'],
    ['Half true', 'selective'],
    ['mostly true', 'selective'],
    ['زائف جزئياً', 'misleading'],
    ['غير صحيح جزئيا', 'misleading'],
    ['Mostly false', 'misleading'],
    ['parcialmente falso', 'misleading'],
    ['True, but missing context', 'selective'],
  ])('halved, %s is %s', (label, expected) => {
    expect(rating(label)).toBe(expected);
  });

  it('is kept as spelled', () => {
    expect(rateLabel('  Falso. ')).toEqual({ rating: 'fake', label: 'Falso', repairs: [] });
  });

  it('that is unknown is kept as other', () => {
    expect(rateLabel('توضيح')).toEqual({ rating: 'other', label: 'توضيح', repairs: ['rating-unknown'] });
  });

  it.each([null, undefined, '', '  ', '—'])('that is missing (%j) says so', (label) => {
    expect(rateLabel(label)).toEqual({ rating: 'other', label: null, repairs: ['rating-missing'] });
  });

  it('does not take a rate for a verdict', () => {
    expect(rating('معدل البطالة في البلدة')).toBe('other');
  });
});

describe('a paragraph as rating', () => {
  it.each([
    [
      'بعد البحث العكسي عن الصورة تبيّن لفريقنا أنه مضلل، لأن الصورة التُقطت في بلدة أخرى قبل أعوام.',
      'misleading',
      'مضلل',
    ],
    [
      'راجعنا سجلات البلدية كلها واتضح أن هذا الادعاء زائف؛ فلم يصدر أي قرار من هذا النوع حتى اليوم.',
      'fake',
      'زائف',
    ],
    ['خبر كاذب - لم تعلن هيئة النقل في مرسى اللؤلؤ أي زيادة في أسعار التذاكر', 'fake', 'خبر كاذب'],
    ['FALSE: The bridge in the picture stands in another town and was built years ago', 'fake', 'FALSE'],
    [
      'تحققنا من الأرقام مع مكتب الإحصاء ووجدنا أن الادعاء غير صحيح جزئيًا لأن العينة صغيرة',
      'misleading',
      'غير صحيح جزئيًا',
    ],
    ['غير صحيح أن بلدية الحجر الأبيض قررت إغلاق السوق القديم هذا الصيف', 'fake', 'غير صحيح'],
  ])('gives the verdict it announces: %s', (paragraph, expected, label) => {
    expect(rateLabel(paragraph)).toEqual({ rating: expected, label, repairs: ['label-too-long'] });
  });

  it('does not take what the rumour says for the verdict', () => {
    const paragraph = 'زعم ناشرون أن الخبر صحيح ثم حذفوه، وبعد الاتصال بالبلدية تبيّن أنه زائف تمامًا.';
    expect(rateLabel(paragraph)).toMatchObject({ rating: 'fake', label: 'زائف' });
  });

  it('without a verdict stays other, with a short label', () => {
    const found = rateLabel(
      'لم تعلن اللجنة المنظمة نتيجة المباراة ولم تفرض عقوبات على الفريق الضيف حتى ساعة نشر هذا التقرير',
    );
    expect(found.rating).toBe('other');
    expect(found.repairs).toEqual(['rating-unknown', 'label-too-long']);
    expect(found.label?.length).toBeLessThanOrEqual(60);
  });

  it('does not begin with a truth that goes on with a but', () => {
    expect(rating('صحيح أن السوق أُغلق يومين لكن السبب أعمال صيانة وليس قرار مصادرة')).toBe('other');
  });

  // A step for each pair of its letters would be 800,000 million: more than fits into the time of a test.
  it('is searched in linear time', () => {
    expect(rateLabel('أن هذا الادعاء '.repeat(60_000)).rating).toBe('other');
  });
});

it('a verdict inside a sentence comes with its words', () => {
  expect(verdictIn('وجدت غرفة التحقق أنها مضلّلة.')).toEqual({ rating: 'misleading', label: 'مضلّلة' });
  expect(verdictIn('تجولنا في السوق المسقوف والتقينا التجار.')).toBeNull();
});
