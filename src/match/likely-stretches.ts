import type { TimeSpan } from '../domain/evidence.ts';
import type { FrameSearch } from './frame-search.ts';
import { STRETCHES, VIDEO } from './media-thresholds.ts';
import { type FrameHit, worthOf } from './video-alignment.ts';

/**
 * Stretches of a film whose frames come near archived ones, those with most such frames, in order. Of a long film few
 * frames were looked up: what lies between them is worth a look where one of them hit.
 * @param seconds of the whole film
 */
export function likelyStretches(search: FrameSearch, seconds: number): TimeSpan[] {
  const kept: TimeSpan[] = [];
  const groups = search
    .byFile()
    .flatMap(([, hits]) => groupsOf(hits.filter(({ frame }) => !search.isCommon(frame))))
    .sort((a, b) => b.worth - a.worth);
  for (const { middle, half } of groups) {
    if (kept.length === STRETCHES.most) break;
    if (kept.some(({ from, to }) => from <= middle && middle <= to)) continue;
    kept.push({ from: Math.max(0, middle - half), to: Math.min(seconds, middle + half) });
  }
  return kept.sort((a, b) => a.from - b.from);
}

interface Group {
  worth: number;
  /** Seconds; the stretch reaches `half` to either side. */
  middle: number;
  half: number;
}

/** Near hits of one file, parted where they lie far apart. */
function groupsOf(hits: FrameHit[]): Group[] {
  const nearest = new Map<number, FrameHit>();
  for (const hit of hits) {
    if (hit.distance > VIDEO.nearBits) continue;
    const known = nearest.get(hit.queryTime);
    if (!known || hit.distance < known.distance) nearest.set(hit.queryTime, hit);
  }
  const groups: FrameHit[][] = [];
  for (const hit of [...nearest.values()].sort((a, b) => a.queryTime - b.queryTime)) {
    const last = groups.at(-1)?.at(-1);
    if (last && hit.queryTime - last.queryTime <= STRETCHES.gap) groups.at(-1)?.push(hit);
    else groups.push([hit]);
  }
  return groups.map((group) => {
    const from = group[0]?.queryTime ?? 0;
    const to = group.at(-1)?.queryTime ?? 0;
    return {
      worth: group.reduce((sum, hit) => sum + worthOf(hit), 0),
      middle: (from + to) / 2,
      half: Math.min(STRETCHES.longest / 2, (to - from) / 2 + STRETCHES.around),
    };
  });
}
