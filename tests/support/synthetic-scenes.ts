/** Pictures, films and melodies drawn from a seed: the same seed gives the same bytes, two seeds look and sound different. */

export interface Scene {
  /** RGB, row by row. */
  background: Uint8Array;
  shapes: Shape[];
  width: number;
  height: number;
}

interface Shape {
  round: boolean;
  /** Centre, half sizes and speed per second, as parts of the picture. */
  x: number;
  y: number;
  halfWidth: number;
  halfHeight: number;
  speedX: number;
  speedY: number;
  colour: [number, number, number];
}

/** mulberry32, a small public-domain generator: numbers from 0 to below 1. */
export function randomFrom(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function drawScene(seed: number, width: number, height: number): Scene {
  const random = randomFrom(seed);
  const shapes = Array.from({ length: 22 }, () => ({
    round: random() < 0.5,
    x: random(),
    y: random(),
    halfWidth: 0.03 + random() * 0.14,
    halfHeight: 0.03 + random() * 0.14,
    speedX: (random() - 0.5) * 0.16,
    speedY: (random() - 0.5) * 0.16,
    colour: [random() * 255, random() * 255, random() * 255] as [number, number, number],
  }));
  return { background: drawBackground(random, width, height), shapes, width, height };
}

/** A smooth field of colours between 7 x 5 random points. */
function drawBackground(random: () => number, width: number, height: number): Uint8Array {
  const columns = 7;
  const rows = 5;
  const points = Float32Array.from({ length: columns * rows * 3 }, () => random() * 255);
  const pixels = new Uint8Array(width * height * 3);
  let at = 0;
  for (let y = 0; y < height; y++) {
    const v = (y / height) * (rows - 1);
    const row = Math.floor(v);
    const down = v - row;
    for (let x = 0; x < width; x++) {
      const u = (x / width) * (columns - 1);
      const column = Math.floor(u);
      const right = u - column;
      const point = (row * columns + column) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const [topLeft, topRight, lowLeft, lowRight] = [
          points[point + channel] ?? 0,
          points[point + 3 + channel] ?? 0,
          points[point + columns * 3 + channel] ?? 0,
          points[point + columns * 3 + 3 + channel] ?? 0,
        ];
        const top = topLeft * (1 - right) + topRight * right;
        const low = lowLeft * (1 - right) + lowRight * right;
        pixels[at++] = top * (1 - down) + low * down;
      }
    }
  }
  return pixels;
}

/** The scene after `seconds` of movement: RGB, row by row. */
export function renderScene({ background, shapes, width, height }: Scene, seconds: number): Uint8Array {
  const pixels = background.slice();
  for (const shape of shapes) {
    const centreX = (shape.x + shape.speedX * seconds) * width;
    const centreY = (shape.y + shape.speedY * seconds) * height;
    const halfWidth = shape.halfWidth * width;
    const halfHeight = shape.halfHeight * height;
    const [red, green, blue] = shape.colour;
    const right = Math.min(width, centreX + halfWidth);
    const foot = Math.min(height, centreY + halfHeight);
    for (let y = Math.max(0, Math.ceil(centreY - halfHeight)); y < foot; y++) {
      const down = ((y - centreY) / halfHeight) ** 2;
      for (let x = Math.max(0, Math.ceil(centreX - halfWidth)); x < right; x++) {
        if (shape.round && ((x - centreX) / halfWidth) ** 2 + down >= 1) continue;
        const at = (y * width + x) * 3;
        pixels[at] = red;
        pixels[at + 1] = green;
        pixels[at + 2] = blue;
      }
    }
  }
  return pixels;
}

/** A melody of quarter-second notes with overtones: mono, signed 16-bit. */
export function playMelody(seed: number, seconds: number, sampleRate: number): Int16Array {
  const random = randomFrom(seed + 7777);
  const samples = new Int16Array(Math.round(seconds * sampleRate));
  const noteLength = Math.round(sampleRate / 4);
  for (let start = 0; start < samples.length; start += noteLength) {
    const chord = [0, 1, 2].map(() => 110 * 2 ** (Math.floor(random() * 36) / 12));
    for (let i = start; i < Math.min(samples.length, start + noteLength); i++) {
      const time = i / sampleRate;
      let value = 0;
      for (const pitch of chord) {
        for (let overtone = 1; overtone <= 4; overtone++) {
          value += Math.sin(2 * Math.PI * pitch * overtone * time) / overtone;
        }
      }
      samples[i] = value * 4000 * Math.min(1, (i - start) / 200, (start + noteLength - i) / 200);
    }
  }
  return samples;
}
