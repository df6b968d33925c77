import type { Channel } from './channel.ts';
import type { OutboundMessage } from './message.ts';

/** One message as it arrives, with what can be pressed below it. */
export interface ShownMessage {
  text: string;
  /** Labels, row by row. */
  buttons: string[][];
  /** A list that opens when its button is pressed. */
  list?: { opens: string; items: string[] };
}

/** Shows a message as a messenger gets it, before it is sent: by the very code that sends it. */
export interface MessagePreview {
  channel: Channel;
  /** How the texts are written: Telegram's HTML style, or the marks of WhatsApp. */
  markup: 'html' | 'marks';
  /** Each message that one becomes, with the messenger's limits kept. */
  shownOf(message: OutboundMessage): ShownMessage[];
}
