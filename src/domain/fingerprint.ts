/** What makes content comparable. All byte layouts are little-endian. */
import type { TimeSpan } from './evidence.ts';

export type MediaKind = 'image' | 'video' | 'audio';

/** 256-bit PDQ hash as 32 bytes, first byte holds the highest bits of the published hex form. */
export type Pdq = Uint8Array;

export interface ImageFingerprint {
  kind: 'image';
  pdq: Pdq;
  /** PDQ quality, 0 to 100. */
  quality: number;
  /** Hashes of parts of the picture: what crops and caption bars leave of it. Missing where only the hash is known. */
  parts?: PartHash[];
}

/** Hash of a part of a picture or frame, good enough to be looked up. */
export interface PartHash {
  /** Seconds from the start of the video; 0 for a picture. */
  t: number;
  pdq: Pdq;
  /** Which piece of the picture (`PIECES` in `fingerprint/picture-parts.ts`), from 1 on; 0: nearly all of it. */
  piece: number;
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
  /**
   * The same of what a telephone would pass on, between two stretches of silence (`VOICE_LEAD_SECONDS` each), so
   * that short sounds have items too: what is compared. Missing where only the published form is known.
   */
  voice?: Uint32Array;
}

export interface VideoFingerprint {
  kind: 'video';
  /** Seconds. */
  duration: number;
  frames: FrameHash[];
  /** Hashes of parts of some of the frames. */
  parts?: PartHash[];
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

/**
 * A closer look at a picture or video, made when the fingerprint finds nothing sure: many moments, each in many
 * forms (parts, boxes cut out of a frame around them, turned by a few degrees). Never stored.
 */
export interface CloserLook {
  kind: 'image' | 'video';
  /** Of a long film only these were looked at, in order; empty: all of it. */
  stretches: TimeSpan[];
  looks: CloseHash[];
}

export interface CloseHash {
  /** Seconds from the start of the video; 0 for a picture. */
  t: number;
  pdq: Pdq;
  /** As in `PartHash`. */
  piece: number;
  /** Worth a search by its coarse bits alone. */
  isWide: boolean;
  /** What of the frame it shows. */
  corners: Corners;
  /** How that was turned before it was hashed: place in `TURNS` of `fingerprint/pdq.ts`, -1 for not at all. */
  turn: number;
}

/** x and y of four corners, clockwise from the upper left, in shares of the frame's width and height. */
export type Corners = number[];

/** A view of what was sent that comes near an archived hash without matching it. */
export interface NearMiss {
  /** Of the archived file: views for one file compete. */
  file: string;
  t: number;
  corners: Corners;
  turn: number;
  /** The archived hash. */
  target: Pdq;
}

export type QueryMediaFingerprint = QueryImageFingerprint | QueryVideoFingerprint | AudioFingerprint;
