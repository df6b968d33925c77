import { decodeEntities } from '../html-text.ts';

/** The JSON-LD blocks of an HTML page. */
export function* jsonLdBlocks(html: string): Generator<string> {
  const opening = /<script\b[^>]{0,500}?\btype\s*=\s*["']?application\/ld\+json\b[^>]{0,500}>/giu;
  const lower = html.toLowerCase();
  for (let match = opening.exec(html); match; match = opening.exec(html)) {
    const from = opening.lastIndex;
    const end = lower.indexOf('</script', from);
    yield unwrapped(html.slice(from, end === -1 ? html.length : end));
    if (end === -1) return;
    opening.lastIndex = end;
  }
}

/** Some systems wrap a block into a comment or CDATA, or escape its quotes. */
function unwrapped(block: string): string {
  const text = block
    .trim()
    .replace(/^(?:<!--|\/\*\s*<!\[CDATA\[\s*\*\/|<!\[CDATA\[)/u, '')
    .replace(/(?:-->|\/\*\s*\]\]>\s*\*\/|\]\]>)$/u, '')
    .trim();
  return text.includes('"') ? text : decodeEntities(text);
}
