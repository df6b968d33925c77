import type { InboundMessage, MessageOrigin, RemoteFile, UnsupportedKind } from '../../domain/message.ts';
import { AppError } from '../../errors.ts';
import { hexDigest, kindOfMime } from '../announced-file.ts';
import { readCommand } from '../slash-command.ts';
import { INVITATION_TOKEN } from './invitation.ts';
import { type MediaShape, type MessageShape, storedShape } from './message-shape.ts';

/** Reads what `readIncoming` made of a message. `null`: nothing in it to answer. Throws `message-malformed`. */
export function readMessage(payload: unknown): InboundMessage | null {
  const result = storedShape.safeParse(payload);
  if (!result.success) {
    const field = result.error.issues[0]?.path.join('.') || 'message';
    throw new AppError('message-malformed', { params: { field } });
  }
  const { sender, message } = result.data;
  const base = { conversation: sender, sender: { externalId: sender }, files: [] };
  const token = tokenOf(message);
  // Whoever pressed it wrote, which is what it asked for.
  if (token === INVITATION_TOKEN) return null;
  if (token !== null) return { ...base, press: { token } };
  // Somebody opened the chat for the first time.
  if (message.type === 'request_welcome') return { ...base, command: { name: 'start', argument: '' } };
  return { ...base, quote: message.id, ...aboutOf(message), ...contentOf(message) };
}

function tokenOf({ button, interactive }: MessageShape): string | null {
  return interactive?.button_reply?.id ?? interactive?.list_reply?.id ?? button?.payload ?? null;
}

function aboutOf({ context }: MessageShape): Pick<InboundMessage, 'origin' | 'replyTo'> {
  if (!context) return {};
  const origin = originOf(context);
  // What is forwarded answers nothing here.
  if (origin) return { origin };
  return context.id ? { replyTo: context.id } : {};
}

/** Where it was forwarded from WhatsApp does not tell. */
function originOf(context: NonNullable<MessageShape['context']>): MessageOrigin | null {
  if (context.frequently_forwarded) return { kind: 'hidden', isViral: true };
  return context.forwarded ? { kind: 'hidden' } : null;
}

function contentOf(
  message: MessageShape,
): Pick<InboundMessage, 'files' | 'text' | 'command' | 'unsupported'> {
  const file = fileOf(message);
  if (file) {
    const { caption } = file.media;
    return { files: [remoteFile(file.media, file.kind)], ...(caption ? { text: caption } : {}) };
  }
  // A button of a template without a token of ours is what is written on it.
  const text = message.text?.body ?? message.button?.text;
  if (text === undefined) return { files: [], unsupported: unsupportedKindOf(message) };
  const command = readCommand(text);
  return command ? { files: [], command } : { files: [], text };
}

function fileOf(message: MessageShape): { media: MediaShape; kind: RemoteFile['kind'] } | null {
  const { type, image, video, audio, voice, document } = message;
  if (type === 'image' && image) return { media: image, kind: 'image' };
  if (type === 'video' && video) return { media: video, kind: 'video' };
  if ((type === 'audio' || type === 'voice') && (audio ?? voice)) {
    return { media: (audio ?? voice) as MediaShape, kind: 'audio' };
  }
  if (type === 'document' && document) return { media: document, kind: kindOfMime(document.mime_type) };
  return null;
}

/** Forwards have ids of their own; the same content has the same digest. */
function remoteFile({ id, mime_type, sha256 }: MediaShape, kind: RemoteFile['kind']): RemoteFile {
  const digest = hexDigest(sha256);
  return {
    fileKey: digest ?? id,
    fetchKey: id,
    kind,
    ...(mime_type === undefined ? {} : { mime: mime_type }),
    ...(digest === null ? {} : { sha256: digest }),
  };
}

const UNSUPPORTED: Record<string, UnsupportedKind> = {
  sticker: 'sticker',
  location: 'location',
  contacts: 'contact',
  poll: 'poll',
  poll_creation: 'poll',
};

/** Also what is shown once, what was deleted, orders, and whatever is newer than this code. */
const unsupportedKindOf = ({ type, unsupported }: MessageShape): UnsupportedKind =>
  UNSUPPORTED[type] ?? UNSUPPORTED[unsupported?.type ?? ''] ?? 'other';
