import { describe, expect, it } from 'vitest';
import type { AnswerFeatures } from '../../src/match/text-features.ts';
import { parseTree, textModel, treeText } from '../../src/match/text-model.ts';

const model = textModel({
  ranking: { trees: [['claimIn', 0.5, -1, ['queryIn', 0.2, 1, 2]], 0.25] },
  answer: {
    start: -1,
    trees: [['lead', 0, -2, ['lead', 3, 0.5, 4]]],
    calibration: [
      [-2, 0.1],
      [0, 0.9],
    ],
  },
  bands: { answer: 0.8, choice: 0.2 },
});
const given = (features: Partial<AnswerFeatures>) => features as AnswerFeatures;

describe('a learned model', () => {
  it('adds up what each tree says, a value at the limit going up', () => {
    expect(model.rank(given({ claimIn: 0.49, queryIn: 1 }))).toBe(-0.75);
    expect(model.rank(given({ claimIn: 0.5, queryIn: 0.1 }))).toBe(1.25);
    expect(model.rank(given({ claimIn: 0.9, queryIn: 0.2 }))).toBe(2.25);
  });

  it('reads probabilities off the calibration, between its points and beyond its ends', () => {
    expect(model.probability(given({ lead: -1 }))).toBe(0.1);
    expect(model.probability(given({ lead: 1 }))).toBeCloseTo(0.7);
    expect(model.probability(given({ lead: 5 }))).toBe(0.9);
  });

  it('reads a tree from its line of text and writes the same line', () => {
    const line = 'claimIn<0.5?-1:(queryIn<0.2?1:2.25)';
    expect(parseTree(line)).toEqual(['claimIn', 0.5, -1, ['queryIn', 0.2, 1, 2.25]]);
    expect(treeText(parseTree(line))).toBe(line);
    expect(parseTree('-0.25')).toBe(-0.25);
    expect(() => parseTree('claimIn<0.5?-1')).toThrow(SyntaxError);
  });
});
