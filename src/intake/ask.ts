import type { AskAnswer, AskedFactCheck, AskResult } from '../domain/ask.ts';
import type { FactCheck } from '../domain/fact-check.ts';
import { plainText } from '../domain/rich-text.ts';
import type { KnownMedia, MediaLibrary } from '../fingerprint/media-library.ts';
import type { ShortLinks } from '../fingerprint/short-links.ts';
import type { LiveIndex } from '../match/live-index.ts';
import { ReplyComposer } from '../reply/compose.ts';
import type { Database } from '../store/database.ts';
import type { Language, Words } from '../words.ts';
import { type CloserReader, hasWords, lookUp, type Question } from './look-up.ts';
import { composeVerdict, type FileProblem, judge, type Verdict } from './verdict.ts';

export interface AskParts {
  database: Database;
  archive: LiveIndex;
  library: MediaLibrary;
  shortLinks: ShortLinks;
  words: Words;
}

export interface AskQuestion {
  id: string;
  text?: string;
  files: { path: string; sha256: string }[];
  limit?: number;
  language?: Language;
}

/** No tip is behind a question that is only asked: its buttons, which `ask` never shows, lead nowhere. */
const NO_TIP = 0;

/** What the bot would answer. Stores nothing. */
export async function ask(parts: AskParts, asked: AskQuestion): Promise<AskResult> {
  const started = performance.now();
  const { files, problems } = await inspectFiles(parts.library, asked.files);
  const question: Question = { text: asked.text ?? null, files };
  const fingerprinted = performance.now();
  const isEmpty = !hasWords(question.text) && files.length === 0;
  const pathOf = (position: number) => asked.files[position]?.path;
  const reader: CloserReader = {
    look: ({ position, media }, stretches) => parts.library.lookCloser(media, stretches, pathOf(position)),
    register: ({ position, media }, look, misses) =>
      parts.library.register(media, look, misses, pathOf(position)),
    readWriting: ({ position, media }) => parts.library.readWriting(media, pathOf(position)),
  };
  const second = { reader, shortLinks: parts.shortLinks };
  const lookedUp = isEmpty
    ? null
    : await lookUp(parts.archive, parts.database, question, second, asked.limit);
  const composer = new ReplyComposer(parts.words, asked.language ?? parts.words.language);
  const nothing = isEmpty && problems.length === 0;
  const verdict = nothing ? null : judge(question, problems, lookedUp?.found ?? null);
  const message = verdict
    ? composeVerdict(composer, verdict, { tipId: NO_TIP, others: 0, isGroup: false })
    : composer.unsupported('empty');
  const ended = performance.now();
  return {
    id: asked.id,
    outcome: verdict?.outcome ?? 'unsupported',
    ...reasonOf(verdict),
    answers: verdict ? toAnswers(verdict) : [],
    reply: plainText(message.text),
    ms: {
      total: Math.round(ended - started),
      fingerprint: Math.round(fingerprinted - started),
      match: Math.round(ended - fingerprinted),
    },
  };
}

function reasonOf(verdict: Verdict | null): { reason?: string } {
  if (!verdict) return { reason: 'text-empty' };
  return verdict.reason ? { reason: verdict.reason } : {};
}

async function inspectFiles(
  library: MediaLibrary,
  files: AskQuestion['files'],
): Promise<{ files: Question['files']; problems: FileProblem[] }> {
  const looked = await Promise.all(
    files.map(async ({ path, sha256 }, position) => ({
      position,
      media: await library.inspect(path, sha256),
    })),
  );
  const problems = looked.flatMap(({ position, media }) => problemOf(position, media));
  return { files: looked, problems };
}

export const problemOf = (position: number, media: KnownMedia): FileProblem[] =>
  media.failure ? [{ position, code: media.failure, viaThumbnail: false }] : [];

const toAsked = (factCheck: FactCheck): AskedFactCheck => {
  const { id, url, title, claim, rating, ratingLabel, publisher, datePublished } = factCheck;
  return { id, url, title, claim, rating, ratingLabel, publisher, datePublished };
};

const toAnswers = ({ found }: Verdict): AskAnswer[] =>
  found.matches.map(({ factCheck, confidence, relation, sent, evidence, sameAs = [] }) => ({
    factCheck: toAsked(factCheck),
    confidence,
    relation,
    sent,
    evidence,
    sameAs: sameAs.map(toAsked),
  }));
