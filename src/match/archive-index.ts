import { analyzeText } from '../fingerprint/arabic-text.ts';
import type { Log } from '../log.ts';
import { listClaimChanges } from '../store/claims.ts';
import type { Database } from '../store/database.ts';
import { listArchiveChanges } from '../store/fact-checks.ts';
import { LiveIndex } from './live-index.ts';
import type { MediaSearch } from './media-search.ts';

/** All fact-checks, ready to be matched. */
export const createArchiveIndex = (database: Database, media: MediaSearch, log: Log): LiveIndex =>
  new LiveIndex(
    database.prisma,
    async (reader, after, limit) => {
      const changes = await listArchiveChanges(reader, after, limit);
      return changes.map(({ revision, deleted, factCheck, media }) => {
        const { id, title, claim, summary, body, url, appearances, publisher, datePublished } = factCheck;
        if (deleted) return { revision, id, item: null };
        const urls = [url, ...appearances].filter(Boolean);
        const item = {
          id,
          title,
          claim,
          summary,
          body,
          urls,
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
      return changes.map(({ revision, id, open, text, media }) => ({
        revision,
        id: String(id),
        item: open ? { id: String(id), claim: text, urls: linksIn(text), media } : null,
      }));
    },
    media.of('claims'),
    log.child({ index: 'claims' }),
  );

const linksIn = (text: string | null): string[] => (text ? analyzeText(text).urls : []);
