import { DEFAULT_SETTINGS, isSetting, type SettingKey, type Settings } from '../domain/settings.ts';
import { AppError } from '../errors.ts';
import type { Database, Tx } from './database.ts';
import { Prisma } from './database.ts';
import { recordAccountEvent } from './users.ts';

const KEYS = Object.keys(DEFAULT_SETTINGS) as SettingKey[];

/** Everything that is set; the default where nothing is, or what makes no sense. */
export async function readSettings(tx: Tx): Promise<Settings> {
  const rows = await tx.setting.findMany();
  const stored = new Map(rows.map(({ key, value }) => [key, value]));
  const set = KEYS.filter((key) => stored.has(key) && isSetting(key, stored.get(key)));
  return { ...DEFAULT_SETTINGS, ...Object.fromEntries(set.map((key) => [key, stored.get(key)])) };
}

/**
 * Sets what is different from now, and notes who did it.
 * @throws `setting-invalid` (`what`: the key): then nothing is set
 */
export function changeSettings(
  database: Database,
  changes: Partial<Settings>,
  by: { actor: string; origin: string | null },
): Promise<void> {
  return database.transaction(async (tx) => {
    await tx.$executeRaw`LOCK TABLE settings IN SHARE ROW EXCLUSIVE MODE`;
    const now = await readSettings(tx);
    for (const key of KEYS) {
      const to = changes[key];
      const from = now[key];
      if (to === undefined) continue;
      if (!isSetting(key, to)) throw new AppError('setting-invalid', { params: { what: key } });
      if (JSON.stringify(to) === JSON.stringify(from)) continue;
      const value = to === null ? Prisma.JsonNull : to;
      await tx.setting.upsert({ where: { key }, create: { key, value }, update: { value } });
      await recordAccountEvent(tx, {
        type: 'setting-changed',
        about: null,
        ...by,
        detail: { setting: key, from, to },
      });
    }
  });
}
