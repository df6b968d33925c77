import type { Delivery } from '../../domain/message.ts';
import type { PairingState } from '../../domain/pairing.ts';
import type { ErrorCode } from '../../errors.ts';
import type { SessionTiming } from './timing.ts';

/** What the main process and the one with the browser say to each other. */

export interface SessionOptions {
  /** Of the session alone: the browser's profile, files on their way in, and what is remembered between runs. */
  folder: string;
  /** Null: the system's browser, or the one that comes with the packages. */
  browserPath: string | null;
  browserArguments: string[];
  timing: SessionTiming;
}

/** What the main process wants done. */
export type Order =
  | {
      do: 'send';
      conversation: string;
      text: string;
      /** Serialized id of the message that is answered. */
      quote?: string;
      picture?: { bytes: Uint8Array; mime: string };
      /** Whether a link in the text is shown with a preview. */
      isPreviewed: boolean;
      /** So long "typing…" is shown before, milliseconds. */
      typingMs: number;
    }
  | { do: 'type'; conversation: string }
  /** Resolves with the path of the file, which is then the asker's to remove. */
  | { do: 'fetch'; messageId: string; maxBytes: number }
  | { do: 'is-admin'; conversation: string; person: string }
  | { do: 'begin-pairing' }
  /** Answered by every process that is well, whatever becomes of its browser. */
  | { do: 'ping' };

export type OrderOf<Name extends Order['do']> = Extract<Order, { do: Name }>;

/** Resolves `send` with the id of the message, `fetch` with a path, `is-admin` with a boolean. */
export type OrderResult = string | boolean | null;

export type ToSession =
  | { open: SessionOptions }
  | { id: number; order: Order }
  /** Whether a delivery was stored. */
  | { delivery: number; isStored: boolean }
  | { close: true };

export type FromSession =
  | { state: PairingState }
  | { delivery: number; content: Delivery }
  | { id: number; result: OrderResult }
  | { id: number; error: { code: ErrorCode; detail: string } }
  | { log: { level: 'debug' | 'info' | 'warn' | 'error'; text: string; about: Record<string, unknown> } };
