import { describe, expect, it } from 'vitest';
import { boundaryOf, readMultipart } from '../../src/web/multipart.ts';

interface ReadPart {
  name: string;
  filename: string | null;
  type: string | null;
  content: string;
}

async function* inChunks(body: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
}

async function read(body: string | Buffer, chunkSize = 7, boundary = 'B'): Promise<ReadPart[]> {
  const parts: ReadPart[] = [];
  for await (const part of readMultipart(inChunks(Buffer.from(body), chunkSize), boundary)) {
    const chunks: Buffer[] = [];
    for await (const chunk of part.body) chunks.push(chunk);
    const { name, filename, type } = part;
    parts.push({ name, filename, type, content: Buffer.concat(chunks).toString('latin1') });
  }
  return parts;
}

const body = (...parts: string[]) => `${parts.map((part) => `--B\r\n${part}\r\n`).join('')}--B--\r\n`;
const field = (name: string, value: string) =>
  `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}`;
const file = (name: string, filename: string, content: string, type = 'video/mp4') =>
  `Content-Disposition: form-data; name="${name}"; filename="${filename}"\r\nContent-Type: ${type}\r\n\r\n${content}`;

describe('reading multipart/form-data', () => {
  it('gives fields and files in their order', async () => {
    expect(await read(body(field('text', 'hello'), file('files', 'a.mp4', 'bytes')))).toEqual([
      { name: 'text', filename: null, type: null, content: 'hello' },
      { name: 'files', filename: 'a.mp4', type: 'video/mp4', content: 'bytes' },
    ]);
  });

  it('reads the same whatever way the network cuts the body', async () => {
    const content = 'x\r\n--\r\n--A\r\n-\r\n--BB'.replace('--BB', '-');
    const whole = body(file('files', 'a.bin', content), field('text', '\r\n'));
    const expected = await read(whole, whole.length);
    expect(expected.map((part) => part.content)).toEqual([content, '\r\n']);
    for (let size = 1; size < 40; size += 1) expect(await read(whole, size)).toEqual(expected);
  });

  it('reads what the browser and Node write', async () => {
    const form = new FormData();
    form.append('text', 'نص "بين علامتين"');
    form.append('files', new File([new Uint8Array([0, 255, 13, 10, 45, 45])], '../../etc/passwd\r\n".mp4'));
    const request = new Request('http://localhost', { method: 'POST', body: form });
    const boundary = boundaryOf(request.headers.get('content-type') ?? '');
    const parts = await read(Buffer.from(await request.arrayBuffer()), 5, boundary);
    expect(parts.map((part) => part.name)).toEqual(['text', 'files']);
    expect(parts[1]?.content).toBe('\0\xff\r\n--');
  });

  it('skips what a reader leaves of a part', async () => {
    const names: string[] = [];
    const whole = Buffer.from(body(file('files', 'a.bin', 'long '.repeat(100)), field('text', 'after')));
    for await (const part of readMultipart(inChunks(whole, 9), 'B')) {
      names.push(part.name);
      for await (const _chunk of part.body) break;
    }
    expect(names).toEqual(['files', 'text']);
  });

  it('holds no more than a chunk of a large file', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'x');
    async function* large(): AsyncGenerator<Buffer> {
      yield Buffer.from(`--B\r\n${file('files', 'a.bin', '')}`);
      for (let count = 0; count < 200; count += 1) yield chunk;
      yield Buffer.from('\r\n--B--');
    }
    let bytes = 0;
    let longest = 0;
    for await (const part of readMultipart(large(), 'B')) {
      for await (const piece of part.body) {
        bytes += piece.length;
        longest = Math.max(longest, piece.length);
      }
    }
    expect(bytes).toBe(200 * chunk.length);
    expect(longest).toBeLessThan(2 * chunk.length);
  });

  it.each([
    ['an empty body', ''],
    ['a body of something else', 'hello, this is not a form at all'],
    ['another boundary', body(field('text', 'x')).replaceAll('--B', '--C')],
    ['a part without a name', '--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--\r\n'],
    ['a part without headers', '--B\r\n\r\n\r\nx\r\n--B--\r\n'],
    [
      'a part that is no form field',
      '--B\r\nContent-Disposition: attachment; name="a"\r\n\r\nx\r\n--B--\r\n',
    ],
    ['a body that stops in the middle', body(file('files', 'a', 'content')).slice(0, -12)],
    ['a body that stops in the headers', '--B\r\nContent-Dispo'],
    ['junk after a boundary', '--Bjunk\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--B--'],
    ['endless headers', `--B\r\n${'X-Header: y\r\n'.repeat(5_000)}\r\nx\r\n--B--`],
  ])('refuses %s', async (_what, hostile) => {
    await expect(read(hostile)).rejects.toMatchObject({ code: 'request-malformed' });
  });

  it.each([
    'multipart/form-data',
    'multipart/form-data; boundary=',
    `multipart/form-data; boundary=${'b'.repeat(300)} x`,
  ])('refuses the content type %.60s', (type) => {
    const boundary = () => boundaryOf(type);
    if (type.includes('bbb')) expect(boundary().length).toBeLessThanOrEqual(70);
    else expect(boundary).toThrow('request-malformed');
  });
});
