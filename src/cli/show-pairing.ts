import { renderUnicodeCompact } from 'uqr';
import type { Pairing, PairingState } from '../domain/pairing.ts';
import type { Words } from '../words.ts';

/** Says in the terminal how far the link with the newsroom's WhatsApp number has come, and shows what to scan. */
export function showPairing(pairing: Pairing, words: Words, print: (line: string) => void): () => void {
  const say = (key: string): string => words.t(words.language, `cli:pairing.${key}`);
  const printer = (state: PairingState, before: PairingState['state'] | null): void => {
    if (state.state === 'pairing') {
      if (before !== 'pairing') print(say(state.wasLoggedOut ? 'loggedOut' : 'scan'));
      print(renderUnicodeCompact(state.code));
    } else if (state.state !== before && state.state === 'connected') print(say('connected'));
    else if (state.state === 'unpaired') print(say('unpaired'));
  };
  let before: PairingState['state'] | null = null;
  const listener = (state: PairingState): void => {
    printer(state, before);
    // A moment without connection is no news for a terminal.
    if (state.state !== 'failing' && state.state !== 'starting') before = state.state;
  };
  listener(pairing.current);
  return pairing.watch(listener);
}
