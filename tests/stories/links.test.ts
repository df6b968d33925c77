import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ask } from '../../src/intake/ask.ts';
import { FakeInternet } from '../support/fake-internet.ts';
import { makePicture } from '../support/media-fixtures.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { lanternPicture, mediaChecks, textChecks, WELL_CLAIM } from '../support/test-archive.ts';

const POST = 'https://www.facebook.com/some.page/videos/123456789012345/';
const OWN = 'https://checks.example/%D8%AC%D8%B3%D8%B1/77';

let internet: FakeInternet;
let line: TestApp;
beforeAll(async () => {
  internet = await FakeInternet.start();
  const linked = {
    id: 'linked',
    url: OWN,
    title: 'مقطع الجسر المعلّق مولّد بالحاسوب',
    claim: 'مقطع يُظهر جسرًا معلّقًا يرقص في الريح',
    rating: 'fake',
    appearances: [POST],
  };
  line = await startTestApp({
    archive: [...textChecks, linked, ...(await mediaChecks())],
    fetcher: internet.fetcher(),
  });
});
afterEach(() => internet.forget());
afterAll(async () => {
  await line.end();
  internet.stop();
});

const outcomeOf = async (name: string) => (await line.person(name).tip()).outcome;

describe('a link', () => {
  it.each([
    [
      'of the post that was checked, from a phone',
      'https://m.facebook.com/watch/?v=123456789012345&mibextid=x',
    ],
    [
      'of the post that was checked, in a warning page',
      `https://l.facebook.com/l.php?u=${encodeURIComponent(POST)}`,
    ],
    ['of the post that was checked, archived', `https://web.archive.org/web/20250101000000/${POST}`],
    ['of the fact-check itself, as AMP', 'https://amp.checks.example/جسر/77/amp/?utm_source=wa'],
    ['of the fact-check itself, percent-encoded as a whole', encodeURIComponent(OWN)],
  ])('%s is answered without asking anybody', async (_what, link) => {
    const result = await ask(line.core, { id: 'q', text: link, files: [] });
    expect(result).toMatchObject({ outcome: 'answered', answers: [{ factCheck: { id: 'linked' } }] });
    expect(result.answers[0]?.evidence[0]).toMatchObject({ kind: 'link' });
    expect(internet.requests).toEqual([]);
  });

  it('that was shortened is answered with what it leads to', async () => {
    const short = internet.redirect('bit.ly/bridge', 'https://www.facebook.com/watch/?v=123456789012345');
    const reply = await line.person('shorty').ask({ text: `هل هذا صحيح؟ ${short}` });
    expect(reply.text).toContain(OWN);
    expect(await outcomeOf('shorty')).toBe('answered');
  });

  it('that was shortened is resolved once, however many send it', async () => {
    const short = internet.redirect('bit.ly/often', POST);
    for (const name of ['often-1', 'often-2', 'often-3']) {
      expect((await line.person(name).ask({ text: short })).text).toContain(OWN);
    }
    expect(internet.requests).toHaveLength(1);
  });

  it('that leads nowhere leaves the question to the team', async () => {
    await line.person('nowhere').ask({ text: `شاهدوا قبل الحذف ${internet.url('bit.ly/gone')}` });
    expect(await outcomeOf('nowhere')).toBe('unknown');
  });

  it('that was shortened is not asked about when the words are known', async () => {
    const short = internet.redirect('bit.ly/words', 'https://news.example/a');
    const reply = await line.person('wordy').ask({ text: `${WELL_CLAIM} ${short}` });
    expect(reply.text).toContain('https://checks.example/well');
    expect(internet.requests).toEqual([]);
  });

  it('that was shortened and hangs does not hold up what a picture answers', async () => {
    const short = internet.page('bit.ly/hangs', () => undefined);
    const files = [await line.file(await lanternPicture(), 'image')];
    const reply = await line.person('picture').ask({ text: short, files });
    expect(reply.text).toContain('https://checks.example/lantern');
    expect(internet.requests).toEqual([]);
  });

  it('that was shortened answers before anybody reads what stands in the picture beside it', async () => {
    const short = internet.redirect('bit.ly/beside', POST);
    const use = vi.spyOn(line.core.ocr, 'use');
    const files = [await line.file(await makePicture(6203), 'image')];
    const reply = await line.person('beside').ask({ text: short, files });
    expect(reply.text).toContain(OWN);
    expect(use).not.toHaveBeenCalled();
    use.mockRestore();
  });

  it('in short and in full is one claim of the queue', async () => {
    const short = internet.redirect('bit.ly/new', 'https://news.example/articles/99');
    await line.person('one').ask({ text: 'https://news.example/articles/99' });
    await line.person('two').ask({ text: short });
    const claims = new Set(
      await Promise.all(['one', 'two'].map(async (name) => (await line.person(name).tip()).claimId)),
    );
    expect(claims.size).toBe(1);
  });
});
