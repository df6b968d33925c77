import type { Pdq } from '../domain/fingerprint.ts';

/** 256-bit hashes are compared as eight words of 32 bits. */
const WORDS = 8;
const HASH_BYTES = WORDS * 4;
/** Of 16 bits each: two hashes within 31 bits agree in one of them to within one bit, within 47 to within two. */
const BANDS = 16;
const BUCKETS = 1 << 16;
/** The first so many words hold the coarsest bits. */
const COARSE_WORDS = 2;
/** Of 64 bits: measured on 20 films as filmed off a screen, the right film lies at 0 to 7, others at 8 (one camera) and above. */
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
/** The usual distance, and the furthest for which every hash is found: eight times the work. */
export const USUAL_RADIUS = 31;
export const MAX_RADIUS = 47;
const REMOVED = 0xffffffff;
const MERGE_AT_LEAST = 1 << 14;

/** What differs from a band's value by at most 0, 1 and 2 bits. */
const NEIGHBOURS: readonly (readonly number[])[] = [0, 1, 2].map((bits) =>
  Array.from({ length: BUCKETS }, (_, mask) => mask).filter((mask) => bitsOf(mask) <= bits),
);

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
 * with its own value and its neighbours. The bulk lies in sorted bands (offsets and numbers); what
 * came lately in chains, which are merged into the bulk when they have grown to a quarter of it.
 * About 110 bytes a hash.
 */
export class HashIndex {
  #hashes = new Uint32Array(1024 * WORDS);
  #refs = new Uint32Array(1024);
  #times = new Float32Array(1024);
  /** Number of the search that looked at a hash last: each is looked at once. */
  #seen = new Uint32Array(1024);
  #search = 0;
  #count = 0;
  #removed = 0;
  /** Hashes below this are in the bulk. */
  #merged = 0;
  #offsets: Uint32Array[] = [];
  #members: Uint32Array[] = [];
  #heads = new Int32Array(BANDS * BUCKETS).fill(-1);
  #next = new Int32Array(0);

  get size(): number {
    return this.#count - this.#removed;
  }

  /** Bytes of the typed arrays. */
  get bytes(): number {
    const arrays = [this.#hashes, this.#refs, this.#times, this.#seen, this.#heads, this.#next];
    return [...arrays, ...this.#offsets, ...this.#members].reduce((sum, array) => sum + array.byteLength, 0);
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
    const waiting = at - this.#merged;
    if (waiting >= this.#next.length / BANDS) this.#growChains(waiting + 1);
    for (let band = 0; band < BANDS; band++) {
      const bucket = band * BUCKETS + bandOf(this.#hashes, at * WORDS, band);
      this.#next[waiting * BANDS + band] = this.#heads[bucket] ?? -1;
      this.#heads[bucket] = at;
    }
    if (waiting + 1 >= Math.max(MERGE_AT_LEAST, this.#merged / 4)) this.#merge();
  }

  /** Removes every hash of `ref`; one pass over the references. */
  remove(ref: number): void {
    const refs = this.#refs.subarray(0, this.#count);
    for (let at = refs.indexOf(ref); at >= 0; at = refs.indexOf(ref, at + 1)) {
      refs[at] = REMOVED;
      this.#removed++;
    }
    if (this.#removed > MERGE_AT_LEAST && this.#removed > this.#count / 4) this.#merge();
  }

  /** Every hash within `radius` bits (at most 47), in no order. */
  search(hash: Pdq, radius: number = USUAL_RADIUS): HashHit[] {
    if (radius > MAX_RADIUS) throw new RangeError(`exact only up to ${MAX_RADIUS} bits`);
    const query = new Uint32Array(WORDS);
    writeWords(hash, query, 0);
    this.#search = (this.#search + 1) >>> 0;
    if (this.#search === 0) this.#seen.fill(0);
    const found: HashHit[] = [];
    const masks = NEIGHBOURS[Math.floor(radius / BANDS)] ?? [];
    for (let band = 0; band < BANDS; band++) {
      const value = bandOf(query, 0, band);
      for (let i = 0; i < masks.length; i++) {
        this.#probe(band, value ^ (masks[i] as number), query, radius, found);
      }
    }
    return found;
  }

  /**
   * Hashes whose 64 coarsest bits (frequencies 1 to 8 in both directions) differ by at most `COARSE_RADIUS`: what
   * the whole hash loses to a shift of two percent or a tilt, these keep.
   */
  searchCoarse(hash: Pdq): (HashHit & { pdq: Pdq })[] {
    const query = new Uint32Array(WORDS);
    writeWords(hash, query, 0);
    const found: (HashHit & { pdq: Pdq })[] = [];
    for (let at = 0; at < this.#count; at++) {
      let distance = 0;
      for (let word = 0; word < COARSE_WORDS; word++) {
        distance += bitsOf((this.#hashes[at * WORDS + word] as number) ^ (query[word] as number));
      }
      if (distance > COARSE_RADIUS || this.#refs[at] === REMOVED) continue;
      const words = this.#hashes.subarray(at * WORDS, (at + 1) * WORDS);
      found.push({
        ref: this.#refs[at] as number,
        t: this.#times[at] as number,
        distance,
        pdq: toPdq(words),
      });
    }
    return found;
  }

  #probe(band: number, value: number, query: Uint32Array, radius: number, found: HashHit[]): void {
    const offsets = this.#offsets[band];
    const members = this.#members[band];
    if (offsets && members) {
      const end = offsets[value + 1] ?? 0;
      for (let i = offsets[value] ?? 0; i < end; i++)
        this.#compare(members[i] as number, query, radius, found);
    }
    for (let at = this.#heads[band * BUCKETS + value] ?? -1; at >= 0; ) {
      this.#compare(at, query, radius, found);
      at = this.#next[(at - this.#merged) * BANDS + band] ?? -1;
    }
  }

  #compare(at: number, query: Uint32Array, radius: number, found: HashHit[]): void {
    if (this.#seen[at] === this.#search) return;
    this.#seen[at] = this.#search;
    const distance = distanceOf(this.#hashes, at * WORDS, query, radius);
    if (distance > radius) return;
    const ref = this.#refs[at] ?? REMOVED;
    if (ref !== REMOVED) found.push({ ref, t: this.#times[at] ?? 0, distance });
  }

  #reserve(): void {
    if (this.#count < this.#refs.length) return;
    const capacity = Math.ceil(this.#refs.length * 1.25);
    this.#hashes = enlarged(this.#hashes, new Uint32Array(capacity * WORDS));
    this.#refs = enlarged(this.#refs, new Uint32Array(capacity));
    this.#times = enlarged(this.#times, new Float32Array(capacity));
    this.#seen = enlarged(this.#seen, new Uint32Array(capacity));
  }

  #growChains(needed: number): void {
    const capacity = Math.max(1024, needed, Math.ceil((this.#next.length / BANDS) * 1.5));
    this.#next = enlarged(this.#next, new Int32Array(capacity * BANDS));
  }

  /** Drops what was removed and sorts everything into the bulk: one counting sort for each band. */
  #merge(): void {
    this.#compact();
    const n = this.#count;
    for (let band = 0; band < BANDS; band++) {
      const offsets = new Uint32Array(BUCKETS + 1);
      for (let at = 0; at < n; at++) {
        const bucket = bandOf(this.#hashes, at * WORDS, band) + 1;
        offsets[bucket] = (offsets[bucket] as number) + 1;
      }
      for (let bucket = 0; bucket < BUCKETS; bucket++) {
        offsets[bucket + 1] = (offsets[bucket + 1] as number) + (offsets[bucket] as number);
      }
      const place = offsets.slice();
      const members = new Uint32Array(n);
      for (let at = 0; at < n; at++) {
        const bucket = bandOf(this.#hashes, at * WORDS, band);
        const to = place[bucket] as number;
        members[to] = at;
        place[bucket] = to + 1;
      }
      this.#offsets[band] = offsets;
      this.#members[band] = members;
    }
    this.#merged = n;
    this.#heads.fill(-1);
    this.#next = new Int32Array(0);
  }

  #compact(): void {
    if (this.#removed === 0) return;
    let to = 0;
    for (let at = 0; at < this.#count; at++) {
      const ref = this.#refs[at] ?? REMOVED;
      if (ref === REMOVED) continue;
      this.#hashes.copyWithin(to * WORDS, at * WORDS, (at + 1) * WORDS);
      this.#refs[to] = ref;
      this.#times[to] = this.#times[at] ?? 0;
      this.#seen[to] = 0;
      to++;
    }
    this.#count = to;
    this.#removed = 0;
  }
}

/** Differing bits of two hashes, 0 to 256. */
export function pdqDistance(a: Pdq, b: Pdq): number {
  let distance = 0;
  for (let i = 0; i < HASH_BYTES; i++) distance += bitsOf((a[i] ?? 0) ^ (b[i] ?? 0));
  return distance;
}

function enlarged<T extends Uint32Array | Int32Array | Float32Array>(from: T, to: T): T {
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

const bandOf = (words: Uint32Array, start: number, band: number): number =>
  ((words[start + (band >> 1)] as number) >>> ((band & 1) << 4)) & 0xffff;

/** Counts set bits of a 32-bit word in parallel. */
export function bitsOf(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Gives up as soon as the limit is passed. */
function distanceOf(hashes: Uint32Array, start: number, query: Uint32Array, limit: number): number {
  let distance = 0;
  for (let i = 0; i < WORDS; i += 2) {
    distance += bitsOf((hashes[start + i] as number) ^ (query[i] as number));
    distance += bitsOf((hashes[start + i + 1] as number) ^ (query[i + 1] as number));
    if (distance > limit) return distance;
  }
  return distance;
}
