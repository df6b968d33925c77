import { describe, expect, it } from 'vitest';
import type { OutboundMessage } from '../../src/domain/message.ts';
import { AppError } from '../../src/errors.ts';
import { InMemoryChat } from './in-memory-chat.ts';
import { factCheck, form, MAX_UPLOAD, ORIGIN, Visitor, webFixture, words } from './web-fixture.ts';

const MESSAGES = '/chat/messages';

const says = (text: string, changes: Partial<OutboundMessage> = {}): OutboundMessage => ({
  direction: 'rtl',
  text: [[{ text }]],
  ...changes,
});

const video = (content: string | Uint8Array = 'film', name = 'film.mp4') =>
  new File([content], name, { type: 'video/mp4' });

/** A fixture whose chat answers every message with these. */
function answering(...answers: OutboundMessage[]) {
  const fixture = webFixture({ chat: new InMemoryChat(() => answers) });
  return { ...fixture, visitor: new Visitor(fixture.app) };
}

describe('the chat page', () => {
  it('is Arabic and right-to-left, English when asked, and remembers the choice', async () => {
    const visitor = new Visitor(webFixture().app);
    expect(await (await visitor.get('/')).text()).toContain('<html lang="ar" dir="rtl"');
    expect(await (await visitor.get('/?lang=en')).text()).toContain('<html lang="en" dir="ltr"');
    expect(await (await visitor.get('/')).text()).toContain('<html lang="en" dir="ltr"');
    expect(await (await visitor.get('/?lang=xx')).text()).toContain('<html lang="en" dir="ltr"');
  });

  it('gives each person a secret of 128 bits that scripts and other sites cannot have', async () => {
    const { app } = webFixture();
    const first = (await app.request('/')).headers.get('set-cookie') ?? '';
    const second = (await app.request('/')).headers.get('set-cookie') ?? '';
    expect(first).toMatch(/^chat=[0-9a-f]{32}; .*HttpOnly/u);
    expect(first).toContain('SameSite=Lax');
    expect(first).not.toContain('Secure');
    expect(first.slice(0, 37)).not.toBe(second.slice(0, 37));
  });

  it('limits its cookie to https when it is reached by https', async () => {
    const { app } = webFixture({ publicUrl: 'https://tips.example' });
    expect((await app.request('/')).headers.get('set-cookie')).toContain('Secure');
  });

  it('does not take a made-up cookie for a conversation', async () => {
    const { app } = webFixture();
    const response = await app.request('/', { headers: { cookie: 'chat=guess' } });
    expect(response.headers.get('set-cookie')).toMatch(/^chat=[0-9a-f]{32};/u);
  });

  it('offers claims of the archive to try, and says that an example archive is one', async () => {
    const { app } = webFixture({
      archive: [factCheck({ claim: 'ادعاء للتجربة' })],
      isExampleArchive: async () => true,
    });
    const page = await (await app.request('/')).text();
    expect(page).toContain('value="ادعاء للتجربة"');
    expect(page).toContain(words.t('ar', 'web:chat.example'));
  });
});

describe('sending from the page', () => {
  it('stores a text with a file, then goes back to the page that shows both', async () => {
    const { visitor, chat, stored } = answering(says('هذا مضلل'));
    await visitor.get('/');
    const sent = await visitor.post(MESSAGES, form({ id: '1', text: 'هل هذا صحيح؟', files: video() }));
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '/?sent=1#end']);
    const [submitted] = chat.submitted;
    expect(submitted?.message).toMatchObject({ text: 'هل هذا صحيح؟', language: 'ar' });
    expect(submitted?.message.files).toMatchObject([{ bytes: 4, mime: 'video/mp4' }]);
    expect(stored.get(submitted?.message.files[0]?.sha256 ?? '')?.toString()).toBe('film');
    const page = await (await visitor.get('/?sent=1')).text();
    expect(page).toContain('هل هذا صحيح؟');
    expect(page).toContain('هذا مضلل');
  });

  it('never hands the secret of the cookie on', async () => {
    const { visitor, chat } = answering();
    await visitor.get('/');
    await visitor.post(MESSAGES, form({ text: 'سؤال' }));
    expect(chat.submitted[0]?.conversation).toMatch(/^[0-9a-f]{32}$/u);
    expect(chat.submitted[0]?.conversation).not.toBe(visitor.cookie);
  });

  it('answers the script with the digests of the files', async () => {
    const { visitor, stored } = answering();
    const sent = await visitor.post(MESSAGES, form({ files: [video('a'), video('b')] }), {
      accept: 'application/json',
    });
    expect(sent.status).toBe(202);
    expect(await sent.json()).toEqual({ files: [...stored.keys()].map((sha256) => ({ sha256 })) });
  });

  it('makes a repeated post one message and other words from the same form another', async () => {
    const { visitor, chat } = answering();
    await visitor.get('/');
    await visitor.post(MESSAGES, form({ id: 'f', text: 'سؤال' }));
    await visitor.post(MESSAGES, form({ id: 'f', text: 'سؤال' }));
    await visitor.post(MESSAGES, form({ id: 'f', text: 'سؤال آخر' }));
    expect(chat.submitted.map((s) => s.message.text)).toEqual(['سؤال', 'سؤال آخر']);
  });

  it('takes a pressed button as a form without files', async () => {
    const { visitor, chat } = answering();
    const sent = await visitor.post(MESSAGES, new URLSearchParams({ id: '1', press: 'choice:2' }));
    expect(sent.status).toBe(303);
    expect(chat.submitted[0]?.message).toMatchObject({ press: 'choice:2', files: [] });
  });

  it('ignores the empty file field of a form', async () => {
    const { visitor, chat } = answering();
    await visitor.post(MESSAGES, form({ text: 'سؤال', files: new File([], '') }));
    expect(chat.submitted[0]?.message.files).toEqual([]);
  });

  it('refuses a file of no bytes with words', async () => {
    const { visitor, chat } = answering();
    const refused = await visitor.post(MESSAGES, form({ files: video('') }));
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain(words.t('ar', 'errors:file-empty'));
    expect(chat.submitted).toEqual([]);
  });

  it('accepts 100,000 characters as they are and refuses one more with words', async () => {
    const { visitor, chat } = answering();
    const text = 'ع'.repeat(99_999);
    expect((await visitor.post(MESSAGES, form({ text: `${text}ع` }))).status).toBe(303);
    expect((await visitor.post(MESSAGES, new URLSearchParams({ text: `${text}ع` }))).status).toBe(303);
    expect(chat.submitted[0]?.message.text).toHaveLength(100_000);
    const refused = await visitor.post(MESSAGES, form({ text: `${text}عع` }));
    expect(refused.status).toBe(413);
    expect(await refused.text()).toContain('100,000');
  });

  it('refuses a file over the limit with words, and stores nothing', async () => {
    const { visitor, chat } = answering();
    const refused = await visitor.post(MESSAGES, form({ files: video(new Uint8Array(MAX_UPLOAD + 1)) }));
    expect(refused.status).toBe(413);
    expect(await refused.text()).toContain(words.t('ar', 'errors:file-too-large', { limit: MAX_UPLOAD }));
    expect(chat.submitted).toEqual([]);
  });

  it('takes in the rest of what it refuses, for a browser that is sending does not listen', async () => {
    const { app } = webFixture();
    const head = '--B\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n';
    let left = 40;
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(Buffer.from(head)),
      pull: (controller) => {
        left -= 1;
        if (left >= 0) controller.enqueue(Buffer.alloc(64 * 1024));
        else controller.close();
      },
    });
    const headers = { origin: ORIGIN, 'content-type': 'multipart/form-data; boundary=B' };
    const init = { method: 'POST', body, headers, duplex: 'half' } as RequestInit;
    expect((await app.request(MESSAGES, init)).status).toBe(413);
    expect(left).toBe(-1);
  });

  it('refuses an eleventh file', async () => {
    const { visitor } = answering();
    const files = Array.from({ length: 11 }, (_, index) => video(`film ${index}`));
    expect((await visitor.post(MESSAGES, form({ files }))).status).toBe(413);
  });

  it('refuses an empty message with words', async () => {
    const { visitor } = answering();
    const refused = await visitor.post(MESSAGES, form({ text: '  \n ', files: new File([], '') }));
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain(words.t('ar', 'errors:text-empty'));
  });

  it('refuses endless fields', async () => {
    const { visitor } = answering();
    const fields = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`field${index}`, 'x']));
    expect((await visitor.post(MESSAGES, form(fields))).status).toBe(400);
  });

  it.each([
    ['no boundary', 'multipart/form-data', 400],
    ['a boundary that never comes', 'multipart/form-data; boundary=zzz', 400],
    ['a content type that is no form', 'application/xml', 415],
  ])('refuses %s with words', async (_what, type, status) => {
    const { visitor } = answering();
    const refused = await visitor.post(MESSAGES, 'text=hello', {
      'content-type': type,
      accept: 'application/json',
    });
    expect(refused.status).toBe(status);
    expect(await refused.json()).toMatchObject({
      error: { message: expect.stringMatching(/\p{Script=Arabic}/u) },
    });
  });

  it('does not use the name of a file', async () => {
    const { visitor, chat } = answering();
    await visitor.post(MESSAGES, form({ files: video('film', '../../etc/passwd<script>.mp4') }));
    expect(JSON.stringify(chat.submitted)).not.toContain('passwd');
  });

  it.each([
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['nowhere', { origin: '' }],
  ])('refuses a form from %s', async (_where, headers) => {
    const { visitor, chat } = answering();
    const refused = await visitor.post(MESSAGES, form({ text: 'سؤال' }), headers);
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain(words.t('ar', 'errors:request-forbidden'));
    expect(chat.submitted).toEqual([]);
  });

  it('accepts a form from its public address behind a proxy', async () => {
    const { app } = webFixture({ publicUrl: 'https://tips.example' });
    const sent = await new Visitor(app).post(MESSAGES, form({ text: 'سؤال' }), {
      origin: 'https://tips.example',
    });
    expect(sent.status).toBe(303);
  });

  it('says that nothing could be stored instead of losing it', async () => {
    const chat = new InMemoryChat();
    chat.submit = async () => {
      throw new AppError('not-receiving');
    };
    const { app } = webFixture({ chat });
    const refused = await new Visitor(app).post(MESSAGES, form({ text: 'سؤال' }));
    expect(refused.status).toBe(503);
    expect(await refused.text()).toContain(words.t('ar', 'errors:not-receiving'));
  });

  it('tells a browser without cookies why the page stays empty', async () => {
    const { app } = webFixture();
    expect(await (await app.request('/?sent=1')).text()).toContain(words.t('ar', 'web:chat.cookies'));
  });
});

describe('the conversation as shown', () => {
  it('shows that we are looking, and reloads by itself where there are no scripts', async () => {
    const { visitor } = answering();
    await visitor.get('/');
    await visitor.post(MESSAGES, form({ text: 'سؤال' }));
    const page = await (await visitor.get('/')).text();
    expect(page).toContain(words.t('ar', 'web:chat.working'));
    expect(page).toMatch(/<noscript><meta http-equiv="refresh"/u);
    expect((await visitor.get(MESSAGES)).headers.get('x-working')).toBe('yes');
  });

  it('belongs to its person alone', async () => {
    const { app, visitor } = answering(says('سر'));
    await visitor.get('/');
    await visitor.post(MESSAGES, form({ text: 'سؤالي' }));
    expect(await (await visitor.get(MESSAGES)).text()).toContain('سؤالي');
    expect(await (await new Visitor(app).get(MESSAGES)).text()).toBe('');
  });

  it('shows markup in what people and archives write as text', async () => {
    const hostile = '<script>alert(1)</script><img src=x onerror=alert(2)>';
    const { visitor } = answering(says(hostile, { buttons: [[{ label: hostile, token: `"${hostile}` }]] }));
    await visitor.get('/');
    await visitor.post(MESSAGES, form({ text: hostile }));
    const list = await (await visitor.get(MESSAGES)).text();
    expect(list).not.toMatch(/<script|<img/u);
    expect(list).toContain('&lt;script&gt;');
  });

  it('links only to the web', async () => {
    const { visitor } = answering(
      says('', {
        text: [
          [{ text: 'a', href: 'javascript:alert(1)' }],
          [{ text: 'b', href: 'https://example.org/?a=1&b=2' }],
        ],
        buttons: [[{ label: 'c', url: 'data:text/html,x' }]],
      }),
    );
    await visitor.get('/');
    await visitor.post(MESSAGES, form({ text: 'سؤال' }));
    const list = await (await visitor.get(MESSAGES)).text();
    expect(list.match(/href="[^"]*"/gu)).toEqual(['href="https://example.org/?a=1&amp;b=2"']);
    expect(list).toContain('rel="noopener noreferrer"');
  });

  it('takes the power from bidi overrides and isolates Latin names', async () => {
    const { visitor } = answering(says('نشرته صفحة Rescue Team 24 أمس \u202egpj.exe'));
    await visitor.get('/');
    await visitor.post(MESSAGES, form({ text: '\u202eمقلوب' }));
    const list = await (await visitor.get(MESSAGES)).text();
    expect(list).not.toContain('\u202e');
    expect(list).toContain('<bdi dir="ltr">Rescue Team 24</bdi>');
  });

  it('colours the rating of a verdict', async () => {
    const { visitor } = answering(says('', { text: [[{ text: 'زائف', rating: 'fake' }]] }));
    await visitor.get('/');
    await visitor.post(MESSAGES, form({ text: 'سؤال' }));
    expect(await (await visitor.get(MESSAGES)).text()).toContain(
      '<span class="rating rating-fake">زائف</span>',
    );
  });

  it('leaves out characters that the database cannot hold', async () => {
    const { visitor, chat } = answering();
    await visitor.post(MESSAGES, form({ text: 'قبل\0بعد' }));
    expect(chat.submitted[0]?.message.text).toBe('قبلبعد');
  });
});

describe('events of the conversation', () => {
  it('tell that something is new until the page goes away', async () => {
    const { visitor, chat } = answering(says('جواب'));
    await visitor.get('/');
    const response = await visitor.get('/chat/events', { accept: 'text/event-stream' });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toContain('event: changed');
    await visitor.post(MESSAGES, form({ text: 'سؤال' }));
    expect((await reader?.read())?.value).toContain('event: changed');
    expect(chat.listeners()).toBe(1);
    await reader?.cancel();
    await expect.poll(() => chat.listeners()).toBe(0);
  });

  it('are not there for a stranger', async () => {
    const { app } = webFixture();
    expect((await app.request('/chat/events', { headers: { origin: ORIGIN } })).status).toBe(404);
  });
});
