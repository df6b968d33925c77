import type { Context } from 'hono';
import sharp from 'sharp';
import { readFrame } from '../../cards/matched-frame.ts';
import { AppError, isAppError } from '../../errors.ts';
import { Remembered } from '../../fingerprint/remembered.ts';
import { decodeColours } from '../../media/image.ts';
import { findShownFile } from '../../store/claim-page.ts';
import type { DeskRouter, DeskVisit } from './desk-router.ts';

/** Pixels of the longer side. */
const LONGEST = 480;
const STILLS_KEPT = 300;
const LONGEST_FILM_SECONDS = 6 * 3_600;

/** `at`: seconds from the start of a film. */
export const stillPath = (sha256: string, at: number | null = null): string =>
  `/desk/stills/${sha256}${at === null ? '' : `?at=${at.toFixed(2)}`}`;

/** Small pictures of what was sent: of a picture in its colours, of a film one moment in grey, as it is compared. */
export function addStillRoute(router: DeskRouter): void {
  const stills = new Remembered<Uint8Array<ArrayBuffer>>(STILLS_KEPT);
  router.get('/desk/stills/:sha256', 'viewer', async (c, visit) => {
    const sha256 = c.req.param('sha256') ?? '';
    const file = await findFile(visit, sha256);
    const seconds = file.kind === 'video' ? secondsIn(c) : null;
    const jpeg = await stills.once(`${sha256} ${seconds}`, () => makeStill(visit, sha256, seconds));
    return c.body(jpeg, 200, {
      'Content-Type': 'image/jpeg',
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'private, max-age=86400, immutable',
    });
  });
}

async function findFile({ room }: DeskVisit, sha256: string): Promise<{ kind: string }> {
  const { database, blobs } = room.desk;
  const file = /^[0-9a-f]{64}$/u.test(sha256) ? await findShownFile(database.prisma, sha256) : null;
  if (!file || file.kind === 'audio' || !(await blobs.has(sha256))) throw new AppError('not-found');
  return file;
}

function secondsIn(c: Context): number {
  const seconds = Number(c.req.query('at') ?? '0');
  return Number.isFinite(seconds) ? Math.min(Math.max(0, seconds), LONGEST_FILM_SECONDS) : 0;
}

/** @throws `not-found` for what cannot be seen */
async function makeStill(
  { room }: DeskVisit,
  sha256: string,
  seconds: number | null,
): Promise<Uint8Array<ArrayBuffer>> {
  const { blobs, ffmpeg } = room.desk;
  try {
    const colours = seconds === null ? await inColours(blobs.path(sha256)) : null;
    const { pixels, width, height } = colours ?? (await readFrame({ blobs, ffmpeg }, { sha256, seconds }));
    const channels = colours ? 4 : 1;
    const jpeg = await sharp(pixels, { raw: { width, height, channels } })
      .flatten({ background: '#ffffff' })
      .resize(LONGEST, LONGEST, { fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 78 })
      .toBuffer();
    return new Uint8Array(jpeg);
  } catch (cause) {
    throw new AppError('not-found', { cause });
  }
}

/** Null for what only the other way reads: HEIC. */
async function inColours(path: string) {
  try {
    return await decodeColours(path, { width: LONGEST, height: LONGEST });
  } catch (error) {
    if (isAppError(error)) return null;
    throw error;
  }
}
