import { readFile } from 'node:fs/promises';
import type { PicturePort, SendReceipt } from '../../domain/adapter.ts';
import type { OutboundMessage, OutboundPicture } from '../../domain/message.ts';
import { fit as keepWithin } from '../../domain/rich-text.ts';
import { AppError, isAppError } from '../../errors.ts';
import { isBlank, prepared } from '../visible-text.ts';
import { markupLength, toMarkup } from '../whatsapp-markup.ts';
import { offersOf } from '../whatsapp-offers.ts';
import { GraphUnreachable } from './graph-api.ts';
import { toSendError } from './graph-errors.ts';
import { BODY_LIMIT, interactiveAction } from './interactive.ts';
import { type MessageBody, postQuoting, type Sending, sendMessage } from './send-message.ts';

type PictureMessage = OutboundMessage & { picture: OutboundPicture };

const CHANNEL = 'whatsapp-cloud';
/** What Meta takes as a picture. */
const PICTURE_BYTES = 5 * 1024 * 1024;

/** Sends pictures: uploaded once, from then on by Meta's id of them, which holds for 30 days. */
export class PictureSender {
  readonly #sending: Sending;
  readonly #pictures: PicturePort;
  /** By key: however many wait for a picture at the same time, it is uploaded once. */
  readonly #uploading = new Map<string, Promise<string | null>>();

  constructor(sending: Sending, pictures: PicturePort) {
    this.#sending = sending;
    this.#pictures = pictures;
  }

  /** Throws what `Adapter.send` promises. What Meta does not take as a picture goes as its words. */
  async send(conversation: string, message: PictureMessage): Promise<SendReceipt> {
    const { key } = message.picture;
    for (const isLastTry of [false, true]) {
      const mediaId = await this.#mediaId(key);
      if (mediaId === null) break;
      try {
        return await postQuoting(this.#sending, conversation, pictureBody(mediaId, message), message.quote);
      } catch (error) {
        if (!isAppError(error, 'send-rejected')) throw error;
        if (isLastTry) break;
        // The id may have expired.
        await this.#pictures.onForgotten(CHANNEL, key);
      }
    }
    this.#sending.log.error('a picture was not sent, only its words');
    if (isBlank(prepared(message))) throw new AppError('send-rejected');
    const { picture: _, ...words } = message;
    return sendMessage(this.#sending, conversation, words);
  }

  /** Null: there is no picture, or none that Meta takes. */
  #mediaId(key: string): Promise<string | null> {
    const running = this.#uploading.get(key);
    if (running) return running;
    const started = this.#findOrUpload(key).finally(() => this.#uploading.delete(key));
    this.#uploading.set(key, started);
    return started;
  }

  async #findOrUpload(key: string): Promise<string | null> {
    const source = await this.#pictures.find(CHANNEL, key);
    if (!source) return null;
    if ('fileId' in source) return source.fileId;
    const bytes = 'path' in source ? await readIfThere(source.path) : source.bytes;
    const mime = bytes && mimeOf(bytes);
    if (!bytes || !mime || bytes.length > PICTURE_BYTES) return null;
    const mediaId = await this.#upload(bytes, mime);
    await this.#pictures.onUploaded(CHANNEL, key, mediaId);
    return mediaId;
  }

  async #upload(bytes: Uint8Array, mime: string): Promise<string> {
    const { api, phoneId, timeoutMs } = this.#sending;
    const body = new FormData();
    body.set('messaging_product', 'whatsapp');
    body.set('type', mime);
    body.set('file', new Blob([Buffer.from(bytes)], { type: mime }), 'picture');
    try {
      const answer = await api.call({
        ...{ what: 'upload', method: 'POST', path: `${phoneId}/media` },
        ...{ body, timeoutMs },
      });
      if (typeof answer.id === 'string') return answer.id;
      throw new GraphUnreachable('upload', 'the answer names no file');
    } catch (error) {
      throw toSendError(error);
    }
  }
}

/** With up to three answers they stand under the picture; more have numbers in the caption. */
function pictureBody(mediaId: string, message: PictureMessage): MessageBody {
  const caption = toMarkup(keepWithin(prepared(message), BODY_LIMIT, markupLength));
  const menu = interactiveAction(offersOf(message.buttons).answers, '');
  if (menu?.type === 'button' && caption.trim() !== '') {
    const header = { type: 'image', image: { id: mediaId } };
    return {
      type: 'interactive',
      interactive: { type: 'button', header, body: { text: caption }, action: menu.action },
    };
  }
  return { type: 'image', image: { id: mediaId, ...(caption.trim() ? { caption } : {}) } };
}

/** By the first bytes: JPEG and PNG are what Meta takes. */
function mimeOf(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return 'image/jpeg';
  return bytes[0] === 0x89 && bytes[1] === 0x50 ? 'image/png' : null;
}

async function readIfThere(path: string): Promise<Uint8Array | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
