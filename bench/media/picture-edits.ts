import sharp, { type Sharp } from 'sharp';
import { type Drawings, PHONE } from './drawings.ts';

export interface PictureEdit {
  name: string;
  goal: number | null;
  /** Writes the edited picture to `target` (JPEG). */
  make(source: PictureSource, target: string): Promise<unknown>;
}

export interface PictureSource {
  path: string;
  /** Upright. */
  width: number;
  height: number;
  drawings: Drawings;
}

const open = ({ path }: PictureSource): Sharp =>
  sharp(path, { failOn: 'none' }).autoOrient().flatten({ background: '#ffffff' }).toColourspace('srgb');

const round = (value: number): number => Math.max(1, Math.round(value));

const simple =
  (edit: (picture: Sharp, source: PictureSource) => Sharp, quality = 85): PictureEdit['make'] =>
  (source, target) =>
    edit(open(source), source).jpeg({ quality }).toFile(target);

const cropTo = (share: number) =>
  simple((picture, { width, height }) =>
    picture.extract({
      left: round((width * (1 - share)) / 2),
      top: round((height * (1 - share)) / 2),
      width: round(width * share) - 1,
      height: round(height * share) - 1,
    }),
  );

async function caption(source: PictureSource, target: string): Promise<void> {
  const { width, height, drawings } = source;
  const bar = round(height * 0.15);
  const layer = await sharp(drawings.caption).resize(width, bar, { fit: 'fill' }).toBuffer();
  await open(source)
    .composite([{ input: layer, left: 0, top: height - bar }])
    .jpeg({ quality: 85 })
    .toFile(target);
}

async function captionBelow(source: PictureSource, target: string): Promise<void> {
  const { width, height, drawings } = source;
  const bar = round(height * 0.2);
  const layer = await sharp(drawings.caption).resize(width, bar, { fit: 'fill' }).toBuffer();
  const extended = await open(source).extend({ bottom: bar }).png({ compressionLevel: 1 }).toBuffer();
  await sharp(extended)
    .composite([{ input: layer, left: 0, top: height }])
    .jpeg({ quality: 85 })
    .toFile(target);
}

async function screenshot(source: PictureSource, target: string): Promise<void> {
  const { hole } = PHONE;
  const film = await open(source)
    .resize(hole.width, hole.height, { fit: 'inside' })
    .toBuffer({ resolveWithObject: true });
  const left = hole.x + Math.round((hole.width - film.info.width) / 2);
  await sharp(source.drawings.phone)
    .composite([{ input: film.data, left, top: hole.y }])
    .jpeg({ quality: 85 })
    .toFile(target);
}

const WHATSAPP_SIDE = 1600;

export const PICTURE_EDITS: PictureEdit[] = [
  { name: 'jpeg 30', goal: 98, make: simple((picture) => picture, 30) },
  { name: 'half size', goal: 98, make: simple((picture, { width }) => picture.resize(round(width / 2))) },
  { name: 'crop 90 %', goal: 98, make: cropTo(0.9) },
  { name: 'crop 80 %', goal: 98, make: cropTo(0.8) },
  { name: 'caption bar 15 %', goal: 98, make: caption },
  { name: 'caption below 20 %', goal: 98, make: captionBelow },
  { name: 'mirror', goal: 98, make: simple((picture) => picture.flop()) },
  { name: 'quarter turn', goal: 98, make: (source, target) => quarterTurn(source, target) },
  {
    name: 'border',
    goal: 98,
    make: simple((picture, { width, height }) => {
      const edge = round(Math.min(width, height) * 0.08);
      return picture.extend({ top: edge, bottom: edge, left: edge, right: edge, background: '#ffffff' });
    }),
  },
  { name: 'screenshot of a post', goal: 98, make: screenshot },
  { name: 'grey', goal: 98, make: simple((picture) => picture.greyscale()) },
  {
    name: 'WhatsApp recompression',
    goal: 98,
    make: simple(
      (picture) => picture.resize(WHATSAPP_SIDE, WHATSAPP_SIDE, { fit: 'inside', withoutEnlargement: true }),
      77,
    ),
  },
  { name: 'thumbnail 160', goal: null, make: simple((picture) => picture.resize(160), 70) },
];

/** `autoOrient` and `rotate` in one go would be one operation only. */
async function quarterTurn(source: PictureSource, target: string): Promise<void> {
  const upright = await open(source).png({ compressionLevel: 1 }).toBuffer();
  await sharp(upright).rotate(90).jpeg({ quality: 85 }).toFile(target);
}
