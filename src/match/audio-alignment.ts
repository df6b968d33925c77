import type { TimeSpan } from '../domain/evidence.ts';
import { bitsOf } from './hash-index.ts';
import { AUDIO as settings } from './media-thresholds.ts';

/** Seconds from one Chromaprint item to the next, and how much sound one item hears. */
const ITEM_SECONDS = 0.124;
const ITEM_HEARS = 2.6;
/** An item is looked up by its upper and its lower half. */
const HALVES = 2;
const BUCKETS = HALVES << 16;
const FIRST_CHAIN = 1024;

export interface SoundHit {
  ref: number;
  query: TimeSpan;
  archive: TimeSpan;
  /** Share of differing bits, 0 to 0.2. */
  errorRate: number;
  /** Items that agree, silence left out. */
  items: number;
  /** Share of the query's, and of the archived sound's, items that agree. */
  queryShare: number;
  archiveShare: number;
}

interface Track {
  ref: number;
  /** Seconds of silence before the sound that its items hear. */
  lead: number;
  items: Uint32Array;
  /** 0 where the sound stands still (silence, a tone): such items say nothing. */
  alive: Uint8Array;
}

/**
 * Finds sounds that share a passage. Items with an equal half vote for the offset between both sounds;
 * the offsets with most votes are compared bit by bit (bit error rate over offsets: Haitsma and Kalker,
 * "A highly robust audio fingerprinting system", 2002).
 */
export class AudioIndex {
  #tracks: (Track | null)[] = [];
  #heads = new Int32Array(BUCKETS).fill(-1);
  #next = new Int32Array(FIRST_CHAIN);
  #track = new Uint32Array(FIRST_CHAIN);
  #position = new Uint32Array(FIRST_CHAIN);
  #used = 0;
  #deadItems = 0;

  /** @param lead seconds of silence that were put before the sound */
  add(ref: number, items: Uint32Array, lead = 0): void {
    this.#insert({ ref, lead, items, alive: aliveItems(items) });
  }

  remove(ref: number): void {
    for (const [i, track] of this.#tracks.entries()) {
      if (track?.ref !== ref) continue;
      this.#tracks[i] = null;
      this.#deadItems += track.items.length * HALVES;
    }
    if (this.#deadItems > FIRST_CHAIN && this.#deadItems > this.#used / 4) this.#rebuild();
  }

  /** The best passage of each archived sound, most items first. */
  search(items: Uint32Array, lead = 0): SoundHit[] {
    const query: Track = { ref: -1, lead, items, alive: aliveItems(items) };
    const best = new Map<number, SoundHit>();
    for (const { track, offset } of this.#candidates(query)) {
      const archived = this.#tracks[track];
      const hit = archived ? compareAt(query, archived, offset) : null;
      if (hit && hit.items > (best.get(hit.ref)?.items ?? 0)) best.set(hit.ref, hit);
    }
    return [...best.values()].sort((a, b) => b.items - a.items);
  }

  #candidates(query: Track): { track: number; offset: number }[] {
    const votes = new Map<number, number>();
    const span = 1 << 24;
    for (const [i, item] of query.items.entries()) {
      if (query.alive[i] === 0) continue;
      for (let half = 0; half < HALVES; half++) {
        let steps = 0;
        for (let at = this.#heads[bucketOf(item, half)] ?? -1; at >= 0; at = this.#next[at] ?? -1) {
          if (++steps > settings.longestChain) break;
          const offset = (this.#position[at] ?? 0) - i + (span >> 1);
          const key = (this.#track[at] ?? 0) * span + offset;
          votes.set(key, (votes.get(key) ?? 0) + 1);
        }
      }
    }
    return [...votes]
      .filter(([, count]) => count >= settings.votes)
      .sort((a, b) => b[1] - a[1])
      .slice(0, settings.candidates)
      .map(([key]) => ({ track: Math.floor(key / span), offset: (key % span) - (span >> 1) }));
  }

  #insert(track: Track): void {
    const number = this.#tracks.push(track) - 1;
    for (const [i, item] of track.items.entries()) {
      if (track.alive[i] === 0) continue;
      for (let half = 0; half < HALVES; half++) {
        if (this.#used === this.#next.length) this.#grow();
        const bucket = bucketOf(item, half);
        this.#track[this.#used] = number;
        this.#position[this.#used] = i;
        this.#next[this.#used] = this.#heads[bucket] ?? -1;
        this.#heads[bucket] = this.#used++;
      }
    }
  }

  #grow(): void {
    const length = Math.ceil(this.#next.length * 1.5);
    const next = new Int32Array(length);
    next.set(this.#next);
    this.#next = next;
    for (const name of ['track', 'position'] as const) {
      const larger = new Uint32Array(length);
      larger.set(name === 'track' ? this.#track : this.#position);
      if (name === 'track') this.#track = larger;
      else this.#position = larger;
    }
  }

  #rebuild(): void {
    const kept = this.#tracks.filter((track) => track !== null);
    this.#tracks = [];
    this.#heads.fill(-1);
    this.#used = 0;
    this.#deadItems = 0;
    for (const track of kept) this.#insert(track);
  }
}

const bucketOf = (item: number, half: number): number =>
  (half << 16) | ((half === 0 ? item >>> 16 : item) & 0xffff);

/** An item that is the same as both neighbours stands for silence or a held tone. */
function aliveItems(items: Uint32Array): Uint8Array {
  return Uint8Array.from(items, (item, i) => (item === items[i - 1] || item === items[i + 1] ? 0 : 1));
}

/**
 * The passage where both agree best when the query is laid at `offset`: the stretch with the largest
 * sum of (allowed errors - errors), by Kadane's scan.
 */
function compareAt(query: Track, archived: Track, offset: number): SoundHit | null {
  const first = Math.max(0, -offset);
  const last = Math.min(query.items.length, archived.items.length - offset);
  let run = { sum: 0, from: first, errors: 0, items: 0 };
  let best = { sum: 0, from: first, to: first, errors: 0, items: 0 };
  for (let i = first; i < last; i++) {
    if (query.alive[i] === 0 || archived.alive[i + offset] === 0) continue;
    if (run.sum <= 0) run = { sum: 0, from: i, errors: 0, items: 0 };
    const errors = bitsOf((query.items[i] ?? 0) ^ (archived.items[i + offset] ?? 0));
    run.sum += settings.stretchErrors * 32 - errors;
    run.errors += errors;
    run.items++;
    if (run.sum > best.sum) best = { ...run, to: i };
  }
  const errorRate = best.items === 0 ? 1 : best.errors / (best.items * 32);
  const queryShare = best.items / Math.max(1, count(query.alive));
  const archiveShare = best.items / Math.max(1, count(archived.alive));
  if (!isPassage(best.items, errorRate, Math.max(queryShare, archiveShare))) return null;
  return {
    ref: archived.ref,
    ...spansOf(best, offset, query.lead, archived.lead),
    errorRate,
    items: best.items,
    queryShare,
    archiveShare,
  };
}

function isPassage(items: number, errorRate: number, share: number): boolean {
  if (items >= settings.sureItems) return errorRate <= settings.errorRate;
  if (items >= settings.leastItems) return errorRate <= settings.shortErrorRate;
  const isWhole = items >= settings.leastShortItems && share >= settings.shortShare;
  return isWhole && errorRate <= settings.shortErrorRate;
}

const count = (alive: Uint8Array): number => alive.reduce((sum, one) => sum + one, 0);

/** Items hear the silence before a sound too: what lies before second 0 of either is cut off both. */
function spansOf(
  { from, to }: { from: number; to: number },
  offset: number,
  queryLead: number,
  archiveLead: number,
): { query: TimeSpan; archive: TimeSpan } {
  const query = from * ITEM_SECONDS - queryLead;
  const archive = (from + offset) * ITEM_SECONDS - archiveLead;
  const cut = Math.max(0, -query, -archive);
  const seconds = Math.max(0, (to - from) * ITEM_SECONDS + ITEM_HEARS - cut);
  return {
    query: { from: query + cut, to: query + cut + seconds },
    archive: { from: archive + cut, to: archive + cut + seconds },
  };
}
