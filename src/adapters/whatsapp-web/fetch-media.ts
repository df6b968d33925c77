import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client, Message } from 'whatsapp-web.js';
import { AppError } from '../../errors.ts';
import type { OrderOf } from './protocol.ts';
import { reasonOf } from './reason.ts';
import { LateError, type SessionTiming, within } from './timing.ts';

/** The page asks the phone of who sent it for a file that has expired, which takes a moment. */
const ATTEMPTS = 3;

/** Brings a file of a message into a folder, under a name of its own. Throws `file-gone`, `file-too-large`, `download-failed`. */
export async function fetchMedia(
  client: Client,
  { messageId, maxBytes }: OrderOf<'fetch'>,
  folder: string,
  timing: SessionTiming,
): Promise<string> {
  const message = await asked(within(timing.answerMs, 'message', client.getMessageById(messageId)));
  if (!message?.hasMedia) throw new AppError('file-gone');
  const { size } = message.rawData as { size?: unknown };
  if (typeof size === 'number' && size > maxBytes) {
    throw new AppError('file-too-large', { params: { limit: maxBytes } });
  }
  const media = await download(message, timing);
  const path = join(folder, randomUUID());
  await writeFile(path, media.data, { encoding: 'base64', mode: 0o600 });
  return path;
}

async function download(message: Message, { fetchMs, refetchMs }: SessionTiming) {
  for (let attempt = 1; ; attempt++) {
    const media = await asked(within(fetchMs, 'file', message.downloadMedia()));
    if (media) return media;
    if (attempt === ATTEMPTS) throw new AppError('file-gone');
    await delay(refetchMs);
  }
}

/** What the page fails at may go well later. */
const asked = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    const cause = error instanceof LateError ? error : new Error(reasonOf(error));
    throw new AppError('download-failed', { cause });
  });
