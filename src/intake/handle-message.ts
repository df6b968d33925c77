import type { Adapter } from '../domain/adapter.ts';
import type { InboundMessage } from '../domain/message.ts';
import { type ErrorCode, isAppError } from '../errors.ts';
import { ReplyComposer } from '../reply/compose.ts';
import type { Tx } from '../store/database.ts';
import { addJob } from '../store/job-queue.ts';
import { closeMessage, conversationQueue, findMessage, type StoredMessage } from '../store/messages.ts';
import { type StoredSender, seeSender, setLanguage } from '../store/senders.ts';
import { createTip, joinAlbum, type NewTip } from '../store/tips.ts';
import { LANGUAGES, type Language, languageOf } from '../words.ts';
import { runCommand } from './commands.ts';
import type { IntakeParts } from './parts.ts';
import { handlePress } from './presses.ts';
import { type Incoming, respond } from './respond.ts';
import { findKnown } from './tip-files.ts';

/** The parts of an album arrive one by one without an end mark: this long after the last one it is whole. */
const ALBUM_PAUSE_MS = 1_200;
const TIP_ATTEMPTS = 8;

/** Turns one stored message into a tip, or answers it on the spot. Safe to run again after a crash. */
export async function handleMessage(parts: IntakeParts, messageId: number): Promise<void> {
  const stored = await findMessage(parts.database.prisma, messageId);
  if (!stored || stored.handledAt) return;
  const adapter = parts.adapterOf(stored.channel);
  if (!adapter) throw new Error(`no adapter for ${stored.channel}`);
  const { message, failure } = readMessage(parts, adapter, stored);
  if (!message) {
    await closeMessage(parts.database.prisma, stored.id, failure ? { failure } : {});
    return;
  }
  const needsFetch = await hasUnknownFile(parts, stored.channel, message);
  await parts.database.transaction(async (tx) => {
    const sender = await seeSender(tx, stored.channel, message.sender.externalId);
    const language = await languageFor(parts, tx, sender, message);
    const composer = new ReplyComposer(parts.words, language);
    const incoming: Incoming = { stored, message, sender, composer, tx };
    const tipId = await settle(parts, incoming, needsFetch);
    await closeMessage(tx, stored.id, tipId === null ? {} : { tipId });
  });
  if (message.press?.acknowledge) await adapter.acknowledgePress?.(message.press.acknowledge);
}

function readMessage(
  parts: IntakeParts,
  adapter: Adapter,
  stored: StoredMessage,
): { message: InboundMessage | null; failure?: ErrorCode } {
  try {
    return { message: adapter.read(stored.payload) };
  } catch (error) {
    if (!isAppError(error, 'message-malformed')) throw error;
    parts.log.warn({ err: error, message: stored.id, channel: stored.channel }, 'a message makes no sense');
    return { message: null, failure: error.code };
  }
}

/** The language the person chose; a page that was opened in a language has chosen it. */
async function languageFor(
  parts: IntakeParts,
  tx: Tx,
  sender: StoredSender,
  message: InboundMessage,
): Promise<Language> {
  const chosen = message.sender.chosenLanguage;
  if (chosen && chosen !== sender.language && LANGUAGES.some((known) => known === chosen)) {
    await setLanguage(tx, sender.id, chosen);
    return languageOf(chosen);
  }
  return sender.language ? languageOf(sender.language) : parts.words.language;
}

/** Returns the tip the message became or joined; null for everything that is no question. */
async function settle(parts: IntakeParts, incoming: Incoming, needsFetch: boolean): Promise<number | null> {
  const { message, composer } = incoming;
  if (message.press) return handlePress(parts, incoming, message.press.token);
  if (message.edited) return respond(incoming, composer.text('edited'));
  if (message.command) return runCommand(parts, incoming, message.command);
  if (message.unsupported) return respond(incoming, composer.unsupported(message.unsupported));
  if (!message.text?.trim() && message.files.length === 0) {
    return respond(incoming, composer.unsupported('empty'));
  }
  return openTip(incoming, needsFetch);
}

async function openTip({ stored, message, sender, tx }: Incoming, needsFetch: boolean): Promise<number> {
  const tip: NewTip = {
    senderId: sender.id,
    channel: stored.channel,
    conversation: stored.conversation,
    files: message.files,
    ...(message.text ? { text: message.text } : {}),
    ...(message.quote ? { quote: message.quote } : {}),
    ...(message.groupKey ? { groupKey: message.groupKey } : {}),
  };
  const joined = tip.groupKey === undefined ? null : await joinAlbum(tx, { ...tip, groupKey: tip.groupKey });
  if (joined?.open === false) {
    // The album was answered before this part came: it is a question of its own.
    const { groupKey: _, ...late } = tip;
    return schedule(tx, await createTip(tx, late), late, needsFetch);
  }
  const id = joined?.id ?? (await createTip(tx, tip));
  return schedule(tx, id, tip, needsFetch || joined !== null);
}

/**
 * Tips with new files wait for the few workers that decode; all others are answered by the many. Both
 * keep the order of the conversation.
 */
async function schedule(tx: Tx, tipId: number, tip: NewTip, needsFetch: boolean): Promise<number> {
  const runAt = tip.groupKey === undefined ? new Date() : new Date(Date.now() + ALBUM_PAUSE_MS);
  const queue = conversationQueue(tip.channel, tip.conversation);
  const name = needsFetch ? 'tip.fingerprint' : 'tip.answer';
  await addJob(tx, name, { tipId }, { queue, key: `tip:${tipId}`, runAt, attempts: TIP_ATTEMPTS });
  return tipId;
}

async function hasUnknownFile(
  parts: IntakeParts,
  channel: string,
  message: InboundMessage,
): Promise<boolean> {
  for (const file of message.files) {
    if ((await findKnown(parts.library, channel, file)) === null) return true;
  }
  return false;
}
