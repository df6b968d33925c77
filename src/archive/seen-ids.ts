import { createHash } from 'node:crypto';
import type { FactCheckDraft } from '../domain/fact-check.ts';

/** The ids of one import run: the first fact-check with an id wins. */
export class SeenIds {
  readonly #digests = new Map<string, string>();

  /** `repeat`: the very same fact-check came before; `conflict`: another one with its id did. */
  admit(draft: FactCheckDraft): 'first' | 'repeat' | 'conflict' {
    const digest = createHash('sha256').update(JSON.stringify(draft)).digest('base64').slice(0, 22);
    const known = this.#digests.get(draft.id);
    if (known === undefined) this.#digests.set(draft.id, digest);
    return known === undefined ? 'first' : known === digest ? 'repeat' : 'conflict';
  }
}
