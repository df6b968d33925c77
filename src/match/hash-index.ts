import type { Pdq } from '../domain/fingerprint.ts';

/** 256-bit hashes are compared as eight words of 32 bits. */
const WORDS = 8;
const HASH_BYTES = WORDS * 4;
/** Of 16 bits each: two hashes within 31 bits agree in one of them to within one bit. */
const BANDS = 16;
const BAND_BITS = 16;
/** The distance PDQ's publishers recommend, and the furthest for which every hash is found. */
export const USUAL_RADIUS = 31;
/** The first so many words, and bands, hold the coarsest bits. */
const COARSE_WORDS = 2;
const COARSE_BANDS = 4;
/**
 * Of 64 bits: two hashes within seven agree in one of four bands to within one bit. Measured on 20 films as filmed off
 * a screen: the right film lies at 0 to 7, others at 8 (one camera) and above.
 */
const COARSE_RADIUS = 7;
/**
 * Which byte of a hash comes where: those of the eight lowest frequencies of the eight lowest rows first. Byte 31
 * holds the lower eight frequencies of the lowest row, byte 30 the upper ones, and so on.
 */
const COARSE_BYTES = Array.from({ length: COARSE_WORDS * 4 }, (_, row) => HASH_BYTES - 1 - 2 * row);
const BYTE_ORDER = [
  ...COARSE_BYTES,
  ...Array.from({ length: HASH_BYTES }, (_, byte) => byte).filter((byte) => !COARSE_BYTES.includes(byte)),
];
const REMOVED = 0xffffffff;
/** So many hashes, and a small share of the sorted ones, may wait to be sorted: they are compared one by one. */
const WAITING = 4096;
const WAITING_SHARE = 1 / 64;
/** Arrays grow by so much: what is reserved and not used stays below this. */
const GROWTH = 1.125;
/** Of a search that wants the nearest only: among so many times as many it chooses. */
const CHOICE = 4;
/** So many are compared in one go: they fit into the fastest cache. */
const CANDIDATES = 384;

/** What differs from a value of so many bits (first index) by at most 0 and 1 of them (second). */
const NEIGHBOURS = Array.from({ length: BAND_BITS + 1 }, (_, width) => {
  const single = Array.from({ length: width }, (_, bit) => 1 << bit);
  return [Uint32Array.of(0), Uint32Array.of(0, ...single)];
});

export interface HashHit {
  ref: number;
  /** Seconds, as given with the hash. */
  t: number;
  /** Differing bits, 0 to 256. */
  distance: number;
}

/**
 * Exact search among PDQ hashes by Hamming distance: multi-index hashing (Norouzi, Punjani and Fleet,
 * "Fast search in Hamming space with multi-index hashing", 2012) with 16 bands of 16 bits, each probed
 * with its own value and its neighbours. For every band the hashes' numbers lie sorted by the band's first
 * bits, four to eight to a value. What came lately is not sorted yet and compared one by one. 105 to 125 bytes
 * a hash.
 */
export class HashIndex {
  #hashes = new Uint32Array(0);
  #refs = new Uint32Array(0);
  #times = new Float32Array(0);
  /** Number of the search that looked at a hash last: each is looked at once. */
  #seen = new Uint8Array(0);
  #search = 0;
  #count = 0;
  #removed = 0;
  /** Hashes below this are sorted. */
  #sorted = 0;
  /** Bits of a band by which they are. */
  #bits = 0;
  #offsets: Uint32Array[] = [];
  #members: Uint32Array[] = [];
  /** Numbers of hashes to be compared next. */
  readonly #candidates = new Uint32Array(CANDIDATES + 1);
  /** Of the search under way. */
  #found: { at: number; distance: number }[] = [];

  get size(): number {
    return this.#count - this.#removed;
  }

  /** Bytes of the typed arrays, what is reserved in them included. */
  get bytes(): number {
    const arrays = [this.#hashes, this.#refs, this.#times, this.#seen, ...this.#offsets, ...this.#members];
    return arrays.reduce((sum, array) => sum + array.byteLength, 0);
  }

  /** @param ref what the hash belongs to, 0 to 2³² - 2; any number of hashes may share it. @param t seconds */
  add(hash: Pdq, ref: number, t = 0): void {
    if (hash.length !== HASH_BYTES)
      throw new RangeError(`a PDQ hash has ${HASH_BYTES} bytes, not ${hash.length}`);
    this.#reserve();
    const at = this.#count++;
    writeWords(hash, this.#hashes, at * WORDS);
    this.#refs[at] = ref;
    this.#times[at] = t;
  }

  /** Removes every hash of `ref`; one pass over the references. */
  remove(ref: number): void {
    const refs = this.#refs.subarray(0, this.#count);
    for (let at = refs.indexOf(ref); at >= 0; at = refs.indexOf(ref, at + 1)) {
      refs[at] = REMOVED;
      this.#removed++;
    }
  }

  /** Sorts what was added or removed, if it is much; the next search would do it else. */
  settle(): void {
    const most = Math.max(WAITING, this.#sorted * WAITING_SHARE);
    if (this.#count - this.#sorted > most || this.#removed > Math.max(WAITING, this.#count / 4)) this.#sort();
  }

  /**
   * Hashes within `radius` bits (at most 31), in no order: every one, or, with `most`, about the nearest so many. A
   * still that stands in the archive a hundred thousand times costs no more than one that stands there a
   * few thousand times: then the search ends before it has seen them all.
   */
  search(hash: Pdq, radius: number = USUAL_RADIUS, most = Number.POSITIVE_INFINITY): HashHit[] {
    if (radius > USUAL_RADIUS) throw new RangeError(`exact only up to ${USUAL_RADIUS} bits`);
    return this.#find(hash, { bands: BANDS, words: WORDS, radius }, most).map(({ at, distance }) => ({
      ref: this.#refs[at] as number,
      t: this.#times[at] as number,
      distance,
    }));
  }

  /**
   * Hashes whose 64 coarsest bits (frequencies 1 to 8 in both directions) differ by at most seven, about the nearest
   * `most`, with `distance` in those bits: what the whole hash loses to a shift of two percent or a tilt, they keep.
   */
  searchCoarse(hash: Pdq, most = Number.POSITIVE_INFINITY): (HashHit & { pdq: Pdq })[] {
    const how = { bands: COARSE_BANDS, words: COARSE_WORDS, radius: COARSE_RADIUS };
    return this.#find(hash, how, most).map(({ at, distance }) => ({
      ref: this.#refs[at] as number,
      t: this.#times[at] as number,
      distance,
      pdq: toPdq(this.#hashes.subarray(at * WORDS, (at + 1) * WORDS)),
    }));
  }

  #find(hash: Pdq, how: HowToCompare, most: number): { at: number; distance: number }[] {
    this.settle();
    const query = new Uint32Array(WORDS);
    writeWords(hash, query, 0);
    this.#found = [];
    this.#searchWaiting(query, how);
    this.#searchSorted(query, how, most * CHOICE);
    const found = this.#found;
    if (found.length > most) {
      found.sort((a, b) => a.distance - b.distance);
      found.length = most;
    }
    return found;
  }

  #searchWaiting(query: Uint32Array, how: HowToCompare): void {
    for (let at = this.#sorted; at < this.#count; at++) {
      const distance = distanceOf(this.#hashes, at * WORDS, query, how.words, how.radius);
      if (distance <= how.radius) this.#take(at, distance);
    }
  }

  #searchSorted(query: Uint32Array, how: HowToCompare, enough: number): void {
    this.#search = (this.#search + 1) & 0xff;
    if (this.#search === 0) {
      this.#seen.fill(0);
      this.#search = 1;
    }
    const masks = NEIGHBOURS[this.#bits]?.[Math.floor(how.radius / how.bands)] ?? new Uint32Array(0);
    const candidates = this.#candidates;
    for (let band = 0; band < Math.min(how.bands, this.#members.length); band++) {
      const members = this.#members[band] as Uint32Array;
      const offsets = this.#offsets[band] as Uint32Array;
      const value = bucketOf(query, 0, band, this.#bits);
      let count = 0;
      for (let m = 0; m < masks.length; m++) {
        const bucket = value ^ (masks[m] as number);
        const end = offsets[bucket + 1] as number;
        for (let i = offsets[bucket] as number; i < end; i++) {
          candidates[count++] = members[i] as number;
          if (count < CANDIDATES) continue;
          this.#compare(count, query, how);
          count = 0;
          if (this.#found.length >= enough) return;
        }
      }
      this.#compare(count, query, how);
      if (this.#found.length >= enough) return;
    }
  }

  /**
   * Of the first so many candidates. They lie anywhere in memory: a first pass that only reads a word of each has the
   * processor fetch many at a time.
   */
  #compare(count: number, query: Uint32Array, { words, radius }: HowToCompare): void {
    const [candidates, hashes, seen, search] = [this.#candidates, this.#hashes, this.#seen, this.#search];
    let fetched = 0;
    for (let i = 0; i < count; i++) fetched ^= hashes[(candidates[i] as number) * WORDS] as number;
    // Kept, lest the pass is left out as useless.
    candidates[CANDIDATES] = fetched;
    for (let i = 0; i < count; i++) {
      const at = candidates[i] as number;
      const distance = distanceOf(hashes, at * WORDS, query, words, radius);
      // Few come so far, and only these can come twice.
      if (distance > radius || seen[at] === search) continue;
      seen[at] = search;
      this.#take(at, distance);
    }
  }

  #take(at: number, distance: number): void {
    if (this.#refs[at] !== REMOVED) this.#found.push({ at, distance });
  }

  #reserve(): void {
    if (this.#count < this.#refs.length) return;
    const capacity = Math.max(1024, Math.ceil(this.#refs.length * GROWTH));
    this.#hashes = enlarged(this.#hashes, new Uint32Array(capacity * WORDS));
    this.#refs = enlarged(this.#refs, new Uint32Array(capacity));
    this.#times = enlarged(this.#times, new Float32Array(capacity));
    this.#seen = enlarged(this.#seen, new Uint8Array(capacity));
  }

  /** Drops what was removed and sorts everything: one counting sort for each band. */
  #sort(): void {
    this.#compact();
    this.#bits = Math.min(BAND_BITS, Math.max(0, Math.floor(Math.log2(this.#count)) - 2));
    for (let band = 0; band < BANDS; band++) this.#sortBand(band);
    this.#sorted = this.#count;
  }

  #sortBand(band: number): void {
    const [n, bits, hashes] = [this.#count, this.#bits, this.#hashes];
    const offsets = new Uint32Array((1 << bits) + 1);
    for (let at = 0; at < n; at++) {
      const bucket = bucketOf(hashes, at * WORDS, band, bits) + 1;
      offsets[bucket] = (offsets[bucket] as number) + 1;
    }
    for (let bucket = 1; bucket < offsets.length; bucket++) {
      offsets[bucket] = (offsets[bucket] as number) + (offsets[bucket - 1] as number);
    }
    const place = offsets.slice();
    const members = new Uint32Array(n);
    for (let at = 0; at < n; at++) {
      const bucket = bucketOf(hashes, at * WORDS, band, bits);
      const to = place[bucket] as number;
      members[to] = at;
      place[bucket] = to + 1;
    }
    this.#offsets[band] = offsets;
    this.#members[band] = members;
  }

  #compact(): void {
    if (this.#removed === 0) return;
    let to = 0;
    for (let at = 0; at < this.#count; at++) {
      const ref = this.#refs[at] as number;
      if (ref === REMOVED) continue;
      this.#hashes.copyWithin(to * WORDS, at * WORDS, (at + 1) * WORDS);
      this.#refs[to] = ref;
      this.#times[to] = this.#times[at] as number;
      to++;
    }
    this.#count = to;
    this.#removed = 0;
  }
}

/** The first so many bands and words, within `radius` bits. */
interface HowToCompare {
  bands: number;
  words: number;
  radius: number;
}

function enlarged<T extends Uint32Array | Uint8Array | Float32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function writeWords(hash: Pdq, into: Uint32Array, start: number): void {
  const byteAt = (place: number) => hash[BYTE_ORDER[place] as number] as number;
  for (let i = 0; i < WORDS; i++) {
    const b = i * 4;
    into[start + i] =
      (byteAt(b) | (byteAt(b + 1) << 8) | (byteAt(b + 2) << 16) | (byteAt(b + 3) << 24)) >>> 0;
  }
}

function toPdq(words: Uint32Array): Pdq {
  const pdq = new Uint8Array(HASH_BYTES);
  for (let place = 0; place < HASH_BYTES; place++) {
    pdq[BYTE_ORDER[place] as number] = ((words[place >> 2] as number) >>> ((place & 3) * 8)) & 0xff;
  }
  return pdq;
}

/** The first bits of a band. */
const bucketOf = (words: Uint32Array, start: number, band: number, bits: number): number =>
  (((words[start + (band >> 1)] as number) >>> ((band & 1) << 4)) & 0xffff) >>> (BAND_BITS - bits);

/** Counts set bits of a 32-bit word in parallel. */
export function bitsOf(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/**
 * Of the two coarsest words, or of all eight; gives up after four that pass the limit, where nearly all others do (after
 * two it is one in two, which no processor foresees).
 */
function distanceOf(
  hashes: Uint32Array,
  start: number,
  query: Uint32Array,
  words: number,
  limit: number,
): number {
  let distance = bitsOfTwo(xor(hashes, start, query, 0), xor(hashes, start, query, 1));
  if (words === COARSE_WORDS) return distance;
  distance += bitsOfTwo(xor(hashes, start, query, 2), xor(hashes, start, query, 3));
  if (distance > limit) return distance;
  distance += bitsOfTwo(xor(hashes, start, query, 4), xor(hashes, start, query, 5));
  return distance + bitsOfTwo(xor(hashes, start, query, 6), xor(hashes, start, query, 7));
}

const xor = (hashes: Uint32Array, start: number, query: Uint32Array, word: number): number =>
  (hashes[start + word] as number) ^ (query[word] as number);

/** As `bitsOf`, of two words with one multiplication. */
function bitsOfTwo(a: number, b: number): number {
  let v = a - ((a >>> 1) & 0x55555555);
  let w = b - ((b >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  w = (w & 0x33333333) + ((w >>> 2) & 0x33333333);
  v += w;
  return Math.imul((v & 0x0f0f0f0f) + ((v >>> 4) & 0x0f0f0f0f), 0x01010101) >>> 24;
}
