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

/** What goes first when not everything can go at once: answers before courtesies before notices to many. */
export const SEND_PRIORITIES = ['answer', 'courtesy', 'notice'] as const;
export type SendPriority = (typeof SEND_PRIORITIES)[number];
