import { createReadStream } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { AskResult } from '../domain/ask.ts';
import { AppError, isAppError } from '../errors.ts';
import { ask } from '../intake/ask.ts';
import { LANGUAGES, type Language } from '../words.ts';
import { readArguments } from './arguments.ts';
import { type Command, type CommandContext, readCount, usageError, type Workshop } from './command.ts';
import { sha256Of } from './file-digest.ts';

interface AskOptions {
  limit?: number;
  language?: Language;
}

export const askCommand: Command = async (args, context) => {
  const { values, positionals } = readArguments(args, {
    file: { type: 'string', multiple: true },
    batch: { type: 'string' },
    limit: { type: 'string' },
    language: { type: 'string' },
  });
  const limit = readCount(values.limit, '--limit');
  const language = readLanguage(values.language);
  const options: AskOptions = { ...(limit ? { limit } : {}), ...(language ? { language } : {}) };
  const { batch } = values;
  if (batch !== undefined) {
    if (positionals.length > 0 || values.file) throw usageError(`--batch ${batch}`);
    return context.withWorkshop((workshop) => askBatch(context, workshop, batch, options));
  }
  const text = positionals.join(' ');
  const files = values.file ?? [];
  if (!text.trim() && files.length === 0) throw usageError('ask');
  const result = await context.withWorkshop((workshop) =>
    askOne(context, workshop, { id: 'ask', text, files }, options),
  );
  context.print(values.json ? JSON.stringify(result) : result.reply);
  return 0;
};

function readLanguage(text: string | undefined): Language | undefined {
  const language = LANGUAGES.find((known) => known === text);
  if (text !== undefined && !language) throw usageError(`--language ${text}`);
  return language;
}

interface Asked {
  id: string;
  text: string;
  files: string[];
}

async function askOne(
  { words }: CommandContext,
  workshop: Workshop,
  { id, text, files }: Asked,
  options: AskOptions,
): Promise<AskResult> {
  const hashed = await Promise.all(files.map(async (path) => ({ path, sha256: await sha256Of(path) })));
  return ask({ ...workshop, words }, { id, text, files: hashed, ...options });
}

const batchLine = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  text: z.string().optional(),
  files: z.array(z.string()).optional(),
});

/** One JSON line back for each line, in order; a line that cannot be asked comes back as `failed`. */
async function askBatch(
  context: CommandContext,
  workshop: Workshop,
  path: string,
  options: AskOptions,
): Promise<number> {
  const input = createReadStream(path);
  const opened = new Promise<void>((done, fail) => {
    input.once('open', () => done());
    input.once('error', (cause) => fail(new AppError('file-not-found', { cause, params: { file: path } })));
  });
  await opened;
  let isWhole = true;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (!line.trim()) continue;
    const result = await askLine(context, workshop, line, dirname(path), options);
    isWhole &&= result.outcome !== 'failed' || result.reason !== 'usage';
    context.print(JSON.stringify(result));
  }
  return isWhole ? 0 : 1;
}

async function askLine(
  context: CommandContext,
  workshop: Workshop,
  line: string,
  folder: string,
  options: AskOptions,
): Promise<AskResult> {
  const asked = readLine(line);
  if (!asked) return failed(context, '', new AppError('usage', { params: { what: '--batch' } }));
  const { id, text = '', files = [] } = asked;
  try {
    const paths = files.map((file) => resolve(folder, file));
    return await askOne(context, workshop, { id, text, files: paths }, options);
  } catch (error) {
    if (!isAppError(error)) throw error;
    return failed(context, id, error);
  }
}

function readLine(line: string): z.infer<typeof batchLine> | null {
  try {
    return batchLine.parse(JSON.parse(line.replace(/^\uFEFF/u, '')));
  } catch {
    // Told in the line's own answer.
    return null;
  }
}

const failed = ({ words }: CommandContext, id: string, { code, params }: AppError): AskResult => ({
  id,
  outcome: 'failed',
  reason: code,
  answers: [],
  reply: words.t(words.language, `errors:${code}`, params),
  ms: { total: 0, fingerprint: 0, match: 0 },
});
