/** How far a messenger account that is linked by a code, as a phone's further device, has come. */
export type PairingState =
  /** On its way up: nobody has to do anything. */
  | { state: 'starting' }
  /** `code` is to be scanned by the phone, as a QR code. A fresh one comes every so often. */
  | { state: 'pairing'; code: string; wasLoggedOut: boolean }
  /** Nobody scanned for a long while: no codes come until `begin`. */
  | { state: 'unpaired'; wasLoggedOut: boolean }
  | { state: 'connected' }
  /** Not connected; tried again by itself. `error`: a code of the catalogue. */
  | { state: 'failing'; error: string };

/** Linking the account, for whoever shows it to the people who run the line. */
export interface Pairing {
  readonly current: PairingState;
  /** Calls `listener` after every change. Returns how to stop. */
  watch(listener: (state: PairingState) => void): () => void;
  /** Asks for codes again after `unpaired`; else changes nothing. */
  begin(): void;
}
