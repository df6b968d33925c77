import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BotApiStandIn } from '../standins/bot-api.ts';
import { runCommand } from '../support/run-command.ts';
import { freePort, TipLineHome, type TipLineProcess } from '../support/tip-line-process.ts';
import { messageIdOf } from './telegram-kill-run.ts';

const SECRET = 'a-secret_of-this-test';
const TITLE = 'خبر مزوّر & "منسوب" إلى الوزارة: الربح < 5 > الخسارة';
const CLAIM = 'قررت وزارة المياه بيع مياه الينابيع الجبلية لشركة أجنبية مدة خمسين عاما دون مناقصة علنية';

describe('the shipped program behind a webhook', () => {
  let home: TipLineHome;
  let standIn: BotApiStandIn;
  let tipLine: TipLineProcess;
  beforeAll(async () => {
    home = await TipLineHome.makeUsed();
    const port = await freePort();
    standIn = await BotApiStandIn.start({ gateway: `http://127.0.0.1:${port}` });
    tipLine = await home.start({
      PORT: String(port),
      PUBLIC_URL: 'https://tips.example.org',
      TELEGRAM_API_ROOT: standIn.apiRoot,
      TELEGRAM_BOT_TOKEN: standIn.token,
      TELEGRAM_WEBHOOK_SECRET: SECRET,
    });
    await standIn.waitFor(() => standIn.webhookUrl !== null);
  });
  afterAll(async () => {
    await home.close();
    await standIn.close();
  });

  const bring = (secret: string | null, update: unknown): Promise<Response> =>
    fetch(`${tipLine.url}/webhooks/telegram`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(secret === null ? {} : { 'x-telegram-bot-api-secret-token': secret }),
      },
      body: JSON.stringify(update),
    });
  const forged = {
    update_id: 9_000_001,
    message: {
      message_id: 1,
      date: 1,
      chat: { id: 555, type: 'private' },
      from: { id: 555, is_bot: false, first_name: 'x' },
      text: '/start',
    },
  };
  const countStored = async (): Promise<number> => {
    const client = await home.connect();
    const { rows } = await client.query<{ count: number }>('SELECT count(*)::int FROM messages');
    await client.end();
    return rows[0]?.count ?? -1;
  };

  it('registers its public address with Telegram', () => {
    expect(standIn.webhookUrl).toBe('https://tips.example.org/webhooks/telegram');
    expect(standIn.callsTo('getUpdates')).toHaveLength(0);
  });

  it('answers what Telegram brings', async () => {
    const quoted = messageIdOf(standIn.user(1).sendsText('/start'));
    await standIn.waitFor(() => standIn.sent.some(({ replyTo }) => replyTo === quoted));
    expect(standIn.webhookStatuses).toEqual([200]);
    expect(standIn.pending).toHaveLength(0);
  });

  it('refuses and forgets what comes with a wrong secret or none', async () => {
    const before = await countStored();
    expect((await bring('a-secret_of-this-tes', forged)).status).toBe(401);
    expect((await bring(null, forged)).status).toBe(401);
    expect(await countStored()).toBe(before);
  });

  it('stores an update that is brought twice once', async () => {
    const before = await countStored();
    const update = { ...forged, update_id: 9_000_002 };
    for (const _ of [1, 2]) expect((await bring(SECRET, update)).status).toBe(200);
    expect(await countStored()).toBe(before + 1);
  });

  it('answers with an archive that was imported while it runs, and escapes its titles', async () => {
    const path = join(home.folder, 'archive.jsonl');
    const row = {
      id: 'w-1',
      url: 'https://checks.example/w?a=1&b=<2>',
      title: TITLE,
      claim: CLAIM,
      rating: 'fake',
    };
    await writeFile(path, `${JSON.stringify(row)}\n`);
    const imported = await runCommand(['import', path], {
      TABAYYAN_DATA: home.folder,
      DATABASE_URL: await home.databaseUrl(),
    });
    expect(imported.code).toBe(0);
    const quoted = messageIdOf(standIn.user(2).sendsText(CLAIM));
    const find = () => standIn.sent.find(({ replyTo }) => replyTo === quoted);
    await standIn.waitFor(() => find() !== undefined);
    expect(find()?.raw).toContain('الربح &lt; 5 &gt; الخسارة');
    expect(find()?.text).toContain(TITLE);
  });

  it('takes what was brought while it was down, once it is up', async () => {
    const { port } = tipLine;
    await tipLine.kill();
    const quoted = messageIdOf(standIn.user(3).sendsText('/help'));
    await standIn.waitFor(() => standIn.webhookStatuses.includes(0));
    tipLine = await home.start({
      PORT: String(port),
      PUBLIC_URL: 'https://tips.example.org',
      TELEGRAM_API_ROOT: standIn.apiRoot,
      TELEGRAM_BOT_TOKEN: standIn.token,
      TELEGRAM_WEBHOOK_SECRET: SECRET,
    });
    await standIn.waitFor(() => standIn.sent.some(({ replyTo }) => replyTo === quoted));
    const stopped = await tipLine.stop('SIGINT');
    expect(stopped.code).toBe(0);
  });
});
