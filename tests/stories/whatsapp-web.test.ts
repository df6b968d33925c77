import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WhatsAppPage } from '../standins/whatsapp-page.ts';
import { freePort, TipLineHome, type TipLineProcess, until } from '../support/tip-line-process.ts';

const ONION = 'https://example.org/factcheck/onion-cure';
const ONION_CLAIM =
  'وضع شرائح البصل تحت القدمين داخل الجوارب طوال الليل يسحب السموم من الجسم ويشفي من الإنفلونزا قبل الصباح.';
const ASKER = '901234567890123@lid';

it('was checked with this version of the library', () => {
  const { version } = createRequire(import.meta.url)('whatsapp-web.js/package.json') as { version: string };
  expect(version).toBe('1.34.7');
});

describe('the shipped program with a WhatsApp number of its own', () => {
  let home: TipLineHome;
  let page: WhatsAppPage;
  let tipLine: TipLineProcess;
  const environment = async () => ({
    PORT: String(await freePort()),
    WHATSAPP_WEB: 'on',
    WHATSAPP_WEB_CHROME_ARGS: page.browserArguments.join(' '),
    WHATSAPP_WEB_TYPING: '0-0',
    WHATSAPP_WEB_REPLIES_PER_HOUR: '10000',
  });
  beforeAll(async () => {
    home = await TipLineHome.makeUsed();
    page = await WhatsAppPage.start();
    tipLine = await home.start(await environment());
  });
  afterAll(async () => {
    await home.close();
    await page.close();
  });

  const isConnected = async (): Promise<boolean> => {
    const { checks } = (await (await fetch(`${tipLine.url}/readyz`)).json()) as {
      checks: Record<string, string>;
    };
    return checks['whatsapp-web'] === 'ok';
  };
  const answerTo = async (id: string): Promise<string> => {
    const find = () => page.sent.find(({ quoted }) => quoted === id);
    await page.waitFor(() => find() !== undefined);
    return find()?.text ?? '';
  };

  it('shows a code in the terminal, and is connected once it is scanned', async () => {
    await until(() => tipLine.run.stdout.includes('▀'), 40_000, 'a code');
    page.scan();
    await until(isConnected, 20_000, 'the connection');
    expect(tipLine.run.stdout).toContain('واتساب متصل');
  });

  it('answers a claim it knows with the fact-check, as a reply, to people without a number', async () => {
    const answer = await answerTo(page.says(ASKER, { body: ONION_CLAIM, forwardingScore: 127 }));
    expect(answer).toContain(ONION);
    expect(answer).toContain('1. نعم\n2. لا');
  });

  it('takes the number of an answer for the answer, also in Arabic digits', async () => {
    page.says(ASKER, { body: '١' });
    await page.waitFor(() => page.sent.some(({ text }) => text?.includes('سعدنا')));
  });

  it('asks the page for nothing the stand-in lacks', () => {
    expect(page.missing).toEqual([]);
  });

  it('after a restart is connected without a code, and answers what came meanwhile', async () => {
    await tipLine.stop();
    const id = page.says(ASKER, { body: '/help' });
    tipLine = await home.start(await environment());
    expect(await answerTo(id)).not.toBe('');
    expect(tipLine.run.stdout).not.toContain('▀');
  });
});
