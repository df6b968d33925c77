import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Person } from '../standins/graph-api/person.ts';
import { GraphStandIn, type SentMessage, TOKEN } from '../standins/graph-api.ts';
import { freePort, TipLineHome, type TipLineProcess } from '../support/tip-line-process.ts';
import {
  answersAsOnEveryMessenger,
  type Messenger,
  MIMES,
  ONION,
  ONION_CLAIM,
  PATIENCE_MS,
  queue,
  tellsAllWhoAskedAsOnEveryMessenger,
} from './every-messenger.ts';

const BUS = 'https://example.org/factcheck/night-bus';
/** WhatsApp has no animations of their own: they are films. */
const CALLED = {
  picture: 'image',
  video: 'video',
  animation: 'video',
  document: 'document',
  voice: 'audio',
} as const;

describe('the shipped program on the Cloud API of WhatsApp, with the example archive', () => {
  let home: TipLineHome;
  let standIn: GraphStandIn;
  let tipLine: TipLineProcess;
  beforeAll(async () => {
    home = await TipLineHome.makeUsed();
    standIn = await GraphStandIn.start({ tellsStatuses: true });
    tipLine = await home.start({ ...standIn.environment, PORT: String(await freePort()) });
    await standIn.subscribe(`${tipLine.url}/webhooks/whatsapp`);
  });
  afterAll(async () => {
    await home.close();
    await standIn.close();
  });

  const contextOf = ({ body }: SentMessage) =>
    (body.context as { message_id: string } | undefined)?.message_id;
  /** What a person reads, whatever kind of message it is. */
  const textOf = ({ body }: SentMessage): string => {
    const { text, interactive, image } = body as {
      text?: { body: string };
      interactive?: { body: { text: string } };
      image?: { caption: string };
    };
    return text?.body ?? interactive?.body.text ?? image?.caption ?? '';
  };
  const answerTo = async (id: string): Promise<SentMessage> => {
    const find = () => standIn.sent.find((sent) => contextOf(sent) === id);
    await standIn.waitFor(() => find() !== undefined);
    return find() as SentMessage;
  };
  const repliesTo = (person: Person) => standIn.sentTo(person);
  const nextReply = async (person: Person, before: number): Promise<SentMessage> => {
    await standIn.waitFor(() => repliesTo(person).length > before);
    return repliesTo(person)[before] as SentMessage;
  };

  it('is ready and connected', async () => {
    const response = await fetch(`${tipLine.url}/readyz`);
    expect(await response.json()).toMatchObject({ checks: { 'whatsapp-cloud': 'ok' } });
  });

  const messenger: Messenger = {
    line: () => ({ home, url: tipLine.url }),
    asks: async (question) => {
      const person = standIn.person();
      const id =
        'text' in question
          ? await person.sendsText(question.text)
          : (
              await person.sendsFile(CALLED[question.kind], {
                bytes: question.bytes,
                mime: MIMES[question.kind],
              })
            ).id;
      return (words) =>
        standIn.waitFor(
          () => standIn.sent.some((sent) => contextOf(sent) === id && textOf(sent).includes(words)),
          PATIENCE_MS,
        );
    },
    fetched: () => standIn.calls.filter((call) => call.includes('/download/')).length,
  };
  answersAsOnEveryMessenger(messenger);

  it('sends the card of an answer, uploaded once for everybody', async () => {
    const cards = async () => {
      const person = standIn.person();
      await person.sendsText(ONION_CLAIM);
      const card = () => repliesTo(person).find(({ body }) => body.type === 'image');
      await standIn.waitFor(() => card() !== undefined);
      return card()?.body.image;
    };
    const uploads = () => standIn.calls.filter((call) => call.endsWith('/media')).length;
    const first = await cards();
    const uploaded = uploads();
    expect(await cards()).toEqual(first);
    expect(uploads()).toBe(uploaded);
  });

  it('answers what it cannot check, and quotes it', async () => {
    const person = standIn.person();
    const sticker = (await person.sendsFile('sticker', { bytes: Buffer.from('x'), mime: 'image/webp' })).id;
    const place = await person.sends({ type: 'location', location: { latitude: 24.7, longitude: 46.6 } });
    const once = await person.sends({
      type: 'unsupported',
      errors: [{ code: 131051, title: 'Message type unknown' }],
    });
    for (const id of [sticker, place, once]) expect(textOf(await answerTo(id))).not.toBe('');
  });

  it('is silent about reactions, changed numbers and other numbers of the account', async () => {
    const person = standIn.person();
    await person.sends({ type: 'reaction', reaction: { message_id: 'wamid.x', emoji: '👍' } });
    await person.sends({
      type: 'system',
      system: { body: 'A changed from 1 to 2', type: 'user_changed_number' },
    });
    await standIn.bring(
      {
        contacts: [person.contact],
        messages: [person.message({ type: 'text', text: { body: ONION_CLAIM } })],
      },
      { phoneId: standIn.otherNumber },
    );
    await answerTo(await person.sendsText('/help'));
    expect(repliesTo(person)).toHaveLength(1);
  });

  it('answers /search with links, and goes on in English when English is picked', async () => {
    const person = standIn.person();
    const found = await answerTo(await person.sendsText('/search حافلات الليل'));
    expect(textOf(found)).toContain(BUS);
    const menu = await answerTo(await person.sendsText('/language'));
    const before = repliesTo(person).length;
    await person.presses(menu, 'English');
    expect(textOf(await nextReply(person, before))).toMatch(/[a-z]{4}/u);
  });

  it('offers to send a few words that found nothing to the team, and does when the button is pressed', async () => {
    const person = standIn.person();
    const offer = await answerTo(await person.sendsText('زرافة بنفسجية'));
    const before = repliesTo(person).length;
    await person.presses(offer, 'نعم، إلى الفريق');
    await nextReply(person, before);
    expect(await queue(home)).toContainEqual(expect.objectContaining({ text: 'زرافة بنفسجية' }));
  });

  it('answers people whose number is hidden, and those who have no other id than their number', async () => {
    for (const identity of [{ phone: null }, { userId: null }]) {
      const person = standIn.person(identity);
      expect(textOf(await answerTo(await person.sendsText(ONION_CLAIM)))).toContain(ONION);
    }
  });

  tellsAllWhoAskedAsOnEveryMessenger(messenger);

  it('never sent anything that Meta refuses', () => {
    expect(standIn.refused).toEqual([]);
  });

  it('keeps no telephone number of people with an opaque id, and no names', async () => {
    const client = await home.connect();
    const { rows } = await client.query<{ all: string }>(`
      SELECT concat(
        (SELECT string_agg(payload::text || conversation, ' ') FROM messages
          WHERE conversation LIKE 'SA.%'),
        (SELECT string_agg(external_id, ' ') FROM senders WHERE external_id LIKE 'SA.%')) AS all`);
    await client.end();
    expect(rows[0]?.all).toContain('SA.88');
    expect(rows[0]?.all).not.toMatch(/96655500|With A Name|latitude/u);
  });

  it('notes that what was sent was delivered', async () => {
    const client = await home.connect();
    const states = async () => {
      // Whatever was told before a message was known to be sent is settled with the next news.
      await standIn.tells({ id: 'wamid.unknown' }, 'sent');
      const { rows } = await client.query<{ delivery: string | null }>(
        `SELECT DISTINCT delivery FROM outbox WHERE channel = 'whatsapp-cloud'`,
      );
      return rows.map(({ delivery }) => delivery);
    };
    await vi.waitFor(async () => expect(await states()).toEqual(['delivered']), 20_000);
    await client.end();
  });

  it('says nothing on its error channel, and neither token nor texts nor numbers anywhere', () => {
    expect(tipLine.run.stderr).toBe('');
    expect(tipLine.run.stdout).not.toContain(TOKEN);
    expect(tipLine.run.stdout).not.toMatch(/زرافة|96655500/u);
  });
});
