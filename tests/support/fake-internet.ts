import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FetchRules } from '../../src/media/safe-fetch.ts';
import { SafeFetcher } from '../../src/media/safe-fetch.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Web servers of any name, all on one loopback port, with a name server and an address policy of the test's own. */
export class FakeInternet {
  readonly #server = createServer((request, response) => {
    const address = `${request.headers.host?.replace(/:\d+$/u, '')}${request.url}`;
    this.requests.push(address);
    this.headers.push(request.headers);
    const answer = this.#pages.get(address);
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  });
  readonly #pages = new Map<string, Answer>();
  /** Name -> what the name server says, one answer after the other; the last one stays. */
  readonly names = new Map<string, string[]>();
  readonly forbidden = new Set<string>();
  /** What was asked for, `host/path`, and with which headers. */
  readonly requests: string[] = [];
  readonly headers: IncomingMessage['headers'][] = [];
  /** Names that were looked up. */
  readonly lookups: string[] = [];
  port = 0;

  static async start(): Promise<FakeInternet> {
    const internet = new FakeInternet();
    await new Promise<void>((resolve) => internet.#server.listen(0, '127.0.0.1', resolve));
    internet.port = (internet.#server.address() as AddressInfo).port;
    return internet;
  }

  /** Everything is allowed but what the test forbids. */
  fetcher(rules: Partial<FetchRules> = {}): SafeFetcher {
    return new SafeFetcher({
      isAllowedAddress: (address) => !this.forbidden.has(address),
      isAllowedPort: (port) => port === this.port,
      lookup: this.lookup,
      ...rules,
    });
  }

  readonly lookup = ((name: string, _options: object, done: (...result: unknown[]) => void) => {
    this.lookups.push(name);
    const answers = this.names.get(name) ?? ['127.0.0.1'];
    const address = (answers.length > 1 ? answers.shift() : answers[0]) ?? '';
    done(
      null,
      address.split(' ').map((one) => ({ address: one, family: 4 })),
    );
  }) as unknown as FetchRules['lookup'];

  url(address: string): string {
    return `http://${address.replace('/', `:${this.port}/`)}`;
  }

  page(address: string, answer: Answer | string): string {
    const write: Answer = typeof answer === 'string' ? (_, response) => response.end(answer) : answer;
    this.#pages.set(address, write);
    return this.url(address);
  }

  redirect(address: string, location: string, status = 302): string {
    return this.page(address, (_, response) => response.writeHead(status, { location }).end());
  }

  forget(): void {
    this.#pages.clear();
    this.names.clear();
    this.forbidden.clear();
    this.requests.length = 0;
    this.headers.length = 0;
    this.lookups.length = 0;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
