import type { SendingPace } from '../../domain/sending-pace.ts';

/**
 * What Meta grants a number: 80 messages a second with those that come in, and to each person one in six seconds,
 * of which a burst may take some in advance
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput).
 */
export const CLOUD_PACE: SendingPace = {
  overall: [{ messages: 40, inMs: 1_000 }],
  conversation: [{ messages: 10, inMs: 60_000 }],
  group: [],
  isGroup: () => false,
};
