import type { Match } from '../domain/evidence.ts';
import type { FactCheck } from '../domain/fact-check.ts';
import type { MediaKind } from '../domain/fingerprint.ts';
import type { Button, OutboundMessage, OutboundPicture, UnsupportedKind } from '../domain/message.ts';
import { type Line, type RichText, shorten } from '../domain/rich-text.ts';
import type { ErrorCode } from '../errors.ts';
import { isolate, LANGUAGES, type Language, type WordParams, type Words } from '../words.ts';
import { REASONS, writeToken } from './button-tokens.ts';
import { factCheckCard, ratingName } from './fact-check-card.ts';

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

/** One question of a person, and what became of it. */
export interface TipSummary {
  text: string | null;
  /** Of its first file. */
  kind: MediaKind | 'document' | null;
  at: Date;
  factCheck: FactCheck | null;
  /** With the team. */
  isWaiting: boolean;
}

const EXCERPT_LENGTH = 60;

/** Writes the messages people get, in one language. Pure: stores and sends nothing. */
export class ReplyComposer {
  readonly #words: Words;
  readonly language: Language;

  constructor(words: Words, language: Language) {
    this.#words = words;
    this.language = language;
  }

  /** With `tipId` the person is asked whether it helped. */
  answer(matches: Match[], tipId?: number): OutboundMessage {
    const cards = matches.map((match) => factCheckCard(this.#words, this.language, match));
    const related = matches.some(({ relation }) => relation === 'related');
    const text = [...joinBlocks(cards), ...(related ? [BLANK, ...this.#lines('related')] : [])];
    if (tipId === undefined) return this.#message(text);
    const buttons = [
      { label: this.#t('feedback.yes'), token: writeToken({ kind: 'helped', tipId }) },
      { label: this.#t('feedback.no'), token: writeToken({ kind: 'unhelped', tipId }) },
    ];
    return this.#message([...text, BLANK, ...this.#lines('feedback.ask')], [buttons]);
  }

  /** The same answer, for a group that had it a short while ago. */
  answeredToday(matches: Match[]): OutboundMessage {
    const titles = matches.flatMap(({ factCheck: { title, url } }): Line[] => [
      [{ text: title, style: 'bold', elastic: 1 }],
      [{ text: url, href: url }],
    ]);
    return this.#message([...this.#lines('group.answeredToday'), ...titles]);
  }

  /** The answer once more, as a picture made to be passed on. */
  card(picture: OutboundPicture): OutboundMessage {
    return { ...this.#message(this.#lines('shareCard')), picture };
  }

  factCheck(factCheck: FactCheck): OutboundMessage {
    return this.#message(factCheckCard(this.#words, this.language, { factCheck }));
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
    const items = matches.map(({ factCheck }, index) => this.#itemLine(index, factCheck.title));
    const picks = matches.map((_, choice) => {
      const number = this.#words.number(this.language, choice + 1);
      return pick(choice, this.#t('choices.button', { number }));
    });
    return this.#message([...this.#lines('choices.intro'), BLANK, ...items], [picks, [none]]);
  }

  /** `others`: how many other people asked the same. With `tipId` the person may do without the result. */
  unknown(others: number, tipId?: number): OutboundMessage {
    const more = others > 0 ? [BLANK, ...this.#lines('unknown.others', { count: others })] : [];
    const text = [...this.#lines('unknown.text'), ...more];
    return this.#message(text, tipId === undefined ? undefined : [[this.#unfollow(tipId)]]);
  }

  following(tipId: number): OutboundMessage {
    return this.#message(this.#lines('link.following'), [[this.#unfollow(tipId)]]);
  }

  /** Why an answer did not help: numbered reasons, or the person's own words. */
  askReason(tipId: number): OutboundMessage {
    const reasons = REASONS.map((reason) => this.#t(`feedback.${reason}`));
    const buttons = reasons.map((label, choice): Button[] => [
      { label, token: writeToken({ kind: 'reason', tipId, choice }) },
    ]);
    const items = reasons.map((reason, index) => this.#itemLine(index, reason));
    return this.#message([...this.#lines('feedback.why'), ...items, ...this.#lines('feedback.how')], buttons);
  }

  /** What a person asked and what became of it. */
  myTips(items: TipSummary[]): OutboundMessage {
    if (items.length === 0) return this.text('tips.none');
    const blocks = items.map((item, index) => [
      this.#itemLine(index, this.#excerpt(item)),
      [{ text: this.#outcome(item), elastic: 2 }],
      ...(item.factCheck?.url ? [[{ text: item.factCheck.url, href: item.factCheck.url }]] : []),
    ]);
    return this.#message([...this.#lines('tips.intro'), BLANK, ...joinBlocks(blocks)]);
  }

  #excerpt({ text, kind, at }: TipSummary): string {
    const what = text
      ? shorten(text.replace(/\s+/gu, ' '), EXCERPT_LENGTH)
      : kind
        ? this.#t(`tips.${kind}`)
        : this.#t('tips.followed');
    return `${isolate(what)} · ${this.#words.date(this.language, at.toISOString())}`;
  }

  #outcome({ factCheck, isWaiting }: TipSummary): string {
    if (!factCheck) return this.#t(isWaiting ? 'tips.waiting' : 'tips.open');
    const rating = ratingName(this.#words, this.language, factCheck);
    return this.#t('tips.answered', { rating, title: factCheck.title });
  }

  /** In answer to `/start`: who we are, what to send, what we keep, and in which languages. */
  welcome(): OutboundMessage {
    return this.#message(this.#lines('command.start'), [this.#languageButtons()]);
  }

  /** Before the first answer to somebody who has not read `welcome`. */
  firstContact(): OutboundMessage {
    const others = this.#languageButtons().filter((_, i) => LANGUAGES[i] !== this.language);
    return this.#message(this.#lines('command.first'), [others]);
  }

  stopped(): OutboundMessage {
    const resume = { label: this.#t('notify.resume'), token: writeToken({ kind: 'resume' }) };
    return this.#message(this.#lines('notify.stopped'), [[resume]]);
  }

  askForget(): OutboundMessage {
    const yes = { label: this.#t('forget.yes'), token: writeToken({ kind: 'forget' }) };
    const no = { label: this.#t('forget.no'), token: writeToken({ kind: 'keep' }) };
    return this.#message(this.#lines('forget.ask'), [[yes], [no]]);
  }

  /** How much of each was deleted. */
  forgotten(counts: { tips: number; messages: number; files: number }): OutboundMessage {
    const items = (['tips', 'messages', 'files'] as const)
      .filter((what) => counts[what] > 0)
      .map((what): Line => [{ text: `• ${this.#t(`forget.${what}`, { count: counts[what] })}` }]);
    return this.#message([...this.#lines('forget.done'), ...items, ...this.#lines('forget.end')]);
  }

  /** One message under the other, with the buttons of the second. */
  joined(first: OutboundMessage, second: OutboundMessage): OutboundMessage {
    return { ...second, text: [...first.text, BLANK, ...second.text] };
  }

  /** What those who asked are told when the team has found out. */
  verdict(factCheck: FactCheck, isCorrection: boolean): OutboundMessage {
    const intro = this.#lines(isCorrection ? 'verdict.corrected' : 'verdict.new');
    return this.#message([...intro, BLANK, ...factCheckCard(this.#words, this.language, { factCheck })]);
  }

  /** The team asks those who asked. */
  question(text: string): OutboundMessage {
    const question: Line = [{ text, style: 'bold', elastic: 1 }];
    return this.#message([
      ...this.#lines('verdict.question'),
      BLANK,
      question,
      BLANK,
      ...this.#lines('verdict.howToReply'),
    ]);
  }

  #unfollow(tipId: number): Button {
    return { label: this.#t('unknown.unfollow'), token: writeToken({ kind: 'unfollow', tipId }) };
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
    const buttons = this.#languageButtons();
    const items = buttons.map(({ label }, index) => this.#itemLine(index, label));
    return this.#message([...this.#lines('command.language'), ...items], [buttons]);
  }

  #languageButtons(): Button[] {
    return LANGUAGES.map((language) => ({
      label: this.#words.t(language, 'reply:command.languageName'),
      token: writeToken({ kind: 'language', language }),
    }));
  }

  /** One line of a numbered list. */
  #itemLine(index: number, item: string): Line {
    const number = this.#words.number(this.language, index + 1);
    const [before = '', after = ''] = this.#t('listItem', { number, text: '\u0000' }).split('\u0000');
    return [{ text: before, style: 'bold' }, { text: item, elastic: 1 }, { text: after }];
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
  | 'command.help'
  | 'command.unknown'
  | 'command.languageSet'
  | 'button.old'
  | 'button.oldAlone'
  | 'declined'
  | 'feedback.glad'
  | 'feedback.noted'
  | 'followUp.added'
  | 'followUp.same'
  | 'forget.kept'
  | 'group.listens'
  | 'group.onlyAdmins'
  | 'group.onlyThere'
  | 'group.silent'
  | 'link.gone'
  | 'notify.resumed'
  | 'notify.unfollowed'
  | 'recall.nothing'
  | 'recall.open'
  | 'recall.waiting'
  | 'talk.abuse'
  | 'talk.greeting'
  | 'talk.lost'
  | 'talk.thanks'
  | 'tips.none'
  | 'verdict.answerHeard'
  | 'verdict.notCheckable'
  | 'verdict.withdrawn'
  | 'button.noneThanks'
  | 'button.sentThanks'
  | 'edited'
  | 'stillLooking'
  | 'search.empty'
  | 'window.closing';

const joinBlocks = (blocks: RichText[]): RichText =>
  blocks.flatMap((block, index) => (index === 0 ? block : [BLANK, ...block]));
