import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Person } from './graph-api/person.ts';
import { asMetaWrites } from './graph-api/webhook-delivery.ts';
import { GraphStandIn, PHONE_ID, TOKEN } from './graph-api.ts';

const DAY = 24 * 3_600_000;

describe('the stand-in for the Graph API', () => {
  let api: GraphStandIn;
  let person: Person;
  beforeEach(async () => {
    api = await GraphStandIn.start({
      templates: [{ name: 'ready', language: 'ar', bodyParameters: 0, buttons: ['عرض'] }],
    });
    api.webhook.bring = async () => undefined;
    person = api.person();
    await person.sendsText('سؤال');
  });
  afterEach(() => api.close());

  const call = async (path: string, body?: object, token = TOKEN) => {
    const response = await fetch(`${api.root}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: response.status, body: (await response.json()) as { error?: { code: number } } };
  };
  const send = (body: object) =>
    call(`/v25.0/${PHONE_ID}/messages`, {
      messaging_product: 'whatsapp',
      recipient: person.address,
      ...body,
    });
  const codeOf = async (body: object) => (await send(body)).body.error?.code;
  const text = (body: string) => ({ type: 'text', text: { body } });
  const withButtons = (count: number, title = 'نعم', body = 'نص') => ({
    type: 'interactive',
    interactive: {
      type: 'button',
      body: { text: body },
      action: {
        buttons: Array.from({ length: count }, (_, i) => ({
          type: 'reply',
          reply: { id: `${i}`, title: `${title}${i}` },
        })),
      },
    },
  });
  const withRows = (count: number, row: object = {}) => ({
    type: 'interactive',
    interactive: {
      type: 'list',
      body: { text: 'نص' },
      action: {
        button: 'الخيارات',
        sections: [
          { rows: Array.from({ length: count }, (_, i) => ({ id: `${i}`, title: `${i}`, ...row })) },
        ],
      },
    },
  });

  it('takes what the documentation allows', async () => {
    for (const body of [text('نص'), withButtons(3), withRows(10)]) {
      expect(await codeOf(body)).toBeUndefined();
    }
  });

  it.each([
    ['an empty text', text(' ')],
    ['a text over 4,096', text('x'.repeat(4097))],
    ['four buttons', withButtons(4)],
    ['a title over 20', withButtons(1, 'x'.repeat(20))],
    ['a body over 1,024', withButtons(1, 'x', 'x'.repeat(1025))],
    ['eleven rows', withRows(11)],
    ['a row over 24', withRows(1, { title: 'x'.repeat(25) })],
    ['a description over 72', withRows(1, { description: 'x'.repeat(73) })],
    ['rows of the same id', withRows(2, { id: 'same' })],
    ['a picture that was not uploaded', { type: 'image', image: { id: '1' } }],
    ['what there is no kind for', { type: 'hologram', hologram: {} }],
  ])('refuses %s', async (_, body) => {
    expect(await codeOf(body)).toBe(100);
  });

  it('refuses a wrong token, an address without a version, and another number', async () => {
    expect((await call(`/v25.0/${PHONE_ID}`, undefined, 'EAAx')).body.error?.code).toBe(190);
    expect((await call(`/${PHONE_ID}`)).status).toBe(400);
    expect((await call('/v25.0/1/messages', { messaging_product: 'whatsapp' })).body.error?.code).toBe(100);
  });

  it('takes nothing but an approved template a day after the last message', async () => {
    const template = (name: string, code = 'ar') => ({
      type: 'template',
      template: { name, language: { code } },
    });
    api.passes(DAY);
    expect(await codeOf(text('نص'))).toBe(131047);
    expect(await codeOf(template('other'))).toBe(132001);
    expect(await codeOf(template('ready', 'en'))).toBe(132001);
    expect(await codeOf(template('ready'))).toBeUndefined();
    await person.sendsText('سؤال');
    expect(await codeOf(text('نص'))).toBeUndefined();
  });

  it('does not know people who never wrote, nor messages that never were', async () => {
    expect(await codeOf({ ...text('نص'), recipient: 'SA.1' })).toBe(131026);
    expect(await codeOf({ ...text('نص'), context: { message_id: 'wamid.x' } })).toBe(131009);
  });

  it('writes deliveries as Meta does: nothing but ASCII', () => {
    expect(asMetaWrites({ a: 'س/😀' })).toBe('{"a":"\\u0633\\/\\ud83d\\ude00"}');
    expect(JSON.parse(asMetaWrites({ a: 'س/😀' }))).toEqual({ a: 'س/😀' });
  });
});
