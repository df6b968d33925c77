import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { TextDecoder } from 'node:util';

/** Bytes of a file that are looked at to tell its format. */
const HEAD_BYTES = 1_048_576;
/** Share of characters that may be broken in a text that is UTF-8 all the same. */
const MAX_BROKEN = 0.02;

/** The beginning of a text file, decoded; `whole`: there is no more; `binary`: it is no text. */
export interface Head {
  text: string;
  whole: boolean;
  binary: boolean;
}

export async function readHead(path: string): Promise<Head> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(HEAD_BYTES);
    let length = 0;
    while (length < HEAD_BYTES) {
      const { bytesRead } = await file.read(buffer, length, HEAD_BYTES - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    const bytes = buffer.subarray(0, length);
    const binary = encodingOf(bytes) === 'utf-8' && bytes.includes(0);
    return { text: decodeLegacy(bytes).text, whole: length < HEAD_BYTES, binary };
  } finally {
    await file.close();
  }
}

/** A text file piece by piece, without its byte order mark. `read` is told the bytes of each piece. */
export async function* textChunks(
  path: string,
  read: (bytes: number) => void = () => {},
): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  for await (const chunk of createReadStream(path, { highWaterMark: 262_144 })) {
    decoder ??= new TextDecoder(encodingOf(chunk));
    read(chunk.length);
    yield decoder.decode(chunk, { stream: true });
  }
  if (decoder) yield decoder.decode();
}

/**
 * A text that may have been saved by an old program: what is plainly not UTF-8 is read as Windows-1256,
 * the encoding of Arabic Windows.
 */
export function decodeLegacy(bytes: Uint8Array): { text: string; converted: boolean } {
  const encoding = encodingOf(bytes);
  const text = new TextDecoder(encoding).decode(bytes);
  const broken = encoding === 'utf-8' ? (text.match(/\uFFFD/gu)?.length ?? 0) : 0;
  if (broken <= text.length * MAX_BROKEN) return { text, converted: encoding !== 'utf-8' };
  return { text: new TextDecoder('windows-1256').decode(bytes), converted: true };
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}
