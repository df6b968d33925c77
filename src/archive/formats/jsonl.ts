import { draftOf, ratingOf } from '../draft.ts';
import { type DraftResult, type ReadContext, rejected } from '../import-row.ts';
import { isRecord, listOf } from '../json-shape.ts';

/**
 * The native import, one fact-check:
 * `{"id","url","title","claim","rating","ratingLabel"?,"summary"?,"body"?,"publisher"?,"datePublished"?,"language"?,
 * "media"?:[path or URL],"appearances"?:[URL]}`.
 */
export function readNative(value: unknown, context: ReadContext): DraftResult {
  if (!isRecord(value)) return rejected('not-an-object');
  const raw = {
    id: value.id ?? null,
    idPrefix: 'n',
    url: value.url,
    title: value.title,
    claim: value.claim,
    rating: ratingOf(value.rating, value.ratingLabel),
    summary: value.summary,
    body: value.body,
    publisher: value.publisher,
    date: value.datePublished,
    language: value.language,
    media: listOf(value.media),
    appearances: listOf(value.appearances),
  };
  return draftOf(raw, context);
}
