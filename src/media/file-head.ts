import { open } from 'node:fs/promises';

/** The first bytes of a file, fewer where it is shorter. Never waits for a pipe or device: ask for files only. */
export async function readFileHead(path: string, bytes: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
