import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WhatsAppCloudAdapter } from '../../src/adapters/whatsapp-cloud/whatsapp-cloud-adapter.ts';
import type { InboundMessage, OutboundMessage } from '../../src/domain/message.ts';
import { enqueueMessage } from '../../src/notify/outbox.ts';
import { receiveDelivery, settleReceipts } from '../../src/store/receipts.ts';
import type { ApprovedTemplate } from '../standins/graph-api/message-checks.ts';
import type { Person } from '../standins/graph-api/person.ts';
import {
  APP_SECRET,
  GraphStandIn,
  type GraphStandInOptions,
  PHONE_ID,
  TOKEN,
  VERIFY_TOKEN,
} from '../standins/graph-api.ts';
import { startTestApp, type TestApp, testLog } from '../support/test-app.ts';

const HOUR = 3_600_000;
const TEMPLATE: ApprovedTemplate = {
  name: 'result_ready',
  language: 'ar',
  bodyParameters: 0,
  buttons: ['عرض النتيجة'],
};
const RUMOUR = 'انقطاع الكهرباء عن حي البساتين أسبوعا كاملا بسبب سرقة كابلات المحطة الرئيسية ليلة أمس';
const RESULT = 'صدرت نتيجة ما سألت عنه';

describe('writing to people on WhatsApp', () => {
  let standIn: GraphStandIn;
  let line: TestApp;

  async function begin(options: GraphStandInOptions = {}, template: ApprovedTemplate | null = TEMPLATE) {
    standIn = await GraphStandIn.start({ templates: [TEMPLATE], ...options });
    const adapter = new WhatsAppCloudAdapter({
      ...{ token: TOKEN, phoneId: PHONE_ID, appSecret: APP_SECRET, verifyToken: VERIFY_TOKEN },
      apiRoot: standIn.root,
      template,
      menuLabels: { rtl: 'الخيارات', ltr: 'Choose' },
      deliveries: {
        store: async (delivery) => {
          const { database } = line.core;
          await receiveDelivery(database, 'whatsapp-cloud', delivery);
          await settleReceipts(database.prisma, new Date());
        },
      },
      log: testLog,
    });
    line = await startTestApp({ adapters: [adapter] });
    // Straight into the adapter: the route is told of elsewhere.
    standIn.webhook.bring = async (body) => {
      const { asMetaWrites, signatureOf } = await import('../standins/graph-api/webhook-delivery.ts');
      const text = asMetaWrites(body);
      const answer = await adapter.handleWebhook(signatureOf(text, APP_SECRET), Buffer.from(text));
      if (answer.status !== 200) throw new Error(`the webhook answered ${answer.status}`);
    };
  }
  beforeEach(() => {
    line = undefined as never;
  });
  afterEach(async () => {
    await line?.end();
    await standIn.close();
  });

  /** What was received so far was received that long ago. */
  const letPass = async (ms: number): Promise<void> => {
    standIn.passes(ms);
    await line.prisma.$executeRaw`
      UPDATE messages SET received_at = received_at - make_interval(secs => ${ms / 1000})`;
  };
  const tell = async (person: Person, text = RESULT, key = `test:${text}`): Promise<void> => {
    const message: OutboundMessage = { text: [[{ text }]], direction: 'rtl' };
    const { database } = line.core;
    await database.transaction((tx) =>
      enqueueMessage(tx, { key, channel: 'whatsapp-cloud', conversation: person.address, message }),
    );
    await line.processAll();
  };
  const kindsTo = (person: Person): unknown[] => standIn.sentTo(person).map(({ body }) => body.type);
  const row = (key = `test:${RESULT}`) => line.prisma.outbox.findUniqueOrThrow({ where: { key } });
  /** Somebody whose question the team has. */
  const asker = async (): Promise<Person> => {
    const person = standIn.person();
    await person.sendsText(RUMOUR);
    await line.processAll();
    standIn.sent.length = 0;
    return person;
  };

  it('is free for 24 hours after their last message', async () => {
    await begin();
    const person = await asker();
    await letPass(23 * HOUR);
    await tell(person);
    expect(kindsTo(person)).toEqual(['text']);
    expect(await row()).toMatchObject({ state: 'sent' });
  });

  it('is by the template after that, once, and the messages follow when the button is pressed', async () => {
    await begin();
    const person = await asker();
    await letPass(25 * HOUR);
    await tell(person);
    await tell(person, 'ونتيجة أخرى');
    expect(kindsTo(person)).toEqual(['template']);
    expect(await row()).toMatchObject({ state: 'invited' });

    const [invitation] = standIn.sentTo(person);
    if (!invitation) throw new Error('nobody was invited');
    await person.pressesTemplate(invitation, 'عرض النتيجة');
    await line.processAll();
    expect(
      standIn.sentTo(person).map(({ body }) => (body.text as { body: string } | undefined)?.body),
    ).toEqual([undefined, RESULT, 'ونتيجة أخرى']);
    expect(await row()).toMatchObject({ state: 'sent', error: null });
  });

  it('falls to the template when Meta says at once that the window is closed', async () => {
    await begin();
    const person = await asker();
    standIn.passes(25 * HOUR);
    await tell(person);
    expect(standIn.refused).toEqual([131047]);
    expect(kindsTo(person)).toEqual(['template']);
  });

  it('falls to the template when Meta says so only after it took the message', async () => {
    await begin({ windowErrors: 'later' });
    const person = await asker();
    standIn.passes(25 * HOUR);
    await tell(person);
    // Meta's word comes by itself, at any moment of the work.
    await expect
      .poll(async () => {
        await line.processAll();
        return (await row()).state;
      })
      .toBe('invited');
    expect(kindsTo(person)).toEqual(['template']);
  });

  it('is given up without a template, with a code that says why, and goes on when the person writes', async () => {
    await begin({}, null);
    const person = await asker();
    await letPass(25 * HOUR);
    await tell(person);
    expect(kindsTo(person)).toEqual([]);
    expect(await row()).toMatchObject({ state: 'failed', error: 'send-window-closed' });
    await person.sendsText('مرحبا');
    await line.processAll();
    expect(await row()).toMatchObject({ state: 'sent' });
  });

  it('keeps what Meta does not deliver for when the person writes', async () => {
    await begin();
    const person = await asker();
    await letPass(25 * HOUR);
    await tell(person);
    const [invitation] = standIn.sentTo(person);
    if (!invitation) throw new Error('nobody was invited');
    await standIn.tells(invitation, 'failed', { code: 131049, title: 'Not delivered' });
    expect(await row()).toMatchObject({
      state: 'failed',
      error: 'send-window-closed',
      detail: '131049 Not delivered',
    });
  });

  it('tells people who wait once, in the last hour, that the team still has their question', async () => {
    await begin();
    const [person, later] = [await asker(), await asker()];
    const told = line.words('window.closing');
    const close = async () => {
      await line.run('windows.close', {});
      return [person, later].map(
        (somebody) =>
          standIn.sentTo(somebody).filter(({ body }) => (body.text as { body: string }).body.includes(told))
            .length,
      );
    };
    expect(await close()).toEqual([0, 0]);
    await letPass(23.5 * HOUR);
    await later.sendsText('شكرا');
    await line.processAll();
    expect(await close()).toEqual([1, 0]);
    expect(await close()).toEqual([1, 0]);
    await letPass(HOUR);
    expect(await close()).toEqual([1, 0]);
  });

  it('does not tell people who do not wait', async () => {
    await begin();
    const stopped = await asker();
    await stopped.sendsText('/stop');
    const idle = standIn.person();
    await idle.sendsText('مرحبا');
    await line.processAll();
    standIn.sent.length = 0;
    await letPass(23.5 * HOUR);
    await line.run('windows.close', {});
    expect([...standIn.sentTo(stopped), ...standIn.sentTo(idle)]).toEqual([]);
  });

  it('knows how far a message came, in whatever order that is told, and told twice', async () => {
    await begin();
    const person = await asker();
    await tell(person);
    const [message] = standIn.sentTo(person);
    if (!message) throw new Error('nothing was sent');
    const failed = { code: 131026, title: 'Message undeliverable' };
    await standIn.tells(message, 'failed', failed);
    expect(await row()).toMatchObject({ state: 'failed', delivery: 'failed', error: 'send-refused' });
    for (const state of ['delivered', 'read', 'delivered', 'sent', 'read'])
      await standIn.tells(message, state);
    await standIn.tells(message, 'failed', failed);
    expect(await row()).toMatchObject({ state: 'sent', delivery: 'read', error: null });
  });

  it('tries again later what Meta took and then found too much', async () => {
    await begin();
    const person = await asker();
    await tell(person);
    const [message] = standIn.sentTo(person);
    if (!message) throw new Error('nothing was sent');
    await standIn.tells(message, 'failed', { code: 131056, title: 'Pair rate limit hit' });
    const { state, nextAttemptAt } = await row();
    expect(state).toBe('waiting');
    expect(nextAttemptAt.getTime()).toBeGreaterThan(Date.now() + 50_000);
  });

  it('stores what is told of a message before it is known to be sent, and forgets what is told of others', async () => {
    await begin();
    await standIn.tells({ id: 'wamid.early' }, 'delivered');
    await standIn.tells({ id: 'wamid.of-others' }, 'read');
    const person = await asker();
    await tell(person);
    await line.prisma.outbox.update({
      where: { key: `test:${RESULT}` },
      data: { externalId: 'wamid.early' },
    });
    await line.run('work.recover', {});
    expect(await row()).toMatchObject({ delivery: 'delivered' });
    await line.prisma.receipt.updateMany({ data: { at: new Date(Date.now() - 2 * HOUR) } });
    await line.run('work.recover', {});
    expect(await line.prisma.receipt.count()).toBe(0);
  });

  it('reads what was stored as it came', async () => {
    await begin();
    const adapter = line.app.adapters.find(({ channel }) => channel === 'whatsapp-cloud');
    const person = standIn.person();
    await person.sendsText('سؤال', { forwarded: 'often' });
    const stored = await line.prisma.message.findFirstOrThrow({ where: { conversation: person.address } });
    expect(adapter?.read(stored.payload)).toMatchObject({
      conversation: person.address,
      text: 'سؤال',
      origin: { kind: 'hidden', isViral: true },
    } satisfies Partial<InboundMessage>);
  });
});
