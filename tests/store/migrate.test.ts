import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../src/project-root.ts';
import { Database } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createDataFolder, testLog } from '../support/test-app.ts';

const MIGRATIONS = join(PROJECT_ROOT, 'prisma', 'migrations');

let folder: { path: string; remove(): Promise<void> };
beforeAll(async () => {
  folder = await createDataFolder();
});
afterAll(() => folder.remove());

let migrations: string;
let database: TestDatabase;
let client: pg.Client;
beforeEach(async () => {
  migrations = join(folder.path, 'migrations');
  await rm(migrations, { recursive: true, force: true });
  await cp(MIGRATIONS, migrations, { recursive: true });
  database = await createTestDatabase({ empty: true });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await database.drop();
});

async function addMigration(name: string, sql: string): Promise<void> {
  await mkdir(join(migrations, name));
  await writeFile(join(migrations, name, 'migration.sql'), sql);
}

/** Everything that is in the database, by name. */
async function contents(): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relkind::text || ' ' || relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace
     UNION ALL SELECT 'applied ' || migration_name FROM _prisma_migrations ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

describe('migrations', () => {
  it('are applied to an empty database once, in the order of their names', async () => {
    await addMigration('99990102000000_second', 'ALTER TABLE probe ADD COLUMN b int');
    await addMigration('99990101000000_first', 'CREATE TABLE probe (a int)');
    const applied = await migrate(client, migrations);
    expect(applied.slice(-2)).toEqual(['99990101000000_first', '99990102000000_second']);
    expect(applied[0]).toMatch(/^\d{14}_tip_line$/u);
    expect(await migrate(client, migrations)).toEqual([]);
  });

  it('are applied once also when two processes start together', async () => {
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    const applied = await Promise.all([migrate(client, migrations), migrate(other, migrations)]);
    await other.end();
    expect(applied.map(({ length }) => length > 0).sort()).toEqual([false, true]);
  });

  it('may hold functions with bodies of several statements', async () => {
    await addMigration(
      '99990101000000_function',
      `CREATE FUNCTION answer() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 42; END $$;
       CREATE TABLE after_it (a int DEFAULT answer());`,
    );
    await migrate(client, migrations);
    expect((await client.query('SELECT answer() AS n')).rows).toEqual([{ n: 42 }]);
  });

  it('leave the database as it was when one fails, and name it', async () => {
    await migrate(client, migrations);
    const before = await contents();
    await addMigration(
      '99990101000000_broken',
      'CREATE TABLE half (a int); ALTER TABLE nowhere ADD COLUMN a int;',
    );
    await expect(migrate(client, migrations)).rejects.toMatchObject({
      code: 'migration-failed',
      params: { migration: '99990101000000_broken' },
    });
    expect(await contents()).toEqual(before);
  });

  it('are not kept without their record', async () => {
    const sql = 'CREATE TABLE half (a int); ALTER TABLE _prisma_migrations DROP COLUMN checksum;';
    await migrate(client, migrations);
    const before = await contents();
    await addMigration('99990101000000_unrecorded', sql);
    await expect(migrate(client, migrations)).rejects.toMatchObject({ code: 'migration-failed' });
    expect(await contents()).toEqual(before);
  });

  it('can go on after the one that failed was mended', async () => {
    await addMigration('99990101000000_broken', 'CREATE TABLE later (a nonsense)');
    await expect(migrate(client, migrations)).rejects.toMatchObject({ code: 'migration-failed' });
    await writeFile(join(migrations, '99990101000000_broken', 'migration.sql'), 'CREATE TABLE later (a int)');
    expect(await migrate(client, migrations)).toEqual(['99990101000000_broken']);
  });
});

describe('a database', () => {
  it('of a newer version of the program is refused and left alone', async () => {
    await addMigration('99990101000000_from_the_future', 'CREATE TABLE future (a int)');
    await migrate(client, migrations);
    const before = await contents();
    await expect(Database.open(database.url, MIGRATIONS, testLog)).rejects.toMatchObject({
      code: 'migration-unknown',
      params: { migration: '99990101000000_from_the_future' },
    });
    expect(await contents()).toEqual(before);
  });

  it('is opened with all its tables, and again without a change', async () => {
    for (let i = 0; i < 2; i += 1) {
      const opened = await Database.open(database.url, MIGRATIONS, testLog);
      expect(await opened.prisma.factCheck.count()).toBe(0);
      expect(await opened.isUp()).toBe(true);
      await opened.close();
    }
  });

  it('that cannot be reached is said to be', async () => {
    const nowhere = 'postgres://nobody:secret@127.0.0.1:1/none';
    await expect(Database.open(nowhere, MIGRATIONS, testLog)).rejects.toMatchObject({
      code: 'database-unreachable',
    });
  });
});
