import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { readCoverage } from './font-coverage.ts';

/**
 * IBM Plex (SIL Open Font License 1.1): the letters of our pages, and for names its sisters with the further Latin,
 * Greek, Cyrillic and Hebrew letters. Each file holds one script; the first that has a glyph draws it.
 */
const FILES = [
  ['ibm-plex-sans-arabic', 'arabic'],
  ['ibm-plex-sans-arabic', 'latin'],
  ['ibm-plex-sans', 'latin-ext'],
  ['ibm-plex-sans', 'greek'],
  ['ibm-plex-sans', 'cyrillic'],
  ['ibm-plex-sans-hebrew', 'hebrew'],
] as const;

export const WEIGHTS = [400, 700] as const;
export type Weight = (typeof WEIGHTS)[number];

export interface FontFile {
  path: string;
  /** Name of its own under which it is drawn with. */
  family: string;
}

const { resolve } = createRequire(import.meta.url);
const familyOf = (script: string): string => `Card ${script}`;

const pathOf = (name: string, script: string, weight: Weight): string =>
  resolve(`@fontsource/${name}/files/${name}-${script}-${weight}-normal.woff`);

export const fontFiles = (): FontFile[] =>
  FILES.flatMap(([name, script]) =>
    WEIGHTS.map((weight) => ({ path: pathOf(name, script, weight), family: familyOf(script) })),
  );

const FAMILIES = FILES.map(([, script]) => `"${familyOf(script)}"`).join(', ');

/** As CSS writes it. @param size pixels */
export const fontOf = (size: number, weight: Weight): string => `${weight} ${size}px ${FAMILIES}`;

let coverage: Set<number> | null = null;

/** Whether the fonts have a glyph for a character. Both weights have the same. */
export function fontsCover(character: string): boolean {
  coverage ??= new Set(
    FILES.flatMap(([name, script]) => readCoverage(readFileSync(pathOf(name, script, 700)))),
  );
  return coverage.has(character.codePointAt(0) ?? 0);
}
