import type { CloseHash, CloserLook, Corners, NearMiss } from '../domain/fingerprint.ts';
import { decodeImage } from '../media/image.ts';
import { CLOSER_FRAME_SIZE, type CloserFrames } from './closer-frames.ts';
import { findInnerBoxes } from './inner-boxes.ts';
import { bandsOfPage, completedBands } from './page-bands.ts';
import {
  hammingDistance,
  PDQ_FULL_SIZE,
  type PdqHashWithTurns,
  pdqDihedral,
  TURNS,
  type Turn,
} from './pdq.ts';
import type { PixelArea } from './pdq-samples.ts';
import { type Area, cropsOf, halve, LEAST_QUALITY, PIECES, toPixels, WHOLE } from './picture-parts.ts';
import { lookFromFoundViews } from './registration.ts';
import { cornersOf, straighten, turnedCorners } from './view.ts';

/** Frames that are looked at turned by a few degrees. */
const TURNED_FRAMES = 16;
/** What a hand or an automatic straightening turns a picture by, degrees. */
const SMALL_TURNS = [-4.5, -3, -1.5, 1.5, 3, 4.5];
/** Boxes of a picture whose parts are looked at too: a post may show a cropped picture. */
const BOXES_CUT = 6;
/** Parts that are searched for by their coarse bits too: without the edges, and above a caption bar. */
const WIDE_PARTS = [0, 2];
/** Inner parts beside those of `cropsOf`, for a film set into a ground. */
const INNER = [0.7, 0.6];
/** Side of the square that a turned part is sampled to. */
const TURNED_SIZE = 128;
const MIRROR: readonly Turn[] = ['mirror'];
/** A hash this close to the one before of the same form says nothing new within this time. */
const STILL_BITS = 3;
const STILL_SECONDS = 0.6;

export async function lookCloserAtVideo({ frames, aspect, stretches }: CloserFrames): Promise<CloserLook> {
  const size = { width: CLOSER_FRAME_SIZE, height: CLOSER_FRAME_SIZE };
  const collector = new Collector();
  const boxes = findInnerBoxes({ frames: frames.map(({ luma }) => luma), ...size }, aspect);
  const everyTurned = Math.max(1, Math.floor(frames.length / TURNED_FRAMES));
  for (const [number, { t, luma }] of frames.entries()) {
    const picture = { luma, ...size, aspect };
    collector.addForms(t, picture, boxes);
    if (number % everyTurned === 0) collector.addSmallTurns(t, picture);
    // Other questions must not wait for all frames of this one.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { kind: 'video', stretches, looks: collector.looks };
}

/** @throws as `decodeImage` */
export async function lookCloserAtImage(path: string): Promise<CloserLook> {
  const picture = await decodeImage(path, PDQ_FULL_SIZE, { enlarge: true });
  const { luma, width, height } = picture;
  const boxes = findInnerBoxes({ frames: [luma], width, height }, picture.aspect);
  const completed = completedBands(bandsOfPage(luma, width, height), width, height, picture.aspect);
  const collector = new Collector();
  collector.addForms(0, picture, [...boxes, ...completed]);
  for (const box of boxes.slice(0, BOXES_CUT)) collector.addParts(0, picture, box);
  collector.addSmallTurns(0, picture);
  return { kind: 'image', stretches: [], looks: collector.looks };
}

/** Further hashes of a film's frames in the views that come nearest to archived ones. */
export function registerVideo({ frames }: CloserFrames, misses: readonly NearMiss[]): CloseHash[] {
  const size = { width: CLOSER_FRAME_SIZE, height: CLOSER_FRAME_SIZE };
  const byTime = new Map(frames.map(({ t, luma }) => [t, { luma, ...size }]));
  return lookFromFoundViews(misses, (t) => byTime.get(t) ?? null, [...byTime.keys()]);
}

/** The same of a picture. @throws as `decodeImage` */
export async function registerImage(path: string, misses: readonly NearMiss[]): Promise<CloseHash[]> {
  const { luma, width, height } = await decodeImage(path, PDQ_FULL_SIZE, { enlarge: true });
  const small = halve(luma, width, height);
  return lookFromFoundViews(misses, () => small, [0]);
}

interface Picture {
  luma: Uint8Array;
  width: number;
  height: number;
  aspect: number;
}

const centre = (share: number): Area => ({
  x: (1 - share) / 2,
  y: (1 - share) / 2,
  width: share,
  height: share,
});

const shareOf = (box: PixelArea, width: number, height: number): Area => ({
  x: box.x / width,
  y: box.y / height,
  width: box.width / width,
  height: box.height / height,
});

/** A way to look at every frame; hashes are kept by its name. */
interface Form {
  name: string;
  corners: Corners;
  turns: readonly Turn[];
  isWide: boolean;
  piece: number;
}

/** Hashes of a picture in many forms, without repeating what stands still. */
class Collector {
  readonly looks: CloseHash[] = [];
  readonly #last = new Map<string, CloseHash>();

  /** Whole, turned, mirrored; its parts; the boxes found in it. */
  addForms(t: number, picture: Picture, boxes: PixelArea[]): void {
    const { width, height, aspect } = picture;
    this.#addArea(t, picture, WHOLE, { name: 'whole', turns: TURNS, isWide: true });
    const parts = [...cropsOf(aspect), ...INNER.map(centre)];
    for (const [i, part] of parts.entries()) {
      this.#addArea(t, picture, part, { name: `part ${i}`, isWide: WIDE_PARTS.includes(i) });
    }
    for (const [i, piece] of PIECES.entries()) {
      this.#addArea(t, picture, piece, { name: `piece ${i}`, piece: i + 1 });
    }
    for (const [i, box] of boxes.entries()) {
      this.#addArea(t, picture, shareOf(box, width, height), { name: `box ${i}`, isWide: true });
    }
  }

  /** Parts of a box: a post may show a cropped picture. */
  addParts(t: number, picture: Picture, box: PixelArea): void {
    const { width, height, aspect } = picture;
    const outer = shareOf(box, width, height);
    const shape = (outer.width / outer.height) * aspect;
    for (const [i, part] of cropsOf(shape).entries()) {
      const area = {
        x: outer.x + part.x * outer.width,
        y: outer.y + part.y * outer.height,
        width: part.width * outer.width,
        height: part.height * outer.height,
      };
      this.#addArea(t, picture, area, { name: `box part ${i}` });
    }
  }

  addSmallTurns(t: number, picture: Picture): void {
    for (const degrees of SMALL_TURNS) {
      const corners = turnedCorners(centre(0.9), degrees, picture.aspect);
      const turned = straighten(picture, corners, TURNED_SIZE);
      const hash = pdqDihedral(turned, TURNED_SIZE, TURNED_SIZE, undefined, MIRROR);
      this.#add(t, hash, { name: `turned ${degrees}`, corners, turns: MIRROR, isWide: true, piece: 0 });
    }
  }

  #addArea(
    t: number,
    { luma, width, height }: Picture,
    area: Area,
    { turns = MIRROR, isWide = false, piece = 0, name }: Partial<Form> & { name: string },
  ): void {
    const hash = pdqDihedral(luma, width, height, toPixels(area, width, height), turns);
    this.#add(t, hash, { name, corners: cornersOf(area), turns, isWide, piece });
  }

  #add(t: number, hash: PdqHashWithTurns, { name, corners, turns, isWide, piece }: Form): void {
    if (hash.quality < LEAST_QUALITY) return;
    const last = this.#last.get(name);
    if (last && t - last.t < STILL_SECONDS && hammingDistance(last.pdq, hash.pdq) <= STILL_BITS) return;
    const look = { t, pdq: hash.pdq, piece, isWide, corners, turn: -1 };
    this.#last.set(name, look);
    this.looks.push(look);
    for (const [i, pdq] of hash.turned.entries()) {
      const turn = TURNS.indexOf(turns[i] as Turn);
      this.looks.push({ t, pdq, piece, isWide: isWide && turn === 0, corners, turn });
    }
  }
}
