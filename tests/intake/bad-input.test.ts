import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../../src/intake/ask.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { textChecks, WELL_CLAIM, wellCheck } from '../support/test-archive.ts';

let line: TestApp;
beforeAll(async () => {
  line = await startTestApp({ archive: textChecks });
});
afterAll(() => line.end());

const asking = (text: string) => ask(line.core, { id: 'q', files: [], text });
const answeredWith = async (text: string): Promise<string[]> => {
  const { outcome, answers } = await asking(text);
  return outcome === 'answered'
    ? answers.filter(({ sent }) => sent).map(({ factCheck }) => factCheck.id)
    : [];
};

/** The letters of a word as old programs stored them: each in the form it has inside of a word. */
const PRESENTED: Record<string, string> = {
  م: 'ﻤ',
  ن: 'ﻨ',
  ه: 'ﻬ',
  ر: 'ﺮ',
  س: 'ﺴ',
  ل: 'ﻠ',
  ا: 'ﺎ',
  ب: 'ﺒ',
  ي: 'ﻴ',
};
const inPresentationForms = (text: string): string =>
  text.replace(/./gu, (letter) => PRESENTED[letter] ?? letter);

/** Words of nothing that was checked, as many as it takes. */
const LONG = Array.from({ length: 20_000 }, (_, i) => `كلمة${i % 700} غريبة`)
  .join(' ')
  .slice(0, 100_000);

describe('a message without a claim', () => {
  it.each([
    ['only emoji', '😂😂🔥🙏🏽'],
    ['only a question whether it is true', 'هل هذا صحيح؟'],
    ['only invisible characters', '\u200B\u200F\u2068\u2069\uFEFF'],
    ['only signs', '؟؟!!...'],
  ])('is told that there is nothing to look up: %s', async (_, text) => {
    const { outcome, reason, answers, reply } = await asking(text);
    expect({ outcome, reason, answers }).toEqual({
      outcome: 'unsupported',
      reason: 'text-empty',
      answers: [],
    });
    expect(reply).toBe(line.words('unsupported.empty'));
  });

  it.each([
    ['only a link', 'https://example.com/somewhere/else?id=7'],
    ['a verse of the Quran', 'قل هو الله أحد الله الصمد لم يلد ولم يولد ولم يكن له كفوا أحد'],
    ['an insult', 'يا أغبياء يا لصوص كلكم كذابون ومرتزقة ولا تساوون شيئا'],
    ['French', 'Le maire de la ville dément la fermeture du pont à partir de lundi prochain'],
    ['English', 'The mayor of Springfield denies that the monorail will be closed next week'],
    ['several directions', '\u202Ehello مرحبا 123 \u202C שלום \u2067abc\u2069'],
    ['100,000 characters', LONG],
    ['100,000 characters without a space', 'ا'.repeat(50_000) + 'ب'.repeat(50_000)],
  ])('is not answered with a fact-check: %s', async (_, text) => {
    const { outcome, answers, reply } = await asking(text);
    expect(outcome).toBe('unknown');
    expect(answers.some(({ sent }) => sent)).toBe(false);
    expect(reply).not.toContain('checks.example');
  });
});

describe('a claim that is hard to read', () => {
  it.each([
    ['between emoji and with letters said long', `😂😂 ${WELL_CLAIM.replace('آبار', 'آبااااار')} 🔥🔥🔥`],
    ['with invisible characters inside of its words', WELL_CLAIM.replaceAll('ا', '\u200Bا\u200D')],
    ['inside of marks of direction', `\u202B${WELL_CLAIM}\u202C\u200F`],
    ['in presentation forms', inPresentationForms(WELL_CLAIM)],
    ['with every diacritic', WELL_CLAIM.replace(/\p{L}/gu, '$&\u064E\u0651')],
    ['pasted a hundred times', `${WELL_CLAIM}\n`.repeat(100)],
    ['beside French', `Vu sur Facebook, à vérifier svp: ${WELL_CLAIM}`],
    ['pasted until it has 100,000 characters', `${WELL_CLAIM}\n`.repeat(2_000).slice(0, 100_000)],
  ])('is answered all the same: %s', async (_, text) => {
    expect(await answeredWith(text)).toEqual([wellCheck.id]);
  });
});
