import type { SendReceipt } from '../../domain/adapter.ts';
import type { OutboundMessage } from '../../domain/message.ts';
import type { MessagePreview, ShownMessage } from '../../domain/message-preview.ts';
import { fit as keepWithin, type RichText } from '../../domain/rich-text.ts';
import { AppError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { isBlank, prepared, TEXT_LIMIT } from '../visible-text.ts';
import { markupLength, toMarkup } from '../whatsapp-markup.ts';
import { hasOneLink, offersOf, withLinks } from '../whatsapp-offers.ts';
import { type GraphApi, GraphRefusal, GraphUnreachable, isObject } from './graph-api.ts';
import { meaningOf, toSendError } from './graph-errors.ts';
import { BODY_LIMIT, type InteractiveAction, interactiveAction } from './interactive.ts';
import { recipientOf } from './recipient.ts';

export interface Sending {
  api: GraphApi;
  phoneId: string;
  log: Log;
  timeoutMs: number;
  /** What opens a list of answers, for each reading direction. */
  menuLabels: Record<OutboundMessage['direction'], string>;
}

/** The `type` of a message and what belongs to it. */
export type MessageBody = Record<string, unknown>;

/** Throws what `Adapter.send` promises, and `text-empty`. */
export async function sendMessage(
  sending: Sending,
  conversation: string,
  message: OutboundMessage,
): Promise<SendReceipt> {
  const text = withAllLinks(message);
  if (isBlank(text)) throw new AppError('text-empty');
  const [first, second] = bodiesOf(sending, text, message);
  if (!first) throw new AppError('text-empty');
  const receipt = await postQuoting(sending, conversation, first, message.quote);
  if (second) await sendMenu(sending, conversation, second);
  return receipt;
}

const withAllLinks = (message: OutboundMessage): RichText =>
  prepared({ ...message, text: withLinks(message.text, offersOf(message.buttons)) });

export const whatsAppPreview = (menuLabels: Sending['menuLabels']): MessagePreview => ({
  channel: 'whatsapp-cloud',
  markup: 'marks',
  shownOf: (message) => bodiesOf({ menuLabels }, withAllLinks(message), message).map(toShown),
});

/** What is read of a text or of an interactive message. */
function toShown(body: MessageBody): ShownMessage {
  const { text, interactive } = body as {
    text?: { body: string };
    interactive?: { body: { text: string }; action: InteractiveAction };
  };
  const { buttons = [], button = '', sections = [] } = interactive?.action ?? {};
  const items = sections.flatMap(({ rows }) => rows.map(({ title, description }) => description ?? title));
  return {
    text: text?.body ?? interactive?.body.text ?? '',
    buttons: buttons.map(({ reply }) => [reply.title]),
    ...(items.length > 0 ? { list: { opens: button, items } } : {}),
  };
}

/**
 * One message, or two where the text is longer than one with buttons may be: then its last paragraph, which is what
 * the buttons answer, carries them alone.
 */
function bodiesOf(
  { menuLabels }: Pick<Sending, 'menuLabels'>,
  text: RichText,
  { buttons, direction }: OutboundMessage,
): MessageBody[] {
  const menu = interactiveAction(offersOf(buttons).answers, menuLabels[direction]);
  if (!menu) return [textBody(text)];
  const interactive = (body: RichText): MessageBody => ({
    type: 'interactive',
    interactive: { type: menu.type, body: { text: toMarkup(body) }, action: menu.action },
  });
  if (markupLength(text) <= BODY_LIMIT) return [interactive(text)];
  const end = text.findLastIndex((line) => isBlank([line]));
  const [head, tail] = [text.slice(0, end), text.slice(end + 1)];
  if (end < 1 || isBlank(head) || isBlank(tail) || markupLength(tail) > BODY_LIMIT) {
    return [interactive(keepWithin(text, BODY_LIMIT, markupLength))];
  }
  return [textBody(head), interactive(tail)];
}

export const textBody = (text: RichText): MessageBody => {
  const fitted = keepWithin(text, TEXT_LIMIT, markupLength);
  return { type: 'text', text: { body: toMarkup(fitted), preview_url: hasOneLink(fitted) } };
};

/** The person has the text already; what the buttons say can be said in words. */
async function sendMenu(sending: Sending, conversation: string, body: MessageBody): Promise<void> {
  await post(sending, conversation, body).catch((err: unknown) =>
    sending.log.warn({ err }, 'the buttons of a long message were not sent'),
  );
}

/** The message that is quoted may be gone or too old: then without it. */
export async function postQuoting(
  sending: Sending,
  conversation: string,
  body: MessageBody,
  quote: string | undefined,
): Promise<SendReceipt> {
  if (quote === undefined) return post(sending, conversation, body);
  try {
    return await post(sending, conversation, { ...body, context: { message_id: quote } });
  } catch (error) {
    const refusal = error instanceof AppError ? error.cause : null;
    const isOfTheForm = refusal instanceof GraphRefusal && (refusal.code === 100 || refusal.code === 131009);
    if (!isOfTheForm) throw error;
    sending.log.info({ err: refusal }, 'an answer was sent without what it quotes');
    return post(sending, conversation, body);
  }
}

/** Sends one message. Throws what `Adapter.send` promises; the cause is the answer of Meta. */
export async function post(
  { api, phoneId, timeoutMs, log }: Sending,
  conversation: string,
  body: MessageBody,
): Promise<SendReceipt> {
  const address = recipientOf(conversation);
  try {
    const answer = await api.call({
      what: 'send',
      method: 'POST',
      path: `${phoneId}/messages`,
      body: { messaging_product: 'whatsapp', recipient_type: 'individual', ...address, ...body },
      timeoutMs,
    });
    return { externalId: idOf(answer) };
  } catch (error) {
    if (error instanceof GraphRefusal && meaningOf(error.code, error.status) === 'send-rejected') {
      log.error({ err: error, type: body.type }, 'Meta refused the form of a message');
    }
    throw toSendError(error);
  }
}

function idOf(answer: Record<string, unknown>): string {
  const [message] = Array.isArray(answer.messages) ? answer.messages : [];
  if (isObject(message) && typeof message.id === 'string') return message.id;
  throw new GraphUnreachable('send', 'the answer names no message');
}
