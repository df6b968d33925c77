/**
 * The log and the page of thresholds with 100,000 lines of accounts, as many acts on claims and 100,000 answered tips; then
 * the nightly cleaning of all that is older than 60 days, a first time and once more: `npm run bench -- settings`.
 */
import { join } from 'node:path';
import type pg from 'pg';
import { cleanDaily } from '../src/jobs/daily-cleaning.ts';
import { createLog } from '../src/log.ts';
import { PROJECT_ROOT } from '../src/project-root.ts';
import { Database } from '../src/store/database.ts';
import { changeSettings } from '../src/store/settings.ts';
import { TipLineHome } from '../tests/support/tip-line-process.ts';
import { Moderator, pages, time } from './moderator.ts';

const TIPS = 100_000;
const LINES = 100_000;
const CLAIMS = 10_000;
const KEPT_DAYS = 60;

/** Spread over 120 days, so that half is older than what is kept. */
async function fill(database: pg.Client): Promise<void> {
  const at = "now() - (n % 120) * interval '1 day' - (n % 1440) * interval '1 minute'";
  await database.query(
    `INSERT INTO claims (text, channels, kinds, last_seen_at)
     SELECT 'ادعاء رقم ' || n || ' عن انقطاع المياه', '{telegram}', '{text}', ${at} FROM generate_series(1, ${CLAIMS}) AS n`,
  );
  await database.query(
    `INSERT INTO senders (channel, external_id, last_seen_at)
     SELECT 'memory', 'bench-' || n, now() FROM generate_series(1, ${TIPS}) AS n`,
  );
  await database.query(
    `INSERT INTO tips (sender_id, channel, conversation, text, outcome, answers, closest, origin, created_at, feedback)
     SELECT n, 'memory', 'bench-' || n, 'ادعاء رقم ' || n || ' عن انقطاع المياه في الحي الشرقي', 'answered',
       jsonb_build_array(jsonb_build_object('factCheckId', 'bench-' || n % 500, 'sent', true, 'confidence', 0.93,
         'evidence', '[{"kind":"text","score":0.9,"words":["انقطاع","المياه","الحي","الشرقي"]}]'::jsonb)),
       jsonb_build_object('factCheckId', 'bench-' || n % 500, 'confidence', 0.6 + (n % 40) / 100.0, 'method', 'text'),
       '{"kind":"channel","title":"قناة"}', ${at}, CASE WHEN n % 30 = 0 THEN 'no' END
     FROM generate_series(1, ${TIPS}) AS n`,
  );
  await database.query(
    `INSERT INTO messages (channel, external_id, conversation, payload, received_at, handled_at, sender_id, tip_id)
     SELECT channel, 'bench-' || id, conversation, jsonb_build_object('text', text), created_at, created_at, sender_id, id
     FROM tips`,
  );
  await database.query(
    `INSERT INTO outbox (key, channel, conversation, sender_id, message, state, created_at, sent_at)
     SELECT 'bench-' || id, channel, conversation, sender_id,
       '{"text":[[{"text":"هذا الادعاء مضلل"}]],"direction":"rtl"}', 'sent', created_at, created_at FROM tips`,
  );
  await database.query(
    `INSERT INTO media (sha256, kind, mime, bytes, created_at)
     SELECT encode(sha256(('bench-' || n)::bytea), 'hex'), 'image', 'image/jpeg', 1000, ${at}
     FROM generate_series(1, ${CLAIMS}) AS n`,
  );
  await database.query(
    `INSERT INTO tip_files (tip_id, position, remote, media_id)
     SELECT t.id, 0, '{}', m.id FROM tips t JOIN media m ON m.id = t.id`,
  );
  await database.query(
    `INSERT INTO account_events (type, actor, about, origin, at)
     SELECT (ARRAY['signed-in','signed-out','sign-in-failed'])[1 + n % 3], 'member-' || n % 20, 'member-' || n % 20,
       '203.0.113.7', ${at} FROM generate_series(1, ${LINES}) AS n`,
  );
  await database.query(
    `INSERT INTO review_events (claim_id, type, actor, at)
     SELECT 1 + n % ${CLAIMS}, CASE WHEN n % 5 = 0 THEN 'published' ELSE 'joined' END,
       CASE WHEN n % 5 = 0 THEN 'member-' || n % 20 END, ${at} FROM generate_series(1, ${5 * LINES}) AS n`,
  );
  await database.query('ANALYZE');
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const home = await TipLineHome.make();
try {
  const tipLine = await home.start();
  const [name, password] = ['bench', 'a password of the measurement'];
  await home.command(['user', 'add', name, '--role', 'admin', '--password-stdin'], {}, password);
  const client = await home.connect();
  say(`filled in ${((await time(() => fill(client))) / 1000).toFixed(1)} s`);
  await client.end();
  const browser = new Moderator(tipLine);
  await browser.post('/desk/sign-in', { name, password });
  for (const path of [
    '/desk/settings/audit',
    '/desk/settings/audit?page=1000',
    '/desk/settings/audit?who=member-7',
    '/desk/settings/audit?what=published',
    '/desk/settings/audit?who=member-7&what=sign-in-failed',
    '/desk/settings/audit?what=role-changed',
    '/desk/settings/matching',
  ])
    say(`${path}: ${await pages(browser, path)}`);
  const csv = await time(() => browser.get('/desk/settings/audit.csv'));
  say(`/desk/settings/audit.csv, 50,000 lines: ${csv.toFixed(0)} ms`);
  await clean(await home.databaseUrl());
  await tipLine.stop();
} finally {
  await home.close();
}

async function clean(url: string): Promise<void> {
  const log = createLog('silent');
  const database = await Database.open(url, join(PROJECT_ROOT, 'prisma', 'migrations'), log);
  const by = { actor: 'bench', origin: null };
  await changeSettings(database, { filesDays: KEPT_DAYS, textsDays: KEPT_DAYS, logDays: 90 }, by);
  const library = { discard: async () => undefined };
  for (const which of ['half is older', 'nothing new is'])
    say(
      `cleaning, ${which}: ${(await time(() => cleanDaily({ database, library, log }, new Date()))).toFixed(0)} ms`,
    );
  await changeSettings(database, { sendersDays: KEPT_DAYS }, by);
  const limit = new Date(Date.now() - KEPT_DAYS * 24 * 3_600_000);
  await database.prisma.$executeRaw`
    UPDATE senders SET last_seen_at = ${limit}::timestamptz - interval '1 day' WHERE id % 100 = 0`;
  const people = await time(() => cleanDaily({ database, library, log }, new Date()));
  say(`cleaning, a hundredth of the people is silent: ${people.toFixed(0)} ms`);
  await database.close();
}
