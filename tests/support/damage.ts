/** Damage as transfers, bad disks and attackers do it to files. */

type Random = () => number;

const EXTREMES = [0, 1, 0x7f, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

const below = (limit: number, random: Random): number => Math.floor(random() * limit);

/** Lies in the head as often as anywhere: there is what decoders trust. */
function placeIn(bytes: Buffer, random: Random): number {
  return below(random() < 0.5 ? Math.min(bytes.length, 512) : bytes.length, random);
}

const WAYS: ((bytes: Buffer, random: Random) => Buffer)[] = [
  function flipBits(bytes, random) {
    for (let count = 1 + below(20, random); count > 0; count--) {
      const at = placeIn(bytes, random);
      bytes[at] = (bytes[at] as number) ^ (1 << below(8, random));
    }
    return bytes;
  },
  function extremeNumber(bytes, random) {
    const at = Math.min(placeIn(bytes, random), bytes.length - 4);
    bytes.writeUInt32BE(EXTREMES[below(EXTREMES.length, random)] as number, at);
    return bytes;
  },
  function cutOff(bytes, random) {
    return bytes.subarray(0, placeIn(bytes, random));
  },
  function zeros(bytes, random) {
    const at = placeIn(bytes, random);
    return bytes.fill(0, at, Math.min(bytes.length, at + below(200, random)));
  },
  function noise(bytes, random) {
    const at = placeIn(bytes, random);
    for (let i = at; i < Math.min(bytes.length, at + 60); i++) bytes[i] = below(256, random);
    return bytes;
  },
  function partLost(bytes, random) {
    const at = placeIn(bytes, random);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + below(100, random))]);
  },
  function partTwice(bytes, random) {
    const at = placeIn(bytes, random);
    return Buffer.concat([bytes.subarray(0, at + below(400, random)), bytes.subarray(at)]);
  },
];

/** A damaged copy; the same numbers give the same. @param random from 0 to below 1 */
export function damage(bytes: Buffer, random: Random): Buffer {
  const way = WAYS[below(WAYS.length, random)] as (typeof WAYS)[number];
  return way(Buffer.from(bytes), random);
}
