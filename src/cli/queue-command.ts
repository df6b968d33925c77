import { shorten } from '../domain/rich-text.ts';
import { listQueue, type QueuedClaim } from '../store/claims.ts';
import { readArguments } from './arguments.ts';
import { type Command, type CommandContext, readCount, say, usageError } from './command.ts';

const DEFAULT_LIMIT = 20;
const TEXT_WIDTH = 100;

export const queueCommand: Command = async (args, context) => {
  const { values, positionals } = readArguments(args, { limit: { type: 'string' } });
  if (positionals.length > 0) throw usageError(['queue', ...positionals].join(' '));
  const limit = readCount(values.limit, '--limit') ?? DEFAULT_LIMIT;
  const claims = await context.withWorkshop(({ database }) => listQueue(database.prisma, limit));
  if (values.json) context.print(JSON.stringify(claims.map(toJson)));
  else if (claims.length === 0) context.print(say(context, 'queue.empty'));
  else for (const claim of claims) context.print(line(context, claim));
  return 0;
};

const toJson = ({ id, state, demand, text, media, firstSeenAt, lastSeenAt, closest }: QueuedClaim) => ({
  id,
  state,
  demand,
  text,
  media,
  firstSeen: firstSeenAt,
  lastSeen: lastSeenAt,
  closest,
});

function line(context: CommandContext, { id, demand, text, media }: QueuedClaim): string {
  const kinds = media.map(({ kind }) => kind).join(' ');
  const files = kinds ? say(context, 'queue.media', { kinds }) : '';
  const words = shorten((text ?? '').replace(/\s+/gu, ' '), TEXT_WIDTH);
  return say(context, 'queue.item', { id, count: demand, text: [files, words].filter(Boolean).join(' ') });
}
