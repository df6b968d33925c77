import type { BotApiStandIn } from '../../tests/standins/bot-api.ts';
import { messageIdOf } from '../../tests/stories/telegram-kill-run.ts';
import type { TipLineHome } from '../../tests/support/tip-line-process.ts';
import { type Outcome, spreadOver, Watch } from './watch.ts';

const QUESTIONS = 120;
const SECONDS = 60;
const FIRST_PERSON = 5_000_000;

/** People ask while a notice waits for each of very many others. */
export async function askWhileNoticesWait(
  home: TipLineHome,
  standIn: BotApiStandIn,
  { waiting, isAnswer }: { waiting: number; isAnswer: (text: string) => boolean },
): Promise<{ questions: Outcome; remark: string }> {
  for (let i = 0; i < waiting; i += 1) standIn.user(FIRST_PERSON + i);
  const client = await home.connect();
  try {
    const began = performance.now();
    await client.query(
      `INSERT INTO outbox (key, channel, conversation, message, priority)
       SELECT 'notice:' || i, 'telegram', ($1 + i)::text,
         '{"text":[[{"text":"صدر تحقّق في ما سألت عنه."}]],"direction":"rtl"}', 2
       FROM generate_series(0, $2 - 1) AS i`,
      [FIRST_PERSON, waiting],
    );
    await client.query("SELECT pg_notify('tabayyan_outbox', 'telegram')");
    const stored = Math.round(performance.now() - began);
    const before = standIn.sent.length;
    const watch = new Watch(standIn, isAnswer);
    let person = 2_000_000;
    await spreadOver(SECONDS, QUESTIONS, () => {
      person += 1;
      watch.asked(messageIdOf(standIn.user(person).sendsText('/help')));
    });
    const questions = await watch.outcome(`at Telegram’s pace: /help while ${waiting} notices wait`);
    const notices = standIn.sent.length - before - questions.answered;
    const look = await timeOfLook(client);
    const remark =
      `${waiting} notices were stored in ${stored} ms; beside the questions ${(notices / SECONDS).toFixed(1)} of them went ` +
      `out a second; finding the next 30 among those that wait takes PostgreSQL ${look.toFixed(2)} ms.`;
    return { questions, remark };
  } finally {
    await client.end();
  }
}

/** Milliseconds, the median of several. */
async function timeOfLook(client: Awaited<ReturnType<TipLineHome['connect']>>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 9; i += 1) {
    const { rows } = await client.query<{ 'QUERY PLAN': [{ 'Execution Time': number }] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) SELECT o.* FROM outbox o
       WHERE o.state = 'waiting' AND o.channel = 'telegram' AND o.priority = 2 AND o.next_attempt_at <= now()
         AND NOT EXISTS (SELECT 1 FROM outbox b WHERE b.state = 'waiting' AND b.channel = o.channel
           AND b.conversation = o.conversation AND (b.priority, b.id) < (o.priority, o.id))
       ORDER BY o.next_attempt_at, o.id LIMIT 30`,
    );
    times.push(rows[0]?.['QUERY PLAN'][0]['Execution Time'] ?? 0);
  }
  return times.sort((a, b) => a - b)[4] ?? 0;
}
