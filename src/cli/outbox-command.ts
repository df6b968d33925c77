import {
  type DeadLetter,
  listDeadLetters,
  type OutboxState,
  readOutboxState,
  retryDeadLetters,
} from '../store/dead-letters.ts';
import { readArguments } from './arguments.ts';
import { type Command, type CommandContext, language, readCount, say, usageError } from './command.ts';

const DEFAULT_LIMIT = 50;

/** What waits to be sent, what could not be sent and why, and another try for it. */
export const outboxCommand: Command = async (args, context) => {
  const { values, positionals } = readArguments(args, {
    dead: { type: 'boolean' },
    retry: { type: 'string' },
    limit: { type: 'string' },
  });
  if (positionals.length > 0) throw usageError(['outbox', ...positionals].join(' '));
  const limit = readCount(values.limit, '--limit') ?? DEFAULT_LIMIT;
  const isJson = values.json === true;
  if (values.retry !== undefined) return retry(context, values.retry, isJson);
  return values.dead ? showDead(context, limit, isJson) : showState(context, isJson);
};

async function showState(context: CommandContext, isJson: boolean): Promise<number> {
  const states = await context.withWorkshop(({ database }) => readOutboxState(database.prisma));
  if (isJson) context.print(JSON.stringify(states));
  else if (states.length === 0) context.print(say(context, 'outbox.empty'));
  else for (const line of states.flatMap((state) => linesOf(context, state))) context.print(line);
  return 0;
}

function linesOf(context: CommandContext, state: OutboxState): string[] {
  const { channel, waiting, oldest, retrying, dead, refused } = state;
  const name = nameOf(context, channel);
  const since = oldest ? [say(context, 'outbox.oldest', { time: clockTime(oldest) })] : [];
  return [
    say(context, 'outbox.waiting', { name, count: waiting }),
    ...since,
    ...(retrying > 0 ? [say(context, 'outbox.retrying', { count: retrying })] : []),
    ...(dead > 0 ? [say(context, 'outbox.dead', { count: dead })] : []),
    ...(refused > 0 ? [say(context, 'outbox.refused', { count: refused })] : []),
  ];
}

async function showDead(context: CommandContext, limit: number, isJson: boolean): Promise<number> {
  const letters = await context.withWorkshop(({ database }) => listDeadLetters(database.prisma, limit));
  if (isJson) context.print(JSON.stringify(letters));
  else if (letters.length === 0) context.print(say(context, 'outbox.noDead'));
  else for (const letter of letters) context.print(lineOf(context, letter));
  return 0;
}

function lineOf(context: CommandContext, { id, channel, key, createdAt, error, detail }: DeadLetter): string {
  const reason = context.words.t(language(context), `errors:${error}`);
  return say(context, 'outbox.deadLine', {
    ...{ id, key, reason },
    name: nameOf(context, channel),
    time: clockTime(createdAt),
    detail: detail ?? '',
  }).trimEnd();
}

async function retry(context: CommandContext, which: string, isJson: boolean): Promise<number> {
  const id = which === 'all' ? null : readCount(which, '--retry');
  if (id === undefined) throw usageError(`--retry ${which}`);
  const count = await context.withWorkshop(({ database }) =>
    database.transaction((tx) => retryDeadLetters(tx, id, new Date())),
  );
  context.print(isJson ? JSON.stringify({ retried: count }) : say(context, 'outbox.retried', { count }));
  return id !== null && count === 0 ? 1 : 0;
}

const nameOf = (context: CommandContext, channel: string): string => say(context, `start.name.${channel}`);

/** In the time of this machine, as logs have it. */
function clockTime(date: Date): string {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16).replace('T', ' ');
}
