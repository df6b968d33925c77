import { describe, expect, it } from 'vitest';
import { type JsonValue, jsonDocuments, jsonLines } from '../../src/archive/json-values.ts';

async function* pieces(text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

async function all(values: AsyncIterable<JsonValue>): Promise<JsonValue[]> {
  const found: JsonValue[] = [];
  for await (const value of values) found.push(value);
  return found;
}

describe('JSON lines', () => {
  const text = '{"a":1}\r\n\r\n{"b":\n{"c":"س"}';

  it.each([1, 3, 1_000])('cost one broken line only, however the file is cut (%i)', async (size) => {
    expect(await all(jsonLines(pieces(text, size)))).toEqual([
      { line: 1, value: { a: 1 } },
      { line: 3, problem: 'not-json' },
      { line: 4, value: { c: 'س' } },
    ]);
  });

  it('skip a line that is too long and go on', async () => {
    const long = `"${'x'.repeat(500)}"`;
    expect(await all(jsonLines(pieces(`${long}\n[1]`, 7), 100))).toEqual([
      { line: 1, problem: 'line-too-long' },
      { line: 2, value: [1] },
    ]);
  });
});

describe('JSON documents one behind the other', () => {
  const text = '\uFEFF{\n "a": "}{\\"]"\n}\n{"b":[{}]},\n[\n2]';

  it.each([1, 2, 5, 1_000])('are told apart, however the file is cut (%i)', async (size) => {
    expect(await all(jsonDocuments(pieces(text, size)))).toEqual([
      { line: 1, value: { a: '}{"]' } },
      { line: 4, value: { b: [{}] } },
      { line: 5, value: [2] },
    ]);
  });

  it('keep what stands before a cut-off end', async () => {
    expect(await all(jsonDocuments(pieces('{"a":1}{"b":[1,', 4)))).toEqual([
      { line: 1, value: { a: 1 } },
      { line: 1, problem: 'not-json' },
    ]);
  });

  it('end at one that is too long', async () => {
    expect(await all(jsonDocuments(pieces(`["${'x'.repeat(500)}"]`, 10), 100))).toEqual([
      { line: 1, problem: 'line-too-long' },
    ]);
  });
});
