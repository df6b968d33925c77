import type { DeliveryState, Envelope } from '../../domain/message.ts';
import type { StoredFile, StoredMessage, StoredPayload, StoredQuote } from './message-shape.ts';

type Json = Record<string, unknown>;

/** Our own ids: that of the number, and the one that hides it. */
export type OwnIds = readonly string[];

const CHANNEL = 'whatsapp-web';

/**
 * Kinds of messages that a person writes. What is in no list here is about the chat itself, a call, deleted, or not
 * decrypted yet; answering what WhatsApp writes on its own would be writing to people out of the blue.
 */
const WRITTEN = new Set([
  'chat',
  'image',
  'video',
  'ptv',
  'audio',
  'ptt',
  'document',
  'sticker',
  'location',
  'vcard',
  'multi_vcard',
  'poll_creation',
  'event_creation',
  'order',
  'product',
  'payment',
  'groups_v4_invite',
  'list_response',
  'buttons_response',
  'template_button_reply',
  'interactive_response',
]);
const FILES = new Set(['image', 'video', 'ptv', 'audio', 'ptt', 'document']);
/** Under this subtype comes what may be seen once, on the phone only. */
const VIEW_ONCE_SUBTYPE = 'view_once_unavailable_fanout';

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** An address of WhatsApp, which comes as an object or as its text. */
export function addressOf(value: unknown): string | null {
  const text = isObject(value) ? value._serialized : value;
  return typeof text === 'string' && /^[\w.:+-]{1,128}@[a-z.]{1,32}$/u.test(text)
    ? withoutDevice(text)
    : null;
}

/** A person's further devices have the same address with a number after a colon. */
const withoutDevice = (address: string): string => address.replace(/:\d+(?=@)/u, '');

/**
 * What is stored of a message as the library has it: no names, no contact cards, places or thumbnails, and of people
 * who are mentioned nothing. Null when it is not for us: our own, a status, a newsletter, a call, deleted, something said
 * in a group to others.
 * @param isEdit the words were changed afterwards
 */
export function envelopeOf(data: unknown, own: OwnIds, isEdit = false): Envelope | null {
  if (!isObject(data) || !isObject(data.id)) return null;
  const id = textOf(data.id._serialized);
  const chat = addressOf(data.id.remote);
  if (!id || id.length > 512 || !chat || data.id.fromMe === true || data.isStatusV3 === true) return null;
  const isGroup = chat.endsWith('@g.us');
  if (!isGroup && !isPerson(chat)) return null;
  const sender = isGroup ? addressOf(data.author ?? data.id.participant) : chat;
  if (!sender) return null;
  const message = messageOf(data, id, own);
  if (!message) return null;
  const quote = quoteOf(data, chat, isGroup, own);
  const payload: StoredPayload = {
    ...{ chat, sender, message },
    ...(quote ? { quote } : {}),
    ...(isGroup ? { group: { mentionsUs: mentionsOf(data).some((address) => own.includes(address)) } } : {}),
    ...(isEdit ? { isEdit: true } : {}),
  };
  if (isGroup && !isForUs(payload)) return null;
  return { channel: CHANNEL, externalId: isEdit ? editId(id, data) : id, conversation: chat, payload };
}

const isPerson = (chat: string): boolean => chat.endsWith('@c.us') || chat.endsWith('@lid');

/** To us, or a forwarded file, which groups may have us look at. */
const isForUs = ({ group, quote, message }: StoredPayload): boolean =>
  group?.mentionsUs === true ||
  quote?.isOurs === true ||
  (message.forwards > 0 && message.file !== undefined);

/** Every change of a message is one of its own. */
const editId = (id: string, data: Json): string =>
  `${id}:edit:${String(data.latestEditSenderTimestampMs ?? data.t ?? '')}`;

function messageOf(data: Json, id: string, own: OwnIds): StoredMessage | null {
  const type = textOf(data.type);
  const forwards = typeof data.forwardingScore === 'number' ? Math.max(0, data.forwardingScore) : 0;
  const base = { id, forwards: Math.max(forwards, data.isForwarded === true ? 1 : 0) };
  const isOnce = data.isViewOnce === true || (type === 'ciphertext' && data.subtype === VIEW_ONCE_SUBTYPE);
  if (isOnce) return { ...base, type: 'view_once' };
  if (!type || !WRITTEN.has(type)) return null;
  const mentioned = mentionsOf(data);
  if (FILES.has(type)) {
    const caption = wordsOf(data.caption, mentioned, own);
    return { ...base, type, file: fileOf(data), ...(caption === undefined ? {} : { text: caption }) };
  }
  // Of what is no text the body may be a picture, a contact card or a place.
  const body = type === 'chat' ? wordsOf(data.body, mentioned, own) : undefined;
  return { ...base, type, ...(body === undefined ? {} : { text: body }) };
}

function fileOf(data: Json): StoredFile {
  const [mime, sha256] = [textOf(data.mimetype), textOf(data.filehash)];
  return {
    ...(mime ? { mime } : {}),
    ...(sha256 ? { sha256 } : {}),
    ...(typeof data.size === 'number' && data.size >= 0 ? { size: data.size } : {}),
  };
}

const mentionsOf = (data: Json): string[] =>
  Array.isArray(data.mentionedJidList) ? data.mentionedJidList.flatMap((jid) => addressOf(jid) ?? []) : [];

/** Who is mentioned stands in the text as `@NUMBER`: us nobody has to be told of, others not by number. */
function wordsOf(value: unknown, mentioned: readonly string[], own: OwnIds): string | undefined {
  let text = textOf(value);
  for (const address of mentioned) {
    const [user = ''] = address.split('@');
    text = text?.replaceAll(`@${user}`, own.includes(address) ? '' : '@…');
  }
  return text;
}

function quoteOf(data: Json, chat: string, isGroup: boolean, own: OwnIds): StoredQuote | null {
  const stanza = textOf(data.quotedStanzaID);
  const author = addressOf(data.quotedParticipant);
  // What was replied to in a status or another chat is not here.
  const isHere = data.quotedRemoteJid === undefined || addressOf(data.quotedRemoteJid) === chat;
  if (!stanza || !author || !isHere) return null;
  const isOurs = own.includes(author);
  const id = `${isOurs}_${chat}_${stanza}${isGroup ? `_${author}` : ''}`;
  const quoted = isOurs || !isObject(data.quotedMsg) ? null : messageOf(data.quotedMsg, id, own);
  return { id, isOurs, ...(quoted ? { message: quoted } : {}) };
}

/** WhatsApp's numbers for how far a message of ours has come. */
const ACKS: Record<number, DeliveryState> = {
  [-1]: 'failed',
  1: 'sent',
  2: 'delivered',
  3: 'read',
  4: 'read',
};

export const deliveryStateOf = (ack: unknown): DeliveryState | null =>
  typeof ack === 'number' ? (ACKS[ack] ?? null) : null;
