import { onTestFinished } from 'vitest';
import {
  WhatsAppCloudAdapter,
  type WhatsAppCloudOptions,
} from '../../../src/adapters/whatsapp-cloud/whatsapp-cloud-adapter.ts';
import type { Delivery, OutboundMessage } from '../../../src/domain/message.ts';
import { createLog } from '../../../src/log.ts';
import { asMetaWrites, signatureOf } from '../../standins/graph-api/webhook-delivery.ts';
import {
  APP_SECRET,
  GraphStandIn,
  type GraphStandInOptions,
  PHONE_ID,
  TOKEN,
  VERIFY_TOKEN,
} from '../../standins/graph-api.ts';

export interface CloudLine {
  api: GraphStandIn;
  adapter: WhatsAppCloudAdapter;
  /** What was stored, delivery by delivery. */
  stored: Delivery[];
  logLines: string[];
  /** Brings anything, signed as it should be. */
  bring(body: unknown): Promise<number>;
}

/** An adapter against a Graph API of its own, started; both end with the test. */
export async function cloudLine(
  options: Partial<WhatsAppCloudOptions> = {},
  standIn: GraphStandInOptions = {},
): Promise<CloudLine> {
  const api = await GraphStandIn.start(standIn);
  const stored: Delivery[] = [];
  const logLines: string[] = [];
  const adapter = new WhatsAppCloudAdapter({
    ...{ token: TOKEN, phoneId: PHONE_ID, appSecret: APP_SECRET, verifyToken: VERIFY_TOKEN },
    apiRoot: api.root,
    template: null,
    menuLabels: { rtl: 'الخيارات', ltr: 'Choose' },
    deliveries: { store: async (delivery) => void stored.push(delivery) },
    log: createLog('trace', { write: (line: string) => void logLines.push(line) }),
    ...options,
    timing: { callMs: 5_000, startMs: 1_000, backoff: { firstMs: 5, maxMs: 20 }, ...options.timing },
  });
  onTestFinished(async () => {
    await adapter.stop();
    await api.close();
  });
  await adapter.start();
  const bring = async (body: unknown): Promise<number> => {
    const text = asMetaWrites(body);
    return (await adapter.handleWebhook(signatureOf(text, APP_SECRET), Buffer.from(text))).status;
  };
  api.webhook.bring = async (body) => void (await bring(body));
  return { api, adapter, stored, logLines, bring };
}

export const outbound = (text: string, rest: Partial<OutboundMessage> = {}): OutboundMessage => ({
  text: text.split('\n').map((line) => [{ text: line }]),
  direction: 'rtl',
  ...rest,
});
