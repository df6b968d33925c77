import { join } from 'node:path';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WhatsAppWebAdapter } from '../../../src/adapters/whatsapp-web/whatsapp-web-adapter.ts';
import type { Delivery, Envelope } from '../../../src/domain/message.ts';
import type { PairingState } from '../../../src/domain/pairing.ts';
import { type Ailment, WhatsAppPage } from '../../standins/whatsapp-page.ts';
import { browserOn, browsersOn, pageProcessesOf } from '../../support/browser-processes.ts';
import { createDataFolder } from '../../support/test-app.ts';
import { until } from '../../support/tip-line-process.ts';

const ASKER = '901234567890123@lid';
const WORDS = { number: String, item: (number: string, label: string) => `${number}. ${label}`, hint: '' };
const LIMIT_MS = 40_000;

describe('the link with WhatsApp', () => {
  let page: WhatsAppPage;
  let adapter: WhatsAppWebAdapter;
  let folder: Awaited<ReturnType<typeof createDataFolder>>;
  const messages: Envelope[] = [];
  const states: PairingState[] = [];
  let logged = '';
  const note = (line: string): void => {
    logged += line;
  };
  let isStoring = true;
  const store = async (delivery: Delivery): Promise<void> => {
    if (!isStoring) throw new Error('the database is away');
    messages.push(...delivery.messages);
  };
  beforeAll(async () => {
    page = await WhatsAppPage.start();
    folder = await createDataFolder();
    adapter = new WhatsAppWebAdapter({
      folder: folder.path,
      browserPath: null,
      browserArguments: page.browserArguments,
      pacing: { repliesPerHour: 1000, typingMs: { least: 0, most: 0 } },
      menuWords: { rtl: WORDS, ltr: WORDS },
      deliveries: { store },
      log: pino({ level: 'debug' }, { write: note }),
      timing: {
        ...{ startMs: 20_000, readyMs: 3_000, pairingMs: 1_500, offlineMs: 3_000, closeMs: 2_000 },
        ...{ beatMs: 200, answerMs: 2_000, sendMs: 2_000, pingMs: 200, pingLimitMs: 2_000 },
        ...{ backoff: { firstMs: 10, maxMs: 100 }, wellMs: 1 },
      },
    });
    adapter.pairing.watch((state) => states.push(state));
    await adapter.start();
  });
  afterAll(async () => {
    await adapter.stop();
    await page.close();
    await folder.remove();
  });

  const isIn = (state: PairingState['state']) => () => adapter.pairing.current.state === state;
  const becomes = (state: PairingState['state']) => until(isIn(state), LIMIT_MS, `the link to be ${state}`);
  const browsers = () => browsersOn(join(folder.path, 'profile'));
  const browser = () => browserOn(join(folder.path, 'profile'));
  const envelopeOf = (id: string) => messages.find(({ externalId }) => externalId.includes(id));
  /** After it there is a link in which messages come and go, over exactly one browser. */
  const isMended = async () => {
    await becomes('connected');
    const id = page.says(ASKER, { body: 'خبر' });
    await until(() => envelopeOf(id) !== undefined, LIMIT_MS, 'the message');
    const text = `جواب ${id}`;
    await until(
      () =>
        send(text).then(
          () => true,
          () => false,
        ),
      LIMIT_MS,
      'a reply to be taken',
    );
    expect(page.sent.filter((sent) => sent.text?.includes(id))).toHaveLength(1);
    expect(await browsers()).toHaveLength(1);
  };
  const send = (text: string, conversation = ASKER) =>
    adapter.send(conversation, { text: [[{ text }]], direction: 'rtl' });
  /** From now on the page is ill at each start, until `work` is done. */
  const whileIll = async (ailment: Ailment, work: () => Promise<void>) => {
    page.ail(ailment);
    await work().finally(() => page.ail());
  };
  const kill = async () => process.kill(await browser(), 'SIGKILL');
  const fails = async (harm: () => unknown) => {
    states.length = 0;
    await harm();
    await until(() => failures().length > 0, LIMIT_MS, 'the harm to be noticed');
  };
  const failures = () => states.flatMap((state) => (state.state === 'failing' ? [state.error] : []));
  /** So long was waited before other browsers, milliseconds. */
  const pauses = () => [...logged.matchAll(/"pauseMs":(\d+)/gu)].map(([, ms]) => Number(ms));

  it('shows no codes for ever when nobody scans one, and others when asked', async () => {
    await becomes('unpaired');
    expect(adapter.health()).toEqual({ state: 'failing', error: 'messenger-unlinked' });
    expect(await browsers()).toEqual([]);
    adapter.pairing.begin();
    await becomes('pairing');
    page.scan();
    await isMended();
  });

  it('comes back after the browser was killed', async () => {
    const before = await browser();
    await fails(kill);
    await isMended();
    expect(await browser()).not.toBe(before);
  });

  it('comes back after the page crashed', async () => {
    await fails(async () => {
      for (const pid of await pageProcessesOf(await browser())) process.kill(pid, 'SIGKILL');
    });
    await isMended();
  });

  it('waits for a lost network in the same browser, and sends nothing meanwhile', async () => {
    const before = await browser();
    await fails(() => page.enters('TIMEOUT'));
    await expect(send('إلى حين')).rejects.toMatchObject({ code: 'send-unreachable' });
    page.enters('CONNECTED');
    await isMended();
    expect(await browser()).toBe(before);
  });

  it('takes another browser when the network stays away', async () => {
    const before = await browser();
    await fails(() => page.enters('TIMEOUT'));
    await isMended();
    expect(await browser()).not.toBe(before);
  });

  it('takes another browser when the page is authenticated and never ready', async () => {
    const isNoticed = () => logged.includes('authenticated, and not ready');
    await whileIll({ isBroken: true }, async () => {
      await fails(kill);
      await until(isNoticed, LIMIT_MS, 'the end of patience');
    });
    await isMended();
  });

  it('takes another browser when the page does not answer', async () => {
    await fails(() => page.stall());
    await isMended();
  });

  it('goes on in the same browser when WhatsApp loads a newer version of its page', async () => {
    const before = await browser();
    await fails(() => page.renew());
    await isMended();
    expect(await browser()).toBe(before);
    expect(page.openVersion).toBe(page.version);
  });

  it('loads the newer version when WhatsApp takes the old one no longer', async () => {
    await fails(() => page.outdate());
    await isMended();
    expect(page.openVersion).toBe(page.version);
  });

  it('says that another browser is open with the session, and tries again in the same process', async () => {
    const before = adapter.pid;
    await fails(() => page.enters('CONFLICT'));
    expect(failures()).toContain('messenger-conflict');
    await isMended();
    expect(adapter.pid).toBe(before);
  });

  it('says as long as it is so that the number is blocked, and tries again after longer and longer pauses', async () => {
    const before = pauses().length;
    await whileIll({ remains: 'TOS_BLOCK' }, async () => {
      await fails(() => page.enters('TOS_BLOCK'));
      await until(() => pauses().length >= before + 4, LIMIT_MS, 'four attempts');
    });
    expect(pauses().slice(before, before + 4)).toEqual([10, 20, 40, 80]);
    expect(new Set(failures())).toEqual(new Set(['messenger-blocked']));
    await isMended();
  });

  it('is there although the page was ready before the library listened', async () => {
    await whileIll({ syncsEarly: true }, async () => {
      await fails(kill);
      await isMended();
    });
  });

  it('replaces a process that does not answer, with its browser', async () => {
    const before = adapter.pid ?? Number.NaN;
    await fails(() => process.kill(before, 'SIGSTOP'));
    await isMended();
    expect(adapter.pid).not.toBe(before);
  });

  it('reads the other chats when one cannot be read', async () => {
    const unreadable = '900000000000001@lid';
    await whileIll({ unreadable }, async () => {
      await fails(kill);
      page.says(unreadable, { body: 'خبر' });
      await isMended();
    });
    expect(logged).toContain('chats could not be read');
  });

  it('does not send again what WhatsApp took and answered too late', async () => {
    const release = page.holdReceipts();
    await expect(send('مرة واحدة')).rejects.toMatchObject({ code: 'send-unreachable' });
    release();
    const { externalId } = await send('مرة واحدة');
    expect(page.sent.filter(({ text }) => text?.includes('مرة واحدة')).map(({ id }) => id)).toEqual([
      externalId,
    ]);
  });

  it('writes to nobody who did not write before', async () => {
    await expect(send('سلام', '900000000000002@lid')).rejects.toMatchObject({ code: 'send-window-closed' });
  });

  it('shows as read what is stored, and offers again what is not', async () => {
    isStoring = false;
    const id = page.says('900000000000003@lid', { body: 'خبر' });
    await until(() => logged.includes('the database is away'), LIMIT_MS, 'the failure');
    expect(page.seen).not.toContain(id);
    isStoring = true;
    await page.waitFor(() => page.seen.includes(id));
    expect(envelopeOf(id)).toBeDefined();
  });

  it('says nothing of what people wrote, nor who they are', () => {
    for (const secret of ['خبر', 'مرة واحدة', ASKER.slice(0, 15)]) expect(logged).not.toContain(secret);
  });
});
