import type { Child } from 'hono/jsx';
import type { MessagePreview } from '../../domain/message-preview.ts';
import { safeHref } from '../rich-text-view.tsx';

/** A message as its messenger will show it, read from the very text that is sent. */
export function ShownText({ text, markup }: { text: string; markup: MessagePreview['markup'] }) {
  return (
    <>
      {text.split('\n').map((line) => (
        <p dir="auto">{markup === 'html' ? fromHtml(line) : fromMarks(line)}</p>
      ))}
    </>
  );
}

const TOKEN = /<(\/?)([bia])(?: href="([^"]*)")?>|[^<]+|</gu;
const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };
const plain = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot);/gu, (name) => ENTITIES[name] ?? name);

/** Telegram's HTML style (Bot API, "HTML style"), as far as we write it: b, i and a with an address. */
function fromHtml(html: string): Child[] {
  const open: { name: string; href: string; content: Child[] }[] = [{ name: '', href: '', content: [] }];
  for (const [token, slash, name = '', href = ''] of html.matchAll(TOKEN)) {
    const top = open.at(-1);
    if (!top) break;
    if (slash === undefined) top.content.push(plain(token));
    else if (slash === '') open.push({ name, href: plain(href), content: [] });
    else if (open.length > 1) {
      open.pop();
      open.at(-1)?.content.push(<Marked {...top} />);
    }
  }
  return open.flatMap(({ content }) => content);
}

function Marked({ name, href, content }: { name: string; href: string; content: Child[] }) {
  if (name === 'b') return <strong>{content}</strong>;
  if (name === 'i') return <em>{content}</em>;
  return <Linked href={href}>{content}</Linked>;
}

function Linked({ href, children }: { href: string; children?: Child }) {
  const address = safeHref(href);
  if (!address) return <>{children}</>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

/** Marks hold around words, next to the ends of the line, spaces or punctuation; addresses become links. */
const MARK =
  /(https?:\/\/\S+)|(?<![\p{L}\p{N}])\*(\S(?:[^*]*\S)?)\*(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])_(\S(?:[^_]*\S)?)_(?![\p{L}\p{N}])/gu;

/** WhatsApp's marks: *bold*, _italic_. */
function fromMarks(line: string): Child[] {
  const parts: Child[] = [];
  let end = 0;
  for (const { 0: whole, 1: link, 2: bold, 3: italic, index } of line.matchAll(MARK)) {
    parts.push(line.slice(end, index));
    if (link) parts.push(<Linked href={link}>{link}</Linked>);
    else if (bold) parts.push(<strong>{fromMarks(bold)}</strong>);
    else parts.push(<em>{fromMarks(italic ?? '')}</em>);
    end = index + whole.length;
  }
  return [...parts, line.slice(end)];
}
