import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Announcements } from '../../src/store/announcements.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { testLog } from '../support/test-app.ts';

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase({ empty: true });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

describe('announcements', () => {
  it('are heard when their transaction is committed, and again after the connection was lost', async () => {
    const news: (string | null)[] = [];
    const heard = (count: number) => vi.waitFor(() => expect(news).toHaveLength(count), { timeout: 10_000 });
    const announcements = new Announcements(database.url, 'news', (word) => void news.push(word), testLog);
    try {
      await heard(1);
      await client.query('BEGIN');
      await client.query("SELECT pg_notify('news', 'telegram')");
      expect(news).toEqual([null]);
      await client.query('COMMIT');
      await heard(2);
      expect(news[1]).toBe('telegram');

      await client.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      );
      // Whatever was announced meanwhile is lost: one looks for oneself.
      await heard(3);
      expect(news[2]).toBeNull();
      await client.query("SELECT pg_notify('news', 'memory')");
      await heard(4);
    } finally {
      await announcements.close();
    }
    const { rows } = await client.query<{ listeners: number }>(
      `SELECT count(*)::int AS listeners FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    expect(rows[0]?.listeners).toBe(0);
  });
});
