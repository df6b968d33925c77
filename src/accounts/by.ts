/** Who does something, and from which network address. */
export interface By {
  /** User name; null: on the command line. */
  actor: string | null;
  origin?: string | null;
}

/** Somebody on the command line, or the program itself. */
export const NOBODY: By = { actor: null };
