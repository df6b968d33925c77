import type { Delivery, DeliveryReceipt, DeliveryState, Envelope } from '../../domain/message.ts';
import { isObject } from './graph-api.ts';
import { meaningOf } from './graph-errors.ts';
import { isAddress, isUserId } from './recipient.ts';

export interface Incoming extends Delivery {
  /** Messages and states that could not be made out at all, and those for other numbers of the account. */
  dropped: number;
  /** For another number or another product, or nothing that concerns us. */
  foreign: number;
}

const CHANNEL = 'whatsapp-cloud';

/**
 * Everything in one delivery: each entry, change, message and state. Null when it is no delivery of WhatsApp. What is
 * in a message is looked at only after it is stored.
 */
export function readIncoming(body: unknown, phoneId: string): Incoming | null {
  if (!isObject(body) || body.object !== 'whatsapp_business_account' || !Array.isArray(body.entry))
    return null;
  const incoming: Incoming = { messages: [], receipts: [], dropped: 0, foreign: 0 };
  for (const change of body.entry.flatMap(changesOf)) readChange(change, phoneId, incoming);
  return incoming;
}

const changesOf = (entry: unknown): unknown[] => listAt(entry, 'changes');

function listAt(value: unknown, key: string): unknown[] {
  const list = isObject(value) ? value[key] : undefined;
  return Array.isArray(list) ? list : [];
}

function readChange(change: unknown, phoneId: string, incoming: Incoming): void {
  const value = isObject(change) && change.field === 'messages' ? change.value : null;
  const metadata = isObject(value) ? value.metadata : null;
  if (!isObject(metadata) || metadata.phone_number_id !== phoneId) {
    incoming.foreign += 1;
    return;
  }
  const contacts = listAt(value, 'contacts');
  for (const message of listAt(value, 'messages')) {
    const envelope = envelopeOf(message, contacts);
    if (envelope === 'not-ours') continue;
    if (envelope) incoming.messages.push(envelope);
    else incoming.dropped += 1;
  }
  for (const status of listAt(value, 'statuses')) {
    const receipt = receiptOf(status);
    if (receipt) incoming.receipts.push(receipt);
  }
}

/** What WhatsApp says about the chat itself, and what asks for no answer: not even stored. */
const SILENT_TYPES = new Set(['reaction', 'system', 'edit', 'revoke', 'ephemeral']);

/** What of a message is kept. Names, numbers, places and whatever else is not here stays out. */
const KEPT = [
  'id',
  'timestamp',
  'type',
  'text',
  'image',
  'video',
  'audio',
  'voice',
  'document',
  'sticker',
  'interactive',
  'button',
  'unsupported',
];

function envelopeOf(message: unknown, contacts: unknown[]): Envelope | 'not-ours' | null {
  if (!isObject(message)) return null;
  const { id, type } = message;
  if (typeof type === 'string' && SILENT_TYPES.has(type)) return 'not-ours';
  // Groups of WhatsApp are not answered.
  if (typeof message.group_id === 'string') return 'not-ours';
  const sender = senderOf(message, contacts);
  if (typeof id !== 'string' || id === '' || id.length > 512 || sender === null) return null;
  return { channel: CHANNEL, externalId: id, conversation: sender, payload: payloadOf(message, sender) };
}

/** By Meta's opaque id where there is one; the number is then not kept at all. */
function senderOf(message: Record<string, unknown>, contacts: unknown[]): string | null {
  const from = typeof message.from === 'string' ? message.from : null;
  const own = [message.from_user_id, contactOf(from, contacts)?.user_id].find(
    (id): id is string => typeof id === 'string' && isUserId(id),
  );
  if (own) return own;
  return from !== null && isAddress(from) ? from : null;
}

function contactOf(from: string | null, contacts: unknown[]): Record<string, unknown> | null {
  const known = contacts.filter(isObject);
  const found = known.find((contact) => from !== null && contact.wa_id === from);
  return found ?? (from === null && known.length === 1 ? (known[0] ?? null) : null);
}

function payloadOf(message: Record<string, unknown>, sender: string): unknown {
  const kept = KEPT.flatMap((key) => (message[key] === undefined ? [] : [[key, message[key]] as const]));
  const { context } = message;
  const about = isObject(context)
    ? {
        id: context.id,
        forwarded: context.forwarded,
        frequently_forwarded: context.frequently_forwarded,
      }
    : undefined;
  return { sender, message: { ...Object.fromEntries(kept), ...(about ? { context: about } : {}) } };
}

/** Meta's words for how far a message has come. A voice message that was played was read. */
const STATES: Record<string, DeliveryState> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  played: 'read',
  failed: 'failed',
};

function receiptOf(status: unknown): DeliveryReceipt | null {
  if (!isObject(status) || typeof status.id !== 'string' || typeof status.status !== 'string') return null;
  const state = STATES[status.status];
  if (!state) return null;
  if (state !== 'failed') return { externalId: status.id, state };
  const [error] = listAt(status, 'errors');
  const code = isObject(error) && typeof error.code === 'number' ? error.code : null;
  const title = isObject(error) && typeof error.title === 'string' ? error.title : '';
  const detail = `${code ?? ''} ${title}`.trim().replace(/\d{7,}/gu, '…');
  return { externalId: status.id, state, error: { code: sendCodeOf(code), detail: detail || null } };
}

/** Of a message that was taken and failed later: the account was well when it was taken. */
function sendCodeOf(code: number | null): string {
  const meaning = meaningOf(code);
  return meaning.startsWith('messenger-') ? 'send-unreachable' : meaning;
}
