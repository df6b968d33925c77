import type { ButtonKind } from '../reply/button-tokens.ts';
import type { Remark } from './heard.ts';

/** What we expect of a person in a conversation. */
export const STATES = [
  /** They have not said anything here yet. */
  'new',
  /** Nothing in particular. */
  'free',
  /** Which of the offered fact-checks they mean. */
  'choosing',
  /** Whether the answer helped. */
  'feedback',
  /** Why it did not. */
  'reason',
  /** Whether the team should look at words that found nothing. */
  'offer',
  /** Whether they want more results of a search. */
  'searching',
  'language',
  /** Whether their data is really to be deleted. */
  'forgetting',
  /** What they answer to a question of the team. It is the last thing we said to them, and kept nowhere else. */
  'asked',
] as const;
export type State = (typeof STATES)[number];

/** Commands with a slash; the same can be said in words (`locales/<language>/heard.json`). */
export const COMMANDS = [
  'start',
  'help',
  'search',
  'mytips',
  'language',
  'stop',
  'resume',
  'forget',
  'listen',
] as const;
export type CommandName = (typeof COMMANDS)[number];

/** Those that a messenger's menu shows. */
export const MENU = ['search', 'mytips', 'help', 'language', 'stop', 'forget'] as const;

/** What a message is, whatever messenger it came from. */
export type EventName =
  | `press:${ButtonKind}`
  | `command:${CommandName}`
  | 'command:unknown'
  | Remark
  | 'number'
  | 'name'
  | 'search'
  /** "Is this true?", and nothing else. */
  | 'doubt'
  /** A few words that the person typed. */
  | 'words'
  /** Anything else that can be checked. */
  | 'question'
  /** Something forwarded in a group without asking us. */
  | 'overheard'
  | 'edit'
  | 'unsupported'
  | 'empty';

export type StepName =
  | 'ask'
  | 'answerQuestion'
  | 'recall'
  | 'overhear'
  | 'edit'
  | 'pick'
  | 'none'
  | 'toTeam'
  | 'decline'
  | 'helped'
  | 'notHelped'
  | 'explain'
  | 'start'
  | 'help'
  | 'search'
  | 'more'
  | 'myTips'
  | 'languageMenu'
  | 'chooseLanguage'
  | 'unfollow'
  | 'stop'
  | 'resume'
  | 'askForget'
  | 'forget'
  | 'keep'
  | 'listen'
  | 'unknownCommand'
  | 'greet'
  | 'thank'
  | 'warn'
  | 'lost'
  | 'unsupported';

interface Rule {
  /** `any`: whatever is expected, unless a rule for the very state fits. */
  in: State | 'any';
  on: EventName;
  step: StepName;
}

/** The whole conversation: what follows on what. */
export const RULES: readonly Rule[] = [
  // Who says no more than hello wants to know where they are.
  { in: 'new', on: 'greeting', step: 'start' },
  { in: 'new', on: 'doubt', step: 'start' },
  { in: 'new', on: 'empty', step: 'start' },
  // Words where a button would do.
  { in: 'choosing', on: 'number', step: 'pick' },
  { in: 'choosing', on: 'yes', step: 'pick' },
  { in: 'choosing', on: 'no', step: 'none' },
  { in: 'choosing', on: 'none', step: 'none' },
  { in: 'feedback', on: 'yes', step: 'helped' },
  { in: 'feedback', on: 'no', step: 'notHelped' },
  { in: 'reason', on: 'number', step: 'explain' },
  { in: 'reason', on: 'words', step: 'explain' },
  { in: 'offer', on: 'yes', step: 'toTeam' },
  { in: 'offer', on: 'no', step: 'decline' },
  { in: 'searching', on: 'more', step: 'more' },
  { in: 'searching', on: 'yes', step: 'more' },
  { in: 'searching', on: 'no', step: 'decline' },
  { in: 'language', on: 'number', step: 'chooseLanguage' },
  { in: 'forgetting', on: 'yes', step: 'forget' },
  { in: 'forgetting', on: 'no', step: 'keep' },
  { in: 'asked', on: 'words', step: 'answerQuestion' },
  { in: 'asked', on: 'question', step: 'answerQuestion' },
  { in: 'asked', on: 'doubt', step: 'answerQuestion' },
  { in: 'asked', on: 'number', step: 'answerQuestion' },
  { in: 'asked', on: 'yes', step: 'answerQuestion' },
  { in: 'asked', on: 'no', step: 'answerQuestion' },
  { in: 'asked', on: 'none', step: 'answerQuestion' },

  { in: 'any', on: 'press:pick', step: 'pick' },
  { in: 'any', on: 'press:none', step: 'none' },
  { in: 'any', on: 'press:queue', step: 'toTeam' },
  { in: 'any', on: 'press:helped', step: 'helped' },
  { in: 'any', on: 'press:unhelped', step: 'notHelped' },
  { in: 'any', on: 'press:reason', step: 'explain' },
  { in: 'any', on: 'press:unfollow', step: 'unfollow' },
  { in: 'any', on: 'press:more', step: 'more' },
  { in: 'any', on: 'press:language', step: 'chooseLanguage' },
  { in: 'any', on: 'press:resume', step: 'resume' },
  { in: 'any', on: 'press:forget', step: 'forget' },
  { in: 'any', on: 'press:keep', step: 'keep' },
  { in: 'any', on: 'press:unknown', step: 'lost' },

  { in: 'any', on: 'command:start', step: 'start' },
  { in: 'any', on: 'command:help', step: 'help' },
  { in: 'any', on: 'command:search', step: 'search' },
  { in: 'any', on: 'command:mytips', step: 'myTips' },
  { in: 'any', on: 'command:language', step: 'languageMenu' },
  { in: 'any', on: 'command:stop', step: 'stop' },
  { in: 'any', on: 'command:resume', step: 'resume' },
  { in: 'any', on: 'command:forget', step: 'askForget' },
  { in: 'any', on: 'command:listen', step: 'listen' },
  { in: 'any', on: 'command:unknown', step: 'unknownCommand' },

  { in: 'any', on: 'help', step: 'help' },
  { in: 'any', on: 'search', step: 'search' },
  { in: 'any', on: 'mytips', step: 'myTips' },
  { in: 'any', on: 'language', step: 'languageMenu' },
  { in: 'any', on: 'name', step: 'chooseLanguage' },
  { in: 'any', on: 'stop', step: 'stop' },
  { in: 'any', on: 'resume', step: 'resume' },
  { in: 'any', on: 'forget', step: 'askForget' },
  { in: 'any', on: 'greeting', step: 'greet' },
  { in: 'any', on: 'thanks', step: 'thank' },
  { in: 'any', on: 'abuse', step: 'warn' },
  { in: 'any', on: 'number', step: 'lost' },
  { in: 'any', on: 'yes', step: 'lost' },
  { in: 'any', on: 'no', step: 'lost' },
  { in: 'any', on: 'none', step: 'lost' },
  { in: 'any', on: 'more', step: 'lost' },

  { in: 'any', on: 'question', step: 'ask' },
  { in: 'any', on: 'words', step: 'ask' },
  { in: 'any', on: 'doubt', step: 'recall' },
  { in: 'any', on: 'overheard', step: 'overhear' },
  { in: 'any', on: 'edit', step: 'edit' },
  { in: 'any', on: 'unsupported', step: 'unsupported' },
  { in: 'any', on: 'empty', step: 'unsupported' },
];

const byPlace = new Map(RULES.map(({ in: state, on, step }) => [`${state} ${on}`, step]));

/** What to do when a person says something. */
export function stepFor(state: State, event: EventName): StepName {
  const step = byPlace.get(`${state} ${event}`) ?? byPlace.get(`any ${event}`);
  if (!step) throw new Error(`no step for ${event}`);
  return step;
}
