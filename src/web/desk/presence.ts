/** A page that was only loaded counts this long: without JavaScript nobody says when it is left. */
const LOADED_MS = 3 * 60_000;
/** Pages with JavaScript say every 15 s that they are still open. */
const BEAT_MS = 40_000;

/** Who has which claim open, in memory: the tip line is one process, and after a restart pages tell it again. */
export class Presence {
  /** By claim: until when each user name counts. */
  readonly #claims = new Map<number, Map<string, number>>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  opened(claimId: number, name: string): void {
    this.#see(claimId, name, LOADED_MS);
  }

  beat(claimId: number, name: string): void {
    this.#see(claimId, name, BEAT_MS);
  }

  left(claimId: number, name: string): void {
    this.#claims.get(claimId)?.delete(name);
  }

  /** User names, but not that of the one who asks. */
  othersAt(claimId: number, name: string): string[] {
    const now = this.#now();
    const here = [...(this.#claims.get(claimId) ?? [])].filter(([who, until]) => who !== name && until > now);
    return here.map(([who]) => who).sort();
  }

  #see(claimId: number, name: string, forMs: number): void {
    this.#forgetGone();
    const here = this.#claims.get(claimId) ?? new Map<string, number>();
    this.#claims.set(claimId, here.set(name, this.#now() + forMs));
  }

  #forgetGone(): void {
    const now = this.#now();
    for (const [claimId, here] of this.#claims) {
      for (const [name, until] of here) if (until <= now) here.delete(name);
      if (here.size === 0) this.#claims.delete(claimId);
    }
  }
}
