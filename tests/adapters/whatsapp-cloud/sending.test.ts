import { describe, expect, it } from 'vitest';
import type { PicturePort } from '../../../src/domain/adapter.ts';
import type { Button, OutboundMessage, PictureSource } from '../../../src/domain/message.ts';
import type { AppError } from '../../../src/errors.ts';
import { TOKEN } from '../../standins/graph-api.ts';
import { type CloudLine, cloudLine, outbound } from './cloud-line.ts';

const buttons = (...labels: string[]): Button[][] =>
  labels.map((label, i) => [{ label, token: `pick:1:${i}` }]);

async function lineWithPerson(...args: Parameters<typeof cloudLine>) {
  const line = await cloudLine(...args);
  const person = line.api.person();
  const heard = await person.sendsText('سؤال');
  const send = (message: OutboundMessage) => line.adapter.send(person.address, message);
  /** Everything that was sent, without what all messages have. */
  const bodies = () => line.api.sentTo(person).map(({ body }) => body);
  return { ...line, person, heard, send, bodies };
}

describe('a message on WhatsApp', () => {
  it('is addressed to the opaque id, or to the number where there is no other', async () => {
    const { adapter, api, send, bodies } = await lineWithPerson();
    await send(outbound('جواب'));
    expect(bodies()[0]).toMatchObject({ recipient: expect.stringMatching(/^SA\./u), type: 'text' });
    const other = api.person({ userId: null });
    await other.sendsText('سؤال');
    await adapter.send(other.address, outbound('جواب'));
    expect(api.sentTo(other)[0]?.body).toMatchObject({ to: other.identity.phone });
  });

  it('quotes the question, and goes without where that cannot be quoted any more', async () => {
    const { send, heard, bodies } = await lineWithPerson();
    await send(outbound('جواب', { quote: heard }));
    await send(outbound('جواب', { quote: 'wamid.gone' }));
    expect(bodies().map(({ context }) => context)).toEqual([{ message_id: heard }, undefined]);
  });

  it('marks words as WhatsApp does, reads from the right, and shows a preview of a single link', async () => {
    const { send, bodies } = await lineWithPerson();
    const href = 'https://example.org/a';
    await send({
      direction: 'rtl',
      text: [
        [
          { text: ' زائف ', style: 'bold' },
          { text: 'كما*هو', style: 'bold' },
        ],
        [{ text: 'BBC: ' }, { text: 'المصدر', href }],
      ],
    });
    expect(bodies()[0]?.text).toEqual({
      body: ` *زائف* كما*هو\n\u200FBBC: المصدر ${href}`,
      preview_url: true,
    });
    await send(
      outbound(`${href}`, { text: [[{ text: href, href }], [{ text: `${href}2`, href: `${href}2` }]] }),
    );
    expect(bodies()[1]?.text).toMatchObject({ preview_url: false });
  });

  it('has up to three answers as buttons', async () => {
    const { send, bodies } = await lineWithPerson();
    await send(outbound('هل أجابك هذا؟', { buttons: buttons('نعم', 'لا') }));
    expect(bodies()[0]?.interactive).toEqual({
      type: 'button',
      body: { text: 'هل أجابك هذا؟' },
      action: {
        buttons: [
          { type: 'reply', reply: { id: 'pick:1:0', title: 'نعم' } },
          { type: 'reply', reply: { id: 'pick:1:1', title: 'لا' } },
        ],
      },
    });
  });

  it('has more of them, or longer ones, as a list', async () => {
    const { send, bodies } = await lineWithPerson();
    const long = 'هذا خيار أطول مما يتسع له زر في واتساب';
    await send(outbound('أيّها؟', { buttons: buttons('١', '٢', '٣', '٤') }));
    await send(outbound('أيّها؟', { buttons: buttons(long) }));
    const rows = bodies().map(({ interactive }) => {
      const { type, action } = interactive as {
        type: string;
        action: { button: string; sections: { rows: object[] }[] };
      };
      return [type, action.button, action.sections[0]?.rows.length];
    });
    expect(rows).toEqual([
      ['list', 'الخيارات', 4],
      ['list', 'الخيارات', 1],
    ]);
    expect(JSON.stringify(bodies()[1])).toContain(`"description":"${long}"`);
  });

  it('leaves more than ten answers to the numbers in its text', async () => {
    const { send, bodies } = await lineWithPerson();
    await send(outbound('أيّها؟', { buttons: buttons(...Array.from({ length: 11 }, (_, i) => `خيار ${i}`)) }));
    expect(bodies()).toMatchObject([{ type: 'text' }]);
  });

  it('is two messages where it is too long for buttons: the last paragraph carries them', async () => {
    const { send, bodies } = await lineWithPerson();
    const card = 'كلمة '.repeat(300).trim();
    const { externalId } = await send(
      outbound(`${card}\n\nهل أجابك هذا؟`, { buttons: buttons('نعم', 'لا') }),
    );
    expect(bodies()).toMatchObject([
      { type: 'text', text: { body: card } },
      { type: 'interactive', interactive: { body: { text: 'هل أجابك هذا؟' } } },
    ]);
    expect(externalId).toMatch(/^wamid\./u);
  });

  it('is not sent again when only its buttons fail', async () => {
    const { api, send, bodies } = await lineWithPerson();
    const card = 'كلمة '.repeat(300).trim();
    api.fault({ path: 'messages', kind: 'error', code: 131000, status: 500, skip: 1 });
    await send(outbound(`${card}\n\nهل أجابك هذا؟`, { buttons: buttons('نعم', 'لا') }));
    expect(bodies()).toMatchObject([{ type: 'text' }]);
    expect(api.refused).toEqual([131000]);
  });

  it('is cut where it is longer than any message', async () => {
    const { send, bodies } = await lineWithPerson();
    await send({ direction: 'rtl', text: [[{ text: 'كلمة '.repeat(2_000), elastic: 1 }]] });
    const [{ text } = {}] = bodies();
    expect(JSON.stringify(text).length).toBeLessThanOrEqual(4096 + '{"body":"","preview_url":false}'.length);
  });

  it('has buttons that open a page as links in its text', async () => {
    const { send, bodies } = await lineWithPerson();
    await send(outbound('جواب', { buttons: [[{ label: 'اقرأ', url: 'https://example.org/a' }]] }));
    expect(JSON.stringify(bodies()[0])).toContain('اقرأ: https://example.org/a');
  });

  it('shows "typing…" under what was written last', async () => {
    const { adapter, api, heard, person } = await lineWithPerson();
    await adapter.showWorking(person.address);
    await adapter.showWorking('SA.unknown');
    expect(api.typing).toEqual([heard]);
  });
});

describe('what Meta refuses', () => {
  const failure = async (
    line: CloudLine & { send(message: OutboundMessage): Promise<unknown> },
  ): Promise<AppError> =>
    line.send(outbound('جواب')).then(
      () => {
        throw new Error('it was sent');
      },
      (error: AppError) => error,
    );

  it.each([
    [130429, 400, 'send-rate-limited'],
    [131056, 400, 'send-rate-limited'],
    [80007, 400, 'send-rate-limited'],
    [4, 400, 'send-rate-limited'],
    [131026, 400, 'send-refused'],
    [131047, 400, 'send-window-closed'],
    [131009, 400, 'send-rejected'],
    [131000, 500, 'send-unreachable'],
    [190, 401, 'send-unreachable'],
    [368, 400, 'send-unreachable'],
  ])('with error %i and status %i is `%s`', async (code, status, expected) => {
    const line = await lineWithPerson();
    line.api.fault({ path: 'messages', kind: 'error', code, status });
    const error = await failure(line);
    expect(error.code).toBe(expected);
    expect(error.retryAfterMs === undefined).toBe(expected !== 'send-rate-limited');
  });

  it('for a while is tried again after as long as Meta says', async () => {
    const line = await lineWithPerson();
    line.api.fault({ path: 'messages', kind: 'error', code: 130429, headers: { 'retry-after': '7' } });
    expect((await failure(line)).retryAfterMs).toBe(7_000);
  });

  it.each(['reset', 'html'] as const)('by no answer of its own (%s) is tried again', async (kind) => {
    const line = await lineWithPerson();
    line.api.fault({ path: 'messages', kind });
    expect((await failure(line)).code).toBe('send-unreachable');
  });

  it('for the token or the account is told as the state of the messenger, until it is well again', async () => {
    const line = await lineWithPerson();
    line.api.fault({ path: 'messages', kind: 'error', code: 190, status: 401 });
    await failure(line);
    expect(line.adapter.health()).toEqual({ state: 'failing', error: 'messenger-unauthorized' });
    line.api.fault({ path: 'messages', kind: 'error', code: 131031 });
    await failure(line);
    expect(line.adapter.health()).toEqual({ state: 'failing', error: 'messenger-blocked' });
    await line.send(outbound('جواب'));
    expect(line.adapter.health()).toEqual({ state: 'on' });
  });

  it('at the start does not keep the program from starting', async () => {
    const line = await cloudLine({ token: 'EAAWrong' });
    expect(line.adapter.health()).toEqual({ state: 'failing', error: 'messenger-unauthorized' });
  });

  it('never leads to the token, a number or a text in the log', async () => {
    const line = await lineWithPerson();
    const title = `${TOKEN} was refused for +966 55500 0001`;
    line.api.fault({ path: 'messages', kind: 'error', code: 131009, title });
    await failure(line);
    const log = line.logLines.join('\n');
    expect(log).toContain('131009');
    expect(log).not.toMatch(/EAAStandIn|55500|جواب/u);
  });
});

describe('a picture on WhatsApp', () => {
  const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]);
  class Pictures implements PicturePort {
    source: PictureSource | null;
    readonly ids: string[] = [];
    readonly #bytes: PictureSource | null;
    constructor(source: PictureSource | null) {
      this.source = source;
      this.#bytes = source;
    }
    async find() {
      return this.source;
    }
    async onUploaded(_channel: string, _key: string, fileId: string) {
      this.ids.push(fileId);
      this.source = { fileId };
    }
    async onForgotten() {
      this.source = this.#bytes;
    }
  }
  const withPicture = outbound('بطاقة', { picture: { key: 'card:1' } });

  it('is uploaded once however many get it, with its caption', async () => {
    const pictures = new Pictures({ bytes: PNG });
    const { api, send, bodies } = await lineWithPerson({ pictures });
    await Promise.all([send(withPicture), send(withPicture)]);
    await send(withPicture);
    expect(api.calls.filter((call) => call.endsWith('/media'))).toHaveLength(1);
    const [id] = pictures.ids;
    expect(bodies().map(({ image }) => image)).toEqual(Array(3).fill({ id, caption: 'بطاقة' }));
  });

  it('has up to three answers under it', async () => {
    const { send, bodies } = await lineWithPerson({ pictures: new Pictures({ bytes: PNG }) });
    await send({ ...withPicture, buttons: buttons('نعم', 'لا') });
    expect(bodies()[0]).toMatchObject({
      type: 'interactive',
      interactive: { header: { type: 'image' }, body: { text: 'بطاقة' } },
    });
  });

  it('is uploaded again when Meta has forgotten it', async () => {
    const pictures = new Pictures({ bytes: PNG });
    const { api, send, bodies } = await lineWithPerson({ pictures });
    await send(withPicture);
    api.media.expire(pictures.ids[0] ?? '');
    await send(withPicture);
    expect(bodies()).toHaveLength(2);
    expect(pictures.ids).toHaveLength(2);
  });

  it.each([
    ['that is gone', null],
    ['of a kind that Meta does not take', { bytes: new Uint8Array([0x47, 0x49, 0x46]) }],
    ['too large for Meta', { bytes: new Uint8Array(6 * 1024 * 1024).fill(0xff).fill(0xd8, 1, 2) }],
  ])('%s goes as its words', async (_, source) => {
    const { send, bodies } = await lineWithPerson({ pictures: new Pictures(source) });
    await send(withPicture);
    expect(bodies()).toMatchObject([{ type: 'text', text: { body: 'بطاقة' } }]);
  });
});
