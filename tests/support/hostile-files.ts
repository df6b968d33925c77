/** Files as nobody wants them, put together byte by byte: small on the disk, large or senseless when they are read. */
import { deflateRawSync, constants as zlib } from 'node:zlib';

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([ascii(type), data]);
  return Buffer.concat([uint32(data.length), body, uint32(crc32Of(body))]);
}

function crc32Of(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 255] as number) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const ZEROS_AT_ONCE = 1 << 20;

export interface PngBomb {
  width: number;
  height: number;
  bitDepth?: 8 | 16;
  /** 0 grey, 2 RGB, 6 RGB with transparency. */
  colourType?: 0 | 2 | 6;
  interlaced?: boolean;
}

/**
 * A black PNG whose data is whole, but for the checksum at its end: one compressed megabyte of zeros, again and again.
 */
export function pngBomb({
  width,
  height,
  bitDepth = 8,
  colourType = 2,
  interlaced = false,
}: PngBomb): Buffer {
  const head = Buffer.concat([
    uint32(width),
    uint32(height),
    Buffer.from([bitDepth, colourType, 0, 0, interlaced ? 1 : 0]),
  ]);
  const channels = { 0: 1, 2: 3, 6: 4 }[colourType];
  // One filter byte in front of each row; interlaced there are up to 7 times as many rows, in parts.
  const bytes = height * (1 + (width * channels * bitDepth) / 8) * (interlaced ? 1.01 : 1);
  const zeros = deflateRawSync(Buffer.alloc(ZEROS_AT_ONCE), { level: 9, finishFlush: zlib.Z_FULL_FLUSH });
  const megabyte = pngChunk('IDAT', zeros);
  return Buffer.concat([
    PNG_SIGNATURE,
    pngChunk('IHDR', head),
    pngChunk('IDAT', Buffer.from([0x78, 0xda])),
    ...Array<Buffer>(Math.ceil(bytes / ZEROS_AT_ONCE)).fill(megabyte),
    pngChunk('IDAT', Buffer.from([0x03, 0x00, 0, 0, 0, 1])),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A box of ISO/IEC 14496-12, with version and flags where they are given. */
function box(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([uint32(8 + body.length), ascii(type), body]);
}

const uint16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const versionAndFlags = (version: number, flags = 0): Buffer => uint32((version << 24) | flags);

/**
 * An HEIC picture (ISO/IEC 23008-12) of one item, from an MP4 whose only frame is a key frame of HEVC under the name
 * `hvc1`. A clockwise turn is noted as telephones note it.
 */
export function heicFromMp4(mp4: Buffer, { width, height, quarterTurn = false }: HeicOptions): Buffer {
  const hvcC = boxAt(mp4, mp4.indexOf('hvcC', 0, 'latin1') - 4);
  const frame = boxAt(mp4, mp4.indexOf('mdat', 0, 'latin1') - 4).subarray(8);
  const ispe = box('ispe', versionAndFlags(0), uint32(width), uint32(height));
  // Counted anticlockwise.
  const turns = quarterTurn ? [box('irot', Buffer.from([3]))] : [];
  const properties = [hvcC, ispe, ...turns];
  const essential = 0x80;
  const associations = Buffer.from(properties.map((_, index) => essential | (index + 1)));
  const metaWith = (offset: number): Buffer =>
    box(
      'meta',
      versionAndFlags(0),
      box('hdlr', versionAndFlags(0), uint32(0), ascii('pict'), Buffer.alloc(13)),
      box('pitm', versionAndFlags(0), uint16(1)),
      box(
        'iloc',
        versionAndFlags(0),
        Buffer.from([0x44, 0]),
        uint16(1),
        uint16(1),
        uint16(0),
        uint16(1),
        uint32(offset),
        uint32(frame.length),
      ),
      box(
        'iinf',
        versionAndFlags(0),
        uint16(1),
        box('infe', versionAndFlags(2), uint16(1), uint16(0), ascii('hvc1\0')),
      ),
      box(
        'iprp',
        box('ipco', ...properties),
        box('ipma', versionAndFlags(0), uint32(1), uint16(1), Buffer.from([properties.length]), associations),
      ),
    );
  const ftyp = box('ftyp', ascii('heic'), uint32(0), ascii('mif1heic'));
  const start = ftyp.length + metaWith(0).length + 8;
  return Buffer.concat([ftyp, metaWith(start), box('mdat', frame)]);
}

export interface HeicOptions {
  width: number;
  height: number;
  quarterTurn?: boolean;
}

const boxAt = (bytes: Buffer, at: number): Buffer => bytes.subarray(at, at + bytes.readUInt32BE(at));

/** The same film under the name of a codec that does not exist. */
export function withUnknownCodec(mp4: Buffer, codec = 'avc1'): Buffer {
  const copy = Buffer.from(mp4);
  // The brand may bear the name too; the sample description is the last.
  copy.write('zzz9', copy.lastIndexOf(codec, undefined, 'latin1'), 'latin1');
  return copy;
}

/** The same file, its index whole and every byte of sound and picture a zero. */
export function withoutData(mp4: Buffer): Buffer {
  const copy = Buffer.from(mp4);
  const at = copy.indexOf('mdat', 0, 'latin1') - 4;
  return copy.fill(0, at + 8, at + copy.readUInt32BE(at));
}

/** The boxes that lie in `bytes` one behind the other, each with its head. */
function boxesIn(bytes: Buffer): Buffer[] {
  const boxes: Buffer[] = [];
  for (let at = 0; at + 8 <= bytes.length; at += bytes.readUInt32BE(at)) boxes.push(boxAt(bytes, at));
  return boxes;
}

const typeOf = (whole: Buffer): string => whole.toString('latin1', 4, 8);

/** The same film with its first track so many times. The index must lie behind the data, as ffmpeg writes it. */
export function withTracks(mp4: Buffer, count: number): Buffer {
  return Buffer.concat(
    boxesIn(mp4).map((outer) => {
      if (typeOf(outer) !== 'moov') return outer;
      const inner = boxesIn(outer.subarray(8));
      const track = inner.find((one) => typeOf(one) === 'trak');
      if (!track) throw new Error('no track');
      return box('moov', ...inner, ...Array<Buffer>(count - 1).fill(track));
    }),
  );
}

/** The same film, whose head promises so many seconds. */
export function withPromisedSeconds(mp4: Buffer, seconds: number): Buffer {
  const copy = Buffer.from(mp4);
  for (const type of ['mvhd', 'mdhd']) {
    const at = copy.indexOf(type, 0, 'latin1');
    // Type, version and flags, two dates, units of a second; then how many.
    copy.writeUInt32BE((copy.readUInt32BE(at + 16) * seconds) >>> 0, at + 20);
  }
  return copy;
}

/** A GIF of one black pixel on a screen of this size. */
export function gifBomb(width: number, height: number): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt16LE(width, 0);
  size.writeUInt16LE(height, 2);
  const palette = Buffer.from([0, 0, 0, 255, 255, 255]);
  const frame = Buffer.concat([ascii(','), Buffer.alloc(4), size, Buffer.from([0, 2, 2, 0x44, 0x01, 0])]);
  return Buffer.concat([ascii('GIF89a'), size, Buffer.from([0x80, 0, 0]), palette, frame, frame, ascii(';')]);
}

/** Scripts that name other files, by the name they are saved under. */
export const scriptsOf = (target: string): Record<string, string> => ({
  'ffconcat.mp4': `ffconcat version 1.0\nfile '${target}'\n`,
  'hls.mp4': `#EXTM3U\n#EXT-X-TARGETDURATION:8\n#EXTINF:8,\nfile://${target}\n#EXT-X-ENDLIST\n`,
  'dash.mp4': `<?xml version="1.0"?><MPD><Period><BaseURL>file://${target}</BaseURL></Period></MPD>`,
  'drawing.svg': `<svg xmlns="http://www.w3.org/2000/svg"><image href="file://${target}"/></svg>`,
});
