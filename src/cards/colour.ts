/** A colour as `#rrggbb`. */
export type Colour = string;

export const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/iu.test(text);

const channels = (colour: Colour): number[] =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

/** Relative luminance, 0 to 1 (WCAG 2.2). */
function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio, 1 to 21 (WCAG 2.2). */
export function contrast(a: Colour, b: Colour): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

export const withAlpha = (colour: Colour, alpha: number): string =>
  `rgba(${channels(colour).join(', ')}, ${alpha})`;

/** The colour, darkened step by step until it can be read on `ground`. */
export function readableOn(ground: Colour, colour: Colour): Colour {
  let readable = colour;
  while (contrast(readable, ground) < 4.5 && luminance(readable) > 0) readable = darker(readable);
  return readable;
}

const darker = (colour: Colour): Colour => mixed(colour, '#000000', 0.1);

/** So much of the second colour in the first, 0 to 1. */
export function mixed(colour: Colour, other: Colour, share: number): Colour {
  const others = channels(other);
  const hex = channels(colour).map((value, i) =>
    Math.floor(value + ((others[i] ?? 0) - value) * share)
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${hex.join('')}`;
}
