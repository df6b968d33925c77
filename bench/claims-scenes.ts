/** Questions with known answers, made ready for learning and measuring. */
import { analyzeText } from '../src/fingerprint/arabic-text.ts';
import { claimLikeness } from '../src/match/same-claim.ts';
import { type TextFields, TextIndex } from '../src/match/text-index.ts';
import { scoreCandidates } from '../src/match/text-score.ts';
import { SAME_CLAIM, TEXT_SCORE } from '../src/match/thresholds.ts';
import { type ArchiveRow, foldOf, type HeadlinePair, type JudgedPost } from './claims-data.ts';
import type { Label, Scene } from './text-model-training.ts';

/**
 * Judgements name one or two of all articles about a claim. An article this much like a judged one may be
 * one more: it is taken out with the group, and is neither right nor wrong in training.
 */
const MAYBE_SAME = 0.36;

export interface Archive {
  index: TextIndex;
  /** Slots of the texts that make, or may make, the claim of one of these. */
  groupOf(ids: Iterable<string>, candidates: Iterable<number>): { same: Set<number>; maybe: Set<number> };
}

export function toArchive(rows: Iterable<[id: string, fields: TextFields]>): Archive {
  const index = new TextIndex();
  for (const [id, fields] of rows) index.upsert(id, fields);
  return {
    index,
    groupOf: (ids, candidates) => {
      const own = [...ids].flatMap((id) => index.slot(id) ?? []);
      const same = new Set(own);
      const maybe = new Set<number>();
      for (const slot of candidates) {
        if (same.has(slot)) continue;
        const likeness = Math.max(0, ...own.map((one) => claimLikeness(index, one, slot)));
        if (likeness >= SAME_CLAIM.share) same.add(slot);
        else if (likeness >= MAYBE_SAME) maybe.add(slot);
      }
      return { same, maybe };
    },
  };
}

export const archiveOf = (rows: ArchiveRow[]): Archive => toArchive(rows.map((row) => [row.id, row]));

const MANY = 2 * TEXT_SCORE.candidates;

/** A question to the whole archive, and the same question when every article about its claim is missing. */
export function scenesOf(
  archive: Archive,
  post: Omit<JudgedPost, 'read'> & { read?: Set<string> },
  kinds: [Scene['kind'], Scene['kind']],
): Scene[] {
  const { index } = archive;
  const query = index.prepare(analyzeText(post.text));
  const found = index.search(query, MANY);
  const { same, maybe } = archive.groupOf(
    post.rights,
    found.map(({ slot }) => slot),
  );
  for (const id of post.read ?? []) {
    const slot = index.slot(id);
    if (slot !== undefined) same.add(slot);
  }
  const label = (slot: number): Label => (same.has(slot) ? 1 : maybe.has(slot) ? null : 0);
  const judged = new Set([...post.rights].flatMap((id) => index.slot(id) ?? []));
  const left = found.filter(({ slot }) => label(slot) === 0);
  const upTo = TEXT_SCORE.candidates;
  return [
    {
      kind: kinds[0],
      key: post.id,
      fold: post.fold,
      index,
      scores: scoreCandidates(index, query, found.slice(0, upTo)),
      label,
      judged,
    },
    {
      kind: kinds[1],
      key: post.id,
      fold: post.fold,
      index,
      scores: scoreCandidates(index, query, left.slice(0, upTo)),
      label,
      judged,
    },
  ];
}

export const postScenes = (archive: Archive, posts: JudgedPost[]): Scene[] =>
  posts.flatMap((post) => scenesOf(archive, post, ['post', 'post without its group']));

export function normalisedScenes(posts: { post: string; claim: string }[]): Scene[] {
  const archive = toArchive(posts.map(({ claim }, i) => [String(i), { claim }]));
  return posts.flatMap(({ post }, i) =>
    scenesOf(archive, { id: String(i), text: post, rights: new Set([String(i)]), fold: foldOf(post) }, [
      'normalised',
      'normalised without its claim',
    ]),
  );
}

export function headlineScenes(pairs: HeadlinePair[]): Scene[] {
  const { index } = toArchive(
    [...new Set(pairs.map(({ archived }) => archived))].map((claim) => [claim, { claim }]),
  );
  return pairs.flatMap(({ asked, archived, stance, fold }) => {
    const slot = index.slot(archived);
    if (slot === undefined) return [];
    const query = index.prepare(analyzeText(asked));
    const scores = scoreCandidates(index, query, index.search(query, TEXT_SCORE.candidates));
    return [
      {
        kind: 'headline' as const,
        key: asked,
        fold,
        index,
        scores,
        label: () => (stance === 'agree' ? 1 : 0) as Label,
        judged: new Set<number>(),
        only: slot,
      },
    ];
  });
}
