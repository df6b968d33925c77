/** The messengers a person can write from; `memory` is the in-process one of the tests. */
export const CHANNELS = ['telegram', 'whatsapp-web', 'whatsapp-cloud', 'web-chat', 'memory'] as const;

export type Channel = (typeof CHANNELS)[number];
