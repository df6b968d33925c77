import { glow, group, line, n, oval, path, person, random, rect, times, vertical } from './drawing.ts';

const FRUIT = ['#d9722f', '#c23b36', '#e0b83f', '#7f9c3a', '#8a3f5f', '#e8a05a'];

/** A covered market with lanterns. */
export const market = (() => {
  const r = random(101);
  const defs = `<defs>${vertical('vault', '#3a2a22', '#6b4a35', '#a87a52')}${glow('warm', '#ffe2a0')}${vertical('day', '#bfe0ee', '#f3ead0')}</defs>`;
  const bricks = times(260, (i) =>
    rect(
      (i % 26) * 52 + (Math.floor(i / 26) % 2) * 26 - 30,
      Math.floor(i / 26) * 24 - 10,
      49,
      21,
      ['#8a6546', '#93704f', '#7d5a3e', '#9c7a58'][Math.floor(r(0, 4))] ?? '#8a6546',
    ),
  );
  const arch = (x: number, w: number) =>
    path(`M${x} 420 V190 Q${x + w / 2} 20 ${x + w} 190 V420 Z`, '#e9d9b4') +
    path(`M${x + 16} 420 V196 Q${x + w / 2} 46 ${x + w - 16} 196 V420 Z`, 'url(#day)') +
    times(9, (i) =>
      line(
        `M${n(x + w / 2)} 190 L${n(x + w / 2 + Math.cos(Math.PI + (i / 8) * Math.PI) * w * 0.54)} ${n(190 + Math.sin(Math.PI + (i / 8) * Math.PI) * 118)}`,
        '#b99c6a',
        2,
        'opacity="0.6"',
      ),
    );
  const far =
    times(16, (i) =>
      rect(494 + i * 19, 300 - r(0, 70), 20, 200, ['#d3bf98', '#c4a981', '#e0cfaa'][i % 3] ?? '#d3bf98'),
    ) +
    rect(640, 170, 26, 200, '#e6d8b6') +
    path('M636 170 q17 -46 34 0 Z', '#4f8a7f') +
    times(7, (i) =>
      person(
        500 + i * 42,
        430 + r(0, 16),
        76,
        ['#2f4a63', '#f0ece2', '#7a3f3a', '#3b5a43'][i % 4] ?? '#333',
        i + 90,
      ),
    );
  const stall = (x: number, y: number, s: number, seed: number) => {
    const q = random(seed);
    const canopy = times(9, (k) =>
      path(
        `M${-150 + k * 34} -196 h34 l6 58 q-20 20 -42 0 Z`,
        k % 2 ? '#f3ead6' : (['#b5483f', '#2f6f8f', '#3f7f4f', '#c08a2f'][seed % 4] ?? '#b5483f'),
      ),
    );
    const trays = times(
      4,
      (k) =>
        rect(-146 + k * 74, -66, 70, 44, '#6f4d30') +
        times(
          24,
          (f) =>
            oval(
              -140 + k * 74 + (f % 6) * 11.5,
              -66 - Math.floor(f / 6) * 9 + q(-2, 2),
              8,
              7.4,
              FRUIT[(k + seed) % 6] ?? '#d9722f',
            ) + oval(-142 + k * 74 + (f % 6) * 11.5, -69 - Math.floor(f / 6) * 9, 2, 1.6, '#ffffff88'),
        ),
    );
    const sacks = times(
      4,
      (k) =>
        path(`M${-140 + k * 74} 62 q-14 -54 4 -66 h42 q18 14 6 66 Z`, '#b89a6c') +
        oval(
          -116 + k * 74,
          -4,
          24,
          9,
          ['#a8502a', '#c9a12f', '#6b3a22', '#7d8a3a'][(k + seed) % 4] ?? '#a8502a',
        ) +
        line(`M${-136 + k * 74} 20 q22 8 44 0 M${-138 + k * 74} 40 q22 8 46 0`, '#8f744c', 2),
    );
    const hanging = times(
      8,
      (k) =>
        line(`M${-132 + k * 38} -138 v${n(q(14, 34))}`, '#3a2a1c', 2) +
        oval(-132 + k * 38, -104 + q(-8, 12), 9, 15, ['#8f3f2a', '#d9c9a0', '#5f7a3a'][k % 3] ?? '#8f3f2a'),
    );
    return group(
      `translate(${x} ${y}) scale(${s})`,
      rect(-154, -20, 308, 84, '#5a3c26') +
        sacks +
        trays +
        line('M-150 -150 V60 M150 -150 V60', '#3d2a1b', 9) +
        hanging +
        canopy,
    );
  };
  const lantern = (x: number, y: number, s: number, color: string) =>
    group(
      `translate(${x} ${y}) scale(${s})`,
      line('M0 -140 V-40', '#2a1d14', 3) +
        oval(0, 0, 90, 90, 'url(#warm)', 'opacity="0.6"') +
        path('M-20 -30 H20 L30 0 L18 38 H-18 L-30 0 Z', color) +
        line('M-20 -30 L-8 38 M20 -30 L8 38 M-30 0 H30 M0 -30 V38', '#3a2a1c', 2.5) +
        path('M-16 -30 Q0 -56 16 -30 Z M-12 38 L0 56 L12 38 Z', '#8a6a34'),
    );
  const floor = times(90, (i) => {
    const row = Math.floor(i / 15);
    return rect(
      (i % 15) * 94 - 70 + (row % 2) * 47,
      596 + row * 26,
      90,
      23,
      ['#a8906c', '#b59c76', '#9a8260', '#c0a882'][Math.floor(r(0, 4))] ?? '#a8906c',
    );
  });
  const cat = group(
    'translate(660 664)',
    path('M-28 6 Q-34 -26 -8 -28 Q18 -30 24 6 Z', '#d08a3f') +
      oval(-20, -34, 14, 12, '#d08a3f') +
      path('M-31 -40 l2 -14 l9 8 Z M-18 -46 l8 -9 l2 13 Z', '#d08a3f') +
      line('M22 2 q24 -6 18 -30', '#d08a3f', 7, 'stroke-linecap="round"') +
      line('M-6 -26 l4 12 M6 -26 l4 12', '#9c5f22', 3),
  );
  return (
    defs +
    rect(-40, -40, 1360, 800, 'url(#vault)') +
    bricks +
    arch(450, 380) +
    far +
    arch(-160, 330) +
    arch(1110, 330) +
    rect(-40, 430, 1360, 330, '#8f7655') +
    floor +
    stall(330, 520, 0.78, 2) +
    stall(965, 520, 0.78, 5) +
    stall(150, 640, 1.12, 8) +
    stall(1140, 640, 1.12, 3) +
    times(6, (i) =>
      person(
        500 + i * 62,
        600 + (i % 3) * 34,
        170 + (i % 2) * 16,
        ['#2f4a63', '#7a3f3a', '#e9e2d2', '#3b5a43', '#5a4a6f', '#9c7a3f'][i] ?? '#333',
        i + 120,
      ),
    ) +
    cat +
    lantern(250, 170, 1, '#e0863a') +
    lantern(470, 120, 0.7, '#4f9c8f') +
    lantern(810, 130, 0.8, '#c9503f') +
    lantern(1030, 180, 1.05, '#e0b13f') +
    lantern(640, 96, 0.6, '#7a5fa8')
  );
})();
