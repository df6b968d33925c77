import type { MediaFingerprint } from '../domain/fingerprint.ts';
import { pdqToHex } from './pdq.ts';

/** What `tabayyan fingerprint FILE --json` prints for media: a contract with other programs. */
export type DescribedFingerprint =
  | { kind: 'image'; sha256: string; pdq: string; quality: number }
  | {
      kind: 'video';
      sha256: string;
      /** Seconds. */
      duration: number;
      frames: { t: number; pdq: string; quality: number }[];
      /** Of the sound track; null for a silent film. */
      audio: { duration: number; items: number[] } | null;
    }
  | { kind: 'audio'; sha256: string; duration: number; items: number[] };

/** Hashes as 64 hex digits in the published order, items as unsigned 32-bit numbers. */
export function describeFingerprint(fingerprint: MediaFingerprint, sha256: string): DescribedFingerprint {
  switch (fingerprint.kind) {
    case 'image':
      return { kind: 'image', sha256, pdq: pdqToHex(fingerprint.pdq), quality: fingerprint.quality };
    case 'video':
      return {
        kind: 'video',
        sha256,
        duration: fingerprint.duration,
        frames: fingerprint.frames.map(({ t, pdq, quality }) => ({ t, pdq: pdqToHex(pdq), quality })),
        audio: fingerprint.audio && {
          duration: fingerprint.audio.duration,
          items: [...fingerprint.audio.items],
        },
      };
    case 'audio':
      return { kind: 'audio', sha256, duration: fingerprint.duration, items: [...fingerprint.items] };
  }
}
