/**
 * What the buttons under our messages carry back to us. A token comes from outside: whoever reads it
 * checks that the tip is the sender's own.
 */
export type ButtonToken =
  | { kind: 'pick'; tipId: number; choice: number }
  | { kind: 'none'; tipId: number }
  | { kind: 'queue'; tipId: number }
  /** The next page of a search; the message that asked for it is looked up again. */
  | { kind: 'more'; messageId: number; page: number }
  | { kind: 'language'; language: string };

export function writeToken(token: ButtonToken): string {
  switch (token.kind) {
    case 'pick':
      return `pick:${token.tipId}:${token.choice}`;
    case 'more':
      return `more:${token.messageId}:${token.page}`;
    case 'language':
      return `language:${token.language}`;
    default:
      return `${token.kind}:${token.tipId}`;
  }
}

/** Null for what we never wrote. */
export function readToken(token: string): ButtonToken | null {
  const [kind, first = '', second = ''] = token.split(':');
  if (kind === 'language') return { kind, language: first };
  const id = readNumber(first);
  if (id === null) return null;
  if (kind === 'none' || kind === 'queue') return { kind, tipId: id };
  const number = readNumber(second);
  if (number === null) return null;
  if (kind === 'more') return { kind, messageId: id, page: number };
  return kind === 'pick' ? { kind, tipId: id, choice: number } : null;
}

const readNumber = (text: string): number | null => (/^\d{1,9}$/u.test(text) ? Number(text) : null);
