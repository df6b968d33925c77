import { composeText, foldLetters } from '../fingerprint/arabic-letters.ts';
import { LANGUAGES, type Language, type Words } from '../words.ts';

/** Short things people say to the bot, whole messages: what they mean is the same in every language. */
export const REMARKS = [
  'greeting',
  'thanks',
  'abuse',
  'yes',
  'no',
  'none',
  'more',
  'stop',
  'resume',
  'help',
  'mytips',
  'language',
  'forget',
] as const;
export type Remark = (typeof REMARKS)[number];

export type Heard =
  | { kind: Remark }
  | { kind: 'number'; number: number }
  | { kind: 'name'; language: Language }
  /** "Search for" and what follows it. */
  | { kind: 'search'; words: string };

/** Longer messages say more than a remark. */
const LONGEST = 60;
/** A message of more words than this holds more than an insult. */
const ABUSE_WORDS = 5;
/** A digit alone, or as people number things: "1", "1.", "(2)". */
const NUMBER = /^[(\s]*(\d)\s*[.)\-:]*\s*$/u;
/** Thumbs, folded hands, flowers, hearts, clapping, with and without a skin tone. */
const THANKING_EMOJI = /^(?:\s|(?:👍|🙏|👏|👌|🌹|💐|❤|💚)(?:\p{Emoji_Modifier}|\uFE0F)?)+$/u;

/** Understands remarks by the lists in `locales/<language>/heard.json`, in all languages at any time. */
export class Listener {
  readonly #remarks = new Map<string, Remark>();
  readonly #insults = new Set<string>();
  readonly #names = new Map<string, Language>();
  readonly #numbers = new Map<string, number>();
  readonly #searches: string[] = [];

  constructor(words: Words) {
    for (const language of LANGUAGES) {
      const list = (name: string): string[] => words.t(language, `heard:${name}`).split('|').map(plain);
      for (const remark of REMARKS) for (const phrase of list(remark)) this.#remarks.set(phrase, remark);
      for (const insult of list('abuse')) this.#insults.add(insult);
      for (const name of list('native')) this.#names.set(name, language);
      for (const [i, names] of list('numbers').entries()) {
        for (const name of names.split(' ')) this.#numbers.set(name, i + 1);
      }
      this.#searches.push(...list('search'));
    }
  }

  /** Null when the message is more than a remark. */
  hear(text: string): Heard | null {
    if (text.length > LONGEST) return this.#searchIn(text);
    if (THANKING_EMOJI.test(text) && /\S/u.test(text)) return { kind: 'thanks' };
    const said = plain(text);
    const digit = NUMBER.exec(said)?.[1];
    const number = digit === undefined ? this.#numbers.get(said) : Number(digit);
    if (number !== undefined) return { kind: 'number', number };
    const language = this.#names.get(said);
    if (language) return { kind: 'name', language };
    const remark = this.#remarks.get(said);
    if (remark) return { kind: remark };
    if (this.#isAbuse(said)) return { kind: 'abuse' };
    return this.#searchIn(text);
  }

  #isAbuse(said: string): boolean {
    const words = said.split(' ');
    if (words.length > ABUSE_WORDS) return false;
    const insults = words.filter((word) => this.#insults.has(word)).length;
    // "The dog ate the bread" is no abuse: insults must be most of what is said.
    return insults > 0 && insults * 2 >= words.length;
  }

  #searchIn(text: string): Heard | null {
    const words = text.trim().split(/\s+/u);
    for (const phrase of this.#searches) {
      const length = phrase.split(' ').length;
      if (words.length <= length || plain(words.slice(0, length).join(' ')) !== phrase) continue;
      return { kind: 'search', words: words.slice(length).join(' ') };
    }
    return null;
  }
}

/** Folded words without marks: what is compared. */
const plain = (text: string): string =>
  foldLetters(composeText(text))
    .replace(/[^\p{L}\p{N}().:\s-]/gu, ' ')
    .replace(/(?<=\p{L})[.:]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
