import type { Evidence } from '../domain/evidence.ts';
import { analyzeText } from '../fingerprint/arabic-text.ts';
import { canonicalLink } from '../fingerprint/link.ts';
import { Candidates } from './candidates.ts';
import { decide } from './decision.ts';
import { correctMisread } from './misread-words.ts';
import type { IndexedItem, MatchedPart, Ranking, RankOptions } from './ranking.ts';
import { TextIndex } from './text-index.ts';
import { committedTextModel, type TextModel } from './text-model.ts';
import { matchText } from './text-score.ts';
import { FUSION } from './thresholds.ts';
import { confidenceOfWriting } from './writing-confidence.ts';

export type { IndexedItem, MatchedPart, QueryPart, RankedItem, Ranking, RankOptions } from './ranking.ts';

const DEFAULT_LIMIT = 3;

interface Known {
  links: string[];
  media: string[];
}

/**
 * An archive in memory: what was sent goes in, ranked items with evidence come out. Holds no fact-check, only ids,
 * and of media only who shows them: what they have in common with a question is found before (`MediaIndex`).
 */
export class Matcher {
  readonly #texts = new TextIndex();
  readonly #items = new Map<string, Known>();
  readonly #byLink = new Map<string, Set<string>>();
  readonly #byMedia = new Map<string, Set<string>>();
  readonly #model: TextModel;

  /** `model` is another one only in measurements, which must not use what was learned from their own queries. */
  constructor(model: TextModel = committedTextModel) {
    this.#model = model;
  }

  get size(): number {
    return this.#items.size;
  }

  get texts(): TextIndex {
    return this.#texts;
  }

  /** Ids of those that have the link, in any form. */
  withLink(url: string): string[] {
    return [...(this.#byLink.get(canonicalLink(url) ?? '') ?? [])];
  }

  /** Inserts or replaces. @returns files that no item shows any more */
  upsert(item: IndexedItem): string[] {
    const before = this.#items.get(item.id);
    const links = [...new Set(item.urls.flatMap((url) => canonicalLink(url) ?? []))];
    const media = [...new Set(item.media)];
    this.#items.set(item.id, { links, media });
    for (const link of links) addTo(this.#byLink, link, item.id);
    for (const sha256 of media) addTo(this.#byMedia, sha256, item.id);
    const gone = this.#forget(item.id, before, { links, media });
    const { title = null, claim, summary = null, body = null } = item;
    this.#texts.upsert(item.id, { title, claim, summary, body });
    return gone;
  }

  /** @returns files that no item shows any more */
  remove(id: string): string[] {
    const known = this.#items.get(id);
    if (!known) return [];
    this.#items.delete(id);
    this.#texts.remove(id);
    return this.#forget(id, known, { links: [], media: [] });
  }

  /** Pure look-up: the same archive and question give the same ranking. */
  rank(parts: MatchedPart[], options: RankOptions = {}): Ranking {
    const limit = Math.max(0, options.limit ?? DEFAULT_LIMIT);
    const text = parts.flatMap((part) => (part.kind === 'text' ? part.text : [])).join('\n');
    const analysis = analyzeText(text.slice(0, FUSION.questionLength));
    const candidates = new Candidates();
    for (const url of analysis.urls) this.#findLink(url, candidates);
    for (const part of parts) {
      if (part.kind === 'media') this.#findMedia(part, candidates);
      if (part.kind === 'link') this.#findLink(part.url, candidates);
    }
    const textLimit = Math.max(limit, FUSION.textCandidates);
    for (const part of parts) {
      if (part.kind === 'ocr') this.#findWriting(part, textLimit, candidates);
    }
    const query = this.#texts.prepare(analysis);
    for (const match of matchText(this.#texts, query, textLimit, this.#model)) candidates.addText(match);
    const { answerFrom = this.#model.bands.answer, mediaFrom = FUSION.mediaAnswer } = options;
    const bands = { ...this.#model.bands, answer: answerFrom };
    return decide(candidates, { query, texts: this.#texts, bands, mediaFrom, limit });
  }

  #findLink(url: string, candidates: Candidates): void {
    const link = canonicalLink(url);
    if (link === null) return;
    for (const id of this.#byLink.get(link) ?? []) {
      candidates.addEvidence(id, { kind: 'link', score: 1 }, FUSION.link);
    }
  }

  /** Of each file by itself: two cards of an album are two statements. */
  #findWriting({ file, text }: MatchedPart & { kind: 'ocr' }, limit: number, candidates: Candidates): void {
    const analysis = analyzeText(text.slice(0, FUSION.questionLength));
    let query = this.#texts.prepare(analysis);
    let matches = matchText(this.#texts, query, limit, this.#model);
    const corrected = matches[0] && correctMisread(this.#texts, analysis, matches[0].slot);
    if (corrected) {
      query = this.#texts.prepare(corrected);
      matches = matchText(this.#texts, query, limit, this.#model);
    }
    for (const match of matches) {
      const confidence = confidenceOfWriting(match, query);
      if (confidence < FUSION.choice) continue;
      const evidence: Evidence = { kind: 'ocr', score: confidence, query: { file }, words: match.words };
      candidates.addEvidence(match.id, evidence, confidence);
    }
  }

  #findMedia(part: MatchedPart & { kind: 'media' }, candidates: Candidates): void {
    const { file, sha256, matches } = part;
    for (const id of this.#byMedia.get(sha256) ?? []) {
      candidates.addEvidence(
        id,
        { kind: 'exact', score: 1, query: { file }, archive: { media: sha256 } },
        FUSION.exact,
      );
    }
    for (const match of matches) {
      if (match.sha256 === sha256) continue;
      const evidence: Evidence = {
        kind: match.kind,
        score: match.score,
        query: { file, ...match.query },
        archive: { media: match.sha256, ...match.archive },
      };
      for (const id of this.#byMedia.get(match.sha256) ?? [])
        candidates.addEvidence(id, evidence, match.confidence);
    }
  }

  /** Unhooks an item from what it no longer has. @returns files that no item shows any more */
  #forget(id: string, before: Known | undefined, after: Known): string[] {
    for (const link of before?.links ?? []) {
      if (!after.links.includes(link)) deleteFrom(this.#byLink, link, id);
    }
    const dropped = (before?.media ?? []).filter((sha256) => !after.media.includes(sha256));
    for (const sha256 of dropped) deleteFrom(this.#byMedia, sha256, id);
    return dropped.filter((sha256) => !this.#byMedia.has(sha256));
  }
}

function addTo(map: Map<string, Set<string>>, key: string, id: string): void {
  const ids = map.get(key);
  if (ids) ids.add(id);
  else map.set(key, new Set([id]));
}

function deleteFrom(map: Map<string, Set<string>>, key: string, id: string): void {
  const ids = map.get(key);
  ids?.delete(id);
  if (ids?.size === 0) map.delete(key);
}
