import type { Pdq } from '../../src/domain/fingerprint.ts';
import { Fingerprinter } from '../../src/fingerprint/fingerprint-file.ts';
import { createLog } from '../../src/log.ts';
import { bitsOf } from '../../src/match/hash-index.ts';
import { Ffmpeg, findFfmpeg } from '../../src/media/ffmpeg.ts';
import { randomNumbers } from '../boosted-trees.ts';
import { onePerGroup, readOriginals } from '../media/originals.ts';

const HASH_BYTES = 32;
const BANDS = 16;
const TELLING = 50;
/** Share of bits changed in what is put together: bands then coincide rather more often than among real films. */
const CHANGED = 0.12;
/** Of the shots so many are one of a few cards that stand in hundreds of films, such as a station's logo. */
const CARD_SHARE = 0.02;
const CARDS = 50;
const CARD_FRAMES = 4;
const CARD_NOISE = 4;

/** Hashes of the telling frames of real films, and of real pictures, one list for each. */
export async function readFilms(folder: string): Promise<Pdq[][]> {
  const fingerprinter = new Fingerprinter({
    ffmpeg: new Ffmpeg(await findFfmpeg()),
    log: createLog('silent'),
  });
  const originals = readOriginals(folder, ['video', 'image']);
  const films: Pdq[][] = [];
  for (const { path, kind } of onePerGroup(originals, originals.length, 1)) {
    const fingerprint = await fingerprinter.fingerprint(path, kind);
    if (fingerprint.kind === 'audio') continue;
    const frames = fingerprint.kind === 'video' ? fingerprint.frames : [fingerprint];
    const telling = frames.filter(({ quality }) => quality >= TELLING).map(({ pdq }) => pdq);
    if (telling.length > 0) films.push(telling);
  }
  return films;
}

/**
 * Makes films that are new and still like real ones: each shot begins with a hash whose 16 bands come from frames of
 * different real films, so that every band's values are distributed as in those, with a share of the bits
 * changed; from frame to frame the same bits change as in a real film. Some shots are one of a few cards.
 */
export class FilmMaker {
  readonly #films: Pdq[][];
  readonly #random: () => number;
  readonly #cards: Pdq[];

  constructor(films: Pdq[][], seed: number) {
    this.#films = films;
    this.#random = randomNumbers(seed);
    this.#cards = Array.from({ length: CARDS }, () => this.#opening());
  }

  film(length: number): Pdq[] {
    const frames: Pdq[] = [];
    while (frames.length < length) frames.push(...this.#shot());
    return frames.slice(0, length);
  }

  /** As somebody forwards it: up to so many bits of every frame are different. */
  copy(film: Pdq[], bits: number): Pdq[] {
    return film.map((frame) => this.#noisy(frame, Math.floor(this.#random() * (bits + 1))));
  }

  #shot(): Pdq[] {
    if (this.#random() < CARD_SHARE) {
      const card = this.#pick(this.#cards);
      return Array.from({ length: CARD_FRAMES }, () => this.#noisy(card, CARD_NOISE));
    }
    const opening = this.#opening();
    const motion = this.#pick(this.#films);
    return motion.map((frame) => opening.map((byte, i) => byte ^ byteAt(frame, i) ^ byteAt(motion[0], i)));
  }

  #opening(): Pdq {
    const hash = new Uint8Array(HASH_BYTES);
    for (let band = 0; band < BANDS; band++) {
      const frame = this.#pick(this.#pick(this.#films));
      hash.set(frame.subarray(2 * band, 2 * band + 2), 2 * band);
    }
    for (let bit = 0; bit < HASH_BYTES * 8; bit++) {
      if (this.#random() < CHANGED) flip(hash, bit);
    }
    return hash;
  }

  #noisy(hash: Pdq, bits: number): Pdq {
    const copy = hash.slice();
    for (let n = 0; n < bits; n++) flip(copy, Math.floor(this.#random() * HASH_BYTES * 8));
    return copy;
  }

  #pick<T>(list: T[]): T {
    return list[Math.floor(this.#random() * list.length)] as T;
  }
}

/**
 * How often a band of two frames of different films differs in one bit at most, beside hashes of coins
 * (17 in 65,536): what decides how many hashes a search must look at.
 */
export function crowding(films: Pdq[][]): number {
  const frames = films.flatMap((film, number) => film.slice(0, 8).map((hash) => ({ hash, number })));
  let [pairs, near] = [0, 0];
  for (const [i, a] of frames.entries()) {
    for (const b of frames.slice(i + 1)) {
      if (a.number === b.number) continue;
      pairs += BANDS;
      for (let band = 0; band < BANDS; band++)
        if (bitsOf(bandValue(a.hash, band) ^ bandValue(b.hash, band)) <= 1) near++;
    }
  }
  return near / pairs / (17 / 65_536);
}

const byteAt = (hash: Pdq | undefined, i: number): number => hash?.[i] ?? 0;
const bandValue = (hash: Pdq, band: number): number =>
  byteAt(hash, 2 * band) | (byteAt(hash, 2 * band + 1) << 8);

function flip(hash: Pdq, bit: number): void {
  hash[bit >> 3] = byteAt(hash, bit >> 3) ^ (1 << (bit & 7));
}
