import type { RejectReason } from './reasons.ts';

/** One JSON value of a file with the line it begins on, or why there is none. */
export type JsonValue =
  | { line: number; value: unknown }
  | { line: number; problem: Extract<RejectReason, 'not-json' | 'line-too-long'> };

/** Characters one line or one document may have. */
export const MAX_VALUE_LENGTH = 64 * 1024 * 1024;

/**
 * JSON lines, parsed one by one: a broken line costs that line only. Blank lines are skipped.
 * Memory: one line.
 */
export async function* jsonLines(
  chunks: AsyncIterable<string>,
  maxLength = MAX_VALUE_LENGTH,
): AsyncGenerator<JsonValue> {
  let number = 0;
  for await (const line of linesOf(chunks, maxLength)) {
    number++;
    if (line === null) yield { line: number, problem: 'line-too-long' };
    else if (line.trim() !== '') yield parsed(line, number);
  }
}

/** null stands for a line that is longer than allowed. */
async function* linesOf(chunks: AsyncIterable<string>, maxLength: number): AsyncGenerator<string | null> {
  let parts: string[] = [];
  let length = 0;
  let isTooLong = false;
  const finished = (): string | null => {
    const line = isTooLong ? null : parts.join('');
    parts = [];
    length = 0;
    isTooLong = false;
    return line;
  };
  const add = (part: string): void => {
    length += part.length;
    isTooLong ||= length > maxLength;
    if (isTooLong) parts = [];
    else parts.push(part);
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', from)) {
      add(chunk.slice(from, end));
      yield finished();
      from = end + 1;
    }
    add(chunk.slice(from));
  }
  if (length > 0) yield finished();
}

/**
 * JSON documents one behind the other (one, or pages that were concatenated), whatever their line
 * breaks. White space, commas and record separators between them are skipped. Memory: one document.
 */
export async function* jsonDocuments(
  chunks: AsyncIterable<string>,
  maxLength = MAX_VALUE_LENGTH,
): AsyncGenerator<JsonValue> {
  const scanner = new DocumentScanner();
  let parts: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const seen = scanner.read(chunk.charCodeAt(at));
      if (seen === 'begin') from = at;
      if (seen !== 'end') continue;
      parts.push(chunk.slice(from, at + 1));
      yield parsed(parts.join(''), scanner.begun);
      parts = [];
      length = 0;
      from = at + 1;
    }
    if (!scanner.isInside) continue;
    parts.push(chunk.slice(from));
    length += chunk.length - from;
    if (length > maxLength) {
      yield { line: scanner.begun, problem: 'line-too-long' };
      return;
    }
  }
  if (parts.length > 0) yield parsed(parts.join(''), scanner.begun);
}

/** Tells character by character where a JSON document begins and ends. */
class DocumentScanner {
  isInside = false;
  /** Line the document begins on. */
  begun = 1;
  #line = 1;
  #depth = 0;
  #inString = false;
  #escaped = false;

  read(code: number): 'begin' | 'inside' | 'end' | 'between' {
    if (code === 0x0a) this.#line++;
    if (!this.isInside) {
      if (isBetween(code)) return 'between';
      this.isInside = true;
      this.begun = this.#line;
      this.#step(code);
      return 'begin';
    }
    if (this.#inString) this.#stepInString(code);
    else this.#step(code);
    const isEnd = (code === 0x7d || code === 0x5d) && !this.#inString && this.#depth <= 0;
    if (isEnd) {
      this.isInside = false;
      this.#depth = 0;
    }
    return isEnd ? 'end' : 'inside';
  }

  #step(code: number): void {
    if (code === 0x22) this.#inString = true;
    else if (code === 0x7b || code === 0x5b) this.#depth++;
    else if (code === 0x7d || code === 0x5d) this.#depth--;
  }

  #stepInString(code: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (code === 0x5c) this.#escaped = true;
    else if (code === 0x22) this.#inString = false;
  }
}

/** White space, comma, record separator, byte order mark. */
const isBetween = (code: number): boolean => code <= 0x20 || code === 0x2c || code === 0xfeff;

function parsed(text: string, line: number): JsonValue {
  try {
    return { line, value: JSON.parse(text) };
  } catch {
    return { line, problem: 'not-json' };
  }
}
