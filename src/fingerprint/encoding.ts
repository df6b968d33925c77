/**
 * How fingerprints lie in the database, one row for each kind. All numbers are little-endian.
 *
 * | kind   | layout |
 * |--------|--------|
 * | image  | quality uint8, hash 32 bytes |
 * | frames | duration of the video in ms uint32, then for each frame: t in ms uint32, quality uint8, hash 32 bytes |
 * | audio  | duration of the sound in ms uint32, then items uint32 |
 * | voice  | items of the band a telephone passes, uint32 |
 * | parts  | of a picture or video, for each part: t in ms uint32, piece uint8, hash 32 bytes |
 * | ocr    | the words in a picture or video, UTF-8, lines parted by a line feed; empty: none |
 */
import type {
  AudioFingerprint,
  FrameHash,
  MediaFingerprint,
  MediaKind,
  PartHash,
} from '../domain/fingerprint.ts';

/** Grows when the algorithm or the layout changes: rows of another version are made anew. */
export const FINGERPRINT_VERSIONS = { image: 2, frames: 2, audio: 2, parts: 2, voice: 1 } as const;

/** Words are read when they are needed, apart from the fingerprint; this grows when they would be read otherwise. */
const OCR = { kind: 'ocr', version: 1 } as const;

export type FingerprintRowKind = keyof typeof FINGERPRINT_VERSIONS;

export interface FingerprintRow {
  kind: FingerprintRowKind | typeof OCR.kind;
  version: number;
  data: Uint8Array<ArrayBuffer>;
}

interface StoredRow {
  kind: string;
  version: number;
  data: Uint8Array;
}

export const encodeWriting = (text: string): FingerprintRow => ({
  ...OCR,
  data: new TextEncoder().encode(text),
});

/** Null: not read yet, or in another way. */
export function decodeWriting(rows: readonly StoredRow[]): string | null {
  const row = rows.find(({ kind, version }) => kind === OCR.kind && version === OCR.version);
  return row ? new TextDecoder().decode(row.data) : null;
}

const PDQ_BYTES = 32;
const IMAGE_BYTES = 1 + PDQ_BYTES;
const FRAME_BYTES = 4 + 1 + PDQ_BYTES;
const PART_BYTES = 4 + 1 + PDQ_BYTES;
const HEAD_BYTES = 4;

export function encodeFingerprint(fingerprint: MediaFingerprint): FingerprintRow[] {
  switch (fingerprint.kind) {
    case 'image': {
      const image = row('image', Uint8Array.from([fingerprint.quality, ...fingerprint.pdq]));
      return [image, ...partRows(fingerprint.parts)];
    }
    case 'audio':
      return audioRows(fingerprint);
    case 'video': {
      const frames = row('frames', packFrames(fingerprint.duration, fingerprint.frames));
      const audio = fingerprint.audio ? audioRows(fingerprint.audio) : [];
      return [frames, ...partRows(fingerprint.parts), ...audio];
    }
  }
}

/** Times come back to the millisecond. `null`: something is missing, of another version or damaged; make it anew. */
export function decodeFingerprint(rows: readonly StoredRow[], mediaKind: MediaKind): MediaFingerprint | null {
  const data = new Map<string, Uint8Array>();
  for (const { kind, version, data: bytes } of rows) {
    if (kind === OCR.kind) continue;
    if (!isRowKind(kind) || FINGERPRINT_VERSIONS[kind] !== version) return null;
    data.set(kind, bytes);
  }
  const image = data.get('image');
  const frames = data.get('frames');
  const sound = data.get('audio');
  const audio = sound ? unpackAudio(sound, data.get('voice')) : null;
  if (sound && !audio) return null;
  const packedParts = data.get('parts');
  const unpackedParts = packedParts ? unpackParts(packedParts) : undefined;
  if (unpackedParts === null) return null;
  const parts = unpackedParts ? { parts: unpackedParts } : {};
  switch (mediaKind) {
    case 'image':
      return image?.length === IMAGE_BYTES
        ? { kind: 'image', pdq: image.slice(1), quality: image[0] ?? 0, ...parts }
        : null;
    case 'audio':
      return audio;
    case 'video': {
      const unpacked = frames && unpackFrames(frames);
      return unpacked ? { kind: 'video', ...unpacked, ...parts, audio } : null;
    }
  }
}

const isRowKind = (kind: string): kind is FingerprintRowKind => Object.hasOwn(FINGERPRINT_VERSIONS, kind);

const row = (kind: FingerprintRowKind, data: Uint8Array<ArrayBuffer>): FingerprintRow => ({
  kind,
  version: FINGERPRINT_VERSIONS[kind],
  data,
});

const toMilliseconds = (seconds: number): number => Math.round(seconds * 1000);
const toSeconds = (milliseconds: number): number => milliseconds / 1000;

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function packFrames(duration: number, frames: FrameHash[]): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(HEAD_BYTES + frames.length * FRAME_BYTES);
  const view = viewOf(data);
  view.setUint32(0, toMilliseconds(duration), true);
  for (const [i, { t, quality, pdq }] of frames.entries()) {
    const at = HEAD_BYTES + i * FRAME_BYTES;
    view.setUint32(at, toMilliseconds(t), true);
    view.setUint8(at + 4, quality);
    data.set(pdq, at + 5);
  }
  return data;
}

function unpackFrames(data: Uint8Array): { duration: number; frames: FrameHash[] } | null {
  if (data.length < HEAD_BYTES || (data.length - HEAD_BYTES) % FRAME_BYTES !== 0) return null;
  const view = viewOf(data);
  const frames: FrameHash[] = [];
  for (let at = HEAD_BYTES; at < data.length; at += FRAME_BYTES) {
    frames.push({
      t: toSeconds(view.getUint32(at, true)),
      pdq: data.slice(at + 5, at + FRAME_BYTES),
      quality: view.getUint8(at + 4),
    });
  }
  return { duration: toSeconds(view.getUint32(0, true)), frames };
}

const partRows = (parts: PartHash[] | undefined): FingerprintRow[] =>
  parts ? [row('parts', packParts(parts))] : [];

function packParts(parts: PartHash[]): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(parts.length * PART_BYTES);
  const view = viewOf(data);
  for (const [i, { t, piece, pdq }] of parts.entries()) {
    const at = i * PART_BYTES;
    view.setUint32(at, toMilliseconds(t), true);
    view.setUint8(at + 4, piece);
    data.set(pdq, at + 5);
  }
  return data;
}

function unpackParts(data: Uint8Array): PartHash[] | null {
  if (data.length % PART_BYTES !== 0) return null;
  const view = viewOf(data);
  return Array.from({ length: data.length / PART_BYTES }, (_, i) => {
    const at = i * PART_BYTES;
    return {
      t: toSeconds(view.getUint32(at, true)),
      piece: view.getUint8(at + 4),
      pdq: data.slice(at + 5, at + PART_BYTES),
    };
  });
}

const audioRows = (sound: AudioFingerprint): FingerprintRow[] => [
  row('audio', packAudio(sound)),
  ...(sound.voice ? [row('voice', packItems(sound.voice))] : []),
];

function packAudio({ duration, items }: AudioFingerprint): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(HEAD_BYTES + items.length * 4);
  viewOf(data).setUint32(0, toMilliseconds(duration), true);
  data.set(packItems(items), HEAD_BYTES);
  return data;
}

function packItems(items: Uint32Array): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(items.length * 4);
  const view = viewOf(data);
  for (const [i, item] of items.entries()) view.setUint32(i * 4, item, true);
  return data;
}

function unpackItems(data: Uint8Array): Uint32Array {
  const view = viewOf(data);
  return Uint32Array.from({ length: data.length / 4 }, (_, i) => view.getUint32(i * 4, true));
}

function unpackAudio(data: Uint8Array, voice: Uint8Array | undefined): AudioFingerprint | null {
  if (data.length < HEAD_BYTES || data.length % 4 !== 0 || (voice?.length ?? 0) % 4 !== 0) return null;
  const duration = toSeconds(viewOf(data).getUint32(0, true));
  const items = unpackItems(data.subarray(HEAD_BYTES));
  return { kind: 'audio', duration, items, ...(voice ? { voice: unpackItems(voice) } : {}) };
}
