import emulator from 'telegram-test-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTelegramAdapter } from '../../src/adapters/telegram/telegram-adapter.ts';
import { startTestApp, type TestApp, testLog } from '../support/test-app.ts';
import { textChecks, WELL_CLAIM } from '../support/test-archive.ts';
import { freePort } from '../support/tip-line-process.ts';

/** Its types name a default export; what it exports is the class itself. */
const TelegramServer = emulator as unknown as typeof emulator.default;
const TOKEN = '123456:smoke-test-token';
let server: InstanceType<typeof TelegramServer>;
let line: TestApp;
/** What our own stand-in takes for granted, others may see otherwise. */
beforeAll(async () => {
  server = new TelegramServer({ host: '127.0.0.1', port: await freePort() });
  await server.start();
  const telegram = createTelegramAdapter({
    token: TOKEN,
    apiRoot: server.config.apiURL,
    webhook: null,
    commands: [],
    log: testLog,
    timing: { pollSeconds: 0, backoff: { firstMs: 50, maxMs: 200 } },
  });
  line = await startTestApp({ adapters: [telegram], liveJobs: true, archive: textChecks });
});
afterAll(async () => {
  await line.end();
  await server.stop();
});

it('a claim sent through the emulator of others is answered with its fact-check, quoted and with buttons', async () => {
  const client = server.getClient(TOKEN, { timeout: 20_000, interval: 100 });
  await client.sendMessage(client.makeMessage(WELL_CLAIM));
  const answers: { text: string; keyboard: string }[] = [];
  const heard = (words: string) => answers.find(({ text }) => text.includes(words));
  const [welcome = ''] = line.words('command.first').split('\n');
  while (!heard('https://checks.example/well') || !heard(welcome)) {
    const { result } = await client.getUpdates();
    answers.push(
      ...result.map(({ message }) => ({
        text: String(message.text),
        keyboard: JSON.stringify(message.reply_markup),
      })),
    );
  }
  expect(heard('https://checks.example/well')?.keyboard).toContain(line.words('feedback.yes'));
});
