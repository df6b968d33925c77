import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MediaKind } from '../../src/domain/fingerprint.ts';

/** One file of the archive, or one that stays outside it. */
export interface Original {
  id: string;
  path: string;
  kind: MediaKind;
  /** Files of one group show the same thing. */
  group: string;
}

const FOLDERS: Record<MediaKind, string> = { video: 'video-dev', image: 'images-dev', audio: 'audio-dev' };
const KIND_BY_ENDING: Record<string, MediaKind> = {
  mp4: 'video',
  webm: 'video',
  mkv: 'video',
  jpg: 'image',
  png: 'image',
  webp: 'image',
  mp3: 'audio',
  m4a: 'audio',
  ogg: 'audio',
  wav: 'audio',
};

/**
 * Files of one film whose labels put them into different groups: the five-second one shows the beginning of the
 * others (looked at; their nearest frames lie 2 bits apart).
 */
const SAME_FILM = /sample_with_increasing_timestamps_320w_240h/u;

/**
 * `FOLDER/video-dev`, `images-dev` and `audio-dev`, each with `manifest.tsv` (columns file and group first);
 * a folder without them (`samples/media`) is read as it is, every file a group of its own.
 */
export function readOriginals(folder: string, kinds: readonly MediaKind[]): Original[] {
  if (!existsSync(join(folder, FOLDERS.video))) return readPlainFolder(folder, kinds);
  return kinds.flatMap((kind) => {
    const place = join(folder, FOLDERS[kind]);
    return readFileSync(join(place, 'manifest.tsv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t'))
      .filter(([file = '']) => existsSync(join(place, file)))
      .map(([file = '', group = file]) => ({
        id: `${kind}:${file}`,
        path: join(place, file),
        kind,
        group: SAME_FILM.test(file) ? `${kind}:same film` : `${kind}:${group}`,
      }));
  });
}

function readPlainFolder(folder: string, kinds: readonly MediaKind[]): Original[] {
  return readdirSync(folder).flatMap((file) => {
    const kind = KIND_BY_ENDING[file.split('.').at(-1) ?? ''];
    if (!kind || !kinds.includes(kind)) return [];
    return [{ id: `${kind}:${file}`, path: join(folder, file), kind, group: `${kind}:${file}` }];
  });
}

/** Repeatable shuffle (mulberry32, Fisher and Yates). */
export function shuffled<T>(list: readonly T[], seed: number): T[] {
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [copy[i], copy[j]] = [copy[j] as T, copy[i] as T];
  }
  return copy;
}

/** One of each group, in a repeatable order: what edits are made of. */
export function onePerGroup(originals: readonly Original[], limit: number, seed: number): Original[] {
  const groups = new Map<string, Original>();
  for (const original of shuffled(originals, seed)) {
    if (!groups.has(original.group)) groups.set(original.group, original);
  }
  return [...groups.values()].slice(0, limit);
}
