import type { Channel } from './channel.ts';
import type { MediaKind } from './fingerprint.ts';
import type { RichText } from './rich-text.ts';

/** A file as a messenger announced it, before any download. */
export interface RemoteFile {
  /** The same for every forward of the file on this channel. */
  fileKey: string;
  /** What the adapter needs to fetch it. */
  fetchKey: string;
  /** What the messenger calls it; `document` when it does not say. */
  kind: MediaKind | 'document';
  mime?: string;
  /** Bytes. */
  size?: number;
  /** Hex digest of the content, when the messenger tells it. */
  sha256?: string;
  /** A small still of a video or picture, always small enough to fetch. */
  thumbnail?: { fileKey: string; fetchKey: string };
}

/** Where the bytes of a remote file are; `sha256`: the hex digest that they must have. */
export type FileLocation = { sha256?: string } & (
  | {
      url: string;
      headers?: Record<string, string>;
      /** The operator named this server in the configuration: it may stand in the newsroom's own network. */
      isConfigured?: true;
    }
  | {
      path: string;
      /** Made for whoever asked, who removes it. */
      isTemporary?: true;
    }
  | { bytes: Uint8Array }
);

/** How far a message that the messenger took has come. A later one says more than an earlier one. */
export const DELIVERY_STATES = ['sent', 'failed', 'delivered', 'read'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** What a messenger tells later of a message it took. */
export interface DeliveryReceipt {
  /** The messenger's id of the message. */
  externalId: string;
  state: DeliveryState;
  /** Why it failed: a code of the catalogue, and the messenger's own words. */
  error?: { code: string; detail: string | null };
}

/** What a messenger brought at once: all of it is stored, or nothing. */
export interface Delivery {
  messages: Envelope[];
  receipts: DeliveryReceipt[];
}

/** Where a forwarded message comes from; of people nothing but that they are people. */
export interface MessageOrigin {
  kind: 'person' | 'hidden' | 'group' | 'channel';
  /** Of a public group or channel. */
  title?: string;
  /** The message itself, where it can be opened. */
  link?: string;
  /** The messenger marks it as passed on very often. */
  isViral?: true;
}

/** Things a person can send that cannot be checked. */
export const UNSUPPORTED_KINDS = ['sticker', 'location', 'contact', 'poll', 'other'] as const;
export type UnsupportedKind = (typeof UNSUPPORTED_KINDS)[number];

/** One inbound message in the words of the domain, whatever messenger it came from. */
export interface InboundMessage {
  /** Where to answer: the chat on this channel. */
  conversation: string;
  /** The messenger's own id of the message, to quote it in the answer. */
  quote?: string;
  sender: {
    /** Opaque id on the channel, never a phone number. */
    externalId: string;
    /** BCP 47 tag of the person's device, if the messenger tells it. */
    language?: string;
    /** BCP 47 tag the person asked to be answered in, where the surface itself lets them choose. */
    chosenLanguage?: string;
  };
  text?: string;
  files: RemoteFile[];
  /** Others read along: no greetings, and nothing personal. */
  isGroup?: true;
  /** Said in a group without addressing us. */
  isOverheard?: true;
  /** Forwarded, not written by the sender. */
  origin?: MessageOrigin;
  /** The messenger's id of the message this one answers. */
  replyTo?: string;
  /** Messages with the same key are one album. */
  groupKey?: string;
  /** `/search words` -> name `search`, argument `words`. */
  command?: { name: string; argument: string };
  /** The person pressed a button that carried this token; `acknowledge` is what the adapter needs to confirm the press. */
  press?: { token: string; acknowledge?: string };
  edited?: true;
  unsupported?: UnsupportedKind;
}

/** A button under an outbound message: it either carries a token back to us or opens a link. */
export type Button = { label: string; token: string } | { label: string; url: string };

/** Where a picture to be sent is: at the messenger already, on this machine, or in memory. */
export type PictureSource = { fileId: string } | { path: string } | { bytes: Uint8Array };

/**
 * A picture to be sent, by the name under which `PicturePort` finds it at the moment of sending: a picture for
 * thousands is uploaded once, and what waits in the outbox stays small. The same key is the same picture.
 */
export interface OutboundPicture {
  key: string;
}

/** One message for a person, ready but for the messenger's own markup and limits. */
export interface OutboundMessage {
  /** With a picture: its caption, which may be empty. */
  text: RichText;
  picture?: OutboundPicture;
  /** Rows of buttons. */
  buttons?: Button[][];
  /** The messenger's id of the message this answers. */
  quote?: string;
  /** Reading direction of the text. */
  direction: 'rtl' | 'ltr';
}

/** The address of an inbound message before it is understood: enough to store it once and in order. */
export interface Envelope {
  channel: Channel;
  /** Unique on the channel: storing it twice is one message. */
  externalId: string;
  /** Messages of one conversation are worked on in the order of their arrival. */
  conversation: string;
  /** The messenger's own words, JSON. */
  payload: unknown;
}
