import type { CardContent } from './card-content.ts';
import { type FittedText, fitLine, fitText } from './fit-text.ts';
import type { Weight } from './fonts.ts';
import type { Measure } from './line-breaking.ts';
import { type Direction, directionOf, typeset } from './pen.ts';

export const CARD_WIDTH = 1080;
export const MARGIN = 64;
export const HEADER = 116;
export const FOOTER = 132;
/** Pixels; whole in the previews of Telegram and WhatsApp. */
export const CARD_SIZES = {
  withFrame: { width: CARD_WIDTH, height: 1350 },
  without: { width: CARD_WIDTH, height: 1080 },
};
const FRAME_HEIGHT = 600;

const GAP = { underFrame: 36, label: 32, stamp: 44, summary: 30, footer: 32 };
const steps = (from: number, to: number, by: number): number[] =>
  Array.from({ length: Math.floor((from - to) / by) + 1 }, (_, i) => from - i * by);

/** `turn`: degrees. */
export const STAMP = { height: 148, sizes: steps(84, 44, 2), turn: 3 };
const LABEL = { height: 64, sizes: steps(40, 30, 2) };

const TITLE_SIZES = { withFrame: steps(72, 36, 2), without: steps(100, 36, 2) };
/** A title may become so small to leave room for the summary. */
const YIELDS_TO = { withFrame: 52, without: 60 };
const SUMMARY_LEAST = 34;
const SUMMARY_SIZES = steps(42, SUMMARY_LEAST, 2);
/** Pixels that the texts may stand lower than directly under the verdict. */
const MOST_SHIFT = 90;
const TITLE_LINE = 1.42;
const SUMMARY_LINE = 1.55;

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface TextBlock extends FittedText {
  top: number;
  lineHeight: number;
  weight: Weight;
  direction: Direction;
}

/** Where everything lies, in pixels. */
export interface CardLayout {
  width: number;
  height: number;
  frame: Box | null;
  /** The verdict by itself: a stamp, or under a frame, which is stamped, a label. */
  verdict: VerdictBox;
  title: TextBlock;
  summary: TextBlock | null;
  /** Upper edge of what is under the texts. */
  footerTop: number;
}

export interface VerdictBox {
  top: number;
  height: number;
  /** Whole, in one line. */
  text: FittedText;
  /** Of the sign, its distance from the letters, and that of both from the edge. */
  sign: number;
  gap: number;
  pad: number;
  width: number;
}

export type MeasureAt = (size: number, weight: Weight) => Measure;

export function layOutCard(content: CardContent, hasFrame: boolean, measureAt: MeasureAt): CardLayout {
  const kind = hasFrame ? 'withFrame' : 'without';
  const { height } = CARD_SIZES[kind];
  const frame = hasFrame ? { left: 0, top: HEADER, width: CARD_WIDTH, height: FRAME_HEIGHT } : null;
  const verdict = frame
    ? setVerdict(content, frame.top + frame.height + GAP.underFrame, LABEL, measureAt)
    : setVerdict(content, HEADER + GAP.stamp, STAMP, measureAt);
  const footerTop = height - FOOTER;
  const top = verdict.top + verdict.height + (frame ? GAP.label : GAP.stamp);
  const box = { width: CARD_WIDTH - 2 * MARGIN, height: footerTop - GAP.footer - top };
  const title = setTitle(content, box, kind, measureAt);
  const summary = title.isCut ? null : setSummary(content.summary, under(box, title), measureAt);
  const free = box.height - heightOf(title) - (summary ? GAP.summary + heightOf(summary) : 0);
  // A little above the middle of what is free.
  const shift = Math.min(free * 0.4, MOST_SHIFT);
  const titleTop = top + shift;
  return {
    ...{ width: CARD_WIDTH, height, frame, verdict, footerTop },
    title: { ...title, top: titleTop },
    summary: summary && { ...summary, top: titleTop + heightOf(title) + GAP.summary },
  };
}

function setVerdict(
  { verdict, direction }: CardContent,
  top: number,
  { height, sizes }: { height: number; sizes: number[] },
  measureAt: MeasureAt,
): VerdictBox {
  const [sign, gap, pad] = [height * 0.62, height * 0.16, height * 0.26];
  const around = sign + gap + 2 * pad;
  // Turned a little it is wider.
  const width = CARD_WIDTH - 2 * MARGIN - around - 12;
  const text = fitLine(typeset(verdict, direction), width, sizes, (size) => measureAt(size, 700));
  return {
    top,
    height,
    text,
    sign,
    gap,
    pad,
    width: around + measureAt(text.size, 700)(text.lines[0] ?? ''),
  };
}

type SetText = Omit<TextBlock, 'top'>;
type Room = Pick<Box, 'width' | 'height'>;

export const heightOf = ({ lines, size, lineHeight }: SetText): number => lines.length * size * lineHeight;

const under = ({ width, height }: Room, title: SetText): Room => ({
  width,
  height: height - heightOf(title) - GAP.summary,
});

function setTitle(
  { title, summary }: CardContent,
  room: Room,
  kind: keyof typeof TITLE_SIZES,
  measureAt: MeasureAt,
): SetText {
  const text = typeset(title);
  const look = { lineHeight: TITLE_LINE, weight: 700, direction: directionOf(text) } as const;
  const options = { lineHeight: TITLE_LINE, measureAt: (size: number) => measureAt(size, 700) };
  const set = (sizes: number[], leavesRoom?: (height: number) => boolean): SetText => ({
    ...fitText(text, room, { ...options, sizes, ...(leavesRoom ? { leavesRoom } : {}) }),
    ...look,
  });
  if (summary) {
    const least = setSummary(summary, { ...room, height: Number.POSITIVE_INFINITY }, measureAt, [
      SUMMARY_LEAST,
    ]);
    const needed = least ? heightOf(least) + GAP.summary : 0;
    const sizes = TITLE_SIZES[kind].filter((size) => size >= YIELDS_TO[kind]);
    const title = set(sizes, (height) => height + needed <= room.height);
    if (!title.isCut) return title;
  }
  return set(TITLE_SIZES[kind]);
}

/** Null: it does not fit whole. */
function setSummary(
  summary: string | null,
  room: Room,
  measureAt: MeasureAt,
  sizes: readonly number[] = SUMMARY_SIZES,
): SetText | null {
  const text = typeset(summary ?? '');
  if (!text || room.height <= 0) return null;
  const options = { sizes, lineHeight: SUMMARY_LINE, measureAt: (size: number) => measureAt(size, 400) };
  const fitted = fitText(text, room, options);
  if (fitted.isCut) return null;
  return { ...fitted, lineHeight: SUMMARY_LINE, weight: 400, direction: directionOf(text) };
}
