import { describe, expect, it } from 'vitest';
import { analyzeText } from '../../src/fingerprint/arabic-text.ts';
import { TextIndex, type TextQuery } from '../../src/match/text-index.ts';
import { saysEnough, scoreText, shareOfShared, type TextScore } from '../../src/match/text-score.ts';

const CLAIMS = {
  bridge: 'انهيار جسر الملاحين القديم بعد العاصفة',
  bridgeToo: 'سقوط جسر الملاحين القديم في النهر صباح الجمعة',
  storm: 'العاصفة تقتلع أشجار البستان الشرقي',
  player: 'اللاعب سامر الدهان يعتزل كرة القدم بعد خسارة النهائي',
};

const index = new TextIndex();
for (const [id, claim] of Object.entries(CLAIMS)) index.upsert(id, { claim });

const queryOf = (text: string): TextQuery => index.prepare(analyzeText(text));
function scoreOf(query: TextQuery, id: keyof typeof CLAIMS): TextScore {
  const slot = index.slot(id);
  if (slot === undefined) throw new Error(`${id} is not in the index`);
  return scoreText(index, query, slot);
}

describe('what two candidates share with a question', () => {
  const query = queryOf('شاهدوا انهيار جسر الملاحين القديم بعد العاصفة التي مرت أمس');

  it('is much the same when they rest on the same words of it', () => {
    const share = shareOfShared(query, scoreOf(query, 'bridge'), scoreOf(query, 'bridgeToo'));
    expect(share).toBeGreaterThan(0.5);
  });

  it('is little when they rest on different words of it', () => {
    expect(shareOfShared(query, scoreOf(query, 'bridgeToo'), scoreOf(query, 'storm'))).toBeLessThan(0.2);
    expect(shareOfShared(query, scoreOf(query, 'bridge'), scoreOf(query, 'player'))).toBeLessThan(0.2);
  });
});

describe('what may answer on words alone', () => {
  const enough = (text: string, id: keyof typeof CLAIMS): boolean =>
    saysEnough(scoreOf(queryOf(text), id).features);

  it('is a claim that the question makes, briefly or at length', () => {
    expect(enough(CLAIMS.player, 'player')).toBe(true);
    expect(
      enough(`قال لي جاري في السوق كلاما كثيرا عن الطقس والأسعار ثم ذكر أن ${CLAIMS.player}`, 'player'),
    ).toBe(true);
  });

  it('is not a claim of which the question says a name only', () => {
    const other = 'اللاعب سامر الدهان يفتتح مطعما للمأكولات البحرية ويوزع الحلوى على أطفال الحي أسبوعا كاملا';
    expect(enough(other, 'player')).toBe(false);
  });
});
