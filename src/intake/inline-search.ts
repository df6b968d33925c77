import type { AdapterPort } from '../domain/adapter.ts';
import { plainText } from '../domain/rich-text.ts';
import type { ArchiveIndex } from '../match/archive-index.ts';
import { findByKeywords } from '../match/keyword-search.ts';
import { ReplyComposer } from '../reply/compose.ts';
import type { Database } from '../store/database.ts';
import { listLatestFactChecks } from '../store/fact-checks.ts';
import { languageOf, type Words } from '../words.ts';

/** Of one page; Telegram takes up to 50. */
const RESULTS = 10;

interface SearchParts {
  archive: ArchiveIndex;
  database: Database;
  words: Words;
}

/** Fact-checks to paste into another chat. */
export async function searchCards(
  { archive, database, words }: SearchParts,
  { words: text, page, language }: Parameters<AdapterPort['search']>[0],
): ReturnType<AdapterPort['search']> {
  const composer = new ReplyComposer(words, language ? languageOf(language) : words.language);
  const { items, nextPage } = text
    ? await findByKeywords(archive, database, { text, page, limit: RESULTS })
    : { items: await listLatestFactChecks(database.prisma, RESULTS), nextPage: null };
  return {
    items: items.map((factCheck) => {
      const [rating = []] = composer.factCheck(factCheck).text;
      const description = [plainText([rating]), factCheck.summary].filter(Boolean).join(' · ');
      return {
        id: factCheck.id,
        title: factCheck.title,
        description,
        message: composer.factCheck(factCheck),
      };
    }),
    nextPage,
  };
}
