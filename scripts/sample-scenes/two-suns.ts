import {
  camel,
  clouds,
  glow,
  line,
  n,
  oval,
  palm,
  path,
  person,
  random,
  rect,
  ridge,
  times,
  vertical,
} from './drawing.ts';

/** A desert with one sun too many. */
export const twoSuns = (() => {
  const r = random(131);
  const defs = `<defs>${vertical('evening', '#3f5f8f', '#c98a8a', '#f2b877', '#f9dfa6')}${glow('halo', '#fff6d8')}${vertical('dune', '#e0a25c', '#a9662f')}</defs>`;
  const sun = (x: number, y: number, s: number) =>
    oval(x, y, 200 * s, 200 * s, 'url(#halo)') + oval(x, y, 54 * s, 54 * s, '#fffbe6');
  const dune = (seed: number, y: number, swell: number, light: string, dark: string) =>
    path(ridge(seed, y, 0.6, 780, swell), light) +
    times(26, (i) =>
      line(
        `M${n(r(-60, 1240))} ${n(y + 26 + i * 6 + r(-6, 6))} q40 ${n(r(-9, -3))} 80 0 t80 0 t80 0`,
        dark,
        1.8,
        'opacity="0.45"',
      ),
    );
  const caravan = times(
    6,
    (i) =>
      camel(480 + i * 108, 566 - Math.sin(i * 0.9) * 8, 0.62, '#5f3f26', '#3d2817') +
      (i % 2
        ? person(476 + i * 108 + 4, 502, 40, '#e9e2d2', i)
        : rect(456 + i * 108, 476, 40, 18, ['#b5483f', '#2f6f8f', '#c9a12f'][i % 3] ?? '#b5483f')),
  );
  const oasis =
    palm(140, 560, 190, 3, 0) +
    palm(196, 566, 230, 4, 4) +
    palm(92, 570, 160, 6, -4) +
    oval(170, 586, 150, 14, '#6f9fb0') +
    times(8, (i) => line(`M${60 + i * 28} ${584 + (i % 3) * 4} h18`, '#d6e8ec', 2));
  const fort =
    rect(1010, 392, 200, 92, '#8f5f3a') +
    times(9, (i) => rect(1010 + i * 23, 380, 14, 14, '#8f5f3a')) +
    rect(1186, 340, 48, 146, '#7d5030') +
    times(3, (i) => rect(1184 + i * 20, 328, 12, 14, '#7d5030')) +
    rect(990, 350, 40, 136, '#9c6a42') +
    path('M1090 484 V440 q18 -26 36 0 V484 Z', '#3d2817') +
    times(6, (i) => rect(1046 + i * 24, 414, 7, 12, '#3d2817')) +
    line('M1012 430 h196 M1012 456 h196', '#6f4526', 2);
  const birds = times(14, (i) =>
    line(`M${n(300 + r(0, 460))} ${n(110 + r(0, 120))} q${6 + (i % 3)} -8 12 0 q6 -8 12 0`, '#4a3a44', 2.4),
  );
  const tracks = times(40, (i) =>
    oval(200 + i * 20 + r(-3, 3), 690 - i * 2.6 + (i % 2) * 7, 5, 3, '#8f5626', 'opacity="0.7"'),
  );
  return (
    defs +
    rect(-40, -40, 1360, 800, 'url(#evening)') +
    clouds(51, 9, '#f7d8c0', 120, 300) +
    sun(420, 250, 1) +
    sun(760, 214, 0.82) +
    birds +
    dune(61, 440, 22, '#c98f5f', '#a06a3f') +
    fort +
    dune(67, 500, 30, '#d99f60', '#a9662f') +
    caravan +
    dune(71, 600, 20, 'url(#dune)', '#8f5626') +
    oasis +
    tracks
  );
})();
