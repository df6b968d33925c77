import type { IncomingMessage } from 'node:http';
import { badRequest } from './refusal.ts';

export type Params = Record<string, unknown>;

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The Bot API takes parameters in the query, as JSON, as a form and as multipart. */
export async function readParams(request: IncomingMessage, query: URLSearchParams): Promise<Params> {
  const fromQuery = Object.fromEntries(query);
  const body = await readBody(request);
  if (body.length === 0) return fromQuery;
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('application/json')) return { ...fromQuery, ...parseObject(body.toString('utf8')) };
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return { ...fromQuery, ...Object.fromEntries(new URLSearchParams(body.toString('utf8'))) };
  }
  if (type.startsWith('multipart/form-data')) return { ...fromQuery, ...(await parseMultipart(body, type)) };
  return fromQuery;
}

function parseObject(text: string): Params {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badRequest("can't parse JSON object");
  }
  if (!isObject(value)) throw badRequest('object expected as JSON body');
  return value;
}

async function parseMultipart(body: Buffer, type: string): Promise<Params> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const entries = [...form].map(
    async ([name, value]): Promise<[string, unknown]> => [
      name,
      typeof value === 'string' ? value : Buffer.from(await value.arrayBuffer()),
    ],
  );
  return Object.fromEntries(await Promise.all(entries));
}

export const isObject = (value: unknown): value is Params =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A whole number, also written as text, as forms do. */
export function integer(params: Params, name: string, fallback?: number): number {
  const value = params[name];
  if (value === undefined && fallback !== undefined) return fallback;
  const number = typeof value === 'string' && /^-?\d+$/u.test(value) ? Number(value) : value;
  if (!Number.isSafeInteger(number)) throw badRequest(`parameter "${name}" must be an integer`);
  return number as number;
}

export function text(params: Params, name: string): string {
  const value = params[name];
  if (value === undefined) return '';
  if (typeof value !== 'string') throw badRequest(`parameter "${name}" must be a string`);
  return value;
}

/** Objects and lists come as they are in a JSON body and as JSON text in all others. */
export function structure(params: Params, name: string): unknown {
  const value = params[name];
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    throw badRequest(`can't parse ${name} JSON object`);
  }
}
