import type { Pairing, PairingState } from '../../domain/pairing.ts';

/** Tells everybody who watches how far the link with the account has come. */
export class PairingMonitor implements Pairing {
  readonly begin: () => void;
  readonly #listeners = new Set<(state: PairingState) => void>();
  #current: PairingState = { state: 'starting' };

  constructor(begin: () => void) {
    this.begin = begin;
  }

  get current(): PairingState {
    return this.#current;
  }

  watch(listener: (state: PairingState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  enter(state: PairingState): void {
    this.#current = state;
    for (const listener of [...this.#listeners]) listener(state);
  }
}
