import { expect, it } from 'vitest';
import { RULES, STATES, stepFor } from '../../src/intake/conversation.ts';
import { STEPS } from '../../src/intake/steps.ts';

it('no message is without a step, whatever is expected', () => {
  const events = new Set(RULES.map(({ on }) => on));
  for (const state of STATES)
    for (const event of events) expect(STEPS[stepFor(state, event)]).toBeTypeOf('function');
});

it('every step is reached by a rule', () => {
  const reached = new Set(RULES.map(({ step }) => step));
  expect(Object.keys(STEPS).filter((step) => !reached.has(step as never))).toEqual([]);
});

it('no two rules contradict each other', () => {
  const places = RULES.map(({ in: state, on }) => `${state} ${on}`);
  expect(new Set(places).size).toBe(places.length);
});

it('a rule for the very state comes before the one for any', () => {
  expect(stepFor('choosing', 'yes')).toBe('pick');
  expect(stepFor('feedback', 'yes')).toBe('helped');
  expect(stepFor('free', 'yes')).toBe('lost');
});
