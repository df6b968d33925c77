import type { FactCheck } from '../../../domain/fact-check.ts';
import { type OutboundMessage, UNSUPPORTED_KINDS } from '../../../domain/message.ts';
import { ReplyComposer } from '../../../reply/compose.ts';
import type { Language, Words } from '../../../words.ts';

/** Situations in which people get a message, in the order in which a person comes to know them. */
export const SITUATIONS = [
  'firstContact',
  'welcome',
  'answer',
  'choices',
  'unknown',
  'unknownWithOthers',
  'keywordMiss',
  'searchResults',
  'askReason',
  'deferred',
  'unsupported',
  'tooLarge',
  'failed',
  'newVerdict',
  'correctedVerdict',
  'notCheckable',
  'withdrawn',
  'question',
  'myTips',
  'stopped',
  'languageMenu',
  'askForget',
  'forgotten',
] as const;
export type Situation = (typeof SITUATIONS)[number];

const TIP = 1;
const MEGABYTES = 20;

/**
 * What people get, written by the very code that writes to them, about fact-checks of the archive. Without any the
 * situations that need one are left out.
 */
export function messageExamples(
  words: Words,
  language: Language,
  factChecks: readonly FactCheck[],
  question: string,
): Map<Situation, OutboundMessage> {
  const composer = new ReplyComposer(words, language);
  const matches = factChecks.slice(0, 3).map((factCheck) => ({
    ...{ factCheck, confidence: 1, relation: 'same' as const, evidence: [] },
  }));
  const [first] = matches;
  const about = first && {
    answer: composer.answer([first], TIP),
    choices: composer.choices(TIP, matches),
    searchResults: composer.searchResults(TIP, {
      ...{ total: matches.length, items: matches.map(({ factCheck }) => factCheck) },
      ...{ page: 1, nextPage: null, matched: 'all' as const },
    }),
    newVerdict: composer.verdict(first.factCheck, false),
    correctedVerdict: composer.verdict(first.factCheck, true),
    myTips: composer.myTips([
      {
        ...{ text: first.factCheck.claim, kind: null, at: new Date(0) },
        ...{ factCheck: first.factCheck, isWaiting: false },
      },
    ]),
  };
  const all: Partial<Record<Situation, OutboundMessage>> = {
    firstContact: composer.firstContact(),
    welcome: composer.welcome(),
    ...about,
    unknown: composer.unknown(0, TIP),
    unknownWithOthers: composer.unknown(12, TIP),
    keywordMiss: composer.keywordMiss(TIP),
    askReason: composer.askReason(TIP),
    deferred: composer.deferred(25),
    unsupported: composer.unsupported(UNSUPPORTED_KINDS[0]),
    tooLarge: composer.problem('file-too-large', { limit: MEGABYTES * 1024 * 1024 }, true),
    failed: composer.problem('download-failed', {}, true),
    notCheckable: composer.text('verdict.notCheckable'),
    withdrawn: composer.text('verdict.withdrawn'),
    question: composer.question(question),
    stopped: composer.stopped(),
    languageMenu: composer.languageMenu(),
    askForget: composer.askForget(),
    forgotten: composer.forgotten({ tips: 3, messages: 5, files: 1 }),
  };
  return new Map(
    SITUATIONS.flatMap((situation) => {
      const message = all[situation];
      return message ? [[situation, message] as const] : [];
    }),
  );
}
