/** What makes content comparable. All byte layouts are little-endian. */

export type MediaKind = 'image' | 'video' | 'audio';

/** 256-bit PDQ hash as 32 bytes, first byte holds the highest bits of the published hex form. */
export type Pdq = Uint8Array;

export interface ImageFingerprint {
  kind: 'image';
  pdq: Pdq;
  /** PDQ quality, 0 to 100. */
  quality: number;
}

export interface FrameHash {
  /** Seconds from the start of the video. */
  t: number;
  pdq: Pdq;
  /** PDQ quality, 0 to 100. */
  quality: number;
}

export interface AudioFingerprint {
  kind: 'audio';
  /** Seconds. */
  duration: number;
  /** Chromaprint items (algorithm 1), one each 0.124 s. */
  items: Uint32Array;
}

export interface VideoFingerprint {
  kind: 'video';
  /** Seconds. */
  duration: number;
  frames: FrameHash[];
  /** Of the sound track; null for a silent film. */
  audio: AudioFingerprint | null;
}

export type MediaFingerprint = ImageFingerprint | VideoFingerprint | AudioFingerprint;

/**
 * Fingerprints of what a person sent: besides the hash itself those of the mirrored and turned picture,
 * in the order of `TURNS` in `fingerprint/pdq.ts`: the left-right mirrored one first.
 */
export interface QueryImageFingerprint extends ImageFingerprint {
  turned: Pdq[];
  /**
   * Hash after enlarging to PDQ's full size, for pictures smaller than that (a messenger's thumbnail): closer to
   * the hash of a large original or of a video frame. Missing for large pictures, and where only the hash is known.
   */
  enlarged?: Pdq;
}

export interface QueryFrameHash extends FrameHash {
  turned: Pdq[];
}

export interface QueryVideoFingerprint extends VideoFingerprint {
  frames: QueryFrameHash[];
}

export type QueryMediaFingerprint = QueryImageFingerprint | QueryVideoFingerprint | AudioFingerprint;
