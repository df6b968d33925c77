import {
  clouds,
  group,
  line,
  n,
  oval,
  palm,
  path,
  person,
  random,
  rect,
  ridge,
  ripples,
  type Shot,
  times,
  vertical,
} from './drawing.ts';

const LEVEL = 520;
const DEFS = `<defs>${vertical('storm', '#4a5563', '#6f7a84', '#a9a79b')}${vertical('mud', '#9b7a50', '#7a5c3a', '#573f28')}<pattern id="bricks" width="28" height="16" patternUnits="userSpaceOnUse"><path d="M0 0H28M0 8H28M7 0V8M21 8V16" stroke="#00000026" stroke-width="1.5" fill="none"/></pattern></defs>`;

function rain(t: number, count: number): string {
  const r = random(90);
  const strokes = Array.from({ length: count }, () => {
    const speed = r(620, 900);
    const y = (r(0, 820) + t * speed) % 820;
    return `M${n(((r(0, 1500) - y * 0.18 + 1500) % 1500) - 60)} ${n(y - 60)} l-5 28`;
  });
  return line(strokes.join(' '), '#dfe6ea', 1.6, 'opacity="0.4"');
}

function windowOf(x: number, y: number, w: number, h: number, shutter: string, open: boolean): string {
  const slats = times(Math.floor(h / 8), (i) =>
    line(`M${n(x)} ${n(y + i * 8 + 4)} h${n(w)}`, '#00000033', 2),
  );
  const glass =
    rect(x, y, w, h, '#39424d') +
    rect(x + w * 0.1, y + h * 0.08, w * 0.34, h * 0.4, '#6b7a86') +
    line(`M${n(x + w / 2)} ${n(y)} v${n(h)} M${n(x)} ${n(y + h / 2)} h${n(w)}`, '#d9d2c3', 3);
  return (
    rect(x - 4, y - 4, w + 8, h + 8, '#d9cfb8') +
    (open ? glass : rect(x, y, w, h, shutter) + slats) +
    rect(x - 8, y + h + 4, w + 16, 6, '#bfb294')
  );
}

function balcony(x: number, y: number, w: number): string {
  return (
    rect(x - 6, y, w + 12, 8, '#8a8174') +
    line(
      times(Math.floor(w / 10), (i) => `M${n(x + i * 10)} ${n(y)} v-34 `) +
        `M${n(x - 6)} ${n(y - 34)} h${n(w + 12)}`,
      '#3c3a3d',
      3,
    )
  );
}

function laundry(x: number, y: number, w: number, seed: number): string {
  const r = random(seed);
  return (
    line(`M${n(x)} ${n(y)} q${n(w / 2)} 12 ${n(w)} 0`, '#4d4a4a', 1.5) +
    times(6, (i) =>
      rect(
        x + 8 + i * (w / 6.4),
        y + 5,
        r(10, 18),
        r(16, 34),
        ['#c44f4f', '#4f7fc4', '#e6dfd0', '#d9a441', '#5f9c74'][i % 5] ?? '#fff',
      ),
    )
  );
}

const street = (() => {
  const r = random(41);
  const walls = ['#d2b48a', '#c79a72', '#e0cba4', '#b98f73', '#d8bfa0', '#c9b48f', '#cf9f7d'];
  const shutters = ['#3e6f6b', '#7a4b3a', '#4a6a8a', '#6f7a3e'];
  const shops = ['#b5483f', '#2f6f8f', '#3f7f4f', '#c08a2f', '#7a4f8f', '#a8503f', '#356f6a'];
  return times(7, (i) => {
    const [x, w] = [i * 190 - 30, 186];
    const top = r(60, 170);
    const wall = walls[i] ?? '#d2b48a';
    const floors = times(3, (f) =>
      times(3, (k) => {
        const y = top + 34 + f * 100;
        return y > 380
          ? ''
          : windowOf(x + 20 + k * 56, y, 32, 52, shutters[(i + f) % 4] ?? '#3e6f6b', r(0, 1) > 0.55) +
              (k === 1 && (i + f) % 2 ? balcony(x + 64, y + 66, 52) : '') +
              (k === 2 && r(0, 1) > 0.7
                ? rect(x + 150, y + 60, 26, 20, '#e7e4dc') + oval(x + 163, y + 70, 7, 7, '#9a9a96')
                : '');
      }),
    );
    const roof =
      rect(x - 4, top - 10, w + 8, 14, '#a08a68') +
      path(`M${x + 30} ${top - 10} a20 20 0 0 1 30 -22 Z`, '#cfd3d4') +
      line(
        `M${x + 47} ${top - 24} l10 -12 M${x + 120} ${top - 10} v-42 m-14 6 h28 m-24 10 h20`,
        '#5a5650',
        3,
      ) +
      rect(x + 84, top - 44, 26, 34, '#3f6f9c');
    const shop =
      rect(x + 12, 432, w - 24, 200, '#2d2a2b') +
      rect(x + 18, 440, w - 36, 60, '#46413f') +
      times(4, (k) =>
        oval(
          x + 40 + k * 34,
          486,
          11,
          11,
          ['#c9722f', '#b33f3a', '#d9b13f', '#6f8f3a'][(k + i) % 4] ?? '#c9722f',
        ),
      ) +
      times(11, (k) =>
        path(
          `M${n(x + 6 + k * 16)} 404 h16 l3 34 q-9 9 -18 0 Z`,
          k % 2 ? '#f0e8d8' : (shops[i] ?? '#b5483f'),
        ),
      ) +
      rect(x + 6, 378, w - 12, 26, shops[i] ?? '#b5483f') +
      line(`M${x + 34} 394 q10 -12 18 0 t20 -2 t24 2 t18 -3 t20 3`, '#f6efd9', 4);
    return (
      rect(x, top, w, 600, wall) +
      rect(x, top, w, 600, 'url(#bricks)') +
      rect(x + w - 10, top, 10, 600, '#00000022') +
      floors +
      roof +
      shop +
      (i % 2 ? laundry(x + 16, top + 118, 150, i) : '')
    );
  });
})();

function car(x: number, y: number, color: string, tilt: number): string {
  return group(
    `translate(${n(x)} ${n(y)}) rotate(${n(tilt)})`,
    path('M-100 18 C-104 -8 -92 -16 -70 -18 L-42 -52 H34 L68 -18 C96 -14 108 -4 106 18 Z', color) +
      path('M-58 -20 L-36 -46 H-6 V-20 Z M2 -20 V-46 H30 L54 -20 Z', '#33414d') +
      line('M-100 2 H104', '#00000044', 3) +
      oval(100, -2, 7, 8, '#fff1b8') +
      oval(-97, -2, 5, 7, '#b3302a') +
      line('M-2 -18 V16 M10 -8 h12', '#00000066', 2.5) +
      rect(-34, -64, 60, 10, '#7a5b39') +
      line('M-30 -54 v-8 M20 -54 v-8', '#333', 3),
  );
}

function flow(t: number, top: number, seed: number): string {
  const r = random(seed);
  const debris = times(26, (i) => {
    const speed = r(30, 70);
    const [x, y] = [((r(0, 1500) + t * speed) % 1500) - 100, top + 16 + r(0, 1) * 160];
    const tilt = Math.sin(t * 2 + i) * 14;
    const thing =
      i % 3 === 0
        ? rect(-16, -9, 32, 18, '#8a5a33') + line('M-16 -3 h32 M-16 4 h32', '#5a381d', 2)
        : i % 3 === 1
          ? oval(0, 0, 9, 5, '#4f6f3a') + line('M-16 2 q16 -10 32 0', '#3a2a18', 3)
          : oval(0, 0, 8, 10, '#3d7ea6') + rect(-3, -15, 6, 6, '#e8e1d0');
    return group(
      `translate(${n(x)} ${n(y + Math.sin(t * 2.4 + i) * 3)}) rotate(${n(tilt)}) scale(${n(0.7 + ((y - top) / 170) * 0.7)})`,
      thing,
    );
  });
  const foam = ripples(seed + 1, top + 8, 730, ['#d7bf95', '#c2a274', '#5e452b', '#e4d3b0'], 230, t * 3.2);
  return (
    path(
      `M-60 ${top} ${times(34, (i) => `q20 ${n(Math.sin(t * 3 + i) * 7)} 40 0 `)} V760 H-60 Z`,
      'url(#mud)',
      'opacity="0.94"',
    ) +
    foam +
    debris
  );
}

const people = (t: number): string =>
  times(4, (i) =>
    person(
      250 + i * 36,
      LEVEL + 44 + Math.sin(t + i) * 2,
      104,
      ['#2f4a63', '#7a3f3a', '#3b5a43', '#5a4a6f'][i] ?? '#2f4a63',
      i + 7,
    ),
  ) + line(`M130 ${LEVEL - 20} L470 ${LEVEL - 26}`, '#e6dfd0', 3);

const wide = (t: number): string =>
  DEFS +
  rect(-60, -60, 1400, 800, 'url(#storm)') +
  clouds(4, 9, '#3e4853', 0, 150, t * 9) +
  street +
  palm(196, 640, 400, 2, Math.sin(t * 2) * 9) +
  palm(960, 660, 440, 5, Math.sin(t * 2.2 + 1) * 10) +
  flow(t, LEVEL, 12) +
  people(t) +
  car(700 + t * 16, LEVEL + 26 + Math.sin(t * 2) * 5, '#e0b13c', 6 + Math.sin(t * 1.6) * 4) +
  car(1120, LEVEL + 74, '#f0eee8', -4 + Math.sin(t * 1.4) * 2) +
  rain(t, 150);

const houses = (() => {
  const r = random(71);
  return times(64, (i) => {
    const row = Math.floor(i / 13);
    const [x, y, w, h] = [
      (i % 13) * 62 + (row % 2) * 30 + r(-12, 12) - 20,
      250 + row * 46 + r(-10, 10),
      r(46, 70),
      r(44, 76),
    ];
    const wall = ['#d8c6a4', '#cbb28a', '#e3d6bd', '#c7a384'][Math.floor(r(0, 4))] ?? '#d8c6a4';
    const openings = times(2, (k) =>
      times(2, (f) =>
        rect(x + 8 + k * w * 0.46, y + 10 + f * 24, 10, 13, r(0, 1) > 0.4 ? '#4b4a4d' : '#3e6f8a'),
      ),
    );
    const dome =
      r(0, 1) > 0.8
        ? path(`M${n(x + 6)} ${n(y)} a${n(w / 2 - 6)} 22 0 0 1 ${n(w - 12)} 0 Z`, '#e9e3d2')
        : rect(x + w * 0.6, y - 16, 14, 16, '#4f7fa6');
    return (
      rect(x, y, w, h + 60, wall) + rect(x + w * 0.72, y, w * 0.28, h + 60, '#00000020') + openings + dome
    );
  });
})();

const wadi = (t: number): string => {
  const arches = times(5, (i) => path(`M${540 + i * 140} 600 V520 a52 56 0 0 1 104 0 V600 Z`, '#6b4f33'));
  const river = path(
    'M1330 300 C1120 330 1010 380 860 430 C700 490 500 520 -60 560 V760 H1330 Z',
    'url(#mud)',
  );
  const bridge =
    rect(470, 452, 900, 34, '#a8977a') +
    rect(470, 480, 900, 90, '#968568') +
    arches +
    times(22, (i) => rect(480 + i * 40, 430, 8, 24, '#8a7a5e')) +
    line('M470 432 H1370', '#b9a988', 6);
  const trees = times(26, (i) =>
    oval(30 + i * 50, 238 + Math.sin(i * 3) * 22, 20, 13, i % 2 ? '#54683f' : '#465a36'),
  );
  return (
    DEFS +
    rect(-60, -60, 1400, 800, 'url(#storm)') +
    clouds(24, 10, '#3e4853', 0, 130, -t * 8) +
    path(ridge(3, 190, 5, 760, 34), '#77806f') +
    path(ridge(9, 236, 6, 760, 26), '#8d8a68') +
    trees +
    houses +
    river +
    bridge +
    group('translate(900 426) scale(0.5)', car(t * 40, 0, '#b33f3a', 0)) +
    times(5, (i) =>
      person(600 + i * 44, 452, 54, ['#2f4a63', '#7a3f3a', '#e6dfd0', '#3b5a43'][i % 4] ?? '#333', i + 20),
    ) +
    flow(t, 574, 33) +
    palm(150, 690, 300, 8, Math.sin(t * 2) * 8) +
    rain(t, 130)
  );
};

export const flood: Shot[] = [
  { seconds: 7, draw: wide, camera: (t) => [30 + t * 7, 20, 1150] },
  { seconds: 6, draw: (t) => wide(t + 7), camera: (t) => [640 + t * 8, 250, 560 - t * 6] },
  { seconds: 7, draw: wadi, camera: (t) => [20 + t * 8, 40 - t * 2, 1150 + t * 4] },
];
