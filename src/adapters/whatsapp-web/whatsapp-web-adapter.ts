import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Adapter, AdapterHealth, DeliveryPort, PicturePort, SendReceipt } from '../../domain/adapter.ts';
import type { FileLocation, InboundMessage, OutboundMessage, RemoteFile } from '../../domain/message.ts';
import type { Pairing, PairingState } from '../../domain/pairing.ts';
import type { SendingPace } from '../../domain/sending-pace.ts';
import { AppError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { isBlank, TEXT_LIMIT } from '../visible-text.ts';
import { toMarkup } from '../whatsapp-markup.ts';
import { hasOneLink } from '../whatsapp-offers.ts';
import type { MenuWords } from './numbered-menu.ts';
import { paceOf, typingTime, type WebPacing } from './pace.ts';
import { PairingMonitor } from './pairing-monitor.ts';
import type { OrderOf } from './protocol.ts';
import { readMessage } from './read-message.ts';
import { PROCESS_TIMING, type ProcessTiming, SessionProcess } from './session-process.ts';
import { SESSION_TIMING, type SessionTiming } from './timing.ts';
import { writtenText } from './written-text.ts';

export interface WhatsAppWebOptions {
  /** Where the session is kept; whoever has it is the newsroom's number. */
  folder: string;
  browserPath: string | null;
  browserArguments: string[];
  pacing: WebPacing;
  menuWords: Record<OutboundMessage['direction'], MenuWords>;
  deliveries: DeliveryPort;
  /** Without it pictures go as their words. */
  pictures?: PicturePort;
  log: Log;
  timing?: Partial<SessionTiming & ProcessTiming>;
  random?: () => number;
}

const CHANNEL = 'whatsapp-web';
/** The page hands files over as one text, which is a third longer and goes through memory twice. */
const MAX_FILE_BYTES = 100 * 1024 * 1024;
const CAPTION_LIMIT = 1024;
/** Limit of orders nobody waits for the outcome of. */
const COURTESY_MS = 20_000;

/** WhatsApp with a number of the newsroom's own, by WhatsApp Web in a browser in a process of its own. */
export class WhatsAppWebAdapter implements Adapter {
  readonly channel = CHANNEL;
  readonly numbersButtons = true;
  readonly pace: SendingPace;
  readonly sendsPictures: boolean;
  readonly #options: WhatsAppWebOptions;
  readonly #process: SessionProcess;
  readonly #pairing: PairingMonitor;
  readonly #random: () => number;
  #isReceiving = false;

  constructor(options: WhatsAppWebOptions) {
    this.#options = options;
    this.#random = options.random ?? Math.random;
    this.pace = paceOf(options.pacing);
    this.sendsPictures = options.pictures !== undefined;
    this.#pairing = new PairingMonitor(() => {
      void this.#courtesy({ do: 'begin-pairing' });
    });
    const { folder, browserPath, browserArguments, log, timing } = options;
    this.#process = new SessionProcess({
      session: { folder, browserPath, browserArguments, timing: { ...SESSION_TIMING, ...timing } },
      timing: { ...PROCESS_TIMING, ...timing },
      onState: (state) => this.#enter(state),
      store: (delivery) => this.#store(delivery),
      log,
    });
  }

  /** The link with the newsroom's number. */
  get pairing(): Pairing {
    return this.#pairing;
  }

  /** Number of the process with the browser; null while there is none. */
  get pid(): number | null {
    return this.#process.pid;
  }

  /** What comes in goes through the port of deliveries. */
  async start(): Promise<void> {
    this.#isReceiving = true;
    this.#process.start();
  }

  /** What comes in from now on stays unread, and is read after the next start. */
  async drain(): Promise<void> {
    this.#isReceiving = false;
  }

  async stop(): Promise<void> {
    await this.drain();
    await this.#process.stop();
  }

  health(): AdapterHealth {
    const { current } = this.#pairing;
    if (current.state === 'connected') return { state: 'on' };
    if (current.state === 'starting') return { state: 'starting' };
    if (current.state === 'failing') return { state: 'failing', error: current.error };
    return { state: 'failing', error: 'messenger-unlinked' };
  }

  read(payload: unknown): InboundMessage {
    return readMessage(payload);
  }

  async locate({ fetchKey }: Pick<RemoteFile, 'fetchKey'>): Promise<FileLocation> {
    const order = { do: 'fetch', messageId: fetchKey, maxBytes: MAX_FILE_BYTES } as const;
    const path = await this.#process.order(order, new AppError('download-failed'));
    if (typeof path !== 'string') throw new AppError('file-gone');
    return { path, isTemporary: true };
  }

  async send(conversation: string, message: OutboundMessage): Promise<SendReceipt> {
    const order = await this.#orderFor(conversation, message);
    const externalId = await this.#process.order(order, new AppError('send-unreachable'));
    if (typeof externalId !== 'string') throw new AppError('send-unreachable');
    return { externalId };
  }

  async showWorking(conversation: string): Promise<void> {
    await this.#courtesy({ do: 'type', conversation });
  }

  async isGroupAdmin(conversation: string, person: string): Promise<boolean> {
    return (await this.#courtesy({ do: 'is-admin', conversation, person })) === true;
  }

  async #courtesy(order: OrderOf<'type'> | OrderOf<'is-admin'> | OrderOf<'begin-pairing'>): Promise<unknown> {
    return this.#process
      .order(order, new AppError('messenger-unreachable'), COURTESY_MS)
      .catch((err: unknown) => {
        this.#options.log.debug({ err, what: order.do }, 'a courtesy to WhatsApp failed');
        return null;
      });
  }

  async #orderFor(conversation: string, message: OutboundMessage): Promise<OrderOf<'send'>> {
    const { quote } = message;
    const picture = await this.#pictureOf(message);
    const text = writtenText(message, this.#options.menuWords, picture ? CAPTION_LIMIT : TEXT_LIMIT);
    if (!picture && isBlank(text)) throw new AppError(message.picture ? 'send-rejected' : 'text-empty');
    return {
      do: 'send',
      conversation,
      text: toMarkup(text),
      isPreviewed: hasOneLink(text),
      typingMs: typingTime(this.#options.pacing, this.#random),
      ...(quote === undefined ? {} : { quote }),
      ...(picture ? { picture } : {}),
    };
  }

  /** Null: there is none, or it is gone; the words are sent alone. */
  async #pictureOf({ picture }: OutboundMessage): Promise<{ bytes: Uint8Array; mime: string } | null> {
    const source = picture ? await this.#options.pictures?.find(CHANNEL, picture.key) : null;
    if (!source || 'fileId' in source) return null;
    const bytes = 'path' in source ? await readFile(source.path) : source.bytes;
    return { bytes, mime: bytes[0] === 0x89 ? 'image/png' : 'image/jpeg' };
  }

  async #store(delivery: Parameters<DeliveryPort['store']>[0]): Promise<void> {
    if (!this.#isReceiving) throw new AppError('not-receiving');
    await this.#options.deliveries.store(delivery);
  }

  #enter(state: PairingState): void {
    if (state.state === 'connected') this.#options.log.info('connected with WhatsApp');
    this.#pairing.enter(state);
  }
}

/** The folder of the session inside the data folder. */
export const sessionFolder = (dataFolder: string): string => join(dataFolder, 'whatsapp-web');
