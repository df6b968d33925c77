import type { Readable } from 'node:stream';
import type { Cards } from '../cards/cards.ts';
import type { AskResult } from '../domain/ask.ts';
import type { FactCheck } from '../domain/fact-check.ts';
import type { OutboundMessage } from '../domain/message.ts';
import type { Log } from '../log.ts';
import type { KeywordQuery } from '../match/keyword-index.ts';
import type { FoundFactChecks } from '../match/keyword-search.ts';
import type { Language, Words } from '../words.ts';
import type { DeskDependencies } from './desk/desk-dependencies.ts';

/** Everything the pages and the API need from the rest of the program. */
export interface WebDependencies {
  log: Log;
  words: Words;
  /** Where people reach this server, without a slash at the end; `null`: as the request says. */
  publicUrl: string | null;
  ask(question: Question): Promise<AskResult>;
  findFactChecks(query: KeywordQuery): Promise<FoundFactChecks>;
  /** Names of the archive's publishers, those with the most fact-checks first. */
  publishers(): Promise<string[]>;
  factCheck(id: string): Promise<FactCheck | null>;
  /** Newest first. */
  latestFactChecks(limit: number): Promise<FactCheck[]>;
  readiness(): Promise<{ ready: boolean; checks: Record<string, 'ok' | string> }>;
  /** Prometheus text. */
  metrics(): Promise<string>;
  /** Files of the chat: they stay. */
  uploads: Uploads;
  /** Files that are only asked about: they are gone when `work` has ended. */
  withScratch<T>(work: (uploads: Uploads) => Promise<T>): Promise<T>;
  /** Of one file. */
  maxUploadBytes: number;
  cards: Pick<Cards, 'plan' | 'of'>;
  /** The id of the fact-check that a short link leads to. */
  findByShortCode(code: string): Promise<string | null>;
  chat: ChatPort;
  webhooks: {
    telegram?: (secret: string | undefined, rawBody: string) => Promise<{ status: number }>;
    whatsApp?: {
      verifyWebhook(asked: {
        mode: string | undefined;
        token: string | undefined;
        challenge: string | undefined;
      }): { status: number; body?: string };
      handleWebhook(signature: string | undefined, rawBody: Uint8Array): Promise<{ status: number }>;
    };
  };
  /** The moderators' desk; without it there is none. */
  desk?: DeskDependencies;
  /** Whether the archive is still the fictional one of a new installation: the chat page then says so. */
  isExampleArchive?: () => Promise<boolean>;
}

export interface Question {
  text?: string;
  files: { path: string; sha256: string }[];
  limit?: number;
  language?: Language;
}

export interface Uploads {
  /** Streams to disk. Rejects with `file-too-large` when more than `maxBytes` arrive. */
  put(
    source: Readable | Uint8Array,
    options: { maxBytes: number },
  ): Promise<{ sha256: string; bytes: number; path: string }>;
}

export interface ChatFile {
  sha256: string;
  bytes: number;
  mime: string;
}

export interface ChatMessage {
  /** Makes a repeated post one message. */
  messageId: string;
  text?: string;
  files: ChatFile[];
  /** Token of a pressed button. */
  press?: string;
  language: Language;
}

export interface ChatPort {
  /** Stored durably when it resolves. */
  submit(conversation: string, message: ChatMessage): Promise<void>;
  /** The conversation so far, oldest first: what the person wrote and what was answered. */
  history(conversation: string): Promise<ChatEntry[]>;
  /** Called when something new is in `history`. Returns how to stop. */
  subscribe(conversation: string, listener: () => void): () => void;
}

export type ChatEntry = { id: string; at: Date } & (
  | { from: 'person'; text?: string; files: { sha256: string; mime: string; kind: string }[] }
  | { from: 'us'; message: OutboundMessage }
  | { from: 'us'; working: true }
);
