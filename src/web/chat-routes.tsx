import { createHash, randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { AppError } from '../errors.ts';
import { ChatEntries, isWorking } from './chat-entries.tsx';
import { ChatPage, MESSAGES_PATH } from './chat-page.tsx';
import { conversationOf, openConversation } from './conversation-cookie.ts';
import { pageLanguage, rememberLanguage } from './language.ts';
import type { WebRoom } from './room.ts';
import { readSubmission, type Submission } from './submission.ts';

const SUGGESTIONS = 3;
/** Proxies close what is silent for a minute. */
const HEARTBEAT_MS = 25_000;

/** The try-it chat: works as forms and reloads, and better with its script. */
export function chatRoutes(room: WebRoom): Hono {
  return new Hono()
    .get('/', (c) => showPage(room, c))
    .get(MESSAGES_PATH, (c) => showEntries(room, c))
    .post(MESSAGES_PATH, (c) => takeMessage(room, c))
    .get('/chat/events', (c) => tellOfChanges(room, c));
}

async function showPage(room: WebRoom, c: Context): Promise<Response> {
  const known = conversationOf(c);
  const conversation = openConversation(c, room.secure);
  const language = pageLanguage(c, room.words);
  rememberLanguage(c, room.secure);
  const entries = known ? await room.chat.history(conversation) : [];
  const empty = entries.length === 0;
  const [suggestions, example] = await Promise.all([
    empty ? room.latestFactChecks(SUGGESTIONS) : [],
    room.isExampleArchive?.() ?? false,
  ]);
  c.header('Cache-Control', 'no-store');
  return c.html(
    <ChatPage
      {...{ room, language, entries, suggestions, example }}
      url={c.req.url}
      lost={known === null && c.req.query('sent') !== undefined}
    />,
  );
}

/** The list alone, for the script. */
async function showEntries(room: WebRoom, c: Context): Promise<Response> {
  const conversation = conversationOf(c);
  const entries = conversation ? await room.chat.history(conversation) : [];
  c.header('Cache-Control', 'no-store');
  c.header('X-Working', isWorking(entries) ? 'yes' : 'no');
  return c.html(<ChatEntries room={room} language={pageLanguage(c, room.words)} entries={entries} />);
}

async function takeMessage(room: WebRoom, c: Context): Promise<Response> {
  const submission = await readSubmission(c, room);
  const text = submission.fields.get('text')?.trim();
  const press = submission.fields.get('press');
  if (!text && !press && submission.files.length === 0) throw new AppError('text-empty');
  await room.chat.submit(openConversation(c, room.secure), {
    messageId: messageId(submission),
    ...(text ? { text } : {}),
    ...(press ? { press } : {}),
    files: submission.files.map(({ sha256, bytes, mime }) => ({ sha256, bytes, mime })),
    language: pageLanguage(c, room.words),
  });
  c.header('Cache-Control', 'no-store');
  if (/\bapplication\/json\b/iu.test(c.req.header('accept') ?? '')) {
    return c.json({ files: submission.files.map(({ sha256 }) => ({ sha256 })) }, 202);
  }
  return c.redirect('/?sent=1#end', 303);
}

/**
 * The same content from the same form is one message, however often a nervous finger or a flaky line
 * posts it; other content from a form that the browser brought back is another.
 */
function messageId({ fields, files }: Submission): string {
  const parts = [
    fields.get('id') ?? randomUUID(),
    fields.get('text'),
    fields.get('press'),
    ...files.map((f) => f.sha256),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/** Server-sent events that only say that something is new; the script then asks for the list. */
function tellOfChanges(room: WebRoom, c: Context): Response {
  const conversation = conversationOf(c);
  if (!conversation) throw new AppError('not-found');
  c.header('X-Accel-Buffering', 'no');
  return streamSSE(c, async (stream) => {
    const tell = () => void stream.writeSSE({ event: 'changed', data: '' });
    const heartbeat = setInterval(() => void stream.write(': \n\n'), HEARTBEAT_MS);
    const stop = room.chat.subscribe(conversation, tell);
    try {
      tell();
      await new Promise<void>((resolve) => stream.onAbort(resolve));
    } finally {
      stop();
      clearInterval(heartbeat);
    }
  });
}
