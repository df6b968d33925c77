import { mkdir, statfs, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toAppError } from '../errors.ts';
import { findFfmpeg } from '../media/ffmpeg.ts';
import { type Counts, readCounts } from '../store/counts.ts';
import { isServerRunning } from '../store/server-lock.ts';
import type { WordParams } from '../words.ts';
import { readArguments } from './arguments.ts';
import { type Command, type CommandContext, language, say, usageError, type Workshop } from './command.ts';

type Level = 'good' | 'warning' | 'bad';

interface Finding {
  what: string;
  level: Level;
  found: string;
}

const OLDEST_NODE = [20, 19] as const;
const LOW_DISK_GB = 2;
/** A message that waits so long is stuck: the messenger is off or out of reach. */
const LATE_MINUTES = 10;

/** Looks at everything the tip line stands on. Exit code 1 when something must be mended. */
export const doctorCommand: Command = async (args, context) => {
  const { values, positionals } = readArguments(args, {});
  if (positionals.length > 0) throw usageError(['doctor', ...positionals].join(' '));
  const findings = [
    checkNode(context),
    await checkData(context),
    await checkDisk(context),
    await checkFfmpeg(context),
    ...(await checkDatabase(context)),
    finding(context, 'telegram', 'good', context.env.hasTelegram ? 'configured' : 'off'),
    finding(context, 'whatsapp-cloud', 'good', context.env.hasWhatsAppCloud ? 'configured' : 'off'),
    finding(context, 'whatsapp-web', 'good', context.env.hasWhatsAppWeb ? 'configured' : 'off'),
  ];
  if (values.json) context.print(JSON.stringify(findings));
  else for (const { level, what, found } of findings) context.print(line(context, level, what, found));
  return findings.some(({ level }) => level === 'bad') ? 1 : 0;
};

const line = (context: CommandContext, level: Level, what: string, found: string): string =>
  say(context, `doctor.${level}`, { what: say(context, `doctor.what.${what}`), found });

const finding = (
  context: CommandContext,
  what: string,
  level: Level,
  key: string,
  params?: WordParams,
): Finding => ({ what, level, found: say(context, `doctor.${key}`, params) });

function problem(context: CommandContext, what: string, error: unknown): Finding {
  const { code, params } = toAppError(error);
  context.log.error({ err: error, what }, 'doctor');
  return { what, level: 'bad', found: context.words.t(language(context), `errors:${code}`, params) };
}

function checkNode(context: CommandContext): Finding {
  const version = process.versions.node;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNew = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  if (!isNew) return finding(context, 'node', 'bad', 'nodeOld', { version });
  return { what: 'node', level: 'good', found: version };
}

async function checkData(context: CommandContext): Promise<Finding> {
  const { dataFolder } = context.env;
  const probe = join(dataFolder, `probe-${process.pid}`);
  try {
    await mkdir(dataFolder, { recursive: true });
    await writeFile(probe, '');
    await unlink(probe);
    return finding(context, 'data', 'good', 'writable');
  } catch (error) {
    context.log.error({ err: error }, 'doctor');
    return finding(context, 'data', 'bad', 'notWritable');
  }
}

async function checkDisk(context: CommandContext): Promise<Finding> {
  try {
    const { bavail, bsize } = await statfs(context.env.dataFolder);
    const gigabytes = Math.floor((bavail * bsize) / 1e9);
    const isLow = gigabytes < LOW_DISK_GB;
    return finding(context, 'disk', isLow ? 'warning' : 'good', isLow ? 'diskLow' : 'disk', { gigabytes });
  } catch (error) {
    return problem(context, 'disk', error);
  }
}

async function checkFfmpeg(context: CommandContext): Promise<Finding> {
  try {
    const { version, source } = await findFfmpeg(context.env.ffmpegPath ?? undefined);
    if (source === 'bundled') return finding(context, 'ffmpeg', 'warning', 'ffmpegBundled', { version });
    return { what: 'ffmpeg', level: 'good', found: version };
  } catch (error) {
    return problem(context, 'ffmpeg', error);
  }
}

async function checkDatabase(context: CommandContext): Promise<Finding[]> {
  try {
    return await context.withWorkshop(async (workshop) => {
      const isRunning = await isServerRunning(workshop.databaseUrl);
      return [
        finding(context, 'database', 'good', 'ok'),
        finding(context, 'server', 'good', isRunning ? 'running' : 'notRunning'),
        ...(await checkCounts(context, workshop)),
      ];
    });
  } catch (error) {
    return [problem(context, 'database', error)];
  }
}

async function checkCounts(context: CommandContext, { database }: Workshop): Promise<Finding[]> {
  const counts = await readCounts(database.prisma);
  const { factChecks, jobsFailed } = counts;
  return [
    finding(context, 'archive', factChecks > 0 ? 'good' : 'warning', 'factChecks', { count: factChecks }),
    finding(context, 'jobs', jobsFailed > 0 ? 'warning' : 'good', 'jobsFailed', { count: jobsFailed }),
    outboxFinding(context, counts),
  ];
}

function outboxFinding(context: CommandContext, counts: Counts): Finding {
  const { outboxWaiting, outboxOldestSeconds, outboxFailed } = counts;
  if (outboxFailed > 0) return finding(context, 'outbox', 'warning', 'outboxDead', { count: outboxFailed });
  const minutes = Math.floor(outboxOldestSeconds / 60);
  if (minutes >= LATE_MINUTES) return finding(context, 'outbox', 'warning', 'outboxLate', { minutes });
  return finding(context, 'outbox', 'good', 'outbox', { count: outboxWaiting });
}
