import type { RemoteFile } from '../domain/message.ts';

/** A SHA-256 as messengers announce it, in base64 or hexadecimal digits; null for what is neither. */
export function hexDigest(sha256: string | undefined): string | null {
  if (sha256 === undefined) return null;
  if (/^[0-9a-f]{64}$/iu.test(sha256)) return sha256.toLowerCase();
  if (!/^[A-Za-z0-9+/_-]{43}=?$/u.test(sha256)) return null;
  return Buffer.from(sha256, 'base64').toString('hex');
}

export function kindOfMime(mime = ''): RemoteFile['kind'] {
  const [family] = mime.toLowerCase().split('/');
  return family === 'image' || family === 'video' || family === 'audio' ? family : 'document';
}
