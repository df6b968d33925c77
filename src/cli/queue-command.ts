import { shorten } from '../domain/rich-text.ts';
import { listWaitingClaims, type WaitingClaim } from '../review/waiting-claims.ts';
import { readArguments } from './arguments.ts';
import { type Command, type CommandContext, readCount, say, usageError } from './command.ts';

const DEFAULT_LIMIT = 20;
const TEXT_WIDTH = 100;

export const queueCommand: Command = async (args, context) => {
  const { values, positionals } = readArguments(args, { limit: { type: 'string' } });
  if (positionals.length > 0) throw usageError(['queue', ...positionals].join(' '));
  const limit = readCount(values.limit, '--limit') ?? DEFAULT_LIMIT;
  const claims = await context.withWorkshop(({ database }) => listWaitingClaims(database.prisma, limit));
  if (values.json) context.print(JSON.stringify(claims.map(toJson)));
  else if (claims.length === 0) context.print(say(context, 'queue.empty'));
  else for (const claim of claims) context.print(line(context, claim));
  return 0;
};

const toJson = ({ id, state, demand, text, media, firstSeenAt, lastSeenAt, closest }: WaitingClaim) => ({
  id,
  state,
  demand,
  text,
  media,
  firstSeen: firstSeenAt,
  lastSeen: lastSeenAt,
  closest,
});

function line(context: CommandContext, { id, demand, text, media }: WaitingClaim): string {
  const kinds = media.map(({ kind }) => kind).join(' ');
  const files = kinds ? say(context, 'queue.media', { kinds }) : '';
  const said = [text, ...media.map((file) => file.text)].filter(Boolean).join(' … ');
  const words = shorten(said.replace(/\s+/gu, ' '), TEXT_WIDTH);
  return say(context, 'queue.item', { id, count: demand, text: [files, words].filter(Boolean).join(' ') });
}
