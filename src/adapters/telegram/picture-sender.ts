import { readFile } from 'node:fs/promises';
import type { Opts } from 'telegraf/types';
import type { PicturePort, SendReceipt } from '../../domain/adapter.ts';
import type { OutboundMessage, OutboundPicture, PictureSource } from '../../domain/message.ts';
import { fit as keepWithin } from '../../domain/rich-text.ts';
import { AppError } from '../../errors.ts';
import { isBlank, prepared, visibleLength } from '../visible-text.ts';
import {
  callForChat,
  chatIdOf,
  type Delivered,
  isRejected,
  replyTo,
  type Sending,
  toReceipt,
  toSendError,
} from './chat-call.ts';
import { toHtml } from './html.ts';
import { inlineKeyboard } from './keyboard.ts';
import { sendMessage } from './send-message.ts';

type PictureMessage = OutboundMessage & { picture: OutboundPicture };
type SendPayload = Opts<'sendPhoto'>;
type Taken = Delivered<'sendPhoto'>;
type Found = { fileId: string } | { bytes: Uint8Array };

/** "0-1024 characters after entities parsing" (Bot API, sendPhoto). */
const CAPTION_LIMIT = 1024;
/** Telegram has forgotten the file behind an id. */
const FILE_UNKNOWN = /wrong (?:remote )?file|FILE_REFERENCE|file is temporarily unavailable/iu;

/** Sends pictures: the bytes once, from then on Telegram's own id of them, however many wait at the same time. */
export class PictureSender {
  readonly #sending: Sending;
  readonly #pictures: PicturePort;
  /** By key: Telegram's id once the upload under way has ended, null when it failed. */
  readonly #uploading = new Map<string, Promise<string | null>>();

  constructor(sending: Sending, pictures: PicturePort) {
    this.#sending = sending;
    this.#pictures = pictures;
  }

  /** Throws what `Adapter.send` promises. What Telegram does not take as a picture goes as its words. */
  async send(conversation: string, message: PictureMessage): Promise<SendReceipt> {
    const payload = captionPayload(this.#sending, chatIdOf(conversation), message);
    const { key } = message.picture;
    for (let hasForgotten = false; ; ) {
      const found = await this.#find(key);
      if (!found) return this.#sendWords(conversation, message, 'the picture is gone');
      // Somebody else began to upload it while we looked: soon it has an id.
      if ('bytes' in found && this.#uploading.has(key)) continue;
      try {
        return toReceipt(await this.#post(key, found, payload));
      } catch (error) {
        if (!isRejected(error)) throw toSendError(error);
        const isForgotten = 'fileId' in found && FILE_UNKNOWN.test(error.description);
        if (hasForgotten || !isForgotten) return this.#sendWords(conversation, message, error.description);
      }
      hasForgotten = true;
      await this.#pictures.onForgotten('telegram', key);
    }
  }

  /** Under Telegram's id where there is one, also of an upload that is still under way. */
  async #find(key: string): Promise<Found | null> {
    const fileId = await this.#uploading.get(key);
    if (fileId) return { fileId };
    const source = await this.#pictures.find('telegram', key);
    return source && withBytes(source);
  }

  #post(key: string, found: Found, payload: CaptionPayload): Promise<Taken> {
    if ('fileId' in found)
      return callForChat(this.#sending, 'sendPhoto', { ...payload, photo: found.fileId });
    return this.#upload(key, found.bytes, payload);
  }

  async #upload(key: string, bytes: Uint8Array, payload: CaptionPayload): Promise<Taken> {
    const sending = callForChat(this.#sending, 'sendPhoto', inForm(payload, bytes));
    const told = sending.then(async ({ message }) => {
      const fileId = message.photo.at(-1)?.file_id ?? null;
      if (fileId) await this.#pictures.onUploaded('telegram', key, fileId);
      return fileId;
    });
    // The message was sent whatever comes of that; at worst the picture is uploaded once more.
    const uploading = told.catch((err: unknown) => {
      this.#sending.log.debug({ err }, 'the id of an uploaded picture was not stored');
      return null;
    });
    this.#uploading.set(key, uploading);
    try {
      const taken = await sending;
      await uploading;
      return taken;
    } finally {
      this.#uploading.delete(key);
    }
  }

  async #sendWords(conversation: string, message: PictureMessage, reason: string): Promise<SendReceipt> {
    this.#sending.log.error({ reason }, 'a picture was not sent');
    if (isBlank(prepared(message))) throw new AppError('send-rejected', { cause: new Error(reason) });
    return sendMessage(this.#sending, conversation, message);
  }
}

type CaptionPayload = Omit<SendPayload, 'photo'>;

function captionPayload(sending: Sending, chatId: number, message: PictureMessage): CaptionPayload {
  const caption = toHtml(keepWithin(prepared(message), CAPTION_LIMIT, visibleLength));
  const keyboard = inlineKeyboard(message.buttons, sending.log);
  const reply = replyTo(message.quote);
  return {
    chat_id: chatId,
    ...(caption.trim() ? { caption, parse_mode: 'HTML' as const } : {}),
    ...(keyboard ? { reply_markup: keyboard } : {}),
    ...(reply ? { reply_parameters: reply } : {}),
  };
}

/** With bytes telegraf writes a form, in which it drops objects that it does not know. */
function inForm({ reply_parameters, ...payload }: CaptionPayload, bytes: Uint8Array): SendPayload {
  return {
    ...payload,
    ...(reply_parameters ? { reply_parameters: JSON.stringify(reply_parameters) as never } : {}),
    photo: { source: Buffer.from(bytes), filename: 'picture' },
  };
}

async function withBytes(source: PictureSource): Promise<Found | null> {
  if (!('path' in source)) return source;
  try {
    return { bytes: await readFile(source.path) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
