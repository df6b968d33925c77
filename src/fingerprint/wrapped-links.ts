/**
 * Addresses that carry another address: the warning pages of social networks, log-in pages, embeds, caches and
 * web archives. What they lead to is read from the address itself, without any fetch.
 */

interface Wrapper {
  host: RegExp;
  path: RegExp;
  /** Parameters that may hold the address; without them the first group of `path` does. */
  parameters?: string[];
}

const WRAPPERS: Wrapper[] = [
  { host: /(?:^|\.)facebook\.com$/u, path: /^\/(?:l|lsr|flx\/warn)(?:\.php)?\/?$/u, parameters: ['u'] },
  { host: /(?:^|\.)facebook\.com$/u, path: /^\/login(?:\.php)?\/?$/u, parameters: ['next'] },
  { host: /(?:^|\.)facebook\.com$/u, path: /^\/plugins\/\w+\.php$/u, parameters: ['href'] },
  { host: /^l\.instagram\.com$/u, path: /^\/$/u, parameters: ['u'] },
  { host: /(?:^|\.)instagram\.com$/u, path: /^\/accounts\/login\/?$/u, parameters: ['next'] },
  { host: /(?:^|\.)youtube\.com$/u, path: /^\/redirect$/u, parameters: ['q'] },
  { host: /(?:^|\.)youtube\.com$/u, path: /^\/attribution_link$/u, parameters: ['u'] },
  { host: /(?:^|\.)google\.[a-z.]{2,6}$/u, path: /^\/url$/u, parameters: ['url', 'q'] },
  { host: /(?:^|\.)google\.[a-z.]{2,6}$/u, path: /^\/amp\/(?:s\/)?([^/]+\.[^/]+.*)$/u },
  { host: /\.cdn\.ampproject\.org$/u, path: /^\/(?:[cvir]|wp)\/(?:s\/)?([^/]+\.[^/]+.*)$/u },
  { host: /^translate\.google\.[a-z.]{2,6}$/u, path: /^\/translate$/u, parameters: ['u'] },
  { host: /^(?:t\.me|telegram\.me)$/u, path: /^\/iv$/u, parameters: ['url'] },
  { host: /^(?:t\.me|telegram\.me)$/u, path: /^\/share(?:\/url)?$/u, parameters: ['url'] },
  { host: /^(?:api\.whatsapp\.com|wa\.me)$/u, path: /^\/(?:send)?\/?$/u, parameters: ['text'] },
  { host: /(?:^|\.)tiktok\.com$/u, path: /^\/link\/v2$/u, parameters: ['target'] },
  { host: /(?:^|\.)vk\.com$/u, path: /^\/away\.php$/u, parameters: ['to'] },
  { host: /^out\.reddit\.com$/u, path: /^\//u, parameters: ['url'] },
  { host: /^web\.archive\.org$/u, path: /^\/web\/(?:\d{4,14}(?:[a-z]{2}_)?|\*)\/(.+)$/u },
  {
    host: /^archive\.(?:is|today|ph|li|vn|fo|md)$/u,
    path: /^\/(?:o\/\w+|[\d.-]{4,20}|newest)\/(https?:.+)$/u,
  },
];

/** What a wrapper leads to, as it is written there; `null` when the address is no wrapper. */
export function unwrapLink(url: URL): string | null {
  const host = url.hostname.toLowerCase();
  for (const { host: isHost, path, parameters } of WRAPPERS) {
    const found = isHost.test(host) ? path.exec(url.pathname) : null;
    if (!found) continue;
    const inner = parameters
      ? parameters.map((name) => url.searchParams.get(name)).find(isAddress)
      : // An archived address keeps its own parameters behind it.
        `${found[1] ?? ''}${url.search}`;
    if (inner) return inner.startsWith('/') ? new URL(inner, url.origin).href : inner;
  }
  return null;
}

const isAddress = (text: string | null): text is string => text !== null && /^(?:https?:)?\//iu.test(text);
