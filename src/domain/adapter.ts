import type { Channel } from './channel.ts';
import type { Envelope, FileLocation, InboundMessage, OutboundMessage, RemoteFile } from './message.ts';

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
  /**
   * Sends one message and returns the messenger's id of it. Throws `send-rate-limited` (with `retryAfterMs`),
   * `send-refused` (for good: the person blocked us) or `send-unreachable` (try again).
   */
  send(conversation: string, message: OutboundMessage): Promise<{ externalId: string }>;
  /** Shows "typing…" where the messenger can; never throws. */
  showWorking?(conversation: string): Promise<void>;
  /** Whether the person runs the group; false where that cannot be learned. Never throws. */
  isGroupAdmin?(conversation: string, senderExternalId: string): Promise<boolean>;
  /** Confirms a pressed button; never throws. */
  acknowledgePress?(acknowledge: string): Promise<void>;
}
