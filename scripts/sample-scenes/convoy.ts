import {
  camel,
  clouds,
  glow,
  group,
  line,
  n,
  oval,
  path,
  person,
  random,
  rect,
  ridge,
  type Shot,
  times,
  vertical,
} from './drawing.ts';

const DEFS = `<defs>${vertical('dawn', '#86b6d6', '#cfdcd2', '#f4d9a8', '#f0b27a')}${vertical('slope', '#c39a62', '#8f6a3f')}${glow('sun', '#fff3c9')}</defs>`;

/** A lorry with a canvas top that drives to the left; 1 is 220 long. */
function lorry(t: number, canvas: string, mark: boolean): string {
  const wheel = (x: number) =>
    group(
      `translate(${x} 0) rotate(${n(-t * 220)})`,
      oval(0, 0, 21, 21, '#26241f') + oval(0, 0, 10, 10, '#9a9384') + line('M-9 0 H9 M0 -9 V9', '#4a463c', 3),
    );
  const ribs = times(7, (i) => line(`M${-24 + i * 22} -112 V-36`, '#00000030', 3));
  const sign = mark
    ? rect(10, -98, 52, 42, '#f6f1e4') +
      path('M36 -92 l7 12 h13 l-10 9 l4 13 l-14 -8 l-14 8 l4 -13 l-10 -9 h13 Z', '#3f7f6f')
    : times(5, (i) => oval(0 + i * 24, -70 + (i % 2) * 16, 15, 9, '#00000022'));
  return (
    path('M-34 -36 V-106 Q-34 -118 -20 -118 H108 Q122 -118 122 -106 V-36 Z', canvas) +
    ribs +
    sign +
    line('M-34 -50 H122', '#00000055', 3) +
    path('M-104 -8 V-46 L-90 -82 H-42 V-8 Z', '#6f7a4f') +
    path('M-96 -48 L-84 -76 H-62 V-48 Z', '#35424a') +
    rect(-58, -74, 10, 26, '#35424a') +
    oval(-102, -26, 5, 7, '#fff1b8') +
    rect(-110, -16, 12, 10, '#3a3a34') +
    rect(-40, -38, 164, 16, '#4f5638') +
    line('M-46 -90 v-24', '#3a3a34', 4) +
    wheel(-74) +
    wheel(28) +
    wheel(92)
  );
}

const sky = (t: number): string =>
  rect(-80, -80, 1440, 620, 'url(#dawn)') +
  oval(920, 250, 230, 230, 'url(#sun)') +
  oval(920, 250, 46, 46, '#fff1c4') +
  clouds(6, 8, '#fbf3e2', 40, 190, t * 4);

const shrubs = (seed: number, top: number, bottom: number, count: number): string => {
  const r = random(seed);
  return times(count, () => {
    const y = r(top, bottom);
    const [x, s] = [r(-60, 1340), 0.4 + ((y - top) / (bottom - top)) * 1.1];
    const kind = r(0, 1);
    if (kind > 0.72)
      return (
        path(
          `M${n(x)} ${n(y)} l${n(7 * s)} ${n(-12 * s)} l${n(14 * s)} ${n(2 * s)} l${n(6 * s)} ${n(10 * s)} Z`,
          '#9b8460',
        ) +
        path(`M${n(x + 14 * s)} ${n(y)} l${n(7 * s)} ${n(-10 * s)} l${n(6 * s)} ${n(10 * s)} Z`, '#7b6748')
      );
    return times(5, (i) =>
      line(
        `M${n(x)} ${n(y)} q${n((i - 2) * 3 * s)} ${n(-8 * s)} ${n((i - 2) * 6 * s)} ${n(-13 * s)}`,
        i % 2 ? '#6b7340' : '#82854c',
        2 * s,
      ),
    );
  });
};

const hills = (() => {
  const strata = times(9, (i) =>
    line(
      `M-60 ${322 + i * 9} q220 ${-70 + i * 6} 460 ${10 - i} t420 ${i * 3} t520 -20`,
      '#a9865a',
      2.5,
      'opacity="0.6"',
    ),
  );
  return (
    path(ridge(2, 300, 6, 760, 46), '#9fa39a') +
    path(ridge(7, 340, 6, 760, 38), '#b59f78') +
    strata +
    path(ridge(12, 410, 5, 760, 30), 'url(#slope)') +
    shrubs(15, 400, 520, 90)
  );
})();

/** Height of the road at `x` in the wide shot. */
const roadAt = (x: number): number => 556 + Math.sin(x / 230) * 34 + Math.sin(x / 97) * 6;

const road = (() => {
  const points = Array.from(
    { length: 72 },
    (_, i) => `${i === 0 ? 'M' : 'L'}${-60 + i * 20} ${n(roadAt(-60 + i * 20) + 12)}`,
  ).join(' ');
  return (
    line(points, '#6d5a43', 56) +
    line(points, '#a08a6a', 46) +
    line(points, '#e9dcc0', 3, 'stroke-dasharray="26 22"') +
    times(
      24,
      (i) =>
        rect(i * 56 - 30, roadAt(i * 56 - 30) - 20, 7, 22, '#e8e0cf') +
        rect(i * 56 - 30, roadAt(i * 56 - 30) - 14, 7, 5, '#b3402f'),
    )
  );
})();

function dust(t: number, x: number, y: number, seed: number): string {
  const r = random(seed);
  return times(9, (i) => {
    const age = (t * 0.7 + i / 9) % 1;
    return oval(
      x + age * 90 + r(-6, 6),
      y - age * 24,
      9 + age * 26,
      6 + age * 13,
      '#e6cfa3',
      `opacity="${n(0.5 * (1 - age))}"`,
    );
  });
}

const poles = times(6, (i) => {
  const x = 40 + i * 250;
  return (
    line(`M${x} 500 V300 M${x - 34} 316 h68 M${x - 26} 332 h52`, '#54422f', 6) +
    [316, 332]
      .map((y) => line(`M${x - 30} ${y} q125 46 250 0 M${x + 30} ${y} q125 46 250 0`, '#3a3026', 1.4))
      .join('')
  );
});

const wide = (t: number): string => {
  const lorries = times(6, (i) => {
    const x = 1260 - t * 62 + i * 196 - 420;
    const lean = (Math.atan2(roadAt(x - 30) - roadAt(x + 30), -60) * 180) / Math.PI + 180;
    return (
      dust(t + i, x + 60, roadAt(x) + 6, i) +
      group(
        `translate(${n(x)} ${n(roadAt(x) + 4 + Math.sin(t * 9 + i) * 1.2)}) rotate(${n(lean)}) scale(0.62)`,
        lorry(t, ['#8a8558', '#7d7a4f', '#938a60'][i % 3] ?? '#8a8558', false),
      )
    );
  });
  return (
    DEFS +
    sky(t) +
    hills +
    poles +
    road +
    lorries +
    path(ridge(31, 664, 5, 760, 14), '#7f6038') +
    shrubs(19, 640, 720, 110) +
    camel(150, 700, 0.7, '#caa26a', '#8f6d42') +
    camel(290, 714, 0.8, '#b98f5a', '#80603a')
  );
};

const rock = (() => {
  const r = random(88);
  const layers = times(16, (i) =>
    path(
      ridge(200 + i, 60 + i * 30, 4, 560, 10),
      ['#b98d5c', '#c99d6a', '#a67a4c', '#d4ab78'][i % 4] ?? '#b98d5c',
    ),
  );
  const cracks = times(70, () =>
    line(
      `M${n(r(-40, 1320))} ${n(r(60, 500))} l${n(r(-14, 14))} ${n(r(14, 46))} l${n(r(-10, 10))} ${n(r(8, 26))}`,
      '#6b4a2c',
      r(1, 3),
      'opacity="0.55"',
    ),
  );
  const bushes = times(26, () => {
    const [x, y] = [r(-40, 1320), r(120, 500)];
    return times(4, (i) => oval(x + i * 9, y - (i % 2) * 7, 11, 8, i % 2 ? '#5f6b36' : '#78813f'));
  });
  return layers + cracks + bushes;
})();

const near = (t: number): string => {
  const lorries = times(3, (i) => {
    const x = 1180 - t * 150 + i * 470;
    return (
      dust(t * 1.4 + i, x + 190, 610, 50 + i) +
      group(
        `translate(${n(x)} ${n(596 + Math.sin(t * 11 + i) * 2)}) scale(1.55)`,
        lorry(t * 1.6, ['#8a8558', '#938a60', '#7d7a4f'][i] ?? '#8a8558', true),
      )
    );
  });
  const stones = random(5);
  return (
    DEFS +
    sky(t) +
    rock +
    rect(-80, 560, 1440, 200, '#a08a6a') +
    times(60, () =>
      oval(stones(-60, 1340), stones(566, 720), stones(3, 12), stones(2, 6), '#6d5a43', 'opacity="0.6"'),
    ) +
    line('M-80 640 H1360', '#e9dcc0', 6, 'stroke-dasharray="70 50"') +
    lorries +
    times(9, (i) => rect(i * 160 - 40, 652, 14, 60, '#e8e0cf') + rect(i * 160 - 40, 668, 14, 14, '#b3402f')) +
    rect(-80, 664, 1440, 8, '#b9b2a2')
  );
};

const arrival = (t: number): string => {
  const r = random(17);
  const tents = times(16, (i) => {
    const [x, y, s] = [40 + (i % 8) * 160 + r(-20, 20), i < 8 ? 430 : 520, i < 8 ? 0.7 : 1];
    return group(
      `translate(${n(x)} ${y}) scale(${s})`,
      path('M-66 0 L-40 -58 H44 L70 0 Z', '#ece5d3') +
        path('M-66 0 L-40 -58 L-14 0 Z', '#cfc4a8') +
        path('M-50 0 L-40 -36 L-30 0 Z', '#4a4036') +
        line('M-40 -58 H44 M44 -58 L90 6 M-40 -58 L-90 6', '#8f8468', 2.5) +
        rect(2, -44, 26, 20, '#4f8fb0'),
    );
  });
  const boxes = times(
    14,
    (i) =>
      rect(
        770 + (i % 5) * 46 + Math.floor(i / 5) * 14,
        640 - Math.floor(i / 5) * 36,
        43,
        34,
        i % 2 ? '#c9a46a' : '#b98f56',
      ) +
      line(
        `M${770 + (i % 5) * 46 + Math.floor(i / 5) * 14} ${657 - Math.floor(i / 5) * 36} h43`,
        '#8a6538',
        3,
      ),
  );
  const people = times(13, (i) =>
    person(
      560 + i * 32 + Math.sin(t * 1.5 + i * 2) * 10,
      652 + (i % 3) * 16,
      104 - (i % 4) * 7,
      ['#2f4a63', '#7a3f3a', '#3b5a43', '#5a4a6f', '#9c7a3f'][i % 5] ?? '#333',
      i + 60,
    ),
  );
  return (
    DEFS +
    sky(t) +
    hills +
    tents +
    path(ridge(41, 590, 4, 760, 8), '#b8925c') +
    shrubs(29, 590, 720, 60) +
    group(
      `translate(${n(330 - Math.min(t, 3) * 22)} 650) scale(1.35)`,
      lorry(Math.min(t, 3), '#8a8558', true),
    ) +
    group('translate(1110 600) scale(0.9)', lorry(0, '#938a60', true)) +
    boxes +
    people
  );
};

export const convoy: Shot[] = [
  { seconds: 7, draw: wide, camera: (t) => [90 - t * 8, 50, 1130] },
  { seconds: 6, draw: near, camera: (t) => [100 + t * 4, 60, 1080] },
  { seconds: 7, draw: arrival, camera: (t) => [40 + t * 12, 70, 1080] },
];
