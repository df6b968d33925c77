import type { Evidence } from '../domain/evidence.ts';
import type { CloserLook, NearMiss } from '../domain/fingerprint.ts';
import { analyzeText } from '../fingerprint/arabic-text.ts';
import { canonicalLink } from '../fingerprint/link.ts';
import { Candidates } from './candidates.ts';
import { decide } from './decision.ts';
import { MediaIndex } from './media-index.ts';
import type { IndexedItem, QueryPart, Ranking, RankOptions } from './ranking.ts';
import { TextIndex } from './text-index.ts';
import { committedTextModel, type TextModel } from './text-model.ts';
import { matchText } from './text-score.ts';
import { FUSION } from './thresholds.ts';

export type { IndexedItem, IndexedMedia, QueryPart, RankedItem, Ranking, RankOptions } from './ranking.ts';

const DEFAULT_LIMIT = 3;

interface Known {
  links: string[];
  media: string[];
}

/** An archive in memory: what was sent goes in, ranked items with evidence come out. Holds no fact-check, only ids. */
export class Matcher {
  readonly #texts = new TextIndex();
  readonly #media = new MediaIndex();
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

  /** Inserts or replaces. */
  upsert(item: IndexedItem): void {
    const before = this.#items.get(item.id);
    const links = [...new Set(item.urls.flatMap((url) => canonicalLink(url) ?? []))];
    const media = [...new Set(item.media.map(({ sha256 }) => sha256))];
    this.#items.set(item.id, { links, media });
    for (const link of links) addTo(this.#byLink, link, item.id);
    for (const { sha256, fingerprint } of item.media) {
      addTo(this.#byMedia, sha256, item.id);
      if (fingerprint && !this.#media.has(sha256)) this.#media.add(sha256, fingerprint);
    }
    this.#forget(item.id, before, { links, media });
    const { title = null, claim, summary = null, body = null } = item;
    this.#texts.upsert(item.id, { title, claim, summary, body });
  }

  remove(id: string): void {
    const known = this.#items.get(id);
    if (!known) return;
    this.#items.delete(id);
    this.#forget(id, known, { links: [], media: [] });
    this.#texts.remove(id);
  }

  /** Pure look-up: the same archive and question give the same ranking. */
  rank(parts: QueryPart[], options: RankOptions = {}): Ranking {
    const limit = Math.max(0, options.limit ?? DEFAULT_LIMIT);
    const text = parts.flatMap((part) => (part.kind === 'text' ? part.text : [])).join('\n');
    const analysis = analyzeText(text.slice(0, FUSION.questionLength));
    const candidates = new Candidates();
    for (const url of analysis.urls) this.#findLink(url, candidates);
    for (const part of parts) {
      if (part.kind === 'media') this.#findMedia(part, candidates);
    }
    const textLimit = Math.max(limit, FUSION.textCandidates);
    const query = this.#texts.prepare(analysis);
    for (const match of matchText(this.#texts, query, textLimit, this.#model)) candidates.addText(match);
    return decide(candidates, { query, texts: this.#texts, bands: this.#model.bands, limit });
  }

  /** Views of an archived file's picture or film that a registration may bring to match. */
  nearMisses(look: CloserLook): NearMiss[] {
    return this.#media.nearMisses(look);
  }

  #findLink(url: string, candidates: Candidates): void {
    const link = canonicalLink(url);
    if (link === null) return;
    for (const id of this.#byLink.get(link) ?? []) {
      candidates.addEvidence(id, { kind: 'link', score: 1 }, FUSION.link);
    }
  }

  #findMedia(part: QueryPart & { kind: 'media' }, candidates: Candidates): void {
    const { file, sha256, fingerprint, closer } = part;
    for (const id of this.#byMedia.get(sha256) ?? []) {
      candidates.addEvidence(
        id,
        { kind: 'exact', score: 1, query: { file }, archive: { media: sha256 } },
        FUSION.exact,
      );
    }
    if (!fingerprint) return;
    const matches = this.#media.lookUp(fingerprint);
    if (closer) matches.push(...this.#media.lookCloser(closer));
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

  /** Unhooks an item from what it no longer has; a file that nobody shows any more leaves the index. */
  #forget(id: string, before: Known | undefined, after: Known): void {
    for (const link of before?.links ?? []) {
      if (!after.links.includes(link)) deleteFrom(this.#byLink, link, id);
    }
    for (const sha256 of before?.media ?? []) {
      if (after.media.includes(sha256)) continue;
      deleteFrom(this.#byMedia, sha256, id);
      if (!this.#byMedia.has(sha256)) this.#media.remove(sha256);
    }
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
