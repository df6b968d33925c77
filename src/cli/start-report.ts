import { dirname } from 'node:path';
import type { Accounts } from '../accounts/accounts.ts';
import type { Adapter } from '../domain/adapter.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import type { Database } from '../store/database.ts';
import { measureArchive } from '../store/fact-checks.ts';
import type { WordParams, Words } from '../words.ts';

export interface Started {
  words: Words;
  database: Database;
  ffmpeg: Ffmpeg;
  /** Null: a PostgreSQL server of one's own. */
  databaseFolder: string | null;
  accounts: Pick<Accounts, 'invitations'>;
  config: { dataFolder: string; publicUrl: string | null };
}

/** What is on, what is off and why, and where to try it: printed after the start. */
export async function startReport(
  { words, database, ffmpeg, databaseFolder, accounts, config }: Started,
  adapters: Pick<Adapter, 'channel'>[],
  port: number,
): Promise<string[]> {
  const say = (key: string, params?: WordParams): string =>
    words.t(words.language, `cli:start.${key}`, params);
  const { factChecks, examples } = await measureArchive(database.prisma);
  const { version, source } = ffmpeg.binary;
  const where = (): string => {
    if (databaseFolder === null) return say('databaseServer');
    const isInside = dirname(databaseFolder) === config.dataFolder;
    return isInside ? say('databaseEmbedded') : say('databaseEmbeddedElsewhere', { folder: databaseFolder });
  };
  const url = config.publicUrl ?? `http://localhost:${port}`;
  const invitation = await accounts.invitations.makeForFirstAdmin(url);
  const isOn = new Set(adapters.map(({ channel }) => channel));
  return [
    say('ready'),
    '',
    say('database', { where: where() }),
    say('archive', { count: factChecks }),
    ...(examples > 0 ? [say('examples')] : []),
    say(source === 'bundled' ? 'ffmpegBundled' : 'ffmpeg', { version }),
    ...[...isOn].map((channel) => say('on', { name: say(`name.${channel}`) })),
    ...(isOn.has('telegram') ? [] : [say('off', { name: say('name.telegram'), reason: say('telegramOff') })]),
    ...(isOn.has('whatsapp-cloud')
      ? []
      : [say('off', { name: say('name.whatsapp-cloud'), reason: say('whatsappCloudOff') })]),
    ...(isOn.has('whatsapp-web')
      ? []
      : [say('off', { name: say('name.whatsapp-web'), reason: say('whatsappWebOff') })]),
    '',
    say('chat', { url: `${url}/` }),
    ...(invitation ? ['', say('firstAdmin', { url: invitation })] : []),
    say('stopHint'),
  ];
}
