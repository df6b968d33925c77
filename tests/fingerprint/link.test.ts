import { describe, expect, it } from 'vitest';
import { canonicalLink } from '../../src/fingerprint/link.ts';

const formsOf = (links: string[]) => [...new Set(links.map(canonicalLink))];

describe('the canonical form of a link', () => {
  it.each([
    [
      'a page, for phones, AMP, percent-encoded or tracked',
      'example.org/%D8%AE%D8%A8%D8%B1/12',
      [
        'https://example.org/خبر/12',
        'http://www.example.org/%d8%ae%d8%a8%d8%b1/12/',
        'https://m.example.org/خبر/12?utm_source=x&fbclid=1#comments',
        'https://amp.example.org/خبر/12/amp/',
        'https://www.example.org/amp/خبر/12',
        'https://example.org/خبر/12.amp.html',
        'https://example.org/خبر/12?amp=1&outputType=amp',
        'https://example.org/خبر/12/index.html',
        'https%3A%2F%2Fexample.org%2F%D8%AE%D8%A8%D8%B1%2F12',
        'https://user:secret@example.org/خبر/12',
        '\u2068https://example.org/خبر/12\u2069\u200f',
        'https://www-example-org.cdn.ampproject.org/c/s/www.example.org/خبر/12',
        'https://www.google.com/amp/s/example.org/خبر/12/amp',
        'https://www.google.com/url?sa=t&url=https%3A%2F%2Fexample.org%2F%25D8%25AE%25D8%25A8%25D8%25B1%2F12',
        'https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2F%25D8%25AE%25D8%25A8%25D8%25B1%2F12%3Ffbclid%3D1&h=AT0',
        'https://t.me/iv?url=https%3A%2F%2Fexample.org%2F%25D8%25AE%25D8%25A8%25D8%25B1%2F12&rhash=1',
        'https://web.archive.org/web/20240101000000/https://example.org/خبر/12',
        'https://web.archive.org/web/2024id_/http://www.example.org/خبر/12/',
        'https://archive.ph/2024.01.01-120000/https://example.org/خبر/12',
      ],
    ],
    [
      'a film on YouTube',
      'youtube.com/watch?v=dQw4w9WgXcQ',
      [
        'https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=10s&list=PL1&feature=share',
        'https://youtu.be/dQw4w9WgXcQ?si=abc',
        'https://m.youtube.com/watch?app=desktop&v=dQw4w9WgXcQ',
        'https://music.youtube.com/watch?v=dQw4w9WgXcQ',
        'https://www.youtube.com/shorts/dQw4w9WgXcQ?feature=share',
        'https://www.youtube.com/live/dQw4w9WgXcQ',
        'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ',
        'https://www.youtube.com/attribution_link?a=1&u=%2Fwatch%3Fv%3DdQw4w9WgXcQ%26feature%3Dshare',
      ],
    ],
    [
      'a post on X',
      'x.com/i/status/1234567890123456789',
      [
        'https://twitter.com/name/status/1234567890123456789?s=20&t=abc',
        'https://x.com/Name/status/1234567890123456789/photo/1',
        'https://mobile.twitter.com/name/status/1234567890123456789',
        'https://twitter.com/i/web/status/1234567890123456789',
        'https://twitter.com/name/statuses/1234567890123456789',
        'https://twitter.com/#!/name/status/1234567890123456789',
        'https://vxtwitter.com/name/status/1234567890123456789',
      ],
    ],
    [
      'a film on Facebook',
      'facebook.com/123456789012345',
      [
        'https://www.facebook.com/watch/?v=123456789012345&ref=sharing',
        'https://m.facebook.com/watch?v=123456789012345',
        'https://www.facebook.com/some.page/videos/123456789012345/',
        'https://www.facebook.com/some.page/videos/a-title/123456789012345/?__tn__=R',
        'https://www.facebook.com/reel/123456789012345?mibextid=x',
        'https://ar-ar.facebook.com/video.php?v=123456789012345',
        'https://fb.com/watch/live/?v=123456789012345',
        'https://www.facebook.com/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Fp%2Fvideos%2F123456789012345%2F',
        'https://www.facebook.com/login/?next=https%3A%2F%2Fwww.facebook.com%2Fwatch%2F%3Fv%3D123456789012345',
      ],
    ],
    [
      'a post on Facebook',
      'facebook.com/987654321098765',
      [
        'https://www.facebook.com/some.page/posts/987654321098765',
        'https://m.facebook.com/story.php?story_fbid=987654321098765&id=1000012345',
        'https://mbasic.facebook.com/permalink.php?id=1000012345&story_fbid=987654321098765',
        'https://www.facebook.com/groups/12345678/posts/987654321098765/',
        'https://web.facebook.com/groups/12345678/permalink/987654321098765/',
        'https://www.facebook.com/groups/12345678/?multi_permalinks=987654321098765',
        'https://www.facebook.com/photo/?fbid=987654321098765&set=a.1234567',
        'https://www.facebook.com/some.page/photos/a.1234567/987654321098765/?type=3',
      ],
    ],
    [
      'a post on Instagram',
      'instagram.com/p/CxYz_12-AbC',
      [
        'https://www.instagram.com/p/CxYz_12-AbC/?igsh=abc',
        'https://instagram.com/reel/CxYz_12-AbC/',
        'https://www.instagram.com/reels/CxYz_12-AbC',
        'https://www.instagram.com/tv/CxYz_12-AbC',
        'https://www.instagram.com/some.name/reel/CxYz_12-AbC/',
        'https://instagr.am/p/CxYz_12-AbC',
        'https://www.instagram.com/accounts/login/?next=/p/CxYz_12-AbC/',
      ],
    ],
    [
      'a film on TikTok',
      'tiktok.com/video/7123456789012345678',
      [
        'https://www.tiktok.com/@some.name/video/7123456789012345678?_r=1&_t=abc&is_from_webapp=1',
        'https://m.tiktok.com/v/7123456789012345678.html',
        'https://www.tiktok.com/embed/v2/7123456789012345678',
        'https://www.tiktok.com/player/v1/7123456789012345678',
        'https://www.tiktok.com/@/video/7123456789012345678',
      ],
    ],
    [
      'a post in a channel on Telegram',
      't.me/some_channel/4321',
      [
        'https://t.me/some_channel/4321?single',
        'https://t.me/s/Some_Channel/4321',
        'https://telegram.me/some_channel/4321',
        'https://some_channel.t.me/4321?embed=1&mode=tme',
        'https://t.me/some_channel/17/4321',
      ],
    ],
  ])('is the same for %s', (_what, form, links) => {
    expect(formsOf(links)).toEqual([form]);
  });

  it('keeps apart what is not the same', () => {
    const links = [
      'https://www.youtube.com/watch?v=dQw4w9WgXcQ',
      'https://www.youtube.com/watch?v=dQw4w9WgXcR',
      'https://www.youtube.com/playlist?list=PL123',
      'https://www.youtube.com/@name',
      'https://x.com/name',
      'https://x.com/other',
      'https://www.facebook.com/some.page',
      'https://www.facebook.com/profile.php?id=1000012345',
      'https://www.facebook.com/share/v/1AbC/',
      'https://www.instagram.com/name',
      'https://www.instagram.com/share/reel/CxYz_12-AbC',
      'https://www.tiktok.com/@name',
      'https://t.me/some_channel',
      'https://t.me/some_channel/1',
      'https://t.me/c/1234/1',
      'https://t.me/+AbCdEf',
      'https://example.org/a?id=1',
      'https://example.org/a?id=2',
      'https://example.org:8443/a',
      'https://example.com/a',
      // Looks like example.com, with a Cyrillic letter.
      'https://exаmple.com/a',
    ];
    expect(formsOf(links)).toHaveLength(links.length);
  });

  it('of an internationalised host is its ASCII form, however it is written', () => {
    const [form, ...others] = formsOf(['https://مثال.example/a', 'HTTPS://مثال.EXAMPLE/a']);
    expect(others).toEqual([]);
    expect(form).toMatch(/^xn--[a-z0-9]+\.example\/a$/u);
  });

  it.each([
    'javascript:alert(document.cookie)//example.org/a',
    'data:text/html,<script>',
    'vbscript:x.y',
    'file:///etc/passwd',
    'https://',
    'https://localhost/a',
    'https://[::1]/a',
    'https://a b.example/',
    'https://exa%00mple.org/',
    // Front pages name no post.
    'https://www.facebook.com/',
    'https://t.me',
    'https://twitter.com/',
  ])('is none for %s', (link) => {
    expect(canonicalLink(link)).toBeNull();
  });

  it('does not follow a wrapper to what is no page', () => {
    const wrapper = `https://l.facebook.com/l.php?u=${encodeURIComponent('javascript:alert(1)')}`;
    expect(canonicalLink(wrapper)).not.toMatch(/^javascript/u);
  });

  it('ends for wrappers in wrappers without end', () => {
    let link = 'https://example.org/a';
    for (let n = 0; n < 6; n++) link = `https://l.facebook.com/l.php?u=${encodeURIComponent(link)}`;
    expect(canonicalLink(link)).not.toBeUndefined();
  });

  it.each([
    `https://${'a.'.repeat(1_000)}`,
    `https://example.org/${'%'.repeat(2_000)}`,
    `https://example.org/?${'&='.repeat(1_000)}`,
    `http%3A%2F%2F${'%'.repeat(1_000)}`,
    `https://example.org/${'/'.repeat(2_000)}`,
    `https://archive.ph/${'1'.repeat(1_900)}/`,
  ])('is found or refused for hostile address %#', (link) => {
    expect(() => canonicalLink(link)).not.toThrow();
  });
});
