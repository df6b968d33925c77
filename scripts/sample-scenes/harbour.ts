import { fire, ship } from './burning-ship.ts';
import {
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
  ripples,
  type Shot,
  times,
  vertical,
} from './drawing.ts';

const WATER = 430;
const DEFS = `<defs>${vertical('night', '#070b24', '#1b2350', '#51406e', '#b4686a')}${vertical('sea', '#2c2f55', '#10183a', '#060a1e')}${glow('moonlight', '#fdf3cf')}${glow('blaze', '#ffb347')}${glow('lamp', '#ffe9a8')}</defs>`;

const sky = (() => {
  const r = random(11);
  const stars = times(170, () =>
    oval(r(0, 1280), r(0, 270), r(0.6, 1.9), r(0.6, 1.9), '#fff', `opacity="${n(r(0.3, 1))}"`),
  );
  const craters = times(6, () => oval(1010 + r(-24, 24), 120 + r(-24, 24), r(3, 9), r(3, 8), '#dcd2ac'));
  return (
    rect(-40, -40, 1360, 520, 'url(#night)') +
    stars +
    oval(1010, 120, 150, 150, 'url(#moonlight)', 'opacity="0.35"') +
    oval(1010, 120, 42, 42, '#f7eecb') +
    craters
  );
})();

const city = (() => {
  const r = random(5);
  let x = -30;
  let out = '';
  while (x < 1310) {
    const [w, h] = [r(34, 82), r(50, 190)];
    out += rect(
      x,
      WATER - h,
      w,
      h,
      ['#1a1c3e', '#22234a', '#191736', '#2a2750'][Math.floor(r(0, 4))] ?? '#1a1c3e',
    );
    for (let wy = WATER - h + 9; wy < WATER - 14; wy += 14) {
      for (let wx = x + 6; wx < x + w - 8; wx += 12) {
        if (r(0, 1) > 0.52)
          out += rect(wx, wy, 5, 7, r(0, 1) > 0.3 ? '#ffd98a' : '#9fc4ff', `opacity="${n(r(0.5, 1))}"`);
      }
    }
    if (r(0, 1) > 0.6) out += line(`M${n(x + w / 2)} ${n(WATER - h)} v-26`, '#191736', 3);
    x += w + r(-4, 10);
  }
  const tower = (at: number, h: number) =>
    rect(at - 7, WATER - h, 14, h, '#2c2a55') +
    rect(at - 11, WATER - h * 0.72, 22, 8, '#3a3768') +
    path(`M${at - 9} ${WATER - h} q9 -34 18 0 Z`, '#3a3768') +
    times(5, (i) => rect(at - 3, WATER - h + 14 + i * 30, 5, 10, '#ffd98a'));
  return (
    out +
    tower(246, 262) +
    tower(330, 226) +
    path(`M262 ${WATER - 90} q28 -74 56 0 Z`, '#34315f') +
    rect(256, WATER - 92, 68, 92, '#26244c')
  );
})();

function crane(x: number, h: number, swing: number): string {
  const braces = times(9, (i) =>
    line(
      `M${x - 20} ${WATER - (i * h) / 9} L${x + 20} ${WATER - ((i + 1) * h) / 9} M${x + 20} ${WATER - (i * h) / 9} L${x - 20} ${WATER - ((i + 1) * h) / 9}`,
      '#8a4a3c',
      3,
    ),
  );
  const top = WATER - h;
  const jib = times(12, (i) => line(`M${x - 60 + i * 24} ${top} l12 -20 l12 20`, '#b45f48', 3));
  const hook = x + 130 + swing;
  return (
    braces +
    line(`M${x - 20} ${WATER} V${top} M${x + 20} ${WATER} V${top}`, '#a3553f', 6) +
    jib +
    line(`M${x - 64} ${top} H${x + 232} M${x - 48} ${top - 20} H${x + 220}`, '#c46a4e', 5) +
    rect(x - 18, top - 4, 36, 26, '#d98b5a') +
    rect(x - 10, top + 2, 18, 12, '#ffe9a8') +
    line(`M${n(hook)} ${top} v70`, '#d8d2e0', 2) +
    rect(hook - 22, top + 70, 44, 22, '#3f7f8f') +
    oval(x + 232, top, 5, 5, '#ff5340')
  );
}

function water(t: number): string {
  const r = random(31);
  const lights = times(46, (i) => {
    const x = r(0, 1280);
    return times(5, (k) =>
      line(
        `M${n(x + Math.sin(t * 2 + k + i) * 4)} ${WATER + 8 + k * 20} h${n(r(5, 16))}`,
        i % 4 ? '#ffcf7a' : '#9fc4ff',
        3,
        `opacity="${n(0.55 - k * 0.1)}"`,
      ),
    );
  });
  const blaze = times(16, (k) =>
    line(
      `M${n(560 + Math.sin(t * 3 + k * 1.3) * 26 + k * 3)} ${512 + k * 11} h${n(70 + k * 3)}`,
      '#ff9a3c',
      4,
      `opacity="${n(0.6 - k * 0.035)}"`,
    ),
  );
  const moon = times(15, (k) =>
    line(
      `M${n(985 + Math.sin(t * 2.4 + k) * 18 - k)} ${WATER + 10 + k * 17} h${n(40 + k * 3)}`,
      '#f7eecb',
      3,
      `opacity="${n(0.6 - k * 0.035)}"`,
    ),
  );
  return (
    rect(-40, WATER, 1360, 330, 'url(#sea)') +
    lights +
    blaze +
    moon +
    ripples(3, WATER + 20, 720, ['#4a5590', '#6f6aa5', '#232b5c'], 210, t)
  );
}

function quay(seed: number): string {
  const r = random(seed);
  const stones = times(96, (i) =>
    rect(
      (i % 24) * 58 - 30 + (Math.floor(i / 24) % 2) * 28,
      640 + Math.floor(i / 24) * 22,
      55,
      20,
      ['#3c3848', '#474253', '#332f3e'][Math.floor(r(0, 3))] ?? '#3c3848',
    ),
  );
  const crates = times(
    5,
    (i) =>
      rect(930 + (i % 3) * 62, i < 3 ? 588 : 538, 58, 50, '#6b4a32') +
      line(`M${930 + (i % 3) * 62} ${i < 3 ? 588 : 538} l58 50 m0 -50 l-58 50`, '#4a3221', 4),
  );
  const people = times(7, (i) =>
    person(
      120 + i * 74 + r(-20, 20),
      644 + r(0, 26),
      r(84, 104),
      ['#1d2238', '#2f2440', '#40302f', '#1f3340'][i % 4] ?? '#1d2238',
      i + 40,
    ),
  );
  const lamps = [60, 760]
    .map(
      (x) =>
        oval(x, 470, 90, 90, 'url(#lamp)', 'opacity="0.5"') +
        line(`M${x} 650 V480 q0 -14 16 -14`, '#15131d', 6) +
        oval(x + 18, 470, 8, 8, '#fff3c9'),
    )
    .join('');
  return stones + lamps + crates + people;
}

const bay = (t: number): string =>
  DEFS +
  sky +
  clouds(8, 7, '#6b5a86', 90, 240, t * 5) +
  city +
  crane(130, 236, Math.sin(t * 0.7) * 40) +
  crane(1010, 260, Math.sin(t * 0.6 + 2) * 50) +
  water(t) +
  group(`translate(0 ${n(Math.sin(t * 1.1) * 3)})`, ship + fire(600, 352, t, 1)) +
  quay(9);

function lighthouse(t: number): string {
  const r = random(63);
  const rocks = times(70, () => {
    const [x, y, s] = [r(-40, 800), r(520, 700), r(16, 58)];
    return path(
      `M${n(x)} ${n(y)} l${n(s * 0.4)} ${n(-s * 0.7)} l${n(s * 0.7)} ${n(-s * 0.1)} l${n(s * 0.5)} ${n(s * 0.8)} Z`,
      ['#2d2a3a', '#3b3748', '#221f2d', '#4a4456'][Math.floor(r(0, 4))] ?? '#2d2a3a',
    );
  });
  const bands = times(6, (i) =>
    path(
      `M${286 + i * 5} ${540 - i * 62} L${291 + i * 5} ${478 - i * 62} H${409 - i * 5} L${414 - i * 5} ${540 - i * 62} Z`,
      i % 2 ? '#ece5d6' : '#b23a48',
    ),
  );
  const lamp =
    rect(318, 128, 64, 42, '#2b2b3a') +
    rect(326, 134, 48, 30, '#fff1b8') +
    path('M312 130 L350 92 L388 130 Z', '#b23a48') +
    line('M306 170 H394', '#15131d', 8) +
    times(4, (i) => rect(341, 220 + i * 80, 18, 26, '#3a2d3a'));
  const angle = Math.sin(t * 0.9) * 26;
  const beam = group(
    `rotate(${n(angle)} 350 150)`,
    path('M350 150 L1400 40 L1400 270 Z', '#fff1b8', 'opacity="0.22"') +
      path('M350 150 L-500 90 L-500 210 Z', '#fff1b8', 'opacity="0.12"'),
  );
  const boat = (x: number, s: number, phase: number) =>
    group(
      `translate(${x} ${n(600 + Math.sin(t * 1.6 + phase) * 7)}) rotate(${n(Math.sin(t * 1.3 + phase) * 3)}) scale(${s})`,
      path('M-90 0 H96 L70 40 H-66 Z', '#c8553d') +
        line('M-86 8 H90', '#f2efe6', 4) +
        rect(-20, -52, 58, 52, '#e8e1d0') +
        rect(-12, -42, 18, 18, '#ffe9a8') +
        rect(14, -42, 18, 18, '#ffe9a8') +
        line('M-50 0 V-90 M-50 -84 L-84 -6', '#d8d2e0', 4) +
        times(5, (i) => oval(-70 + i * 34, 16, 8, 8, '#20202c')),
    );
  const jet = times(30, (i) => {
    const age = (t * 0.8 + i / 30) % 1;
    return oval(
      1024 - age * 176,
      546 - Math.sin(age * Math.PI) * 150 - age * 90,
      4 + age * 14,
      4 + age * 9,
      '#cfe3f5',
      `opacity="${n(0.75 - age * 0.5)}"`,
    );
  });
  return (
    DEFS +
    sky +
    clouds(14, 8, '#5b4d78', 60, 260, -t * 6) +
    group(
      'translate(700 300) scale(0.42)',
      city + group('translate(-300 0)', ship) + fire(330, 352, t, 1.3),
    ) +
    rect(-40, WATER + 40, 1360, 300, 'url(#sea)') +
    beam +
    ripples(17, WATER + 50, 720, ['#4a5590', '#6f6aa5', '#232b5c', '#8f88bd'], 220, t) +
    jet +
    boat(1060, 1.1, 0) +
    boat(700, 0.6, 2) +
    bands +
    lamp +
    rocks
  );
}

export const harbour: Shot[] = [
  { seconds: 7.5, draw: bay, camera: (t) => [10 + t * 9, 12, 1190] },
  { seconds: 6, draw: (t) => bay(t + 9), camera: (t) => [400 - t * 5, 196 - t * 3, 560 + t * 10] },
  { seconds: 6.5, draw: lighthouse, camera: (t) => [60 - t * 5, 24, 1130 + t * 9] },
];
