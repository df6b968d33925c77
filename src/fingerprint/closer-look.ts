import type { CloseHash, CloserLook } from '../domain/fingerprint.ts';
import { decodeImage } from '../media/image.ts';
import { CLOSER_FRAME_SIZE, type CloserFrames } from './closer-frames.ts';
import { findInnerBoxes } from './inner-boxes.ts';
import { bandsOfPage, completedBands } from './page-bands.ts';
import { hammingDistance, PDQ_FULL_SIZE, type PdqHashWithTurns, pdqDihedral, type Turn } from './pdq.ts';
import type { PixelArea } from './pdq-samples.ts';
import { type Area, cropsOf, LEAST_QUALITY, PIECES, toPixels } from './picture-parts.ts';
import { turnPart } from './turned-part.ts';

/** Frames that are looked at turned by a few degrees. */
const TURNED_FRAMES = 16;
/** What a hand or an automatic straightening turns a picture by, degrees. */
const SMALL_TURNS = [-4.5, -3, -1.5, 1.5, 3, 4.5];
/** Boxes of a picture whose parts are looked at too: a post may show a cropped picture. */
const BOXES_CUT = 6;
/** Inner parts beside those of `cropsOf`, for a film set into a ground. */
const INNER = [0.7, 0.6];
const MIRROR: readonly Turn[] = ['mirror'];
/** A hash this close to the one before of the same form says nothing new within this time. */
const STILL_BITS = 3;
const STILL_SECONDS = 0.6;

export async function lookCloserAtVideo({ frames, aspect }: CloserFrames): Promise<CloserLook> {
  const size = { width: CLOSER_FRAME_SIZE, height: CLOSER_FRAME_SIZE };
  const collector = new Collector();
  const boxes = findInnerBoxes({ frames: frames.map(({ luma }) => luma), ...size });
  const everyTurned = Math.max(1, Math.floor(frames.length / TURNED_FRAMES));
  for (const [number, { t, luma }] of frames.entries()) {
    const picture = { luma, ...size, aspect };
    collector.addForms(t, picture, boxes);
    if (number % everyTurned === 0) collector.addSmallTurns(t, picture);
    // Other questions must not wait for all frames of this one.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { kind: 'video', looks: collector.looks };
}

/** @throws as `decodeImage` */
export async function lookCloserAtImage(path: string): Promise<CloserLook> {
  const picture = await decodeImage(path, PDQ_FULL_SIZE, { enlarge: true });
  const { luma, width, height } = picture;
  const boxes = findInnerBoxes({ frames: [luma], width, height });
  const completed = completedBands(bandsOfPage(luma, width, height), width, height, picture.aspect);
  const collector = new Collector();
  collector.addForms(0, picture, [...boxes, ...completed]);
  for (const box of boxes.slice(0, BOXES_CUT)) collector.addParts(0, picture, box);
  collector.addSmallTurns(0, picture);
  return { kind: 'image', looks: collector.looks };
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

/** Hashes of a picture in many forms, without repeating what stands still. */
class Collector {
  readonly looks: CloseHash[] = [];
  readonly #last = new Map<string, CloseHash>();

  /** Whole, turned, mirrored; its parts; the boxes found in it. */
  addForms(t: number, { luma, width, height, aspect }: Picture, boxes: PixelArea[]): void {
    const whole = pdqDihedral(luma, width, height);
    this.#add('whole', t, whole, true);
    const parts = [...cropsOf(aspect), ...INNER.map(centre)];
    for (const [i, part] of parts.entries()) {
      this.#add(
        `part ${i}`,
        t,
        pdqDihedral(luma, width, height, toPixels(part, width, height), MIRROR),
        i === 0,
      );
    }
    for (const [i, piece] of PIECES.entries()) {
      const hash = pdqDihedral(luma, width, height, toPixels(piece, width, height), MIRROR);
      this.#add(`piece ${i}`, t, hash, false, i + 1);
    }
    for (const [i, box] of boxes.entries()) {
      this.#add(`box ${i}`, t, pdqDihedral(luma, width, height, box, MIRROR), true);
    }
  }

  /** Parts of a box: a post may show a cropped picture. */
  addParts(t: number, { luma, width, height, aspect }: Picture, box: PixelArea): void {
    const shape = ((box.width / width) * aspect) / (box.height / height);
    for (const [i, part] of cropsOf(shape).entries()) {
      const inner = toPixels(part, box.width, box.height);
      const area = { ...inner, x: box.x + inner.x, y: box.y + inner.y };
      this.#add(`box part ${i}`, t, pdqDihedral(luma, width, height, area, MIRROR), false);
    }
  }

  addSmallTurns(t: number, { luma, width, height, aspect }: Picture): void {
    for (const degrees of SMALL_TURNS) {
      const turned = turnPart({ luma, width, height, aspect }, centre(0.9), degrees);
      this.#add(
        `turned ${degrees}`,
        t,
        pdqDihedral(turned.luma, turned.width, turned.height, undefined, MIRROR),
        false,
      );
    }
  }

  #add(form: string, t: number, hash: PdqHashWithTurns, isWide: boolean, piece = 0): void {
    if (hash.quality < LEAST_QUALITY) return;
    const last = this.#last.get(form);
    if (last && t - last.t < STILL_SECONDS && hammingDistance(last.pdq, hash.pdq) <= STILL_BITS) return;
    const look = { t, pdq: hash.pdq, piece, isWide };
    this.#last.set(form, look);
    this.looks.push(look);
    for (const [i, pdq] of hash.turned.entries())
      this.looks.push({ t, pdq, piece, isWide: isWide && i === 0 });
  }
}
