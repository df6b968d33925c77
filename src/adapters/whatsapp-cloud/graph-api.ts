/** Meta answered, and the answer was no. */
export class GraphRefusal extends Error {
  readonly status: number;
  /** Of Meta's catalogue of errors; null when the answer had none. */
  readonly code: number | null;
  readonly retryAfterMs: number | undefined;

  constructor(what: string, { status, code, message, retryAfterMs }: RefusalDetails) {
    super(`${what}: ${status} ${message}`);
    this.name = 'GraphRefusal';
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

interface RefusalDetails {
  status: number;
  code: number | null;
  message: string;
  retryAfterMs: number | undefined;
}

/** No usable answer came: network, time-out, or an answer that is not the Graph API's. */
export class GraphUnreachable extends Error {
  constructor(what: string, reason: string) {
    super(`${what}: ${reason}`);
    this.name = 'GraphUnreachable';
  }
}

export interface GraphCall {
  /** For logs: what is asked, without ids. */
  what: string;
  method: 'GET' | 'POST';
  /** Below the version, parts encoded already. */
  path: string;
  body?: FormData | object;
  timeoutMs: number;
  signal?: AbortSignal;
}

/** The version whose documentation this adapter was written after. */
const GRAPH_VERSION = 'v25.0';
const ANSWER_BYTES = 1024 * 1024;
const MESSAGE_LENGTH = 300;

/** Meta's Graph API. Its errors hold neither the token, nor telephone numbers, nor what was sent. */
export class GraphApi {
  readonly #token: string;
  readonly #root: URL;

  /** @param root with or without a version at its end, such as `/v25.0` */
  constructor(token: string, root: string) {
    this.#token = token;
    const bare = root.replace(/\/+$/u, '');
    this.#root = new URL(`${/\/v\d+\.\d+$/u.test(bare) ? bare : `${bare}/${GRAPH_VERSION}`}/`);
  }

  /** Throws `GraphRefusal` or `GraphUnreachable`, nothing else. */
  async call(call: GraphCall): Promise<Record<string, unknown>> {
    const { what, status, retryAfterMs, text } = await this.#request(call);
    const answer = parseObject(text);
    if (status >= 200 && status < 300 && answer) return answer;
    const error = answer && isObject(answer.error) ? answer.error : null;
    if (!error && (status < 400 || status >= 500)) {
      throw new GraphUnreachable(what, `an answer with status ${status} that is not the API's`);
    }
    const code = typeof error?.code === 'number' ? error.code : null;
    const message = this.#redact(typeof error?.message === 'string' ? error.message : 'no reason given');
    throw new GraphRefusal(what, { status, code, message, retryAfterMs });
  }

  /** Whether an address is on the server that the operator named. */
  isOwn(url: URL): boolean {
    return url.origin === this.#root.origin;
  }

  get authorization(): Record<string, string> {
    return { authorization: `Bearer ${this.#token}` };
  }

  async #request({ what, method, path, body, timeoutMs, signal }: GraphCall) {
    const limit = AbortSignal.timeout(timeoutMs);
    const isForm = body instanceof FormData;
    try {
      const response = await fetch(new URL(path, this.#root), {
        method,
        headers: {
          ...this.authorization,
          ...(body && !isForm ? { 'content-type': 'application/json' } : {}),
        },
        ...(body ? { body: isForm ? body : JSON.stringify(body) } : {}),
        // Following would hand the token on.
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
      const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
      return {
        what,
        status: response.status,
        retryAfterMs: Number.isFinite(retryAfter) ? retryAfter * 1000 : undefined,
        text: await readAnswer(response),
      };
    } catch (error) {
      throw new GraphUnreachable(what, limit.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error));
    }
  }

  #redact(message: string): string {
    return message
      .replaceAll(this.#token, '…')
      .replace(/\+?\d[\d\s-]{6,}\d/gu, '…')
      .slice(0, MESSAGE_LENGTH);
  }
}

async function readAnswer(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > ANSWER_BYTES) throw new Error('the answer is too long');
  }
  return Buffer.concat(chunks).toString('utf8');
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : null;
  return code ?? (cause instanceof Error ? cause.name : 'unknown');
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    // An error page of something in between.
    return null;
  }
}
