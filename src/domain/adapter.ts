import type { Channel } from './channel.ts';
import type {
  Delivery,
  Envelope,
  FileLocation,
  InboundMessage,
  OutboundMessage,
  PictureSource,
  RemoteFile,
} from './message.ts';
import type { SendingPace } from './sending-pace.ts';

/** What an adapter may ask of the rest of the program. `app.ts` connects the two. */
/** What an adapter offers somebody who searches the archive from another chat. */
export interface FoundCard {
  id: string;
  title: string;
  description: string;
  message: OutboundMessage;
}

export interface AdapterPort {
  /** Resolves once the message is stored; an adapter acknowledges to its messenger only then. Rejects when it could not be stored. */
  receive(envelope: Envelope): Promise<void>;
  /** One page of fact-checks with these words, the newest of all without any; `language` is that of the device. */
  search(query: {
    words: string;
    page: number;
    language: string | undefined;
  }): Promise<{ items: FoundCard[]; nextPage: number | null }>;
}

/** For messengers that bring many things at once, and tell later what became of our messages. */
export interface DeliveryPort {
  /** Resolves once all of it is stored. Rejects when it could not be; then nothing is. */
  store(delivery: Delivery): Promise<void>;
}

/** The pictures that messages name by their key. */
export interface PicturePort {
  /** Where a picture is; under the messenger's own id once it has it. Null: it is gone, the words are sent alone. */
  find(channel: Channel, key: string): Promise<PictureSource | null>;
  /** The messenger has the picture now: from here on its id is sent in place of the bytes. */
  onUploaded(channel: Channel, key: string, fileId: string): Promise<void>;
  /** The messenger no longer knows the id it gave: `find` then has the bytes again. */
  onForgotten(channel: Channel, key: string): Promise<void>;
}

/** A message that the messenger took. */
export interface SendReceipt {
  /** The messenger's id of it. */
  externalId: string;
  /** The conversation has a new address, as when a group grows: the message went there, and so must all others. */
  movedTo?: string;
}

export interface AdapterHealth {
  state: 'starting' | 'on' | 'failing' | 'stopped';
  /** Code of the last error while failing. */
  error?: string;
}

/** One messenger. Holds no rule of the conversation: those live in `intake`. */
export interface Adapter {
  readonly channel: Channel;
  /** Its surface says who we are and what to send: nobody needs a first message of ours. */
  readonly introducesUs?: true;
  /** It has no buttons: they are numbered in the text, and who sends a number presses that button. */
  readonly numbersButtons?: true;
  /** Takes messages with pictures: an answer is followed by its card. */
  readonly sendsPictures?: boolean;
  /** Begins to receive. Resolves as soon as the adapter runs by itself; a messenger that is out of reach is retried, not an error. */
  start(port: AdapterPort): Promise<void>;
  /** Stops receiving, keeps sending. */
  drain(): Promise<void>;
  stop(): Promise<void>;
  health(): AdapterHealth;
  /** Reads a stored payload. `null`: nothing in it to answer. Throws `message-malformed` for what the messenger should never send. */
  read(payload: unknown): InboundMessage | null;
  /** Where a file's bytes are. Throws `file-too-large` or `file-gone`. */
  locate(file: Pick<RemoteFile, 'fetchKey'>): Promise<FileLocation>;
  /** How fast it may be written to; without it as fast as we can. The outbox keeps to it. */
  readonly pace?: SendingPace;
  /**
   * Sends one message. Throws `send-rate-limited` (with `retryAfterMs`), `send-unreachable` (try again),
   * `send-refused` (for good: the person blocked us), `send-rejected` (for good: this message cannot be sent) or
   * `send-window-closed` (the person has to write first).
   */
  send(conversation: string, message: OutboundMessage): Promise<SendReceipt>;
  /** So many milliseconds after their last message people can be written to; without it at any time. */
  readonly windowMs?: number;
  /** Asks a person to write, when they cannot be written to otherwise. Throws as `send`. */
  invite?(conversation: string): Promise<SendReceipt>;
  /** Shows "typing…" where the messenger can; never throws. */
  showWorking?(conversation: string): Promise<void>;
  /** Whether the person runs the group; false where that cannot be learned. Never throws. */
  isGroupAdmin?(conversation: string, senderExternalId: string): Promise<boolean>;
  /** Confirms a pressed button; never throws. */
  acknowledgePress?(acknowledge: string): Promise<void>;
}
