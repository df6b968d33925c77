/** Takes links, addresses, hashtags and handles out of a text before its words are read. */

const MAX_LINK = 2048;
const MAX_ADDRESS = 254;
const LINK_START = /https?(?::\/\/|%3a%2f%2f)|www\./iu;
/** `example.org/page`, `example.com`: without a path only under the endings people write bare. */
const BARE_LINK =
  /^[a-z0-9-]+(?:\.[a-z0-9-]+){0,4}\.(?:[a-z]{2,12}\/\S*|com|net|org|info|tv|me|news|ly|co|io)\/?$/iu;
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/u;
/** What a sentence puts around a link. */
const AROUND = new Set('("\'«“‘<[{)»”’>]},.;:!?،؛؟…');

/** Without one of these a chunk is no link, address or tag. */
const MARKED = /[.:%@#_]/u;

export interface TextPieces {
  /** The text without links and addresses; tags are split into words that each begin with `#`. */
  words: string;
  urls: string[];
}

export function splitText(text: string): TextPieces {
  // A byte order mark separates words here, but would fall away later.
  if (!MARKED.test(text) && !text.includes('\uFEFF')) return { words: text, urls: [] };
  const urls: string[] = [];
  const words: string[] = [];
  for (const chunk of text.split(/\s+/u)) {
    if (chunk === '') continue;
    if (!MARKED.test(chunk)) {
      words.push(chunk);
      continue;
    }
    const start = chunk.search(LINK_START);
    if (start >= 0) {
      words.push(...wordsOf(chunk.slice(0, start)));
      const url = withoutBrackets(chunk.slice(start));
      if (url.length <= MAX_LINK) urls.push(url);
    } else if (chunk.length <= MAX_LINK && chunk.includes('.') && BARE_LINK.test(withoutBrackets(chunk))) {
      urls.push(withoutBrackets(chunk));
    } else if (chunk.length <= MAX_ADDRESS && chunk.includes('@') && ADDRESS.test(chunk)) {
    } else words.push(...wordsOf(chunk));
  }
  return { words: words.join(' '), urls: [...new Set(urls)] };
}

function withoutBrackets(chunk: string): string {
  let start = 0;
  let end = chunk.length;
  while (start < end && AROUND.has(chunk[start] ?? '')) start++;
  while (end > start && AROUND.has(chunk[end - 1] ?? '')) end--;
  return chunk.slice(start, end);
}

/** `#لقاح_القمر` and `@StayHome` as words, each with `#` before it: underscores and capitals inside separate. */
function wordsOf(chunk: string): string[] {
  if (chunk === '') return [];
  const tag = chunk.startsWith('@') ? 0 : chunk.indexOf('#');
  if (tag < 0) return [chunk.replaceAll('_', ' ')];
  const split = chunk.slice(tag).replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2');
  const words = split.split(/[#@_\s]+/u).filter(Boolean);
  return [chunk.slice(0, tag).replaceAll('_', ' '), ...words.map((word) => `#${word}`)];
}
