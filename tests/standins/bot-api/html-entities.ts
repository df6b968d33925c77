import { badRequest } from './refusal.ts';

export interface Entity {
  type: string;
  offset: number;
  length: number;
  url?: string;
}

interface OpenTag {
  name: string;
  type: string;
  offset: number;
  url?: string;
}

const TYPES: Record<string, string> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  span: 'spoiler',
  'tg-spoiler': 'spoiler',
  'tg-emoji': 'custom_emoji',
  a: 'text_link',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
};

const NAMED: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };

/**
 * Telegram's HTML style (Bot API, "HTML style"): a small set of tags that must nest, four named entities, numeric
 * entities. Anything else is refused with "can't parse entities".
 */
export function parseHtml(html: string): { text: string; entities: Entity[] } {
  const open: OpenTag[] = [];
  const entities: Entity[] = [];
  let text = '';
  let at = 0;
  const fail = (what: string): never => {
    throw badRequest(`can't parse entities: ${what}`);
  };
  const byteOffset = () => Buffer.byteLength(html.slice(0, at));

  while (at < html.length) {
    if (html[at] !== '<') {
      const end = nextOf(html, '<', at);
      text += decodeEntities(html.slice(at, end));
      at = end;
      continue;
    }
    const tag =
      /^<(\/?)([a-z][a-z0-9-]*)?((?:\s+[a-z-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?)*)\s*>/iu.exec(
        html.slice(at),
      );
    if (!tag) return fail(`Unclosed start tag at byte offset ${byteOffset()}`);
    const [whole, slash, rawName = '', attributes = ''] = tag;
    const name = rawName.toLowerCase();
    if (slash) {
      const last = open.pop();
      if (!last) return fail(`Unexpected end tag at byte offset ${byteOffset()}`);
      if (name !== '' && name !== last.name) {
        fail(
          `Unmatched end tag at byte offset ${byteOffset()}, expected "</${last.name}>", found "</${name}>"`,
        );
      }
      const length = text.length - last.offset;
      if (length > 0 && isMeaningful(last)) {
        entities.push({
          type: last.type,
          offset: last.offset,
          length,
          ...(last.url === undefined ? {} : { url: last.url }),
        });
      }
    } else {
      const type = TYPES[name] ?? fail(`Unsupported start tag "${name}" at byte offset ${byteOffset()}`);
      const href = name === 'a' ? hrefOf(attributes) : undefined;
      open.push({ name, type, offset: text.length, ...(href === undefined ? {} : { url: href }) });
    }
    at += whole.length;
  }
  const unclosed = open.pop();
  if (unclosed) fail(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
  return { text, entities: entities.sort((a, b) => a.offset - b.offset) };
}

const nextOf = (html: string, character: string, from: number): number => {
  const index = html.indexOf(character, from);
  return index === -1 ? html.length : index;
};

/** A link without a proper address loses the link and keeps its words. */
const isMeaningful = (tag: OpenTag): boolean =>
  tag.name !== 'a' || /^(?:https?|tg|ftp|mailto):\S+$/iu.test(tag.url ?? '');

function hrefOf(attributes: string): string | undefined {
  const [, double, single, bare] =
    /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/iu.exec(attributes) ?? [];
  const value = double ?? single ?? bare;
  return value === undefined ? undefined : decodeEntities(value);
}

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/giu,
    (whole, decimal, hex, name: string | undefined) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
