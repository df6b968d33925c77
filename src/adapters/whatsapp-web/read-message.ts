import type { InboundMessage, RemoteFile, UnsupportedKind } from '../../domain/message.ts';
import { AppError } from '../../errors.ts';
import { hexDigest, kindOfMime } from '../announced-file.ts';
import { readCommand } from '../slash-command.ts';
import { type StoredFile, type StoredMessage, type StoredPayload, storedShape } from './message-shape.ts';

/** From here on WhatsApp calls a message forwarded many times: it went through five chats one after the other. */
const VIRAL_FORWARDS = 5;

/** Reads what `envelopeOf` made of a message. Throws `message-malformed`. */
export function readMessage(payload: unknown): InboundMessage {
  const { success, data, error } = storedShape.safeParse(payload);
  if (!success) {
    const field = error.issues[0]?.path.join('.') || 'message';
    throw new AppError('message-malformed', { params: { field } });
  }
  const { chat, sender, message, quote, group, isEdit } = data;
  return {
    conversation: chat,
    quote: message.id,
    sender: { externalId: sender },
    ...(quote ? { replyTo: quote.id } : {}),
    ...originOf(message),
    ...(isOverheard(data) ? { isOverheard: true } : {}),
    ...(group ? { isGroup: true } : {}),
    ...(isEdit ? { edited: true } : {}),
    ...contentOf(subjectOf(data)),
  };
}

const isOverheard = ({ group, quote }: StoredPayload): boolean =>
  group !== undefined && !group.mentionsUs && !quote?.isOurs;

/** "@us is this true?" under somebody's video asks about the video. */
function subjectOf({ message, quote, group }: StoredPayload): StoredMessage {
  const asked = quote?.message;
  if (!group?.mentionsUs || !asked || message.file) return message;
  const text = message.text?.trim() || asked.text;
  return { ...asked, ...(text === undefined ? {} : { text }) };
}

function originOf({ forwards }: StoredMessage): Pick<InboundMessage, 'origin'> {
  if (forwards === 0) return {};
  return { origin: { kind: 'hidden', ...(forwards >= VIRAL_FORWARDS ? { isViral: true } : {}) } };
}

function contentOf({
  id,
  type,
  text,
  file,
}: StoredMessage): Pick<InboundMessage, 'files' | 'text' | 'command' | 'unsupported'> {
  if (file) return { files: [remoteFile(id, type, file)], ...(text === undefined ? {} : { text }) };
  if (type !== 'chat') return { files: [], unsupported: UNSUPPORTED[type] ?? 'other' };
  const command = text === undefined ? undefined : readCommand(text);
  return command ? { files: [], command } : { files: [], text: text ?? '' };
}

/** Forwards are messages of their own; the same content has the same digest. */
function remoteFile(id: string, type: string, { mime, sha256, size }: StoredFile): RemoteFile {
  const digest = hexDigest(sha256);
  return {
    fileKey: digest ?? id,
    fetchKey: id,
    kind: KINDS[type] ?? kindOfMime(mime),
    ...(mime === undefined ? {} : { mime }),
    ...(size === undefined ? {} : { size }),
    ...(digest === null ? {} : { sha256: digest }),
  };
}

/** What WhatsApp calls them; a document says by its type what it is. */
const KINDS: Record<string, RemoteFile['kind']> = {
  image: 'image',
  video: 'video',
  ptv: 'video',
  audio: 'audio',
  ptt: 'audio',
};

const UNSUPPORTED: Record<string, UnsupportedKind> = {
  sticker: 'sticker',
  location: 'location',
  vcard: 'contact',
  multi_vcard: 'contact',
  poll_creation: 'poll',
};
