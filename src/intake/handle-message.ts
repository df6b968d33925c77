import type { Adapter } from '../domain/adapter.ts';
import type { InboundMessage } from '../domain/message.ts';
import { type ErrorCode, isAppError, toAppError } from '../errors.ts';
import { enqueueMessage } from '../notify/outbox.ts';
import { ReplyComposer } from '../reply/compose.ts';
import type { Tx } from '../store/database.ts';
import { closeMessage, countMessageFailure, type StoredMessage } from '../store/messages.ts';
import { type StoredSender, seeSender, setLanguage } from '../store/senders.ts';
import { createTip, joinAlbum, type NewTip } from '../store/tips.ts';
import { LANGUAGES, type Language, languageOf } from '../words.ts';
import { runCommand } from './commands.ts';
import { hasWords } from './look-up.ts';
import type { IntakeParts } from './parts.ts';
import { handlePress } from './presses.ts';
import { type Incoming, respond } from './respond.ts';
import { deferralOf } from './soft-limit.ts';

/** The parts of an album arrive one by one without an end mark: this long after the last one it is whole. */
const ALBUM_PAUSE_MS = 1_200;
const ATTEMPTS = 12;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10 * 60_000;

/**
 * Turns one stored message into a tip, or answers it on the spot. Safe to run again after a crash.
 * Returns when to try again what went wrong; null when the message is done with.
 */
export async function handleMessage(parts: IntakeParts, stored: StoredMessage): Promise<Date | null> {
  try {
    await handle(parts, stored);
    return null;
  } catch (error) {
    const attempts = await countMessageFailure(parts.database.prisma, stored.id);
    const isLast = attempts >= ATTEMPTS;
    const level = isLast ? 'error' : 'warn';
    parts.log[level]({ err: error, message: stored.id, isLast }, 'a message was not handled');
    if (!isLast) return new Date(Date.now() + Math.min(FIRST_PAUSE_MS * 2 ** attempts, LONGEST_PAUSE_MS));
    await closeMessage(parts.database.prisma, stored.id, { failure: toAppError(error).code });
    return null;
  }
}

async function handle(parts: IntakeParts, stored: StoredMessage): Promise<void> {
  const adapter = parts.adapterOf(stored.channel);
  if (!adapter) throw new Error(`no adapter for ${stored.channel}`);
  const { message, failure } = readMessage(parts, adapter, stored);
  if (!message) {
    await closeMessage(parts.database.prisma, stored.id, failure ? { failure } : {});
    return;
  }
  await parts.database.transaction(async (tx) => {
    const sender = await seeSender(tx, stored.channel, message.sender.externalId);
    const language = await languageFor(parts, tx, sender, message);
    const composer = new ReplyComposer(parts.words, language);
    const incoming: Incoming = { stored, message, sender, composer, tx };
    const tipId = await settle(parts, incoming);
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
async function settle(parts: IntakeParts, incoming: Incoming): Promise<number | null> {
  const { message, composer } = incoming;
  if (message.press) return handlePress(parts, incoming, message.press.token);
  if (message.edited) return respond(incoming, composer.text('edited'));
  if (message.command) return runCommand(parts, incoming, message.command);
  if (message.unsupported) return respond(incoming, composer.unsupported(message.unsupported));
  if (!hasWords(message.text) && message.files.length === 0) {
    return respond(incoming, composer.unsupported('empty'));
  }
  return openTip(parts, incoming);
}

async function openTip(parts: IntakeParts, incoming: Incoming): Promise<number> {
  const { stored, message, sender, tx } = incoming;
  const { groupKey } = message;
  const tip: NewTip = {
    senderId: sender.id,
    channel: stored.channel,
    conversation: stored.conversation,
    files: message.files,
    ...(message.text ? { text: message.text } : {}),
    ...(message.quote ? { quote: message.quote } : {}),
  };
  if (groupKey === undefined) return createInTurn(parts, incoming, tip);
  const part = { ...tip, groupKey, dueAt: new Date(Date.now() + ALBUM_PAUSE_MS) };
  const album = await joinAlbum(tx, part);
  if (!album) return createInTurn(parts, incoming, part);
  // The album was answered before this part came: it is a question of its own.
  return album.open ? album.id : createInTurn(parts, incoming, tip);
}

/** Beyond the soft limit a tip waits for its turn, and the person is told once. */
async function createInTurn(
  { tipsPerHour }: IntakeParts,
  { stored, sender, composer, tx }: Incoming,
  tip: NewTip,
): Promise<number> {
  const now = Date.now();
  const deferral = await deferralOf(tx, sender.id, tipsPerHour, now);
  if (!deferral) return createTip(tx, tip);
  const id = await createTip(tx, { ...tip, dueAt: deferral.at, deferred: true });
  if (!deferral.isTold) {
    await enqueueMessage(tx, {
      key: `tip:${id}:deferred`,
      channel: stored.channel,
      conversation: stored.conversation,
      senderId: sender.id,
      tipId: id,
      message: composer.deferred(Math.ceil((deferral.at.getTime() - now) / 60_000)),
    });
  }
  return id;
}
