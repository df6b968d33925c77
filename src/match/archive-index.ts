import { analyzeText } from '../fingerprint/arabic-text.ts';
import { decodeWriting } from '../fingerprint/encoding.ts';
import type { Log } from '../log.ts';
import { type ClaimMedia, listClaimChanges } from '../store/claims.ts';
import type { Database } from '../store/database.ts';
import { listArchiveChanges } from '../store/fact-checks.ts';
import { type KeywordHits, KeywordIndex, type KeywordQuery } from './keyword-index.ts';
import { type IndexChange, LiveIndex } from './live-index.ts';
import type { MediaSearch } from './media-search.ts';

/** An index of fact-checks that can be searched by words too. */
export class ArchiveIndex extends LiveIndex {
  readonly #keywords = new KeywordIndex(this.matcher);

  async search(query: KeywordQuery): Promise<KeywordHits> {
    await this.catchUp();
    return this.#keywords.search(query);
  }

  /** Names of all publishers, those with the most fact-checks first. */
  async publishers(): Promise<string[]> {
    await this.catchUp();
    return this.#keywords.publishers();
  }

  protected override follow(change: IndexChange): string[] {
    this.#keywords.remove(change.id);
    const gone = super.follow(change);
    if (change.item) this.#keywords.add(change.item);
    return gone;
  }
}

/** All fact-checks, ready to be matched and searched. */
export const createArchiveIndex = (database: Database, media: MediaSearch, log: Log): ArchiveIndex =>
  new ArchiveIndex(
    database.prisma,
    async (reader, after, limit) => {
      const changes = await listArchiveChanges(reader, after, limit);
      return changes.map(({ revision, deleted, factCheck, media, wordings }) => {
        const { id, title, claim, summary, body, url, appearances } = factCheck;
        const { rating, publisher, datePublished } = factCheck;
        if (deleted) return { revision, id, item: null };
        const urls = [url, ...appearances, ...wordings.flatMap(linksIn)].filter(Boolean);
        const item = {
          id,
          title,
          claim,
          summary,
          body,
          urls,
          rating,
          publisher,
          datePublished,
          media,
        };
        return { revision, id, item };
      });
    },
    media.of('archive'),
    log.child({ index: 'archive' }),
  );

/** All open claims, so that the same thing from other people joins one. Ids are decimal numbers. */
export const createClaimIndex = (database: Database, media: MediaSearch, log: Log): LiveIndex =>
  new LiveIndex(
    database.prisma,
    async (reader, after, limit) => {
      const changes = await listClaimChanges(reader, after, limit);
      return changes.map(({ revision, id: number, open, text, media }) => {
        const id = String(number);
        const sha256s = media.map(({ sha256 }) => sha256);
        // A second statement of the same claim: what its pictures say.
        const title = writingOf(media);
        return {
          revision,
          id,
          item: open ? { id, title, claim: text, urls: linksIn(text), media: sha256s } : null,
        };
      });
    },
    media.of('claims'),
    log.child({ index: 'claims' }),
  );

const linksIn = (text: string | null): string[] => (text ? analyzeText(text).urls : []);

const writingOf = (media: ClaimMedia[]): string | null =>
  media
    .map(({ fingerprints }) => decodeWriting(fingerprints))
    .filter(Boolean)
    .join('\n') || null;
