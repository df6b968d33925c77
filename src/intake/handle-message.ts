import type { Adapter } from '../domain/adapter.ts';
import type { InboundMessage } from '../domain/message.ts';
import { shortestGapMs } from '../domain/sending-pace.ts';
import { type ErrorCode, isAppError, toAppError } from '../errors.ts';
import { enqueueMessage } from '../notify/outbox.ts';
import { ReplyComposer } from '../reply/compose.ts';
import { findOpenQuestion } from '../store/claim-answers.ts';
import type { Tx } from '../store/database.ts';
import { findDialogue, setDialogue } from '../store/dialogues.ts';
import { closeMessage, countMessageFailure, deleteMessage, type StoredMessage } from '../store/messages.ts';
import { type StoredSender, seeSender, setLanguage } from '../store/senders.ts';
import { LANGUAGES, type Language, languageOf } from '../words.ts';
import { STATES, type StepName, stepFor } from './conversation.ts';
import { eventOf } from './events.ts';
import type { IntakeParts } from './parts.ts';
import { withPressedNumber } from './pressed-number.ts';
import type { Settled, Turn } from './respond.ts';
import { STEPS } from './steps.ts';

/** What was asked so long ago is not answered by "yes" any more. */
const REMEMBERED_MS = 24 * 3_600_000;
/** Steps before which somebody new hears who answers. */
const INTRODUCED: StepName[] = ['ask', 'search'];
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
  const { message: read, failure } = readMessage(parts, adapter, stored);
  if (!read) {
    await closeMessage(parts.database.prisma, stored.id, failure ? { failure } : {});
    return;
  }
  const unused = await parts.database.transaction(async (tx) => {
    const message = await withPressedNumber(tx, adapter, parts.listener, stored, read);
    const sender = await seeSender(tx, stored.channel, message.sender.externalId);
    const language = await languageFor(parts, tx, sender, message);
    const composer = new ReplyComposer(parts.words, language);
    const event = eventOf(message, parts.listener);
    const question = await questionFor(tx, sender.id, stored, message);
    const known = await dialogueOf(tx, sender.id, stored);
    const dialogue = question ? { ...known, state: 'asked' as const } : known;
    const turn: Turn = { stored, message, sender, dialogue, event, question, composer, tx };
    const step = stepFor(dialogue.state, event.name);
    if (dialogue.state === 'new' && INTRODUCED.includes(step)) await introduce(adapter, turn);
    const settled = await STEPS[step](parts, turn);
    await keep(turn, settled);
    return settled.discard ?? [];
  });
  await parts.library.discard(unused);
  if (read.press?.acknowledge) await adapter.acknowledgePress?.(read.press.acknowledge);
}

/** Buttons, commands and what was overheard answer nothing. */
async function questionFor(
  tx: Tx,
  senderId: number,
  { channel, conversation, receivedAt: at }: StoredMessage,
  { press, command, isOverheard, edited, replyTo }: InboundMessage,
): Promise<Turn['question']> {
  if (press || command || isOverheard || edited) return null;
  return findOpenQuestion(tx, { channel, conversation, senderId, replyTo, at });
}

/** What is expected of the person; after a day nobody remembers what was asked. */
async function dialogueOf(tx: Tx, senderId: number, stored: StoredMessage): Promise<Turn['dialogue']> {
  const { conversation, receivedAt } = stored;
  const known = await findDialogue(tx, senderId, conversation);
  if (!known) return { state: 'new', about: null, since: receivedAt };
  const state = STATES.find((name) => name === known.state) ?? 'free';
  const isOld = receivedAt.getTime() - known.since.getTime() > REMEMBERED_MS;
  return { ...known, state: isOld ? 'free' : state };
}

/**
 * Who we are, beside the first answer; not in groups, nor where the page says it already. Where the messenger takes
 * messages one by one it comes so late that it does not hold up an answer that is there at once.
 */
async function introduce(adapter: Adapter, { stored, message, sender, composer, tx }: Turn): Promise<void> {
  if (message.isGroup || adapter.introducesUs) return;
  const { channel, conversation } = stored;
  await enqueueMessage(tx, {
    key: `welcome:${sender.id}:${conversation}`,
    channel,
    conversation,
    senderId: sender.id,
    message: composer.firstContact(),
    priority: 'courtesy',
    sendAt: new Date(Date.now() + shortestGapMs(adapter.pace)),
  });
}

async function keep({ stored, sender, dialogue, tx }: Turn, settled: Settled): Promise<void> {
  const { tipId, next, isUnkept } = settled;
  if (isUnkept) return deleteMessage(tx, stored.id);
  await closeMessage(tx, stored.id, { senderId: sender.id, ...(tipId === undefined ? {} : { tipId }) });
  const state = next ?? (dialogue.state === 'new' ? { state: 'free' as const } : null);
  if (state) await setDialogue(tx, sender.id, stored.conversation, state);
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
