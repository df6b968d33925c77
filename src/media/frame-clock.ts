/**
 * Of each stretch of so many seconds the first frame is picked. The stretch of a moment is floor(t / seconds + this):
 * a time that was rounded down belongs to the stretch it begins.
 */
export const STRETCH_ROUNDING = 0.0001;

/** Whether `t` lies in a later stretch than the frame picked before. */
export function isNextStretch(before: number | undefined, t: number, everySeconds: number): boolean {
  const stretch = (at: number) => Math.floor(at / everySeconds + STRETCH_ROUNDING);
  return before === undefined || stretch(t) > stretch(before);
}
