import type { Tx } from '../store/database.ts';
import { listLatestDue } from '../store/tips.ts';

const HOUR_MS = 3_600_000;

/** When a tip is answered of somebody who asked more than the limit allows. */
export interface Deferral {
  at: Date;
  /** Earlier ones wait already, so the person was told. */
  isTold: boolean;
}

/**
 * Nobody's tips are refused: those beyond the limit get their answer later, in order, so that within any hour at most
 * `tipsPerHour` of one sender are worked on. Null when the next one can be answered at once.
 * @param tipsPerHour 0: no limit
 */
export async function deferralOf(
  tx: Tx,
  senderId: number,
  tipsPerHour: number,
  now: number,
): Promise<Deferral | null> {
  if (tipsPerHour === 0) return null;
  const latest = await listLatestDue(tx, senderId, tipsPerHour);
  const oldest = latest[tipsPerHour - 1];
  if (!oldest) return null;
  const at = oldest.dueAt.getTime() + HOUR_MS;
  return at > now ? { at: new Date(at), isTold: latest[0]?.isWaiting ?? false } : null;
}
