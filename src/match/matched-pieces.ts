import { PIECES } from '../fingerprint/picture-parts.ts';
import { USUAL_RADIUS } from './hash-index.ts';
import { PICTURE } from './media-thresholds.ts';
import type { FrameHit } from './video-alignment.ts';

/** Places in each direction where it is looked whether a piece covers them. */
const GRID = 20;
const CENTRES = Array.from({ length: GRID }, (_, i) => (i + 0.5) / GRID);

/**
 * Whether the near hits show less of the picture than can answer: one strip of a room that a camera never leaves
 * is there in every film it makes.
 */
export function isPartOnly(hits: readonly FrameHit[]): boolean {
  const pieces = new Set<number>();
  for (const { piece, distance } of hits) {
    if (distance > USUAL_RADIUS) continue;
    if (piece === 0) return false;
    pieces.add(piece);
  }
  return pieces.size > 0 && coverOf(pieces) < PICTURE.leastCover;
}

/** Share of the picture that the pieces cover together. */
function coverOf(pieces: ReadonlySet<number>): number {
  const areas = PIECES.filter((_, i) => pieces.has(i + 1));
  const covered = CENTRES.flatMap((x) =>
    CENTRES.filter((y) =>
      areas.some((area) => x > area.x && x < area.x + area.width && y > area.y && y < area.y + area.height),
    ),
  );
  return covered.length / GRID ** 2;
}
