import type { TimeSpan } from '../domain/evidence.ts';
import type { Pdq } from '../domain/fingerprint.ts';
import { hammingDistance } from '../fingerprint/pdq.ts';
import { VIDEO as settings } from './media-thresholds.ts';

/** A query frame that looks like a frame of one archived video. Times in seconds. */
export interface FrameHit {
  /** Place of the frame in the query. */
  frame: number;
  queryTime: number;
  archiveTime: number;
  /** Differing bits, 0 to 47. */
  distance: number;
  /** Piece of the frame, from 1 on; 0 for nearly all of it. */
  piece: number;
}

export interface FrameAlignment {
  query: TimeSpan;
  archive: TimeSpan;
  /** Archive time = query time * speed + offset, seconds. */
  offset: number;
  speed: number;
  /** Frames that agree on the offset, each frame of either side counted once. */
  frames: number;
  /** How many of them look different from each other: a still shown for a minute is one. */
  looks: number;
  /** The same of the pairs that are near each other. */
  nearLooks: number;
  /** Least distance of an agreeing pair. */
  nearest: number;
  /** Mean distance of the agreeing pairs. */
  mean: number;
}

/**
 * Finds the time offset that most frames agree on: every hit votes for (archive time - query time), and
 * a vote counts once for each frame of either side, so that neither a long still nor a loop outvotes
 * motion. Frames are sampled at other phases on both sides, so votes within `tolerance` agree. Where the
 * picture hardly changes many offsets have as many votes: the likeness of their pairs decides.
 */
export function alignFrames(hits: FrameHit[], hashOf: (frame: number) => Pdq): FrameAlignment | null {
  const { stretch, speed } = bestSpeed(nearestPairs(hits));
  if (stretch.length === 0) return null;
  const near = stretch.filter((hit) => hit.distance <= settings.nearBits);
  const query = spanOf(stretch.map((hit) => hit.queryTime));
  const offset = offsetOf(stretch, speed);
  return {
    query,
    archive: { from: Math.max(0, query.from * speed + offset), to: Math.max(0, query.to * speed + offset) },
    offset,
    speed,
    frames: stretch.length,
    looks: countLooks(stretch.map((hit) => hashOf(hit.frame))),
    nearLooks: countLooks(near.map((hit) => hashOf(hit.frame))),
    nearest: Math.min(...stretch.map((hit) => hit.distance)),
    mean: stretch.reduce((sum, hit) => sum + hit.distance, 0) / stretch.length,
  };
}

/** Of all hashes of one moment that hit one archived frame, the nearest. */
function nearestPairs(hits: FrameHit[]): FrameHit[] {
  const pairs = new Map<string, FrameHit>();
  for (const hit of hits) {
    const key = `${hit.frame} ${hit.archiveTime}`;
    if (hit.distance < (pairs.get(key)?.distance ?? Number.POSITIVE_INFINITY)) pairs.set(key, hit);
  }
  return [...pairs.values()];
}

/** What a pair is worth: 1 for equal frames, a half at 16 bits. */
export const worthOf = ({ distance }: FrameHit): number => 1 / (1 + (distance / settings.halfWorthBits) ** 2);

const worthOfAll = (hits: FrameHit[]): number => hits.reduce((sum, hit) => sum + worthOf(hit), 0);

/** Mean of the pairs' offsets, by their worth. */
function offsetOf(stretch: FrameHit[], speed: number): number {
  const sum = stretch.reduce(
    (total, hit) => total + worthOf(hit) * (hit.archiveTime - hit.queryTime * speed),
    0,
  );
  return sum / worthOfAll(stretch);
}

/** A film that runs faster or slower drifts out of one offset: then it is laid on the archive at that speed. */
function bestSpeed(hits: FrameHit[]): { stretch: FrameHit[]; speed: number } {
  const frames = new Set(hits.map((hit) => hit.frame)).size;
  let best = { stretch: bestStretch(hits), speed: 1 };
  if (best.stretch.length >= settings.covered * frames) return best;
  for (const speed of settings.otherSpeeds) {
    const laid = hits.map((hit) => ({ ...hit, queryTime: hit.queryTime * speed }));
    const stretch = bestStretch(laid).map((hit) => ({ ...hit, queryTime: hit.queryTime / speed }));
    const lead = best.speed === 1 ? settings.speedLead : 0;
    if (stretch.length > best.stretch.length + lead) best = { stretch, speed };
  }
  return best;
}

/** The pairs of the likeliest offset, in the order of the query. */
function bestStretch(hits: FrameHit[]): FrameHit[] {
  let best: FrameHit[] = [];
  for (const window of likelyOffsets(hits)) {
    const stretch = longestStretch(pairUp(window));
    if (worthOfAll(stretch) > worthOfAll(best)) best = stretch;
  }
  return best;
}

interface OffsetWindow {
  count: number;
  /** Mean distance. */
  distance: number;
  /** Seconds, the middle. */
  offset: number;
  from: number;
  to: number;
}

/** Groups of hits within `tolerance` of one offset: those with most distinct frames, and others nearly as good. */
function likelyOffsets(hits: FrameHit[]): FrameHit[][] {
  const sorted = hits
    .map((hit) => ({ hit, offset: hit.archiveTime - hit.queryTime }))
    .sort((a, b) => a.offset - b.offset);
  const queryFrames = new Counter();
  const archiveFrames = new Counter();
  const windows: OffsetWindow[] = [];
  let distance = 0;
  let from = 0;
  for (const [to, { hit, offset }] of sorted.entries()) {
    queryFrames.add(hit.frame);
    archiveFrames.add(hit.archiveTime);
    distance += hit.distance;
    let first = sorted[from];
    while (first && offset - first.offset > 2 * settings.tolerance) {
      queryFrames.delete(first.hit.frame);
      archiveFrames.delete(first.hit.archiveTime);
      distance -= first.hit.distance;
      first = sorted[++from];
    }
    const count = Math.min(queryFrames.size, archiveFrames.size);
    const middle = (offset + (first?.offset ?? offset)) / 2;
    windows.push({ count, distance: distance / (to - from + 1), offset: middle, from, to });
  }
  return bestWindows(windows).map((window) => sorted.slice(window.from, window.to + 1).map(({ hit }) => hit));
}

function bestWindows(windows: OffsetWindow[]): OffsetWindow[] {
  const most = windows.reduce((max, { count }) => Math.max(max, count), 0);
  const good = windows.filter(({ count }) => count >= most * settings.nearlyAsGood);
  const kept: OffsetWindow[] = [];
  for (const window of good.sort((a, b) => b.count - a.count || a.distance - b.distance)) {
    if (kept.length >= settings.offsetsTried) break;
    if (kept.every(({ offset }) => Math.abs(offset - window.offset) >= settings.tolerance / 2))
      kept.push(window);
  }
  return kept;
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
    if (looks.every((look) => hammingDistance(look, hash) > settings.sameLook)) looks.push(hash);
  }
  return looks.length;
}

const spanOf = (times: number[]): TimeSpan => ({ from: Math.min(...times), to: Math.max(...times) });

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
