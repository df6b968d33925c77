import type { Match } from '../domain/evidence.ts';
import type { FactCheck } from '../domain/fact-check.ts';
import type { Button, OutboundMessage, UnsupportedKind } from '../domain/message.ts';
import type { Line, RichText } from '../domain/rich-text.ts';
import type { ErrorCode } from '../errors.ts';
import { LANGUAGES, type Language, type WordParams, type Words } from '../words.ts';
import { writeToken } from './button-tokens.ts';
import { factCheckCard } from './fact-check-card.ts';

/** What a person is told of one page of a search. */
export interface SearchResults {
  total: number;
  items: FactCheck[];
  page: number;
  nextPage: number | null;
  /** `some`: nothing has all the words. */
  matched: 'all' | 'some';
}

const BLANK: Line = [{ text: '' }];

/** Writes the messages people get, in one language. Pure: stores and sends nothing. */
export class ReplyComposer {
  readonly #words: Words;
  readonly language: Language;

  constructor(words: Words, language: Language) {
    this.#words = words;
    this.language = language;
  }

  answer(matches: Match[]): OutboundMessage {
    const cards = matches.map((match) => factCheckCard(this.#words, this.language, match));
    const related = matches.some(({ relation }) => relation === 'related');
    return this.#message([...joinBlocks(cards), ...(related ? [BLANK, ...this.#lines('related')] : [])]);
  }

  /** Numbered titles, a button each and "none of these". Numbers serve those who cannot see buttons. */
  choices(tipId: number, matches: Match[]): OutboundMessage {
    const [only, ...more] = matches;
    const none = { label: this.#t('choices.none'), token: writeToken({ kind: 'none', tipId }) };
    const pick = (choice: number, label: string): Button => ({
      label,
      token: writeToken({ kind: 'pick', tipId, choice }),
    });
    if (only && more.length === 0) {
      const title = { text: only.factCheck.title, style: 'bold' as const, elastic: 1 };
      const yes = pick(0, this.#t('choices.yes'));
      return this.#message([...this.#lines('choices.one'), BLANK, [title]], [[yes], [none]]);
    }
    const items = matches.map(({ factCheck }, index) => this.#choiceLine(index, factCheck.title));
    const picks = matches.map((_, choice) => {
      const number = this.#words.number(this.language, choice + 1);
      return pick(choice, this.#t('choices.button', { number }));
    });
    return this.#message([...this.#lines('choices.intro'), BLANK, ...items], [picks, [none]]);
  }

  /** `others`: how many other people asked the same. */
  unknown(others: number): OutboundMessage {
    const more = others > 0 ? [BLANK, ...this.#lines('unknown.others', { count: others })] : [];
    return this.#message([...this.#lines('unknown.text'), ...more]);
  }

  /** A few typed words that found nothing: they go to the team only when the person says so. */
  keywordMiss(tipId: number): OutboundMessage {
    const send = { label: this.#t('search.send'), token: writeToken({ kind: 'queue', tipId }) };
    return this.#message(this.#lines('search.nothing'), [[send]]);
  }

  /** One page of a search. `messageId`: of the message that asked, for the button to the next page. */
  searchResults(messageId: number, results: SearchResults): OutboundMessage {
    const { total, items, page, nextPage, matched } = results;
    const cards = items.map((factCheck) => factCheckCard(this.#words, this.language, { factCheck }));
    const head = [
      ...this.#lines('search.found', { count: total }),
      ...(matched === 'some' && total > 0 ? this.#lines('search.some') : []),
      ...(page > 1 ? this.#lines('search.page', { page }) : []),
    ];
    const more = (next: number): Button[][] => [
      [{ label: this.#t('search.more'), token: writeToken({ kind: 'more', messageId, page: next }) }],
    ];
    const text = cards.length > 0 ? [...head, BLANK, ...joinBlocks(cards)] : head;
    return this.#message(text, nextPage === null ? undefined : more(nextPage));
  }

  /** What went wrong, what to do, and whether the team has the question all the same. */
  problem(code: ErrorCode, params: WordParams, queued: boolean): OutboundMessage {
    const reason = this.#words.t(this.language, `errors:${code}`, params);
    return this.#message([[{ text: reason }], ...(queued ? this.#lines('failed.queued') : [])]);
  }

  unsupported(kind: UnsupportedKind | 'empty'): OutboundMessage {
    return this.#message(this.#lines(`unsupported.${kind}`));
  }

  /** The answer comes later, because the person asked so much. */
  deferred(minutes: number): OutboundMessage {
    return this.#message(
      this.#lines('deferred.text', { wait: this.#t('deferred.wait', { count: minutes }) }),
    );
  }

  /** Put above an answer that rests on the small still of a file that could not be fetched. */
  withThumbnailNote(message: OutboundMessage): OutboundMessage {
    return { ...message, text: [...message.text, BLANK, ...this.#lines('failed.thumbnail')] };
  }

  text(key: TextKey): OutboundMessage {
    return this.#message(this.#lines(key));
  }

  /** Each language is named in its own words. */
  languageMenu(): OutboundMessage {
    const buttons = LANGUAGES.map((language): Button => {
      const label = this.#words.t(language, 'reply:command.languageName');
      return { label, token: writeToken({ kind: 'language', language }) };
    });
    return this.#message(this.#lines('command.language'), [buttons]);
  }

  #choiceLine(index: number, title: string): Line {
    const number = this.#words.number(this.language, index + 1);
    const [before = '', after = ''] = this.#t('choices.item', { number, title: '\u0000' }).split('\u0000');
    return [{ text: before, style: 'bold' }, { text: title, elastic: 1 }, { text: after }];
  }

  #t(key: string, params?: WordParams): string {
    return this.#words.t(this.language, `reply:${key}`, params);
  }

  #lines(key: string, params?: WordParams): RichText {
    return this.#t(key, params)
      .split('\n')
      .map((text) => [{ text }]);
  }

  #message(text: RichText, buttons?: Button[][]): OutboundMessage {
    const direction = this.#words.direction(this.language);
    return { text, direction, ...(buttons ? { buttons } : {}) };
  }
}

/** Fixed messages without parameters. */
export type TextKey =
  | 'command.start'
  | 'command.help'
  | 'command.unknown'
  | 'command.languageSet'
  | 'button.old'
  | 'button.noneThanks'
  | 'button.sentThanks'
  | 'edited'
  | 'stillLooking'
  | 'search.empty';

const joinBlocks = (blocks: RichText[]): RichText =>
  blocks.flatMap((block, index) => (index === 0 ? block : [BLANK, ...block]));
