import type { InboundMessage } from '../domain/message.ts';
import { analyzeText } from '../fingerprint/arabic-text.ts';
import { readToken } from '../reply/button-tokens.ts';
import type { About } from '../store/dialogues.ts';
import { COMMANDS, type EventName } from './conversation.ts';
import type { Heard, Listener } from './heard.ts';
import { hasWords } from './look-up.ts';

/** What a message is, with what was said in it. */
export interface Event {
  name: EventName;
  /** What a pressed button belongs to. */
  about?: About;
  /** A place in a list, from 1 on. */
  number?: number;
  /** A language by its tag, as it was chosen. */
  language?: string;
  /** What follows a command. */
  argument?: string;
}

/** Typed words up to here may belong to what was asked before. */
const FEW_WORDS = 30;

export function eventOf(message: InboundMessage, listener: Listener): Event {
  const { text, files, press, command } = message;
  if (press) return pressEvent(press.token);
  if (message.isOverheard) return { name: 'overheard' };
  if (message.edited) return { name: 'edit' };
  if (command) return commandEvent(command);
  if (message.unsupported) return { name: 'unsupported' };
  if (files.length > 0) return { name: 'question' };
  const heard = text && !message.origin ? listener.hear(text) : null;
  if (heard) return heardEvent(heard);
  if (!hasWords(text)) return { name: text && /[\p{L}?؟]/u.test(text) ? 'doubt' : 'empty' };
  return { name: !message.origin && isFewWords(text) ? 'words' : 'question' };
}

function pressEvent(token: string): Event {
  const read = readToken(token);
  if (!read) return { name: 'press:unknown' };
  const name = `press:${read.kind}` as const;
  if (read.kind === 'language') return { name, language: read.language };
  if (read.kind === 'more') return { name, about: { messageId: read.messageId, page: read.page } };
  if (!('tipId' in read)) return { name };
  const about = { tipId: read.tipId };
  return 'choice' in read ? { name, about, number: read.choice + 1 } : { name, about };
}

function commandEvent({ name, argument }: { name: string; argument: string }): Event {
  const known = COMMANDS.find((command) => command === name);
  return { name: known ? `command:${known}` : 'command:unknown', argument: argument.trim() };
}

function heardEvent(heard: Heard): Event {
  if (heard.kind === 'search') return { name: 'search', argument: heard.words };
  if (heard.kind === 'name') return { name: 'name', language: heard.language };
  if (heard.kind === 'number') return { name: 'number', number: heard.number };
  return { name: heard.kind };
}

function isFewWords(text: string): boolean {
  const { urls } = analyzeText(text);
  return urls.length === 0 && text.trim().split(/\s+/u).length <= FEW_WORDS;
}
