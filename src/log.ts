import pino from 'pino';

export type Log = pino.Logger;

/**
 * Root logger, JSON lines on standard error. Rooms take a child of their own (`log.child({ room })`).
 * Tokens, addresses of people and message texts are never logged at `info` or above.
 */
export const createLog = (level: string, destination: pino.DestinationStream = pino.destination(2)): Log =>
  pino(
    {
      level,
      base: null,
      redact: {
        paths: ['*.token', '*.password', '*.secret', 'token', 'password', 'secret'],
        censor: '[redacted]',
      },
      serializers: { err: serializeError },
    },
    destination,
  );

/** Error with its causes, without the request options that HTTP libraries hang on them (they hold tokens). */
function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return withoutTokens(String(error));
  const { name, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  return {
    name,
    code,
    message: withoutTokens(error.message),
    stack: withoutTokens(stack ?? ''),
    ...(cause === undefined ? {} : { cause: serializeError(cause) }),
  };
}

/** Telegram puts the bot's token into the path of every URL. */
const withoutTokens = (text: string): string => text.replace(/bot\d+:[\w-]{6,}/gu, 'bot[redacted]');
