/** So many messages in any stretch of time of this length. */
export interface SendLimit {
  messages: number;
  inMs: number;
}

/** How fast a messenger may be written to. All limits hold at once, at every moment. */
export interface SendingPace {
  /** All conversations together. */
  overall: SendLimit[];
  /** Each conversation. */
  conversation: SendLimit[];
  /** Each conversation of several people, besides. */
  group: SendLimit[];
  isGroup(conversation: string): boolean;
}

/** Between two messages in one conversation at least; 0 where several may go at once. */
export const shortestGapMs = (pace: SendingPace | undefined): number =>
  Math.max(0, ...(pace?.conversation ?? []).map(({ messages, inMs }) => (messages === 1 ? inMs : 0)));

/** What goes first when not everything can go at once: answers before courtesies before notices to many. */
export const SEND_PRIORITIES = ['answer', 'courtesy', 'notice'] as const;
export type SendPriority = (typeof SEND_PRIORITIES)[number];
