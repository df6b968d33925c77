/**
 * Posts of social networks by what names them. One post has an address for each kind of phone, app and embed;
 * its number or code is the same in all of them.
 */

/** Whether it is `name` itself or a host below it. */
const isAt = (host: string, name: string): boolean => host === name || host.endsWith(`.${name}`);

const MOBILE_HOST = /^(?:www\d?|m|mobile|amp|mbasic|touch)\./u;
/** `ar.m.wikipedia.org`. */
const MOBILE_LABEL = /^([a-z]{2,3})\.m\./u;

/** Host without a trailing dot and without what stands for a phone; other scripts in their ASCII form. */
export const hostOf = (url: URL): string =>
  url.hostname
    .toLowerCase()
    .replace(/\.$/u, '')
    .replace(MOBILE_HOST, '')
    .replace(MOBILE_HOST, '')
    .replace(MOBILE_LABEL, '$1.');

interface Network {
  hosts: string[];
  /** What names the post; `undefined`: no post, and the address stays as it is. */
  post(parts: string[], url: URL): string | undefined;
}

const ID = /^\d{5,25}$/u;
const YOUTUBE_ID = /^[\w-]{11}$/u;
const CODE = /^[\w-]{5,40}$/u;
const PFBID = /^pfbid\w{10,120}$/u;

const youtube: Network = {
  hosts: ['youtube.com', 'youtube-nocookie.com', 'youtu.be'],
  post(parts, url) {
    const [kind, next] = parts;
    const isShort = isAt(hostOf(url), 'youtu.be');
    const isNamed = ['shorts', 'embed', 'live', 'v', 'e', 'vi'].includes(kind ?? '');
    const id = isShort ? kind : isNamed ? next : url.searchParams.get('v');
    return id && YOUTUBE_ID.test(id) ? `youtube.com/watch?v=${id}` : undefined;
  },
};

const x: Network = {
  // The second row are mirrors that people use to make posts show in chats.
  hosts: [
    ...['x.com', 'twitter.com'],
    ...['vxtwitter.com', 'fxtwitter.com', 'fixupx.com', 'fixvx.com', 'nitter.net', 'xcancel.com'],
  ],
  post(parts, url) {
    // Old addresses: twitter.com/#!/name/status/1
    const path = url.hash.startsWith('#!/') ? url.hash.slice(3).split('/') : parts;
    const at = path.findIndex((part) => part === 'status' || part === 'statuses');
    const id = path[at + 1];
    if (at >= 0 && id && ID.test(id)) return `x.com/i/status/${id}`;
    const [name, ...more] = path;
    return name && more.length === 0 ? `x.com/${name.toLowerCase()}` : undefined;
  },
};

/** Numbers of Facebook name one thing, whatever kind of address they stand in. */
const facebook: Network = {
  hosts: ['facebook.com', 'fb.com'],
  post(parts, url) {
    const named = ['v', 'story_fbid', 'fbid', 'multi_permalinks'].map((name) => url.searchParams.get(name));
    const profile = parts[0] === 'profile.php' ? url.searchParams.get('id') : null;
    const last = parts.findLast((part) => ID.test(part) || PFBID.test(part));
    const id = [...named, profile, last].find((one) => one && (ID.test(one) || PFBID.test(one)));
    return id ? `facebook.com/${id}` : undefined;
  },
};

const instagram: Network = {
  hosts: ['instagram.com', 'instagr.am', 'ddinstagram.com'],
  post(parts) {
    const at = parts.findIndex((part) => ['p', 'reel', 'reels', 'tv'].includes(part));
    const code = parts[at + 1];
    const isPost = at >= 0 && at <= 1 && parts[0] !== 'share';
    return isPost && code && CODE.test(code) ? `instagram.com/p/${code}` : undefined;
  },
};

const tiktok: Network = {
  hosts: ['tiktok.com'],
  post(parts) {
    const isPost = parts.some((part) => ['video', 'photo', 'v', 'embed', 'player'].includes(part));
    const id = parts.at(-1)?.replace(/\.html$/u, '');
    return isPost && id && ID.test(id) ? `tiktok.com/video/${id}` : undefined;
  },
};

const telegram: Network = {
  hosts: ['t.me', 'telegram.me', 'telegram.dog'],
  post(parts, url) {
    const [, own] = /^([a-z]\w{3,31})\.t\.me$/u.exec(hostOf(url)) ?? [];
    const path = own ? [own, ...parts] : parts[0] === 's' ? parts.slice(1) : parts;
    const [channel, ...more] = path;
    if (!channel || !/^[a-z]\w{2,31}$/iu.test(channel)) return undefined;
    const id = more.at(-1);
    if (channel === 'c') return undefined;
    // With topics the number of the topic stands before that of the message.
    const isPost = id !== undefined && more.length <= 2 && more.every((part) => /^\d{1,12}$/u.test(part));
    if (isPost) return `t.me/${channel.toLowerCase()}/${id}`;
    return more.length === 0 ? `t.me/${channel.toLowerCase()}` : undefined;
  },
};

const NETWORKS = [youtube, x, facebook, instagram, tiktok, telegram];

/**
 * The one form of a post or profile; `null` for the front page of a network, which names nothing;
 * `undefined` for every other address.
 */
export function socialForm(url: URL): string | null | undefined {
  const host = hostOf(url);
  const network = NETWORKS.find(({ hosts }) => hosts.some((name) => isAt(host, name)));
  if (!network) return undefined;
  const parts = url.pathname.split('/').filter(Boolean);
  const post = network.post(parts, url);
  if (post !== undefined) return post;
  const isFront = parts.length === 0 && [...url.searchParams].length === 0;
  return isFront ? null : undefined;
}
