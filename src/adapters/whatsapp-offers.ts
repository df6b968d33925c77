import type { Button } from '../domain/message.ts';
import type { Line, RichText } from '../domain/rich-text.ts';
import { sendable } from './visible-text.ts';
import { webUrl } from './web-url.ts';

/** What is offered under a message: answers to press, and pages to open. */
export interface Offers {
  answers: { label: string; token: string }[];
  links: { label: string; url: string }[];
}

export function offersOf(rows: Button[][] = []): Offers {
  const buttons = rows
    .flat()
    .map((button) => ({ ...button, label: sendable(button.label).replace(/\s+/gu, ' ').trim() }))
    .filter(({ label }) => label !== '');
  return {
    answers: buttons.flatMap((button) => ('token' in button ? [button] : [])),
    links: buttons.flatMap((button) => ('url' in button ? [button] : [])),
  };
}

/** Buttons that open a page are links in the text: WhatsApp has no room for them beside answers. */
export function withLinks(text: RichText, { links }: Offers): RichText {
  const lines = links.flatMap(({ label, url }): Line[] => {
    const address = webUrl(url);
    return address === null ? [] : [[{ text: `${label}: ` }, { text: address, href: address }]];
  });
  return lines.length === 0 ? text : [...text, [{ text: '' }], ...lines];
}

/** One link is the fact-check itself; of several, the first would look like the answer. */
export function hasOneLink(text: RichText): boolean {
  const links = new Set(text.flat().flatMap((span) => webUrl(span.href) ?? []));
  return links.size === 1;
}
