import type { StepName } from './conversation.ts';
import type { IntakeParts } from './parts.ts';
import type { Settled, Turn } from './respond.ts';
import { answerQuestion } from './steps/answer-question.ts';
import { ask } from './steps/ask.ts';
import { decline, none, pick, toTeam } from './steps/choices.ts';
import { edit } from './steps/edit.ts';
import { explain, helped, notHelped } from './steps/feedback.ts';
import { askForget, forget, keep } from './steps/forgetting.ts';
import { listen } from './steps/group.ts';
import { myTips } from './steps/my-tips.ts';
import { overhear } from './steps/overhear.ts';
import { recall } from './steps/recall.ts';
import { more, search } from './steps/search.ts';
import { chooseLanguage, languageMenu, resume, stop, unfollow } from './steps/settings.ts';
import { greet, help, lost, thank, unknownCommand, unsupported, warn } from './steps/small-talk.ts';
import { start } from './steps/start.ts';

type Step = (parts: IntakeParts, turn: Turn) => Promise<Settled>;

/** What the steps of the conversation do. */
export const STEPS: Record<StepName, Step> = {
  ask,
  answerQuestion,
  recall,
  overhear,
  edit,
  pick,
  none,
  toTeam,
  decline,
  helped,
  notHelped,
  explain,
  start,
  help,
  search,
  more,
  myTips,
  languageMenu,
  chooseLanguage,
  unfollow,
  stop,
  resume,
  askForget,
  forget,
  keep,
  listen,
  unknownCommand,
  greet,
  thank,
  warn,
  lost,
  unsupported,
};
