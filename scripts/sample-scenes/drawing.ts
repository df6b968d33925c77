/** Small drawing kit of the sample scenes: everything is SVG text in a world 1280 wide and 720 high. */

/** mulberry32: the same seed draws the same scene. */
export function random(seed: number): (min: number, max: number) => number {
  let state = seed >>> 0;
  return (min, max) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return min + (((t ^ (t >>> 14)) >>> 0) / 4294967296) * (max - min);
  };
}

/** What a camera sees: left edge, top edge, width; the height follows from the picture. */
export type View = [x: number, y: number, width: number];

export interface Shot {
  seconds: number;
  /** `t`: seconds since the shot began. */
  draw: (t: number) => string;
  camera: (t: number) => View;
}

export const n = (value: number): string => value.toFixed(1);

export const times = (count: number, draw: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => draw(index)).join('');

export const rect = (x: number, y: number, w: number, h: number, fill: string, more = ''): string =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}" fill="${fill}" ${more}/>`;

export const oval = (x: number, y: number, rx: number, ry: number, fill: string, more = ''): string =>
  `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}" ${more}/>`;

export const path = (d: string, fill: string, more = ''): string => `<path d="${d}" fill="${fill}" ${more}/>`;

export const line = (d: string, stroke: string, width: number, more = ''): string =>
  `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" ${more}/>`;

export const group = (transform: string, content: string, more = ''): string =>
  `<g transform="${transform}" ${more}>${content}</g>`;

export const vertical = (id: string, ...stops: string[]): string =>
  `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">${stops
    .map((color, i) => `<stop offset="${n(i / (stops.length - 1))}" stop-color="${color}"/>`)
    .join('')}</linearGradient>`;

export const glow = (id: string, color: string): string =>
  `<radialGradient id="${id}"><stop offset="0" stop-color="${color}"/><stop offset="1" stop-color="${color}" stop-opacity="0"/></radialGradient>`;

/** Rough ground: a closed outline of small steps from left to right, down to `bottom`. */
export function ridge(
  seed: number,
  y: number,
  rough: number,
  bottom: number,
  swell: number,
  left = -40,
  right = 1320,
): string {
  const r = random(seed);
  let d = `M${left} ${bottom}`;
  const phase = r(0, 6);
  for (let x = left; x <= right; x += 14) {
    const height =
      Math.sin(x / 210 + phase) * swell + Math.sin(x / 83 + phase * 2) * swell * 0.35 + r(-rough, rough);
    d += ` L${x} ${n(y + height)}`;
  }
  return `${d} L${right} ${bottom} Z`;
}

export function clouds(
  seed: number,
  count: number,
  color: string,
  top: number,
  bottom: number,
  drift = 0,
): string {
  const r = random(seed);
  return times(count, () => {
    const [x, y, size] = [r(-100, 1380) + drift, r(top, bottom), r(0.5, 1.3)];
    return times(9, () =>
      oval(
        x + r(-90, 90) * size,
        y + r(-14, 14) * size,
        r(26, 60) * size,
        r(9, 20) * size,
        color,
        `opacity="${n(r(0.2, 0.5))}"`,
      ),
    );
  });
}

/** Short strokes in rows: ripples of water, furrows of sand. `phase` moves them. */
export function ripples(
  seed: number,
  top: number,
  bottom: number,
  colors: string[],
  count: number,
  phase: number,
): string {
  const r = random(seed);
  return times(count, (i) => {
    const depth = r(0, 1) ** 1.4;
    const y = top + depth * (bottom - top);
    const length = 14 + depth * 90 * r(0.4, 1);
    const x = ((r(0, 1420) + phase * (12 + depth * 40) * (i % 2 ? 1 : -0.7) + 14200) % 1420) - 70;
    const bend = 2 + depth * 5;
    return line(
      `M${n(x)} ${n(y)} q${n(length / 4)} ${n(-bend)} ${n(length / 2)} 0 t${n(length / 2)} 0`,
      colors[i % colors.length] ?? '#fff',
      1 + depth * 2.4,
      `opacity="${n(r(0.25, 0.8))}"`,
    );
  });
}

export function palm(x: number, y: number, height: number, seed: number, sway: number): string {
  const r = random(seed);
  const top = [x + height * 0.1 + sway, y - height] as const;
  const trunk = line(
    `M${x} ${y} Q${n(x - height * 0.06)} ${n(y - height * 0.5)} ${n(top[0])} ${n(top[1])}`,
    '#5d4630',
    height * 0.055,
  );
  const rings = times(12, (i) => {
    const part = i / 12;
    return line(`M${n(x + part * height * 0.05 - 8)} ${n(y - part * height)} l14 -3`, '#3f2f20', 2);
  });
  const fronds = times(11, (i) => {
    const angle = -Math.PI * 0.02 + (i / 10) * Math.PI * 1.04 + r(-0.1, 0.1);
    const [dx, dy] = [-Math.cos(angle) * height * 0.46, -Math.sin(angle) * height * 0.2 + height * 0.12];
    return line(
      `M${n(top[0])} ${n(top[1])} q${n(dx * 0.5)} ${n(dy - height * 0.16)} ${n(dx + sway)} ${n(dy)}`,
      i % 2 ? '#2f6b3a' : '#3f8449',
      height * 0.035,
      'stroke-linecap="round"',
    );
  });
  return trunk + rings + fronds;
}

/** Somebody seen from afar, in a long garment. */
export function person(x: number, y: number, height: number, cloth: string, seed: number): string {
  const r = random(seed);
  const w = height * r(0.26, 0.34);
  return (
    path(
      `M${n(x - w / 2)} ${n(y)} L${n(x - w * 0.36)} ${n(y - height * 0.72)} Q${n(x)} ${n(y - height * 0.86)} ${n(x + w * 0.36)} ${n(y - height * 0.72)} L${n(x + w / 2)} ${n(y)} Z`,
      cloth,
    ) +
    line(
      `M${n(x - w * 0.34)} ${n(y - height * 0.66)} l${n(-w * 0.16)} ${n(height * 0.3)}`,
      cloth,
      w * 0.2,
      'stroke-linecap="round"',
    ) +
    line(
      `M${n(x + w * 0.34)} ${n(y - height * 0.66)} l${n(w * r(0.05, 0.4))} ${n(height * 0.28)}`,
      cloth,
      w * 0.2,
      'stroke-linecap="round"',
    ) +
    oval(x, y - height * 0.88, height * 0.085, height * 0.1, r(0, 1) > 0.5 ? '#8d5f41' : '#a9744f') +
    path(
      `M${n(x - height * 0.1)} ${n(y - height * 0.86)} q${n(height * 0.1)} ${n(-height * 0.22)} ${n(height * 0.2)} 0 q${n(-height * 0.1)} ${n(-height * 0.08)} ${n(-height * 0.2)} 0`,
      r(0, 1) > 0.5 ? '#f0ece2' : '#3a2d2a',
    )
  );
}

/** A one-humped camel looking left; `y` is the ground, `size` 1 is 150 high. */
export function camel(x: number, y: number, size: number, color: string, dark: string): string {
  const body =
    path(
      'M-62 -78 C-50 -92 -30 -96 -18 -104 C-6 -134 24 -134 34 -104 C52 -100 64 -88 62 -62 C58 -46 30 -44 0 -46 C-30 -46 -60 -52 -62 -78 Z',
      color,
    ) +
    path(
      'M-54 -84 C-76 -86 -82 -104 -84 -126 C-86 -142 -98 -140 -106 -134 L-120 -128 C-126 -124 -124 -116 -116 -116 L-100 -118 C-98 -96 -90 -60 -54 -58 Z',
      color,
    ) +
    path('M-96 -142 l-2 -10 l8 8 Z', dark) +
    oval(-106, -130, 2.4, 2.4, '#201511') +
    line('M-121 -120 q6 4 12 1', dark, 2);
  const legs = [-46, -34, 38, 52]
    .map((leg, i) =>
      line(
        `M${leg} -56 l${i % 2 ? 3 : -3} 28 l${i % 2 ? -2 : 2} 28`,
        i % 2 ? dark : color,
        8,
        'stroke-linecap="round"',
      ),
    )
    .join('');
  const tail = line('M61 -74 q12 16 6 32', dark, 4);
  const shade = path(
    'M-50 -58 C-20 -42 30 -42 60 -60 C56 -46 30 -44 0 -46 C-30 -46 -46 -50 -50 -58 Z',
    dark,
    'opacity="0.6"',
  );
  return group(`translate(${n(x)} ${n(y)}) scale(${size})`, legs + tail + body + shade);
}
