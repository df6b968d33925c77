import { formattedText } from './outbound-checks.ts';
import { badRequest } from './refusal.ts';
import { isObject, type Params, structure, text } from './request-params.ts';

export interface InlineArticle {
  id: string;
  title: string;
  description: string;
  /** What would be pasted, as it is seen. */
  text: string;
}

export interface InlineAnswer {
  queryId: string;
  articles: InlineArticle[];
  nextOffset: string;
}

/** Searches that people write into other chats, and what was offered to them. */
export class InlineQueries {
  readonly answers: InlineAnswer[] = [];
  readonly #open = new Set<string>();
  #last = 0;

  ask(): string {
    this.#last += 1;
    const id = String(8_000_000_000 + this.#last);
    this.#open.add(id);
    return id;
  }

  /** Bot API, "answerInlineQuery": at most 50 results with ids of their own of 1 to 64 bytes. */
  answer(params: Params): true {
    const queryId = text(params, 'inline_query_id');
    if (!this.#open.delete(queryId)) {
      throw badRequest('query is too old and response timeout expired or query ID is invalid');
    }
    const results = structure(params, 'results');
    if (!Array.isArray(results)) throw badRequest("can't parse inline query results");
    if (results.length > 50) throw badRequest('RESULTS_TOO_MUCH');
    const articles = results.map(article);
    if (new Set(articles.map(({ id }) => id)).size < articles.length) throw badRequest('RESULT_ID_DUPLICATE');
    const nextOffset = text(params, 'next_offset');
    if (Buffer.byteLength(nextOffset) > 64) throw badRequest('NEXT_OFFSET_INVALID');
    this.answers.push({ queryId, articles, nextOffset });
    return true;
  }
}

function article(result: unknown): InlineArticle {
  if (!isObject(result) || result.type !== 'article') throw badRequest('unallowed result type');
  const { id, title, description = '', input_message_content: content } = result;
  if (typeof id !== 'string' || id === '' || Buffer.byteLength(id) > 64)
    throw badRequest('RESULT_ID_INVALID');
  if (typeof title !== 'string' || title.trim() === '') throw badRequest('ARTICLE_TITLE_EMPTY');
  if (!isObject(content)) throw badRequest('message content is empty');
  const pasted = formattedText({
    text: String(content.message_text ?? ''),
    parse_mode: String(content.parse_mode ?? ''),
  });
  return { id, title, description: String(description), text: pasted.text };
}
