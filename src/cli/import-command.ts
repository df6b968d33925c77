import { FORMATS, type Format } from '../archive/formats/detect.ts';
import { type ImportReport, importArchive } from '../archive/import.ts';
import type { RowSource } from '../archive/import-row.ts';
import { readArguments } from './arguments.ts';
import { type Command, type CommandContext, language, say, usageError } from './command.ts';
import { ProgressBar } from './progress-bar.ts';

/** People read the first ones; `--json` has all. */
const SHOWN_REJECTIONS = 50;

export const importCommand: Command = async (args, context) => {
  const { values, positionals } = readArguments(args, {
    format: { type: 'string' },
    publisher: { type: 'string' },
  });
  const [path, ...more] = positionals;
  if (!path || more.length > 0) throw usageError(['import', ...positionals].join(' '));
  const format = readFormat(values.format);
  const bar = new ProgressBar(context);
  const report = await context.withWorkshop((workshop) =>
    importArchive(workshop, path, {
      format,
      publisher: values.publisher ?? null,
      onBytes: (read, total) => bar.show(read, total),
    }).finally(() => bar.end()),
  );
  if (values.json) context.print(JSON.stringify(report));
  else printReport(context, report);
  return 0;
};

function readFormat(text: string | undefined): 'auto' | Format {
  if (text === undefined || text === 'auto') return 'auto';
  const format = FORMATS.find((known) => known === text);
  if (!format) throw usageError(`--format ${text}`);
  return format;
}

function printReport(context: CommandContext, report: ImportReport): void {
  const { words } = context;
  const { created, updated, unchanged, rejected } = report;
  context.print(say(context, 'import.done', { created, updated, unchanged, rejected }));
  for (const { source, reason, detail } of report.rejections.slice(0, SHOWN_REJECTIONS)) {
    const text = words.t(language(context), `import:reject.${reason}`);
    const where = detail === undefined ? place(source) : `${place(source)} (${detail})`;
    context.print(say(context, 'import.rejected', { where, reason: text }));
  }
  for (const [repair, count] of Object.entries(report.repairs)) {
    const what = words.t(language(context), `import:repair.${repair}`);
    context.print(say(context, 'import.repair', { count, what }));
  }
  for (const { source, code } of report.mediaProblems) {
    // Its words elsewhere are about a messenger.
    const isMissing = code === 'file-gone';
    const reason = words.t(language(context), isMissing ? 'import:mediaMissing' : `errors:${code}`);
    context.print(say(context, 'import.media', { where: place(source), reason }));
  }
}

const place = ({ file, line, item }: RowSource): string =>
  [file, line ?? '', item ?? ''].filter((part) => part !== '').join(':');
