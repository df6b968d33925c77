import type { Channel } from './channel.ts';
import type { OutboundMessage } from './message.ts';

/** Shows a message as a messenger gets it, before it is sent: by the very code that sends it. */
export interface MessagePreview {
  channel: Channel;
  /** How the texts are written: Telegram's HTML style, or the marks of WhatsApp. */
  markup: 'html' | 'marks';
  /** The text of each message that one becomes, with the messenger's limits kept. */
  textsOf(message: OutboundMessage): string[];
}
