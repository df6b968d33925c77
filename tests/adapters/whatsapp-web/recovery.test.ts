import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageProcessesOf } from '../../support/browser-processes.ts';
import { until } from '../../support/tip-line-process.ts';
import { ASKER, LIMIT_MS, WebLink } from './web-link.ts';

/** Two links at once, each with its tests in their order: the second mostly waits for somebody's patience to end. */
describe.concurrent('the link with WhatsApp', () => {
  let link: WebLink;
  beforeAll(async () => {
    link = await WebLink.open({ pairingMs: 1_500 });
  });
  afterAll(() => link.close());

  it.sequential('shows no codes for ever when nobody scans one, and others when asked', async () => {
    await link.becomes('unpaired');
    expect(link.adapter.health()).toEqual({ state: 'failing', error: 'messenger-unlinked' });
    expect(await link.browsers()).toEqual([]);
    link.adapter.pairing.begin();
    await link.pair();
  });

  it.sequential('comes back after the browser was killed', async () => {
    const before = await link.browser();
    await link.fails(() => link.kill());
    await link.isMended();
    expect(await link.browser()).not.toBe(before);
  });

  it.sequential('comes back after the page crashed', async () => {
    await link.fails(async () => {
      for (const pid of await pageProcessesOf(await link.browser())) process.kill(pid, 'SIGKILL');
    });
    await link.isMended();
  });

  it.sequential('waits for a lost network in the same browser, and sends nothing meanwhile', async () => {
    const before = await link.browser();
    await link.fails(() => link.page.enters('TIMEOUT'));
    await expect(link.send('إلى حين')).rejects.toMatchObject({ code: 'send-unreachable' });
    link.page.enters('CONNECTED');
    await link.isMended();
    expect(await link.browser()).toBe(before);
  });

  it.sequential('goes on in the same browser when WhatsApp loads a newer version of its page', async () => {
    const before = await link.browser();
    await link.fails(() => link.page.renew());
    await link.isMended();
    expect(await link.browser()).toBe(before);
    expect(link.page.openVersion).toBe(link.page.version);
  });

  it.sequential('loads the newer version when WhatsApp takes the old one no longer', async () => {
    await link.fails(() => link.page.outdate());
    await link.isMended();
    expect(link.page.openVersion).toBe(link.page.version);
  });

  it.sequential('says that another browser is open with the session, and tries again in the same process', async () => {
    const before = link.adapter.pid;
    await link.fails(() => link.page.enters('CONFLICT'));
    expect(link.failures).toContain('messenger-conflict');
    await link.isMended();
    expect(link.adapter.pid).toBe(before);
  });

  it.sequential('says as long as it is so that the number is blocked, and tries again after longer and longer pauses', async () => {
    const before = link.pauses.length;
    await link.whileIll({ remains: 'TOS_BLOCK' }, async () => {
      await link.fails(() => link.page.enters('TOS_BLOCK'));
      await until(() => link.pauses.length >= before + 3, LIMIT_MS, 'three attempts');
    });
    expect(link.pauses.slice(before, before + 3)).toEqual([10, 20, 40]);
    expect(new Set(link.failures)).toEqual(new Set(['messenger-blocked']));
    await link.isMended();
  });

  it.sequential('is there although the page was ready before the library listened', async () => {
    await link.whileIll({ syncsEarly: true }, async () => {
      await link.fails(() => link.kill());
      await link.isMended();
    });
  });

  it.sequential('reads the other chats when one cannot be read', async () => {
    const unreadable = '900000000000001@lid';
    await link.whileIll({ unreadable }, async () => {
      await link.fails(() => link.kill());
      link.page.says(unreadable, { body: 'خبر' });
      await link.isMended();
    });
    expect(link.logged).toContain('chats could not be read');
  });

  it.sequential('does not send again what WhatsApp took and answered too late', async () => {
    const release = link.page.holdReceipts();
    await expect(link.send('مرة واحدة')).rejects.toMatchObject({ code: 'send-unreachable' });
    release();
    const { externalId } = await link.send('مرة واحدة');
    expect(link.page.sent.filter(({ text }) => text?.includes('مرة واحدة')).map(({ id }) => id)).toEqual([
      externalId,
    ]);
  });

  it.sequential('writes to nobody who did not write before', async () => {
    await expect(link.send('سلام', '900000000000002@lid')).rejects.toMatchObject({
      code: 'send-window-closed',
    });
  });

  it.sequential('shows "typing…" to whom it answers before it does', async () => {
    const asker = '900000000000004@lid';
    const id = link.page.says(asker, { body: 'خبر' });
    await until(() => link.envelopeOf(id) !== undefined, LIMIT_MS, 'the message');
    await link.send('جواب', asker);
    expect(link.page.typing).toContain(asker);
  });

  it.sequential('brings what was changed afterwards, and of what was deleted nothing more', async () => {
    const [changed, deleted] = [1, 2].map(() => link.page.says(ASKER, { body: 'خبر' }));
    const arrived = () => link.messages.map(({ externalId }) => externalId);
    const arrives = (part: string) =>
      until(() => arrived().some((id) => id.includes(part)), LIMIT_MS, 'the message');
    await arrives(String(deleted));
    link.page.revokes(ASKER, String(deleted));
    link.page.edits(ASKER, String(changed), 'خبر آخر');
    await arrives(`${changed}:edit:`);
    expect(arrived().filter((id) => id.includes(String(deleted)))).toHaveLength(1);
  });

  it.sequential('shows as read what is stored, and offers again what is not', async () => {
    link.isStoring = false;
    const id = link.page.says('900000000000003@lid', { body: 'خبر' });
    await until(() => link.logged.includes('the database is away'), LIMIT_MS, 'the failure');
    expect(link.page.seen).not.toContain(id);
    link.isStoring = true;
    await link.page.waitFor(() => link.page.seen.includes(id));
    expect(link.envelopeOf(id)).toBeDefined();
  });

  it.sequential('says nothing of what people wrote, nor who they are', () => {
    for (const secret of ['خبر', 'مرة واحدة', ASKER.slice(0, 15)]) expect(link.logged).not.toContain(secret);
  });
});

describe.concurrent('the link with WhatsApp, out of patience', () => {
  let link: WebLink;
  beforeAll(async () => {
    link = await WebLink.open();
    await link.pair();
  });
  afterAll(() => link.close());

  it.sequential('takes another browser when the network stays away', async () => {
    const before = await link.browser();
    await link.fails(() => link.page.enters('TIMEOUT'));
    await link.isMended();
    expect(await link.browser()).not.toBe(before);
  });

  it.sequential('takes another browser when the page is authenticated and never ready', async () => {
    const isNoticed = () => link.logged.includes('authenticated, and not ready');
    await link.whileIll({ isBroken: true }, async () => {
      await link.fails(() => link.kill());
      await until(isNoticed, LIMIT_MS, 'the end of patience');
    });
    await link.isMended();
  });

  it.sequential('takes another browser when the page does not answer', async () => {
    await link.fails(() => link.page.stall());
    await link.isMended();
  });

  it.sequential('replaces a process that does not answer, with its browser', async () => {
    const before = link.adapter.pid ?? Number.NaN;
    await link.fails(() => process.kill(before, 'SIGSTOP'));
    await link.isMended();
    expect(link.adapter.pid).not.toBe(before);
  });
});
