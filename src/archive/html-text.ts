/** Elements whose tags are taken out of a text; anything else in angle brackets is left as written. */
const ELEMENTS = new Set(
  (
    'a abbr address article aside audio b bdi bdo big blockquote body br button canvas caption center cite code ' +
    'col colgroup dd del details dfn div dl dt em embed fieldset figcaption figure font footer form frame h1 h2 h3 ' +
    'h4 h5 h6 head header hr html i iframe img input ins kbd label legend li link main map mark meta nav noscript ' +
    'object ol option p param picture pre q s samp script section select small source span strike strong style sub ' +
    'summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr'
  ).split(' '),
);
/** Elements whose content is no text. */
const SILENT = new Set(['script', 'style', 'template', 'noscript', 'iframe', 'svg']);
/** Elements inside a line of text; the tags of all others end a line. */
const INLINE = new Set(
  'a abbr b bdi bdo big cite code del dfn em font i img ins kbd mark q s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  ensp: ' ',
  emsp: ' ',
  thinsp: ' ',
  shy: '',
  laquo: '«',
  raquo: '»',
  lsaquo: '‹',
  rsaquo: '›',
  ldquo: '“',
  rdquo: '”',
  bdquo: '„',
  lsquo: '‘',
  rsquo: '’',
  sbquo: '‚',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  bull: '•',
  middot: '·',
  deg: '°',
  copy: '©',
  reg: '®',
  trade: '™',
  times: '×',
  divide: '÷',
  plusmn: '±',
  frac12: '½',
  euro: '€',
  pound: '£',
  cent: '¢',
  sect: '§',
  para: '¶',
  iexcl: '¡',
  iquest: '¿',
  szlig: 'ß',
  zwnj: '\u200C',
  zwj: '\u200D',
  lrm: '\u200E',
  rlm: '\u200F',
};
const ACCENTS: Readonly<Record<string, string>> = {
  acute: '\u0301',
  grave: '\u0300',
  circ: '\u0302',
  uml: '\u0308',
  tilde: '\u0303',
  cedil: '\u0327',
};

/** Decodes numeric entities and the named ones that occur in articles; unknown names are left as written. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-zA-Z]{2,8}\d{0,2}));/gu,
    (whole, dec, hex, name) => {
      if (name === undefined) return codePoint(dec === undefined ? Number.parseInt(hex, 16) : Number(dec));
      return NAMED[name] ?? accented(name) ?? whole;
    },
  );
}

function codePoint(code: number): string {
  const isCharacter = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return isCharacter ? String.fromCodePoint(code) : '';
}

function accented(name: string): string | undefined {
  const mark = ACCENTS[name.slice(1)];
  return mark === undefined ? undefined : (name.charAt(0) + mark).normalize('NFC');
}

/**
 * The text of an HTML fragment: tags of known elements and comments are dropped, scripts and styles
 * with their content, entities decoded; block elements become line breaks. Markup that was escaped
 * once more (`&lt;p&gt;`) is taken out as well. Runs in linear time, whatever the input.
 */
export function textOfHtml(html: string): string {
  let text = html;
  for (let round = 0; round < 2; round++) {
    const before = text;
    text = decodeEntities(withoutTags(text));
    if (text === before) break;
  }
  return withoutTags(text);
}

function withoutTags(html: string): string {
  if (!html.includes('<')) return html;
  const lower = html.toLowerCase();
  const kept: string[] = [];
  let from = 0;
  let at = html.indexOf('<');
  while (at !== -1) {
    const end = endOfMarkup(html, lower, at);
    if (end === null) {
      at = html.indexOf('<', at + 1);
      continue;
    }
    kept.push(html.slice(from, at), end.breaks ? '\n' : '');
    from = end.at;
    at = html.indexOf('<', from);
  }
  kept.push(html.slice(from));
  return kept.join('');
}

/** Where the markup that begins at `start` ends; null: it is none. */
function endOfMarkup(html: string, lower: string, start: number): { at: number; breaks: boolean } | null {
  if (html.startsWith('<!--', start)) {
    const close = html.indexOf('-->', start + 4);
    return { at: close === -1 ? html.length : close + 3, breaks: false };
  }
  const tag = /^<(\/?)([a-zA-Z][a-zA-Z0-9]{0,15})(?=[\s/>])/u.exec(html.slice(start, start + 20));
  const name = tag?.[2]?.toLowerCase() ?? '';
  if (!ELEMENTS.has(name)) return null;
  const close = html.indexOf('>', start);
  const breaks = !INLINE.has(name);
  if (close === -1) return { at: html.length, breaks };
  const isOpening = tag?.[1] === '' && html[close - 1] !== '/';
  if (!isOpening || !SILENT.has(name)) return { at: close + 1, breaks };
  const closing = lower.indexOf(`</${name}`, close);
  const after = closing === -1 ? -1 : html.indexOf('>', closing);
  return { at: after === -1 ? html.length : after + 1, breaks };
}
