import { line, n, oval, path, random, rect, times } from './drawing.ts';

/** A container ship; its water line is at y 430. */
export const ship = (() => {
  const r = random(21);
  const colors = ['#c8553d', '#3d7ea6', '#e0a458', '#5b8e7d', '#8d6a9f', '#c9c5ba'];
  const boxes = times(5, (row) =>
    times(15 - row, (i) => {
      const [x, y] = [452 + i * 27 + row * 8, 408 - row * 19];
      return (
        rect(x, y, 25, 18, colors[Math.floor(r(0, colors.length))] ?? '#c8553d') +
        line(`M${x + 6} ${y} v18 M${x + 12} ${y} v18 M${x + 18} ${y} v18`, '#00000055', 1.5)
      );
    }),
  );
  const bridge =
    rect(868, 320, 66, 110, '#d9d6cf') +
    times(4, (i) =>
      times(5, (k) => rect(874 + k * 12, 328 + i * 22, 8, 9, r(0, 1) > 0.3 ? '#ffe9a8' : '#4a4a66')),
    ) +
    rect(884, 286, 26, 36, '#c8553d') +
    rect(884, 296, 26, 8, '#f2efe6');
  const hull =
    path('M400 424 L968 424 L940 500 L446 500 Q414 470 400 424 Z', '#3b1f2b') +
    path('M421 466 L952 466 L940 500 L446 500 Q430 486 421 466 Z', '#8c2f39') +
    line('M404 432 H964', '#e8e1d0', 3) +
    times(20, (i) => oval(470 + i * 22, 450, 3, 3, '#ffe9a8'));
  return boxes + bridge + hull;
})();

/** Flames with smoke and sparks; needs the gradient `blaze`. */
export function fire(x: number, y: number, t: number, size: number): string {
  const r = random(77);
  const smoke = times(26, (i) => {
    const age = (t * 0.22 + i / 26) % 1;
    return oval(
      x + r(-20, 20) + age * 190 + Math.sin(i * 2 + t) * 12,
      y - age * 330 * size,
      (20 + age * 74) * size,
      (16 + age * 52) * size,
      i % 3 ? '#1c1726' : '#3b2c38',
      `opacity="${n(0.75 * (1 - age))}"`,
    );
  });
  const flames = times(18, (i) => {
    const [fx, beat] = [x + r(-56, 56) * size, Math.sin(t * (7 + (i % 5)) + i * 1.7)];
    const [h, w] = [(44 + r(0, 70) + beat * 18) * size, r(12, 26) * size];
    const color = ['#ff6b2b', '#ff9a3c', '#ffd166', '#fff1b8'][i % 4] ?? '#ff6b2b';
    return path(
      `M${n(fx - w)} ${n(y)} Q${n(fx - w * 0.9)} ${n(y - h * 0.5)} ${n(fx + beat * 6)} ${n(y - h)} Q${n(fx + w * 0.9)} ${n(y - h * 0.4)} ${n(fx + w)} ${n(y)} Z`,
      color,
      'opacity="0.85"',
    );
  });
  const sparks = times(22, (i) => {
    const age = (t * 0.6 + i / 22) % 1;
    return oval(
      x + Math.sin(i * 4) * 60 + age * 80,
      y - age * 240,
      2.2,
      2.2,
      '#ffd98a',
      `opacity="${n(1 - age)}"`,
    );
  });
  return (
    oval(x, y - 30, 220 * size, 170 * size, 'url(#blaze)', `opacity="${n(0.5 + Math.sin(t * 9) * 0.08)}"`) +
    smoke +
    flames +
    sparks
  );
}
