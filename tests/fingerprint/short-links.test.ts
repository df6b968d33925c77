import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { isShortLink, ShortLinks } from '../../src/fingerprint/short-links.ts';
import { FakeInternet } from '../support/fake-internet.ts';

let internet: FakeInternet;
beforeAll(async () => {
  internet = await FakeInternet.start();
});
afterEach(() => internet.forget());
afterAll(() => internet.stop());

const TARGET = 'https://example.org/story/12';
const shortLinks = (now?: () => number) => new ShortLinks(internet.fetcher(), now);

describe('a short link', () => {
  it.each([
    'https://bit.ly/abc',
    'bit.ly/abc',
    'http://www.bit.ly/abc?x=1',
    'https://t.co/AbC123',
    'https://fb.watch/abc/',
    'https://vm.tiktok.com/ZM123/',
    'https://www.tiktok.com/t/ZT123/',
    'https://www.facebook.com/share/v/1AbC/',
    'https://m.facebook.com/share/1AbC/?mibextid=x',
    'https://www.instagram.com/share/reel/AbC',
  ])('%s is one', (link) => {
    expect(isShortLink(link)).toBe(true);
  });

  it.each([
    'https://youtu.be/dQw4w9WgXcQ',
    'https://bit.ly/',
    'https://bit.ly.example.org/abc',
    'https://notbit.ly/abc',
    'https://bit.ly@example.org/abc',
    'https://www.facebook.com/page/posts/123456789',
    'https://example.org/share/v/1',
    'javascript:location="https://bit.ly/abc"',
    // A homograph: the second letter is Cyrillic.
    'https://bіt.ly/abc',
  ])('%s is none', (link) => {
    expect(isShortLink(link)).toBe(false);
  });
});

describe('resolving short links', () => {
  it('tells where they lead and does not fetch the page there', async () => {
    const link = internet.redirect('bit.ly/abc', internet.url('news.example/story'), 301);
    expect(await shortLinks().resolve([link])).toEqual([internet.url('news.example/story')]);
    expect(internet.requests).toEqual(['bit.ly/abc']);
  });

  it('goes on from one shortener to the next, three at most', async () => {
    internet.redirect('bit.ly/3', TARGET);
    internet.redirect('t.co/2', internet.url('bit.ly/3'));
    internet.redirect('tinyurl.com/1', internet.url('t.co/2'));
    const long = internet.redirect('is.gd/0', internet.url('tinyurl.com/1'));
    expect(await shortLinks().resolve([internet.url('tinyurl.com/1')])).toEqual([TARGET]);
    expect(await shortLinks().resolve([long])).toEqual([]);
  });

  it.each([
    ['a refresh', `<meta content="0;URL='${TARGET}'" http-equiv=refresh>`],
    ['an own address', `<html><link href="${TARGET}" rel="canonical">`],
    ['an address for sharing', `<meta property="og:url" content="${TARGET}">`],
  ])('reads pages that lead on by %s', async (_what, page) => {
    const link = internet.page('t.co/abc', page);
    expect(await shortLinks().resolve([link])).toEqual([TARGET]);
  });

  it('looks at the beginning of a large page only', async () => {
    const page = `${' '.repeat(70_000)}<meta http-equiv="refresh" content="0;url=${TARGET}">`;
    expect(await shortLinks().resolve([internet.page('t.co/abc', page)])).toEqual([]);
  });

  it('unpacks the log-in page of a network', async () => {
    const login =
      'https://www.facebook.com/login/?next=https%3A%2F%2Fwww.facebook.com%2Fwatch%2F%3Fv%3D123456789';
    const link = internet.redirect('fb.watch/abc', login);
    expect(await shortLinks().resolve([link])).toEqual([login]);
  });

  it.each([
    ['nowhere', 'javascript:alert(1)'],
    ['to the front page of a network', 'https://www.facebook.com/'],
    ['to itself', 'http://bit.ly/loop'],
  ])('gives up on a link that leads %s', async (_what, location) => {
    expect(await shortLinks().resolve([internet.redirect('bit.ly/loop', location)])).toEqual([]);
  });

  it('asks once for a link that many send at the same time or later', async () => {
    const link = internet.redirect('bit.ly/abc', TARGET);
    const links = shortLinks();
    const all = await Promise.all(
      Array.from({ length: 500 }, (_, i) => links.resolve([i % 2 ? link : `${link}#${i}`])),
    );
    expect(new Set(all.flat())).toEqual(new Set([TARGET]));
    expect(await links.resolve([link])).toEqual([TARGET]);
    expect(internet.requests).toHaveLength(1);
  });

  it('tries again later what led nowhere', async () => {
    let now = 0;
    const links = shortLinks(() => now);
    const link = internet.url('bit.ly/late');
    expect(await links.resolve([link])).toEqual([]);
    internet.redirect('bit.ly/late', TARGET);
    expect(await links.resolve([link])).toEqual([]);
    now += 11 * 60_000;
    expect(await links.resolve([link])).toEqual([TARGET]);
  });

  it('looks at three links of a message', async () => {
    const all = [1, 2, 3, 4, 5].map((n) => internet.redirect(`bit.ly/${n}`, `${TARGET}${n}`));
    expect(await shortLinks().resolve(all)).toHaveLength(3);
  });

  it('rests for a while when nothing can be reached, and then tries again', async () => {
    let now = 0;
    const links = shortLinks(() => now);
    const broken = (n: number) => internet.page(`bit.ly/broken${n}`, (_, response) => response.destroy());
    for (let n = 0; n < 5; n++) await links.resolve([broken(n)]);
    const link = internet.redirect('bit.ly/abc', TARGET);
    expect(await links.resolve([link])).toEqual([]);
    expect(internet.requests).not.toContain('bit.ly/abc');
    now += 61_000;
    expect(await links.resolve([link])).toEqual([TARGET]);
  });

  it('reaches nothing that the rules forbid', async () => {
    internet.forbidden.add('10.0.0.7');
    internet.names.set('bit.ly', ['10.0.0.7']);
    expect(await shortLinks().resolve([internet.redirect('bit.ly/abc', TARGET)])).toEqual([]);
    expect(internet.requests).toEqual([]);
  });

  it('knows without asking only what it resolved', async () => {
    const links = shortLinks();
    const link = internet.redirect('bit.ly/abc', TARGET);
    expect(links.known([link])).toEqual([]);
    await links.resolve([link]);
    expect(links.known([link, 'https://example.org/'])).toEqual([TARGET]);
  });
});
