import {
  camel,
  clouds,
  glow,
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
  times,
  vertical,
} from './drawing.ts';

const FRUIT = ['#d9722f', '#c23b36', '#e0b83f', '#7f9c3a', '#8a3f5f', '#e8a05a'];

/** A camel that waits at a filling station. */
export const fillingStation = (() => {
  const r = random(151);
  const defs = `<defs>${vertical('noon', '#5fa8d3', '#a9d3e6', '#f1e6c8')}${glow('shine', '#ffffff')}</defs>`;
  const mountains = path(ridge(81, 380, 7, 780, 44), '#a99a8f') + path(ridge(83, 430, 5, 780, 22), '#c7a979');
  const town = times(
    22,
    (i) =>
      rect(20 + i * 58, 430 - r(10, 66), 54, 120, ['#d8c6a4', '#e3d6bd', '#cbb28a'][i % 3] ?? '#d8c6a4') +
      times(4, (k) => rect(28 + i * 58 + (k % 2) * 22, 424 + Math.floor(k / 2) * 24, 9, 12, '#5f7f93')),
  );
  const roof =
    path('M210 150 H1130 L1170 226 H170 Z', '#f4efe3') +
    rect(170, 214, 1000, 34, '#c23b36') +
    rect(170, 236, 1000, 12, '#e8b23f') +
    times(20, (i) => oval(210 + i * 49, 256, 9, 4, '#fff6d8')) +
    line('M430 236 q20 -16 36 0 t36 -2 t40 2 t36 -4 t40 4 t30 0', '#fff6e6', 6) +
    rect(262, 250, 28, 330, '#d9d2c3') +
    rect(1050, 250, 28, 330, '#d9d2c3') +
    times(6, (i) => rect(262, 280 + i * 52, 28, 24, '#c23b36') + rect(1050, 280 + i * 52, 28, 24, '#c23b36'));
  const pump = (x: number) =>
    group(
      `translate(${x} 580)`,
      rect(-46, -190, 92, 190, '#e9e4d6') +
        rect(-46, -190, 92, 44, '#2f6f8f') +
        rect(-34, -134, 68, 38, '#1f2a2f') +
        times(4, (i) => rect(-28 + i * 15, -126, 10, 22, '#8fe0a8')) +
        rect(-34, -84, 68, 26, '#c9c2b0') +
        times(6, (i) => rect(-30 + i * 11, -78, 8, 6, '#5a5a5a')) +
        line('M46 -150 q44 20 36 90 q-4 36 -36 20', '#2a2a2a', 7) +
        rect(38, -166, 18, 34, '#2a2a2a') +
        rect(-60, -6, 120, 14, '#8f8a7d'),
    );
  const shop =
    rect(880, 330, 360, 250, '#e3d3b0') +
    rect(880, 318, 360, 18, '#3f7f6f') +
    rect(910, 372, 190, 130, '#3a4f5a') +
    times(4, (s) =>
      times(11, (i) => rect(918 + i * 16.5, 384 + s * 30, 12, 20, FRUIT[(i + s) % 6] ?? '#d9722f')),
    ) +
    rect(1126, 380, 84, 200, '#5a4636') +
    rect(1136, 392, 64, 90, '#8fb0bd') +
    oval(1200, 490, 5, 5, '#e8b23f') +
    times(7, (i) => path(`M${890 + i * 50} 336 h50 l4 24 q-27 14 -58 0 Z`, i % 2 ? '#f4efe3' : '#3f7f6f'));
  const ground =
    rect(-40, 560, 1360, 220, '#7d7a76') +
    times(150, () => oval(r(-40, 1320), r(566, 730), r(1, 4), r(1, 2.4), '#5f5c59', 'opacity="0.7"')) +
    path('M-40 690 H1320 V704 H-40 Z', '#f0e6c4') +
    times(12, (i) => rect(i * 120 - 20, 640, 70, 8, '#d8cfa8')) +
    oval(640, 612, 260, 18, '#5a5753', 'opacity="0.7"');
  const ride =
    camel(640, 612, 2, '#cfa56a', '#8f6d42') +
    path('M572 412 Q640 352 716 408 L728 470 Q640 492 566 468 Z', '#b5483f') +
    times(9, (i) =>
      line(`M${576 + i * 17} ${n(420 - Math.sin((i / 8) * 3.1) * 26)} v64`, i % 2 ? '#e8b23f' : '#2f6f8f', 5),
    ) +
    times(12, (i) => oval(572 + i * 13.5, 484 + Math.sin((i / 11) * 3.1) * 8, 4, 7, '#e8b23f'));
  const keeper =
    person(420, 632, 190, '#2f6f8f', 210) +
    rect(392, 520, 56, 26, '#e8b23f') +
    line('M446 506 q60 -40 104 -10', '#2a2a2a', 6) +
    rect(546, 486, 28, 14, '#c23b36');
  const cones = [250, 980]
    .map(
      (x) =>
        path(`M${x - 18} 650 L${x} 590 L${x + 18} 650 Z`, '#e0722f') +
        rect(x - 12, 616, 24, 10, '#fff') +
        rect(x - 26, 648, 52, 8, '#c25a22'),
    )
    .join('');
  return (
    defs +
    rect(-40, -40, 1360, 800, 'url(#noon)') +
    oval(1120, 70, 120, 120, 'url(#shine)', 'opacity="0.7"') +
    clouds(91, 6, '#ffffff', 40, 120) +
    mountains +
    town +
    shop +
    ground +
    roof +
    pump(360) +
    pump(820) +
    ride +
    keeper +
    cones +
    palm(90, 640, 330, 9, 0) +
    palm(1230, 650, 300, 11, 0)
  );
})();
