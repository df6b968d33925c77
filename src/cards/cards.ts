import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Evidence } from '../domain/evidence.ts';
import type { FactCheck } from '../domain/fact-check.ts';
import type { Log } from '../log.ts';
import type { BlobStore } from '../media/blob-store.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import type { GreyPicture } from '../media/image.ts';
import type { Database } from '../store/database.ts';
import type { Language, Words } from '../words.ts';
import type { Brand } from './brand.ts';
import type { CardContent } from './card-content.ts';
import { CARD_SIZES } from './card-layout.ts';
import { CardPress } from './card-press.ts';
import { CardShelf } from './card-shelf.ts';
import { type FramePlace, findMatchedFrame, readFrame } from './matched-frame.ts';
import { writeContent } from './write-content.ts';

/** Grows with every change of how cards are drawn: all are drawn anew. */
const DESIGN = 1;

export interface CardParts {
  database: Database;
  blobs: BlobStore;
  ffmpeg: Ffmpeg;
  words: Words;
  brand: Brand;
  /** Where people reach this server, without a slash at the end. */
  publicUrl: string | null;
  log: Log;
}

/** What a card is wanted for: a fact-check, and why it was found where it was. */
export interface CardSubject {
  factCheck: FactCheck;
  /** Of a look-up: what matched by sight is shown on the card. */
  evidence?: Evidence[];
}

/** A card that need not be drawn yet. */
export interface CardPlan {
  /** 32 hex digits; another one as soon as anything on the card changes. */
  key: string;
  /** The card in words, for those who do not see it. */
  alt: string;
  /** Pixels. */
  width: number;
  height: number;
}

export interface Card extends CardPlan {
  jpeg: Buffer;
}

interface Plan extends CardPlan {
  content: CardContent;
  frame: FramePlace | null;
}

/** Verdict cards: pictures made to be shared where a rumour ran. Each is drawn once, however many want it. */
export class Cards {
  readonly #parts: CardParts;
  readonly #shelf: CardShelf;
  readonly #press: CardPress;
  readonly #underWay = new Map<string, Promise<Card>>();

  private constructor(parts: CardParts, shelf: CardShelf) {
    this.#parts = parts;
    this.#shelf = shelf;
    this.#press = new CardPress(parts.log);
  }

  /** Keeps drawn cards in the data folder. */
  static async open(parts: CardParts, dataFolder: string): Promise<Cards> {
    return new Cards(parts, await CardShelf.open(join(dataFolder, 'cards')));
  }

  /** What the card will be known by, without drawing it. */
  async plan(subject: CardSubject, language: Language): Promise<CardPlan> {
    const { key, alt, width, height } = await this.#plan(subject, language);
    return { key, alt, width, height };
  }

  /** The card, drawn where it is not there yet. @throws `card-unavailable` */
  async of(subject: CardSubject, language: Language): Promise<Card> {
    const plan = await this.#plan(subject, language);
    const underWay = this.#underWay.get(plan.key);
    if (underWay) return underWay;
    const card = this.#fetch(plan).finally(() => this.#underWay.delete(plan.key));
    this.#underWay.set(plan.key, card);
    return card;
  }

  /** So many were drawn since the start; the others were there. */
  get drawn(): number {
    return this.#press.drawn;
  }

  close(): Promise<void> {
    return this.#press.close();
  }

  async #plan({ factCheck, evidence = [] }: CardSubject, language: Language): Promise<Plan> {
    const content = writeContent(factCheck, language, this.#parts);
    return this.#planOf(content, await findMatchedFrame(this.#parts.database.prisma, evidence));
  }

  #planOf(content: CardContent, frame: FramePlace | null): Plan {
    const { logo } = this.#parts.brand;
    const drawn = { design: DESIGN, content, frame, logo: logo instanceof Object ? logo.digest : logo };
    const key = createHash('sha256').update(JSON.stringify(drawn)).digest('hex').slice(0, 32);
    const { verdict, title } = content;
    const alt = this.#parts.words.t(content.language, 'card:alt', { verdict, title });
    return { key, alt, ...CARD_SIZES[frame ? 'withFrame' : 'without'], content, frame };
  }

  async #fetch(plan: Plan): Promise<Card> {
    const { key, alt, width, height, content } = plan;
    const shelved = await this.#shelf.get(key);
    if (shelved) return { key, alt, width, height, jpeg: shelved };
    const [frame] = await Promise.all([plan.frame && this.#readFrame(plan.frame), this.#press.prepare()]);
    // Without the frame it is another card.
    if (plan.frame && !frame) return this.#fetch(this.#planOf(content, null));
    const { logo } = this.#parts.brand;
    const drawn = await this.#press.draw({
      content,
      logo: logo instanceof Object ? logo.picture : logo,
      frame,
    });
    const jpeg = Buffer.from(drawn.jpeg);
    await this.#shelf.put(key, jpeg);
    return { key, alt, width, height, jpeg };
  }

  /** Null: it cannot be had, which leaves a card without it. */
  async #readFrame(place: FramePlace): Promise<GreyPicture | null> {
    try {
      return await readFrame(this.#parts, place);
    } catch (error) {
      this.#parts.log.warn({ err: error, sha256: place.sha256 }, 'a matched frame cannot be read');
      return null;
    }
  }
}
