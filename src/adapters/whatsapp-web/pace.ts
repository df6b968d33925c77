import type { SendingPace } from '../../domain/sending-pace.ts';

export interface WebPacing {
  /** To all people together. */
  repliesPerHour: number;
  /** So long we are seen typing before each reply, at random, milliseconds. */
  typingMs: { least: number; most: number };
}

/** One message after the other, as a person writes, and no more than a person could in an hour. */
export const paceOf = ({ repliesPerHour }: WebPacing): SendingPace => ({
  overall: [
    { messages: 1, inMs: 1 },
    { messages: repliesPerHour, inMs: 3_600_000 },
  ],
  conversation: [{ messages: 10, inMs: 60_000 }],
  group: [],
  isGroup: (conversation) => conversation.endsWith('@g.us'),
});

export const typingTime = ({ typingMs: { least, most } }: WebPacing, random: () => number): number =>
  Math.round(least + random() * (most - least));
