import type { InboundMessage } from '../domain/message.ts';
import { isAppError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { listConversation, type StoredMessage } from '../store/messages.ts';
import { listOutbox } from '../store/outbox.ts';
import { isAnswerDue } from '../store/tips.ts';
import type { ChatEntry, ChatPort } from './dependencies.ts';

/** The messenger side of the chat page. */
export interface ChatMessenger extends Pick<ChatPort, 'submit' | 'subscribe'> {
  readonly channel: string;
  read(payload: unknown): InboundMessage | null;
}

/** Further back the page does not scroll. */
const ENTRIES = 200;

/** The chat page's view of a conversation: the inbox and the outbox are the conversation. */
export const createChatPort = (database: Database, messenger: ChatMessenger): ChatPort => ({
  submit: (conversation, message) => messenger.submit(conversation, message),
  subscribe: (conversation, listener) => messenger.subscribe(conversation, listener),
  history: async (conversation) => {
    const { channel } = messenger;
    const tx = database.prisma;
    const [written, answered, isDue] = await Promise.all([
      listConversation(tx, channel, conversation, ENTRIES),
      listOutbox(tx, channel, conversation, ENTRIES),
      isAnswerDue(tx, channel, conversation),
    ]);
    const entries: ChatEntry[] = [
      ...written.flatMap((message) => personEntry(messenger, message)),
      // Words that are kept no longer leave nothing to show.
      ...answered
        .filter(({ message }) => message.text.length > 0)
        .map(({ id, createdAt, message }) => ({
          id: `o${id}`,
          at: createdAt,
          from: 'us' as const,
          message,
        })),
    ];
    entries.sort((a, b) => a.at.getTime() - b.at.getTime());
    if (isDue) entries.push({ id: 'working', at: new Date(), from: 'us', working: true });
    return entries;
  },
});

/** A pressed button is no line of the conversation: its answer is. */
function personEntry(messenger: ChatMessenger, { id, receivedAt, payload }: StoredMessage): ChatEntry[] {
  const message = readOrNull(messenger, payload);
  if (!message || message.press) return [];
  const text = message.command ? `/${message.command.name} ${message.command.argument}`.trim() : message.text;
  const files = message.files.map(({ sha256, mime, kind }) => ({
    sha256: sha256 ?? '',
    mime: mime ?? '',
    kind,
  }));
  return [{ id: `m${id}`, at: receivedAt, from: 'person', ...(text ? { text } : {}), files }];
}

function readOrNull(messenger: ChatMessenger, payload: unknown): InboundMessage | null {
  try {
    return messenger.read(payload);
  } catch (error) {
    // It was logged when it was handled; the page leaves it out.
    if (isAppError(error, 'message-malformed')) return null;
    throw error;
  }
}
