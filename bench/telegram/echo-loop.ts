import { setTimeout as delay } from 'node:timers/promises';

interface EchoOptions {
  apiRoot: string;
  token: string;
  /** Messages a second, kept as a sliding window from the end of each call. */
  messagesPerSecond: number;
}

const UNDER_WAY = 50;

/**
 * What the road alone costs: polls, answers each message with one `sendMessage` that quotes it, stores nothing.
 * @returns how to stop it
 */
export function startEchoLoop({ apiRoot, token, messagesPerSecond }: EchoOptions): () => Promise<void> {
  const stopping = new AbortController();
  const call = async (method: string, params: object): Promise<{ ok: boolean; result: unknown }> => {
    const response = await fetch(`${apiRoot}/bot${token}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(params),
      signal: stopping.signal,
    });
    return (await response.json()) as { ok: boolean; result: unknown };
  };

  const ended: number[] = [];
  let underWay = 0;
  const untilRoom = async (): Promise<void> => {
    for (;;) {
      const since = performance.now() - 1_000;
      while ((ended[0] ?? Number.POSITIVE_INFINITY) < since) ended.shift();
      if (underWay + ended.length < messagesPerSecond && underWay < UNDER_WAY) return;
      await delay(2);
    }
  };
  const answer = async (chat_id: number, message_id: number): Promise<void> => {
    underWay += 1;
    try {
      await call('sendMessage', { chat_id, text: 'وصل', reply_parameters: { message_id } });
    } finally {
      underWay -= 1;
      ended.push(performance.now());
    }
  };

  const run = async (): Promise<void> => {
    for (let offset = 0; !stopping.signal.aborted; ) {
      const { result } = await call('getUpdates', { offset, timeout: 30, limit: 100 });
      for (const { update_id, message } of result as EchoUpdate[]) {
        offset = update_id + 1;
        if (!message) continue;
        await untilRoom();
        answer(message.chat.id, message.message_id).catch(() => undefined);
      }
    }
  };
  const running = run().catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error;
  });
  return async () => {
    stopping.abort();
    await running;
  };
}

interface EchoUpdate {
  update_id: number;
  message?: { chat: { id: number }; message_id: number };
}
