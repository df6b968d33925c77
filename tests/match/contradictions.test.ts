import { describe, expect, it } from 'vitest';
import { analyzeText } from '../../src/fingerprint/arabic-text.ts';
import type { Contradiction } from '../../src/match/contradictions.ts';
import { TextIndex } from '../../src/match/text-index.ts';
import { scoreText } from '../../src/match/text-score.ts';

/** What in the claim contradicts the question, in an archive of that claim alone. */
function contradictions(claim: string, question: string): Contradiction[] {
  const index = new TextIndex();
  index.upsert('claim', { claim });
  const slot = index.slot('claim');
  if (slot === undefined) throw new Error('the claim is not in the index');
  return scoreText(index, index.prepare(analyzeText(question)), slot).contradictions;
}

describe('numbers', () => {
  const claim = 'غرق 12 قاربا في ميناء الصيادين';

  it('contradict when another one stands beside the same word', () => {
    expect(contradictions(claim, 'يقولون غرق 20 قاربا في ميناء الصيادين')).toContain('number');
    expect(contradictions(claim, 'يقولون غرق اثنا عشر قاربا في ميناء الصيادين')).toEqual([]);
  });

  it('contradict only their own kind', () => {
    const dated = 'غرق قارب الصيادين في الميناء يوم 31 يوليو';
    expect(contradictions(dated, 'قائد القارب عمره 19 عاما وغرق في الميناء مع الصيادين')).toEqual([]);
    expect(contradictions(dated, 'غرق قارب الصيادين في الميناء يوم 5 أغسطس')).toContain('number');
  });
});

describe('places', () => {
  const claim = 'إغلاق المدارس في باريس بسبب الحر';

  it('contradict when neither lies in the other', () => {
    expect(contradictions(claim, 'إغلاق المدارس في مدريد بسبب الحر')).toContain('place');
    expect(contradictions(claim, 'إغلاق المدارس في مرسيليا بسبب الحر')).toContain('place');
  });

  it('agree when one lies in the other, also behind a joined letter', () => {
    expect(contradictions(claim, 'إغلاق المدارس في فرنسا بسبب الحر')).not.toContain('place');
    expect(contradictions(claim, 'إغلاق المدارس بفرنسا بسبب الحر')).not.toContain('place');
  });

  it('are not seen in words that only look like them', () => {
    const claim = 'قارب في عرض البحر يحمل سورة الكهف إلى ميناء دبي';
    expect(contradictions(claim, 'قارب في عرض البحر يحمل سورة الكهف')).toEqual([]);
  });
});

describe('denial', () => {
  const claim = 'البلدية تغلق الجسر الحجري أمام الشاحنات';

  it('contradicts what the other says', () => {
    expect(contradictions(claim, 'البلدية لم تغلق الجسر الحجري أمام الشاحنات')).toContain('negation');
  });

  it('is the same with a negator typed together with its verb', () => {
    const denied = 'الحارس لا يستطيع فتح البوابة الحديدية';
    expect(contradictions(denied, 'الحارس لايستطيع فتح البوابة الحديدية')).toEqual([]);
  });

  it('is not heard in a phrase that only looks like one', () => {
    expect(contradictions(claim, 'البلدية لا تزال تغلق الجسر الحجري أمام الشاحنات')).toEqual([]);
  });

  it('agrees with prevention', () => {
    const prevented = 'البلدية تمنع دخول الشاحنات إلى السوق الحجري';
    const question = 'البلدية تعلن عدم دخول الشاحنات إلى السوق الحجري';
    expect(contradictions(prevented, question)).not.toContain('negation');
  });
});

describe('opposites', () => {
  const claim = 'ارتفاع أسعار القمح في السوق المركزي';

  it('contradict in the same place of both', () => {
    expect(contradictions(claim, 'انخفاض أسعار القمح في السوق المركزي')).toContain('opposite');
  });

  it('agree when one of them is denied', () => {
    expect(contradictions(claim, 'عدم انخفاض أسعار القمح في السوق المركزي')).not.toContain('opposite');
  });
});
