import { join } from 'node:path';
import sharp from 'sharp';

/** Pictures that edits lay over or under a video, drawn here so that the bench needs no font and no file. */
export interface Drawings {
  /** A white bar with two lines of dark "words", 1000x150. */
  caption: string;
  /** A badge, 300x300, opaque. */
  logo: string;
  /** A phone's screen with the page of a post, 540x1170; the video belongs at `PHONE.hole`. */
  phone: string;
}

export const PHONE = { width: 540, height: 1170, hole: { x: 0, y: 190, width: 540, height: 700 } } as const;

export async function makeDrawings(folder: string): Promise<Drawings> {
  const drawings = {
    caption: join(folder, 'caption.png'),
    logo: join(folder, 'logo.png'),
    phone: join(folder, 'phone.png'),
  };
  const caption = canvas(1000, 150, [250, 250, 250]);
  words(caption, { x: 40, y: 25, width: 920, height: 38, seed: 3 });
  words(caption, { x: 180, y: 88, width: 640, height: 38, seed: 8 });
  await save(caption, drawings.caption);
  await save(drawLogo(), drawings.logo);
  await save(drawPhone(), drawings.phone);
  return drawings;
}

interface Canvas {
  pixels: Uint8Array;
  width: number;
  height: number;
}

type Colour = [number, number, number];
const DARK: Colour = [25, 25, 30];

function canvas(width: number, height: number, colour: Colour): Canvas {
  const pixels = new Uint8Array(width * height * 3);
  for (let i = 0; i < pixels.length; i++) pixels[i] = colour[i % 3] ?? 0;
  return { pixels, width, height };
}

function box(on: Canvas, x: number, y: number, width: number, height: number, colour: Colour): void {
  for (let row = Math.max(0, y); row < Math.min(on.height, y + height); row++) {
    for (let column = Math.max(0, x); column < Math.min(on.width, x + width); column++) {
      on.pixels.set(colour, (row * on.width + column) * 3);
    }
  }
}

function disc(on: Canvas, x: number, y: number, radius: number, colour: Colour): void {
  for (let row = -radius; row <= radius; row++) {
    const half = Math.floor(Math.sqrt(radius * radius - row * row));
    box(on, x - half, y + row, 2 * half, 1, colour);
  }
}

/** Looks like a line of writing from afar: strokes of uneven height with gaps. */
function words(
  on: Canvas,
  at: { x: number; y: number; width: number; height: number; seed: number },
  colour: Colour = DARK,
): void {
  let state = at.seed;
  const next = (limit: number) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state % limit;
  };
  const stroke = Math.max(2, Math.round(at.height / 7));
  for (let x = at.x; x < at.x + at.width; ) {
    const letters = 2 + next(6);
    for (let i = 0; i < letters && x < at.x + at.width; i++) {
      const height = Math.round(at.height * (0.4 + next(60) / 100));
      box(on, x, at.y + at.height - height, stroke, height, colour);
      box(on, x, at.y + at.height - stroke, stroke * 3, stroke, colour);
      x += stroke * 3;
    }
    x += stroke * 3;
  }
}

function drawLogo(): Canvas {
  const on = canvas(300, 300, [200, 20, 40]);
  disc(on, 150, 150, 120, [255, 255, 255]);
  disc(on, 150, 150, 90, [20, 60, 160]);
  words(on, { x: 80, y: 130, width: 140, height: 40, seed: 5 }, [255, 255, 255]);
  return on;
}

function drawPhone(): Canvas {
  const on = canvas(PHONE.width, PHONE.height, [255, 255, 255]);
  words(on, { x: 20, y: 12, width: 80, height: 18, seed: 2 });
  box(on, 470, 14, 50, 16, DARK);
  disc(on, 50, 100, 32, [90, 130, 200]);
  words(on, { x: 100, y: 75, width: 220, height: 20, seed: 4 });
  words(on, { x: 100, y: 108, width: 140, height: 14, seed: 6 }, [140, 140, 140]);
  words(on, { x: 20, y: 148, width: 490, height: 22, seed: 7 });
  const below = PHONE.hole.y + PHONE.hole.height;
  for (let i = 0; i < 4; i++) disc(on, 60 + i * 140, below + 45, 16, [120, 120, 120]);
  for (let i = 0; i < 3; i++) {
    disc(on, 40, below + 120 + i * 55, 18, [180, 160, 140]);
    words(on, { x: 75, y: below + 108 + i * 55, width: 300 - i * 40, height: 16, seed: 20 + i });
  }
  return on;
}

async function save({ pixels, width, height }: Canvas, path: string): Promise<void> {
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(path);
}
