/**
 * Posting lists of a growing collection in one typed array. Every list is a chain of blocks of
 * doubling size, so an insert never moves what is there (Zobel and Moffat, "Inverted files for text
 * search engines", 2006, section 5.1). A posting is 32 bits: 24 for the slot, 8 for the impact.
 */
const FIRST_BLOCK = 2;
const LARGEST_BLOCK = 4096;

export const MAX_SLOTS = 1 << 24;

export class PostingLists {
  #arena = new Uint32Array(1 << 14);
  /** 0 means "no block", so the arena begins at 1. */
  #arenaUsed = 1;
  #head = new Uint32Array(1 << 10);
  #tail = new Uint32Array(1 << 10);
  #tailUsed = new Uint16Array(1 << 10);
  #tailSize = new Uint16Array(1 << 10);
  #count = new Uint32Array(1 << 10);
  #lists = 0;

  addList(): number {
    if (this.#lists === this.#head.length) this.#growLists();
    return this.#lists++;
  }

  count(list: number): number {
    return this.#count[list] ?? 0;
  }

  append(list: number, slot: number, impact: number): void {
    const size = this.#tailSize[list] ?? 0;
    let used = this.#tailUsed[list] ?? 0;
    if (used === size) {
      this.#addBlock(list, size === 0 ? FIRST_BLOCK : Math.min(size * 2, LARGEST_BLOCK));
      used = 0;
    }
    this.#arena[(this.#tail[list] ?? 0) + 1 + used] = ((slot << 8) | impact) >>> 0;
    this.#tailUsed[list] = used + 1;
    this.#count[list] = (this.#count[list] ?? 0) + 1;
  }

  /**
   * Adds `weight * gains[impact]` to `scores[slot]` for every posting of the list and writes slots that had no
   * score yet to `touched`. Returns how many slots are touched now.
   */
  accumulate(
    list: number,
    weight: number,
    gains: Float32Array,
    scores: Float32Array,
    touched: Uint32Array,
    n: number,
  ): number {
    const arena = this.#arena;
    let touchedCount = n;
    let left = this.#count[list] ?? 0;
    let size = FIRST_BLOCK;
    for (let block = this.#head[list] ?? 0; left > 0; block = arena[block] ?? 0) {
      const here = Math.min(size, left);
      for (let i = block + 1; i <= block + here; i++) {
        const posting = arena[i] as number;
        const slot = posting >>> 8;
        const score = scores[slot] as number;
        if (score === 0) touched[touchedCount++] = slot;
        scores[slot] = score + weight * (gains[posting & 0xff] as number);
      }
      left -= here;
      size = Math.min(size * 2, LARGEST_BLOCK);
    }
    return touchedCount;
  }

  /** A copy that holds the postings of living slots only, with blocks in order. */
  purged(isAlive: (slot: number) => boolean): PostingLists {
    const fresh = new PostingLists();
    for (let list = 0; list < this.#lists; list++) {
      fresh.addList();
      let left = this.#count[list] ?? 0;
      let size = FIRST_BLOCK;
      for (let block = this.#head[list] ?? 0; left > 0; block = this.#arena[block] ?? 0) {
        const here = Math.min(size, left);
        for (let i = block + 1; i <= block + here; i++) {
          const posting = this.#arena[i] ?? 0;
          if (isAlive(posting >>> 8)) fresh.append(list, posting >>> 8, posting & 0xff);
        }
        left -= here;
        size = Math.min(size * 2, LARGEST_BLOCK);
      }
    }
    return fresh;
  }

  get bytes(): number {
    return this.#arena.byteLength + this.#head.length * 16;
  }

  #addBlock(list: number, size: number): void {
    const start = this.#arenaUsed;
    const end = start + 1 + size;
    if (end > this.#arena.length) {
      const larger = new Uint32Array(Math.max(end, Math.ceil(this.#arena.length * 1.5)));
      larger.set(this.#arena);
      this.#arena = larger;
    }
    this.#arena[start] = 0;
    this.#arenaUsed = end;
    const tail = this.#tail[list] ?? 0;
    if (tail === 0) this.#head[list] = start;
    else this.#arena[tail] = start;
    this.#tail[list] = start;
    this.#tailSize[list] = size;
  }

  #growLists(): void {
    const length = this.#head.length * 2;
    const grow = <T extends Uint32Array | Uint16Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.#head = grow(this.#head, new Uint32Array(length));
    this.#tail = grow(this.#tail, new Uint32Array(length));
    this.#tailUsed = grow(this.#tailUsed, new Uint16Array(length));
    this.#tailSize = grow(this.#tailSize, new Uint16Array(length));
    this.#count = grow(this.#count, new Uint32Array(length));
  }
}
