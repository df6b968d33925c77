/** "64 characters, A-Z, a-z, 0-9, _ and -" (Telegram, "Deep linking"). */
const LONGEST = 64;
const PREFIX = 'f_';

/** What follows `?start=` in a link that opens a fact-check in the bot; null when its id is too long for one. */
export function startParameterOf(factCheckId: string): string | null {
  const parameter = `${PREFIX}${Buffer.from(factCheckId).toString('base64url')}`;
  return parameter.length <= LONGEST ? parameter : null;
}

/** The id of the fact-check that such a parameter opens; null for anything else. */
export function factCheckIdOf(parameter: string): string | null {
  if (!/^f_[\w-]{1,62}$/u.test(parameter)) return null;
  return Buffer.from(parameter.slice(PREFIX.length), 'base64url').toString('utf8');
}
