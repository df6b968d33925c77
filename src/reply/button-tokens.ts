/** Kinds of tokens that carry the id of a tip and nothing else. */
const OF_TIP = ['none', 'queue', 'helped', 'unhelped', 'unfollow'] as const;
/** Kinds that carry nothing. */
const ALONE = ['resume', 'forget', 'keep'] as const;

export const REASONS = ['other', 'unclear', 'disagree'] as const;
export type Reason = (typeof REASONS)[number];

/**
 * What the buttons under our messages carry back to us. A token comes from outside: whoever reads it
 * checks that the tip is the sender's own.
 */
export type ButtonToken =
  | { kind: 'pick'; tipId: number; choice: number }
  | { kind: (typeof OF_TIP)[number]; tipId: number }
  /** Why an answer did not help: place in `REASONS`. */
  | { kind: 'reason'; tipId: number; choice: number }
  /** The next page of a search; the message that asked for it is looked up again. */
  | { kind: 'more'; messageId: number; page: number }
  | { kind: 'language'; language: string }
  | { kind: (typeof ALONE)[number] };

export type ButtonKind = ButtonToken['kind'] | 'unknown';

export function writeToken(token: ButtonToken): string {
  switch (token.kind) {
    case 'pick':
    case 'reason':
      return `${token.kind}:${token.tipId}:${token.choice}`;
    case 'more':
      return `more:${token.messageId}:${token.page}`;
    case 'language':
      return `language:${token.language}`;
    case 'resume':
    case 'forget':
    case 'keep':
      return token.kind;
    default:
      return `${token.kind}:${token.tipId}`;
  }
}

/** Null for what we never wrote. */
export function readToken(token: string): ButtonToken | null {
  const [kind = '', first = '', second = ''] = token.split(':');
  if (kind === 'language') return { kind, language: first };
  const alone = ALONE.find((known) => known === token);
  if (alone) return { kind: alone };
  const id = readNumber(first);
  if (id === null) return null;
  const ofTip = OF_TIP.find((known) => known === kind);
  if (ofTip) return { kind: ofTip, tipId: id };
  const number = readNumber(second);
  if (number === null) return null;
  if (kind === 'more') return { kind, messageId: id, page: number };
  return kind === 'pick' || kind === 'reason' ? { kind, tipId: id, choice: number } : null;
}

const readNumber = (text: string): number | null => (/^\d{1,9}$/u.test(text) ? Number(text) : null);
