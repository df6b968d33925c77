import type { TimeSpan } from '../domain/evidence.ts';
import type { Pdq } from '../domain/fingerprint.ts';
import { pdqDistance } from './hash-index.ts';
import { VIDEO as settings } from './thresholds.ts';

/** A query frame that looks like a frame of one archived video. Times in seconds. */
export interface FrameHit {
  /** Place of the frame in the query. */
  frame: number;
  queryTime: number;
  archiveTime: number;
  /** Differing bits, 0 to 31. */
  distance: number;
}

export interface FrameAlignment {
  query: TimeSpan;
  archive: TimeSpan;
  /** Archive time less query time, seconds. */
  offset: number;
  /** Frames that agree on the offset, each frame of either side counted once. */
  frames: number;
  /** How many of them look different from each other: a still shown for a minute is one. */
  looks: number;
  /** Least distance of an agreeing pair. */
  nearest: number;
  /** Mean distance of the agreeing pairs. */
  mean: number;
}

/**
 * Finds the time offset that most frames agree on: every hit votes for (archive time - query time), and
 * a vote counts once for each frame of either side, so that neither a long still nor a loop outvotes
 * motion. Frames are sampled at other phases on both sides, so votes within `tolerance` agree.
 */
export function alignFrames(hits: FrameHit[], hashOf: (frame: number) => Pdq): FrameAlignment | null {
  const agreeing = bestOffset(hits);
  if (agreeing.length === 0) return null;
  const span = longestStretch(pairUp(agreeing));
  const offset = median(span.map((hit) => hit.archiveTime - hit.queryTime));
  return {
    query: spanOf(span.map((hit) => hit.queryTime)),
    archive: spanOf(span.map((hit) => hit.archiveTime)),
    offset,
    frames: span.length,
    looks: countLooks(span.map((hit) => hashOf(hit.frame))),
    nearest: Math.min(...span.map((hit) => hit.distance)),
    mean: span.reduce((sum, hit) => sum + hit.distance, 0) / span.length,
  };
}

/** The hits within `tolerance` of the offset with most distinct frames; the lower distance decides a draw. */
function bestOffset(hits: FrameHit[]): FrameHit[] {
  const sorted = hits
    .map((hit) => ({ hit, offset: hit.archiveTime - hit.queryTime }))
    .sort((a, b) => a.offset - b.offset);
  const queryFrames = new Counter();
  const archiveFrames = new Counter();
  let distance = 0;
  let best = { count: 0, distance: Number.POSITIVE_INFINITY, from: 0, to: 0 };
  let from = 0;
  for (const [to, { hit, offset }] of sorted.entries()) {
    queryFrames.add(hit.frame);
    archiveFrames.add(hit.archiveTime);
    distance += hit.distance;
    for (
      let first = sorted[from];
      first && offset - first.offset > 2 * settings.tolerance;
      first = sorted[from]
    ) {
      queryFrames.delete(first.hit.frame);
      archiveFrames.delete(first.hit.archiveTime);
      distance -= first.hit.distance;
      from++;
    }
    const count = Math.min(queryFrames.size, archiveFrames.size);
    const mean = distance / (to - from + 1);
    if (count > best.count || (count === best.count && mean < best.distance)) {
      best = { count, distance: mean, from, to };
    }
  }
  return sorted.slice(best.from, best.to + 1).map(({ hit }) => hit);
}

class Counter {
  readonly #counts = new Map<number, number>();

  get size(): number {
    return this.#counts.size;
  }

  add(key: number): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  delete(key: number): void {
    const left = (this.#counts.get(key) ?? 0) - 1;
    if (left > 0) this.#counts.set(key, left);
    else this.#counts.delete(key);
  }
}

/** One partner for each frame of either side, the nearest first; in the order of the query. */
function pairUp(hits: FrameHit[]): FrameHit[] {
  const usedQuery = new Set<number>();
  const usedArchive = new Set<number>();
  const pairs: FrameHit[] = [];
  const middle = median(hits.map((hit) => hit.archiveTime - hit.queryTime));
  const strain = (hit: FrameHit): number =>
    hit.distance + settings.bitsPerSecond * Math.abs(hit.archiveTime - hit.queryTime - middle);
  for (const hit of [...hits].sort((a, b) => strain(a) - strain(b))) {
    if (usedQuery.has(hit.frame) || usedArchive.has(hit.archiveTime)) continue;
    usedQuery.add(hit.frame);
    usedArchive.add(hit.archiveTime);
    pairs.push(hit);
  }
  return pairs.sort((a, b) => a.queryTime - b.queryTime);
}

/** The stretch with most frames that has no gap longer than `gap`. */
function longestStretch(pairs: FrameHit[]): FrameHit[] {
  let best: FrameHit[] = [];
  let stretch: FrameHit[] = [];
  for (const pair of pairs) {
    const last = stretch.at(-1);
    if (last && pair.queryTime - last.queryTime > settings.gap) stretch = [];
    stretch.push(pair);
    if (stretch.length > best.length) best = stretch;
  }
  return best;
}

/** Greedy: a frame is a new look when it matches none of the looks before. */
export function countLooks(hashes: Pdq[]): number {
  const looks: Pdq[] = [];
  for (const hash of hashes) {
    if (looks.length >= settings.looksCounted) break;
    if (looks.every((look) => pdqDistance(look, hash) > settings.sameLook)) looks.push(hash);
  }
  return looks.length;
}

const spanOf = (times: number[]): TimeSpan => ({ from: Math.min(...times), to: Math.max(...times) });

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
