import type { Envelope } from '../../domain/message.ts';

/** The updates that can hold something for us; everything else Telegram keeps to itself. */
export const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query', 'inline_query'] as const;

/** Conversation of an update that belongs to no chat. */
export const NO_CONVERSATION = 'none';

/** What every update has, whatever else is in it. */
export interface RawUpdate extends Record<string, unknown> {
  update_id: number;
}

export const isRawUpdate = (value: unknown): value is RawUpdate =>
  isObject(value) && Number.isSafeInteger(value.update_id);

/** Never throws: what is in an update is looked at only after it is stored. */
export const envelopeOf = (update: RawUpdate): Envelope => ({
  channel: 'telegram',
  externalId: String(update.update_id),
  conversation: conversationOf(update),
  payload: storable(update),
});

function conversationOf(update: RawUpdate): string {
  const press = update.callback_query;
  const ids = [
    at(update.message, 'chat', 'id'),
    at(update.edited_message, 'chat', 'id'),
    at(press, 'message', 'chat', 'id'),
    at(press, 'from', 'id'),
  ];
  const id = ids.find(Number.isSafeInteger);
  return id === undefined ? NO_CONVERSATION : String(id);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}

/** Who people are is nobody's business here: they are told apart by Telegram's numbers. */
const PERSONAL = new Set([
  'first_name',
  'last_name',
  'phone_number',
  'vcard',
  'sender_user_name',
  'author_signature',
]);

// biome-ignore lint/suspicious/noControlCharactersInRegex: NUL is what is looked for
const UNSTORABLE = /\u0000|\p{Surrogate}/gu;

/**
 * A database that keeps JSON as UTF-8 refuses NUL and halves of surrogate pairs; an update that can never be
 * stored would be delivered for ever and hold up all that follow. Names and numbers of people stay out.
 */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(UNSTORABLE, '\uFFFD');
  if (Array.isArray(value)) return value.map(storable);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      // The user name of a group or channel is its public address.
      .filter(([key]) => !PERSONAL.has(key) && !(key === 'username' && 'first_name' in value))
      .map(([key, inner]) => [storable(key), storable(inner)]),
  );
}
