/**
 * The desk with 10,000 claims that wait and 100,000 tips, and a verdict on a claim that 100,000 people asked about:
 * `npm run bench -- desk [--people N]`. The shipped program, asked over HTTP by one moderator.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type pg from 'pg';
import { TipLineHome } from '../tests/support/tip-line-process.ts';
import { Moderator, pages, time } from './moderator.ts';

const CLAIMS = 10_000;
const TIPS = 100_000;

const { values } = parseArgs({ options: { people: { type: 'string', default: '100000' } } });
const people = Number(values.people);

/** Tips of as many people, over all claims: some have many, most a few. */
async function fill(database: pg.Client): Promise<void> {
  await database.query(
    `INSERT INTO claims (text, demand, channels, kinds, last_seen_at)
     SELECT 'ادعاء رقم ' || n || ' عن انقطاع المياه في الحي الشرقي بعد إغلاق السد', 1, '{telegram}', '{text}',
       now() - n * interval '1 minute'
     FROM generate_series(1, $1::int) AS n`,
    [CLAIMS],
  );
  await database.query(
    `INSERT INTO senders (channel, external_id)
     SELECT 'memory', 'bench-' || n FROM generate_series(1, $1::int) AS n`,
    [Math.max(TIPS, people)],
  );
  await database.query(
    `INSERT INTO tips (sender_id, channel, conversation, text, outcome, claim_id, created_at)
     SELECT s.id, s.channel, s.external_id, 'ادعاء', 'unknown', 1 + floor($1::int * power(random(), 3)),
       now() - random() * interval '7 days'
     FROM senders s ORDER BY s.id LIMIT $2`,
    [CLAIMS, TIPS],
  );
  await fillArchive(database);
  await database.query(
    `UPDATE claims c SET demand = greatest(1, t.people) FROM (
       SELECT claim_id, count(DISTINCT sender_id)::int AS people FROM tips GROUP BY 1) AS t WHERE t.claim_id = c.id`,
  );
  await database.query('ANALYZE');
}

/** Answered tips too, of fact-checks of which some have many, and verdicts on half of the claims: for the reports. */
async function fillArchive(database: pg.Client): Promise<void> {
  await database.query(
    `INSERT INTO fact_checks (id, url, title, claim, rating, language, date_published, content_hash)
     SELECT 'bench-' || n, 'https://news.example/' || n, 'تحقّق رقم ' || n || ' عن انقطاع المياه في الحي الغربي',
       'انقطاع المياه في الحي الغربي رقم ' || n, 'fake', 'ar', current_date - n % 900, repeat('0', 64)
     FROM generate_series(1, $1::int) AS n`,
    [CLAIMS],
  );
  await database.query(
    `INSERT INTO tips (sender_id, channel, conversation, text, outcome, answers, ms, created_at, feedback, feedback_at)
     SELECT t.id, t.channel, t.external_id, 'ادعاء رقم ' || t.id % 50, t.outcome,
       jsonb_build_array(jsonb_build_object('factCheckId', 'bench-' || t.check, 'sent', true, 'picked', t.id % 3 = 0,
         'evidence', '[{"kind":"text","score":0.9}]'::jsonb)),
       '{"total":100}', t.at, t.feedback, CASE WHEN t.feedback IS NULL THEN NULL ELSE t.at END
     FROM (SELECT s.*, 1 + floor($1::int * power(random(), 3))::int AS check,
         CASE WHEN s.id % 4 = 0 THEN 'choices' ELSE 'answered' END AS outcome,
         now() - random() * interval '90 days' AS at,
         CASE WHEN s.id % 10 = 0 THEN 'yes' WHEN s.id % 40 = 1 THEN 'no' END AS feedback
       FROM senders s ORDER BY s.id LIMIT $2) AS t`,
    [CLAIMS, TIPS],
  );
  await database.query(
    `INSERT INTO review_events (claim_id, type, actor, at)
     SELECT c.id, 'published', 'bench', c.first_seen_at - c.id * interval '1 minute' FROM claims c WHERE c.id % 2 = 0`,
  );
}

/** Its number. */
async function popularClaim(database: pg.Client): Promise<number> {
  const { rows } = await database.query<{ id: number }>(
    `INSERT INTO claims (text, demand) VALUES ('ما سأل عنه الجميع', $1) RETURNING id`,
    [people],
  );
  const id = rows[0]?.id ?? 0;
  await database.query(
    `INSERT INTO tips (sender_id, channel, conversation, text, outcome, claim_id, quote)
     SELECT s.id, s.channel, s.external_id, 'ما سأل عنه الجميع', 'unknown', $1, '1'
     FROM senders s WHERE s.external_id LIKE 'bench-%' ORDER BY s.id LIMIT $2`,
    [id, people],
  );
  return id;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const home = await TipLineHome.make();
try {
  const tipLine = await home.start();
  const name = 'bench';
  const password = 'a password of the measurement';
  await home.command(['user', 'add', name, '--role', 'publisher', '--password-stdin'], {}, password);
  const database = await home.connect();
  say(`filled in ${((await time(() => fill(database))) / 1000).toFixed(1)} s`);
  const browser = new Moderator(tipLine);
  await browser.post('/desk/sign-in', { name, password });
  say(
    `first page, which reads all claims: ${(await time(() => browser.get('/desk/claims/1'))).toFixed(0)} ms`,
  );
  for (const path of ['/desk', '/desk?page=200', '/desk?q=9876', '/desk?kind=video', '/desk/claims/1']) {
    say(`${path}: ${await pages(browser, path)}`);
  }
  for (const path of [
    '/desk/archive',
    '/desk/archive?q=9876',
    '/desk/archive?needs-look=1',
    '/desk/archive/bench-1',
    '/desk/archive/bench-9000',
    '/desk/reports?days=30',
    '/desk/reports?days=365',
    '/desk/reports/tips.csv?days=365',
  ]) {
    say(`${path}: ${await pages(browser, path)}`);
  }
  const claimId = await popularClaim(database);
  const began = performance.now();
  await browser.post(`/desk/claims/${claimId}/not-checkable`, { seen: '0' });
  say(`/desk while messages are written: ${await pages(browser, '/desk')}`);
  const notice = async () =>
    (
      await database.query<{ people: number; doneAt: Date | null }>(
        'SELECT people, done_at AS "doneAt" FROM notices WHERE claim_id = $1',
        [claimId],
      )
    ).rows[0];
  while (!(await notice())?.doneAt) await delay(50);
  const seconds = (performance.now() - began) / 1000;
  say(`${(await notice())?.people} messages for ${people} people written after ${seconds.toFixed(1)} s`);
  say(`/desk/claims/${claimId} of ${people} people: ${await pages(browser, `/desk/claims/${claimId}`)}`);
  await database.end();
  await tipLine.stop();
} finally {
  await home.close();
}
