import type { InlineQueryResult } from 'telegraf/types';
import type { AdapterPort, FoundCard } from '../../domain/adapter.ts';
import { fit as keepWithin, type RichText, shorten } from '../../domain/rich-text.ts';
import { prepared, TEXT_LIMIT, visibleLength } from '../visible-text.ts';
import type { BotApi } from './bot-api.ts';
import { toHtml } from './html.ts';
import { updateShape } from './update-shape.ts';

/** "1-64 bytes" (Bot API, InlineQueryResultArticle). */
const ID_BYTES = 64;
const TITLE_LENGTH = 120;
const DESCRIPTION_LENGTH = 200;
/** Telegram may give others the same results meanwhile. */
const CACHE_SECONDS = 60;

export const isInlineQuery = (update: Record<string, unknown>): boolean => update.inline_query !== undefined;

/**
 * `@bot words` in any chat: offers fact-checks to paste. Nobody waits for an answer that comes late, so nothing of
 * it is stored. Throws what the look-up and the call throw.
 */
export async function answerInline(
  update: unknown,
  { api, port, timeoutMs }: { api: BotApi; port: AdapterPort; timeoutMs: number },
): Promise<void> {
  const query = updateShape.safeParse(update).data?.inline_query;
  if (!query) return;
  const page = /^\d{1,3}$/u.test(query.offset) ? Number(query.offset) : 1;
  const { items, nextPage } = await port.search({
    words: query.query.trim(),
    page,
    language: query.from.language_code,
  });
  await api.call(
    'answerInlineQuery',
    {
      inline_query_id: query.id,
      results: items.map(toArticle),
      cache_time: CACHE_SECONDS,
      next_offset: nextPage === null ? '' : String(nextPage),
    },
    { timeoutMs },
  );
}

function toArticle({ id, title, description, message }: FoundCard, place: number): InlineQueryResult {
  const text: RichText = keepWithin(prepared(message), TEXT_LIMIT, visibleLength);
  return {
    type: 'article',
    id: Buffer.byteLength(id) <= ID_BYTES ? id : `${place}`,
    title: shorten(title, TITLE_LENGTH),
    description: shorten(description, DESCRIPTION_LENGTH),
    input_message_content: {
      message_text: toHtml(text),
      parse_mode: 'HTML',
      link_preview_options: { prefer_small_media: true },
    },
  };
}
