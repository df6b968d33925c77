/** A number before a letter (`5G`, `24H2`), a hashtag's or an account's sign. */
const BEFORE = String.raw`(?:\p{N}[\p{N}.,/-]*|[#@])?`;
/** From a Latin letter to the last Latin letter or digit before the next Arabic word, with its signs (`C++`, `5%`). */
const LATIN = String.raw`\p{Script=Latin}(?:[^\p{Script=Arabic}\n\u2066-\u2069]*[\p{Script=Latin}\p{N}])?[+#%]*`;
const PRICE = String.raw`[$€£¥]\p{N}[\p{N}.,]*`;
const RUN = new RegExp(`${BEFORE}${LATIN}|${PRICE}`, 'gu');

/**
 * Where an Arabic text reads from left to right, and the line around would tear it apart: first and last unit, the
 * last not included. Never across the isolates that `Words` puts around names.
 */
export function latinRuns(text: string): [from: number, to: number][] {
  return [...text.matchAll(RUN)].map(({ 0: run, index }) => {
    const end = index + run.length;
    return [index, text[end] === ')' && hasOpenBracket(run) ? end + 1 : end];
  });
}

const hasOpenBracket = (text: string): boolean => text.lastIndexOf('(') > text.lastIndexOf(')');

/** Embeddings and overrides: they would let a text show its own letters backwards. Isolates are harmless. */
const OVERRIDES = /[\u202a-\u202e]/gu;

export const withoutOverrides = (text: string): string => text.replace(OVERRIDES, '');

export const OPEN_ISOLATE = '\u2066';
export const CLOSE_ISOLATE = '\u2069';

/** With marks that keep every such part whole. */
export function withLatinIsolated(text: string): string {
  let marked = '';
  let end = 0;
  for (const [from, to] of latinRuns(text)) {
    marked += text.slice(end, from) + OPEN_ISOLATE + text.slice(from, to) + CLOSE_ISOLATE;
    end = to;
  }
  return marked + text.slice(end);
}
