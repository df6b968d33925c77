import type { TipLineProcess } from '../tests/support/tip-line-process.ts';
import { quantile } from './quantile.ts';

const ROUNDS = 40;

/** A moderator's browser, as far as pages need one. */
export class Moderator {
  readonly #tipLine: TipLineProcess;
  #cookie = '';

  constructor(tipLine: TipLineProcess) {
    this.#tipLine = tipLine;
  }

  async get(path: string): Promise<void> {
    const response = await fetch(`${this.#tipLine.url}${path}`, { headers: { cookie: this.#cookie } });
    if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
    await response.text();
  }

  async post(path: string, fields: Record<string, string>): Promise<void> {
    const { url } = this.#tipLine;
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { cookie: this.#cookie, origin: url },
      body: new URLSearchParams(fields),
      redirect: 'manual',
    });
    if (response.status !== 303) throw new Error(`${path}: ${response.status}`);
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
    if (cookies.length > 0) this.#cookie = cookies.join('; ');
  }
}

/** Milliseconds. */
export async function time(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** How long a page takes, asked for again and again. */
export async function pages(browser: Moderator, path: string): Promise<string> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    times.push(await time(() => browser.get(path)));
  }
  const at = (share: number) => `${quantile(times, share).toFixed(0)} ms`;
  return `median ${at(0.5)}, 95 % ${at(0.95)}`;
}
