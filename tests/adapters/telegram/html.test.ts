import { describe, expect, it } from 'vitest';
import { escapeHtml, toHtml } from '../../../src/adapters/telegram/html.ts';
import { isBlank, prepared, sendable, visibleLength } from '../../../src/adapters/visible-text.ts';
import { webUrl } from '../../../src/adapters/web-url.ts';
import { parseHtml } from '../../standins/bot-api/html-entities.ts';

describe('Telegram HTML', () => {
  it('writes bold, italic and links, one line under the other', () => {
    const html = toHtml([
      [{ text: 'زائف', style: 'bold' }, { text: ' — ' }, { text: 'تصنيف', style: 'italic' }],
      [{ text: 'التحقّق', href: 'https://example.org/a', style: 'bold' }],
    ]);
    expect(html).toBe('<b>زائف</b> — <i>تصنيف</i>\n<b><a href="https://example.org/a">التحقّق</a></b>');
  });

  it('shows a hostile title as it was written, without obeying it', () => {
    const title = '</b><a href="tg://user?id=1">x</a> & <script> "quoted" &lt;';
    const html = toHtml([[{ text: title, style: 'bold' }]]);
    expect(parseHtml(html)).toEqual({
      text: title,
      entities: [{ type: 'bold', offset: 0, length: title.length }],
    });
  });

  it('keeps quotes and ampersands of an address inside its attribute', () => {
    const html = toHtml([[{ text: 'رابط', href: 'https://example.org/?a=1&b="><b>x' }]]);
    expect(parseHtml(html).entities).toEqual([
      { type: 'text_link', offset: 0, length: 4, url: 'https://example.org/?a=1&b=%22%3E%3Cb%3Ex' },
    ]);
  });

  it.each(['javascript:alert(1)', 'tg://resolve?domain=x', 'file:///etc/passwd', 'no address', ''])(
    'links to web pages only: %s stays text',
    (href) => {
      expect(toHtml([[{ text: 'نص', href }]])).toBe('نص');
    },
  );

  it('writes no tags around nothing', () => {
    expect(toHtml([[{ text: ' ', style: 'bold', href: 'https://example.org' }], []])).toBe(' \n');
  });

  it('escapes what Telegram reads as markup and nothing else', () => {
    expect(escapeHtml(`<&>"'`)).toBe(`&lt;&amp;&gt;&quot;'`);
  });

  it('gives Arabic addresses their normal form', () => {
    expect(webUrl('https://example.org/تحقّق')).toMatch(/^https:\/\/example\.org\/%D8/u);
  });
});

describe('the visible text', () => {
  it('is counted in UTF-16 units without markup', () => {
    expect(visibleLength([[{ text: 'أ😀', href: 'https://example.org' }], [{ text: '<b>' }]])).toBe(
      3 + 1 + 3,
    );
  });

  it('loses what Telegram refuses to carry', () => {
    expect(sendable('a\u0000b\ud83dc\nd\te\r')).toBe('abc\nd\te');
  });

  it.each(['', ' \n\t', '\u200f\u2068\u2069', '\u2800'])('is blank when nothing can be seen: %j', (text) => {
    expect(isBlank([[{ text }]])).toBe(true);
  });

  it('gets a mark where a line of an Arabic message begins with a Latin name', () => {
    const text = [[{ text: 'Reuters نشرت الصورة' }], [{ text: 'نص' }], [{ text: '' }], [{ text: '3.' }]];
    const lines = prepared({ text, direction: 'rtl' }).map((line) => line.map((span) => span.text).join(''));
    expect(lines).toEqual(['\u200FReuters نشرت الصورة', 'نص', '', '\u200F3.']);
  });

  it('gets a mark where a line of an English message begins with an Arabic name', () => {
    const [line] = prepared({ text: [[{ text: 'تبيّن answers' }]], direction: 'ltr' });
    expect(line?.[0]?.text).toBe('\u200E');
  });
});
