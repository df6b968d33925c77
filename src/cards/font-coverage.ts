import { inflateSync } from 'node:zlib';

const WOFF = 0x774f4646;
const WOFF_HEADER_BYTES = 44;
const TABLE_ENTRY_BYTES = 20;

/**
 * The code points a WOFF 1.0 file has glyphs for (https://www.w3.org/TR/WOFF/), from its `cmap` table
 * (https://learn.microsoft.com/typography/opentype/spec/cmap, formats 4 and 12). Throws when there is none.
 */
export function readCoverage(woff: Buffer): number[] {
  const cmap = tableOf(woff, 'cmap');
  const subtables = Array.from({ length: cmap.readUInt16BE(2) }, (_, i) =>
    cmap.subarray(cmap.readUInt32BE(4 + i * 8 + 4)),
  );
  const full = subtables.find((table) => table.readUInt16BE(0) === 12);
  if (full) return groupsOf(full);
  const basic = subtables.find((table) => table.readUInt16BE(0) === 4);
  if (!basic) throw new Error('no cmap of format 4 or 12');
  return segmentsOf(basic);
}

function tableOf(woff: Buffer, tag: string): Buffer {
  if (woff.readUInt32BE(0) !== WOFF) throw new Error('not a WOFF file');
  for (let i = 0; i < woff.readUInt16BE(12); i++) {
    const entry = WOFF_HEADER_BYTES + i * TABLE_ENTRY_BYTES;
    if (woff.toString('latin1', entry, entry + 4) !== tag) continue;
    const [offset, packed, length] = [4, 8, 12].map((at) => woff.readUInt32BE(entry + at));
    if (offset === undefined || packed === undefined || length === undefined) break;
    const data = woff.subarray(offset, offset + packed);
    return packed < length ? inflateSync(data, { maxOutputLength: length }) : data;
  }
  throw new Error(`no table ${tag}`);
}

const stretch = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

function groupsOf(table: Buffer): number[] {
  return Array.from({ length: table.readUInt32BE(12) }, (_, i) => 16 + i * 12).flatMap((at) =>
    stretch(table.readUInt32BE(at), table.readUInt32BE(at + 4)),
  );
}

function segmentsOf(table: Buffer): number[] {
  const bytes = table.readUInt16BE(6);
  const ends = 14;
  const starts = ends + bytes + 2;
  const codes: number[] = [];
  for (let i = 0; i < bytes; i += 2) {
    const [first, last] = [table.readUInt16BE(starts + i), table.readUInt16BE(ends + i)];
    // The last segment ends every table and stands for no character.
    if (first === 0xffff) continue;
    const delta = table.readUInt16BE(starts + bytes + i);
    const rangeAt = starts + 2 * bytes + i;
    const range = table.readUInt16BE(rangeAt);
    const glyphOf = (code: number): number =>
      range === 0 ? (code + delta) & 0xffff : table.readUInt16BE(rangeAt + range + 2 * (code - first));
    codes.push(...stretch(first, last).filter((code) => glyphOf(code) !== 0));
  }
  return codes;
}
