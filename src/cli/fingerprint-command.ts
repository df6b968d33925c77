import { readFile, stat } from 'node:fs/promises';
import { isAppError } from '../errors.ts';
import { analyzeText } from '../fingerprint/arabic-text.ts';
import { describeFingerprint } from '../fingerprint/describe.ts';
import { Fingerprinter } from '../fingerprint/fingerprint-file.ts';
import { OcrEngine } from '../fingerprint/ocr-engine.ts';
import { TextReader } from '../fingerprint/text-reader.ts';
import { Ffmpeg, findFfmpeg } from '../media/ffmpeg.ts';
import { readArguments } from './arguments.ts';
import { type Command, type CommandContext, say, usageError } from './command.ts';
import { sha256Of } from './file-digest.ts';

const TEXT_BYTES = 1024 * 1024;
const SHOWN_DIGITS = 12;

type Described = (
  | ReturnType<typeof describeFingerprint>
  | { kind: 'text'; sha256: string; terms: string[] }
) & {
  /** The words in a picture or film, line by line, when they are asked for. */
  words?: string[];
};

/** Needs no database. */
export const fingerprintCommand: Command = async (args, context) => {
  const { values, positionals } = readArguments(args, { words: { type: 'boolean' } });
  const [path, ...more] = positionals;
  if (!path || more.length > 0) throw usageError(['fingerprint', ...positionals].join(' '));
  const described = await describe(context, path, values.words ?? false);
  context.print(values.json ? JSON.stringify(described) : line(context, described));
  return 0;
};

async function describe(context: CommandContext, path: string, withWords: boolean): Promise<Described> {
  const sha256 = await sha256Of(path);
  const ffmpeg = new Ffmpeg(await findFfmpeg(context.env.ffmpegPath ?? undefined));
  try {
    const fingerprint = await new Fingerprinter({ ffmpeg, log: context.log }).fingerprint(path);
    const described = describeFingerprint(fingerprint, sha256);
    if (!withWords || fingerprint.kind === 'audio') return described;
    return { ...described, words: await readWords(context, ffmpeg, path, fingerprint.kind) };
  } catch (error) {
    const text = isAppError(error, 'file-type-unsupported') ? await readText(path) : null;
    if (text === null) throw error;
    return { kind: 'text', sha256, terms: analyzeText(text).terms };
  }
}

async function readWords(
  { log }: CommandContext,
  ffmpeg: Ffmpeg,
  path: string,
  kind: 'image' | 'video',
): Promise<string[]> {
  const engine = new OcrEngine({ log });
  try {
    const { text } = await new TextReader({ ffmpeg, engine }).read(path, kind);
    return text.split('\n').filter(Boolean);
  } finally {
    await engine.close();
  }
}

/** Null for what is no text. */
async function readText(path: string): Promise<string | null> {
  if ((await stat(path)).size > TEXT_BYTES) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch {
    // The question was whether it is text.
    return null;
  }
}

function line(context: CommandContext, described: Described): string {
  const { kind, sha256, words = [] } = described;
  const first = say(context, 'fingerprint.line', {
    kind,
    sha256: sha256.slice(0, SHOWN_DIGITS),
    detail: detail(context, described),
  });
  return [first, ...words].join('\n');
}

function detail(context: CommandContext, described: Described): string {
  switch (described.kind) {
    case 'image':
      return described.pdq;
    case 'text':
      return described.terms.join(' ');
    case 'video':
      return say(context, 'fingerprint.frames', {
        seconds: described.duration,
        frames: described.frames.length,
      });
    case 'audio':
      return say(context, 'fingerprint.items', {
        seconds: described.duration,
        items: described.items.length,
      });
  }
}
