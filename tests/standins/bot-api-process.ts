import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { SentMessage } from './bot-api/chats.ts';
import type { Action } from './bot-api/control.ts';
import type { Fault } from './bot-api/faults.ts';

export interface BotApiState {
  pending: number;
  confirmed: number;
  sent: number;
  webhook: string | null;
  unansweredPresses: number;
}

/** The stand-in as a process of its own: it stays up while a test kills the tip line. */
export class BotApiProcess {
  readonly apiRoot: string;
  readonly token: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, { apiRoot, token }: { apiRoot: string; token: string }) {
    this.#child = child;
    this.apiRoot = apiRoot;
    this.token = token;
  }

  /** @param args as on the command line of `bot-api.ts` */
  static async start(args: string[] = []): Promise<BotApiProcess> {
    const script = fileURLToPath(new URL('./bot-api.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`the stand-in ended at once with code ${code}`);
    });
    const [line] = await Promise.race([once(lines, 'line'), ended]);
    ended.catch(() => undefined);
    return new BotApiProcess(child, JSON.parse(String(line)));
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    await exit;
  }

  /** Returns the ids of the updates that came of it. */
  act(...actions: Action[]): Promise<number[]> {
    return this.#ask('POST', 'act', JSON.stringify(actions));
  }

  /** A file to be named in actions. `size`: what Telegram says its size is. `thumbnail`: name of another file. */
  addFile(
    name: string,
    bytes: Uint8Array,
    about: { mime?: string; size?: number; thumbnail?: string } = {},
  ): Promise<{ uniqueId: string }> {
    const query = new URLSearchParams(
      Object.entries(about).map(([key, value]): [string, string] => [key, String(value)]),
    );
    return this.#ask('PUT', `files/${encodeURIComponent(name)}?${query}`, bytes);
  }

  fault(...faults: Fault[]): Promise<true> {
    return this.#ask('POST', 'faults', JSON.stringify(faults));
  }

  clearFaults(): Promise<true> {
    return this.#ask('DELETE', 'faults');
  }

  state(): Promise<BotApiState> {
    return this.#ask('GET', 'state');
  }

  sent(chat?: number): Promise<SentMessage[]> {
    return this.#ask('GET', chat === undefined ? 'sent' : `sent?chat=${chat}`);
  }

  /** Answers as soon as `count` messages were sent in all, or with fewer after `limitMs`. */
  sentAtLeast(count: number, limitMs = 30_000): Promise<SentMessage[]> {
    return this.#ask('GET', `sent?count=${count}&within=${limitMs}`);
  }

  async #ask<T>(method: string, path: string, body?: string | Uint8Array): Promise<T> {
    const response = await fetch(`${this.apiRoot}/__control/${path}`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : Buffer.from(body) }),
    });
    const answer = (await response.json()) as { ok: boolean; result: T; description?: string };
    if (!answer.ok) throw new Error(`the stand-in refused ${path}: ${answer.description}`);
    return answer.result;
  }
}
