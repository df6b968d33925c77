import type { ErrorCode } from '../errors.ts';

/** 8-bit brightness (ITU-R BT.601), row by row. */
export interface LumaPicture {
  luma: Uint8Array;
  width: number;
  height: number;
  /** Width / height before it was squeezed. */
  aspect: number;
}

/** One byte a pixel, row by row. */
export interface GreyPicture {
  pixels: Uint8Array;
  width: number;
  height: number;
}

/** A picture to be read, in its own shape. */
export interface ReadablePicture {
  /** ITU-R BT.601. */
  brightness: GreyPicture;
  /** Of each pixel the least and the greatest of red, green and blue: white letters stand out in the one, black in the other. */
  least: GreyPicture;
  greatest: GreyPicture;
}

/** Red, green, blue and alpha, a byte each, row by row. */
export interface ColourPicture {
  pixels: Uint8Array;
  width: number;
  height: number;
}

/** Shrunk to `longest` pixels on its longer side, or enlarged to at least `least`, at most twice. */
export interface ReadableSize {
  longest: number;
  least: number;
}

export interface AnimationHead {
  /** 1 is a still picture. */
  frames: number;
  width: number;
  height: number;
  /** Seconds of one round. */
  seconds: number;
}

export interface AnimationFrame {
  /** Seconds from the start. */
  t: number;
  luma: Uint8Array;
}

/** What the process that decodes pictures is asked, one thing at a time. */
export type PictureTask =
  | { kind: 'still'; path: string; size: number; enlarge: boolean }
  | { kind: 'readable'; path: string; size: ReadableSize }
  | { kind: 'grey'; path: string; size: ReadableSize }
  | { kind: 'coloured'; path: string; width: number; height: number }
  | { kind: 'head'; path: string }
  | { kind: 'frames'; path: string; width: number; height: number; everySeconds: number };

/** Between the frames of a task: each is decoded when the one before was used, or frames would fill the memory. */
export type NextFrame = { kind: 'next-frame' };

/** What it answers: once `ready`, then to each task any number of results, and `done` or `failed`. */
export type PictureReply =
  | { kind: 'ready' }
  | { kind: 'still'; picture: LumaPicture }
  | { kind: 'readable'; picture: ReadablePicture }
  | { kind: 'grey'; picture: GreyPicture }
  | { kind: 'coloured'; picture: ColourPicture }
  | { kind: 'head'; head: AnimationHead }
  | { kind: 'frame'; frame: AnimationFrame }
  | { kind: 'done' }
  | { kind: 'failed'; code: ErrorCode; reason: string };

/** As V8, glib, libvips, libjpeg and libheif say that there is no more memory. */
export const saysMemoryIsShort = (text: string): boolean =>
  /out of memory|insufficient memory|alloc|creating thread/iu.test(text);
