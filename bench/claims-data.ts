/** Judged posts and headline pairs for measuring, read from a folder that is no part of the project. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface ArchiveRow {
  id: string;
  title: string;
  claim: string;
  summary?: string;
}

export interface JudgedPost {
  id: string;
  text: string;
  /** Fact-checks of the archive that were judged to be about the post's claim. */
  rights: Set<string>;
  /** Others that one reading found to make the post's claim: `claims-readings.tsv`. */
  read: Set<string>;
  fold: number;
}

export interface HeadlinePair {
  asked: string;
  archived: string;
  stance: 'agree' | 'disagree' | 'other';
  fold: number;
}

export const FOLDS = 5;

/**
 * The judgements name one or two of all articles about a claim. Of candidates that a model of 2026-11-26 gave 0.45 or
 * more though nothing says that they are right, one person read all 65 and found these to make the post's claim.
 */
const READINGS = fileURLToPath(new URL('./claims-readings.tsv', import.meta.url));

const linesOf = (path: string): string[] => readFileSync(path, 'utf8').trim().split('\n');

/** FNV-1a of the key: the same key is always in the same fold. */
export function foldOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193) >>> 0;
  return hash % FOLDS;
}

/** `folder` holds archive.jsonl, queries-dev.jsonl (id, text) and qrels-dev.tsv (query, fact-check, in_archive). */
export function readJudgedPosts(folder: string): { archive: ArchiveRow[]; posts: JudgedPost[] } {
  const archive = linesOf(join(folder, 'archive.jsonl')).map((line) => JSON.parse(line) as ArchiveRow);
  const rights = new Map<string, Set<string>>();
  for (const line of linesOf(join(folder, 'qrels-dev.tsv')).slice(1)) {
    const [post = '', id = '', inArchive] = line.split('\t');
    if (inArchive === '1') rights.set(post, (rights.get(post) ?? new Set()).add(id));
  }
  const read = new Map<string, Set<string>>();
  for (const line of linesOf(READINGS).slice(1)) {
    const [post = '', id = ''] = line.split('\t');
    read.set(post, (read.get(post) ?? new Set()).add(id));
  }
  const posts = linesOf(join(folder, 'queries-dev.jsonl'))
    .map((line) => JSON.parse(line) as { id: string; text: string })
    .flatMap(({ id, text }) => {
      const own = rights.get(id);
      return own ? [{ id, text, rights: own, read: read.get(id) ?? new Set(), fold: foldOf(id) }] : [];
    });
  return { archive, posts };
}

/** Columns s1, s2, stance. Pairs that share a headline are in one fold. */
export function readHeadlinePairs(path: string): HeadlinePair[] {
  const rows = linesOf(path)
    .slice(1)
    .map((line) => line.split('\t'));
  const family = new Map<string, string>();
  const leader = (text: string): string => {
    let at = text;
    for (let up = family.get(at); up !== undefined; up = family.get(at)) at = up;
    return at;
  };
  for (const [a = '', b = ''] of rows) {
    const [one, other] = [leader(a), leader(b)];
    if (one !== other) family.set(one, other);
  }
  return rows.map(([asked = '', archived = '', stance]) => ({
    asked,
    archived,
    stance: stance as HeadlinePair['stance'],
    fold: foldOf(leader(asked)),
  }));
}

/** Lines of {post, claim}. */
export const readPosts = (path: string): { post: string; claim: string }[] =>
  linesOf(path).map((line) => JSON.parse(line) as { post: string; claim: string });
