import { AppError } from '../../errors.ts';
import type { BrowserRun } from './browser-run.ts';
import { fetchMedia } from './fetch-media.ts';
import { showTyping } from './outgoing.ts';
import type { Order, OrderOf, OrderResult } from './protocol.ts';
import type { Sender } from './sender.ts';
import { type SessionTiming, within } from './timing.ts';

/** What the main process may want of a page that is connected. */
export type PageOrder = Exclude<Order, { do: 'ping' | 'begin-pairing' }>;

export interface OrderTools {
  /** Null while no page is connected. */
  run: BrowserRun | null;
  sender: Sender;
  /** Where files are put that are fetched. */
  fileFolder: string;
  timing: SessionTiming;
}

/** Does what is asked. Throws an `AppError`. */
export async function carryOut(order: PageOrder, tools: OrderTools): Promise<OrderResult> {
  const { run, sender, fileFolder, timing } = tools;
  const client = run?.isReady ? run.client : null;
  switch (order.do) {
    case 'send':
      if (!client) throw new AppError('send-unreachable');
      return sender.send(client, order);
    case 'fetch':
      if (!client) throw new AppError('download-failed');
      return fetchMedia(client, order, fileFolder, timing);
    case 'type':
      if (client) await showTyping(client, order.conversation, timing);
      return null;
    case 'is-admin':
      return client ? isAdmin(client, order, timing) : false;
  }
}

async function isAdmin(
  client: BrowserRun['client'],
  { conversation, person }: OrderOf<'is-admin'>,
  { answerMs }: SessionTiming,
): Promise<boolean> {
  const chat = await within(answerMs, 'group', client.getChatById(conversation));
  const { participants = [] } = chat as {
    participants?: { id: unknown; isAdmin: boolean; isSuperAdmin: boolean }[];
  };
  return participants.some(
    (one) => (one.isAdmin || one.isSuperAdmin) && JSON.stringify(one.id).includes(`"${person}"`),
  );
}
