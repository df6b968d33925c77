import type { ErrorCode } from '../../errors.ts';

/** Why a browser came to its end. */
export type RunEnd =
  | { why: 'stopped' }
  /** The phone, or WhatsApp, ended the link: the profile is of no use any more. */
  | { why: 'logged-out' }
  /** Nobody scanned a code for a long while. */
  | { why: 'unscanned' }
  | { why: 'failed'; code: ErrorCode; detail: string };

/** States of the page's connection that the page does not leave by itself: another browser may. */
const FATAL_STATES: Record<string, ErrorCode> = {
  CONFLICT: 'messenger-conflict',
  TOS_BLOCK: 'messenger-blocked',
  SMB_TOS_BLOCK: 'messenger-blocked',
  PROXYBLOCK: 'messenger-unreachable',
  // A newer version is there, which the next browser loads.
  DEPRECATED_VERSION: 'messenger-unreachable',
};
const LOGGED_OUT_STATES = new Set(['LOGOUT', 'UNPAIRED', 'UNPAIRED_IDLE']);

export const failed = (code: ErrorCode, detail: string): RunEnd => ({ why: 'failed', code, detail });

/** Null: no reason to end. */
export function failureOf(state: string): RunEnd | null {
  const code = FATAL_STATES[state];
  return code ? failed(code, `WhatsApp ended the connection: ${state}`) : null;
}

/** What it means that the library calls the connection ended in a state. */
export function endOf(state: string): RunEnd {
  if (LOGGED_OUT_STATES.has(state)) return { why: 'logged-out' };
  return failureOf(state) ?? failed('messenger-unreachable', `WhatsApp ended the connection: ${state}`);
}
