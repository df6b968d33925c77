import { z } from 'zod';
import type { PicturePort } from '../domain/adapter.ts';
import type { Channel } from '../domain/channel.ts';
import type { Match } from '../domain/evidence.ts';
import type { OutboundPicture, PictureSource } from '../domain/message.ts';
import { findCardUpload, forgetCardUpload, rememberCardUpload } from '../store/card-uploads.ts';
import type { Database } from '../store/database.ts';
import { findFactChecks } from '../store/fact-checks.ts';
import { LANGUAGES, type Language } from '../words.ts';
import type { CardSubject, Cards } from './cards.ts';

const keyShape = z.object({
  factCheck: z.string().min(1),
  language: z.enum(LANGUAGES),
  /** What matched by sight. */
  sight: z
    .object({
      kind: z.enum(['exact', 'image', 'video']),
      media: z.string(),
      from: z.number().optional(),
      to: z.number().optional(),
    })
    .optional(),
});

/** The card of an answer, to be drawn when it is sent: it then shows the fact-check as it stands by then. */
export function cardPictureOf({ factCheck, evidence }: Match, language: Language): OutboundPicture {
  const seen = evidence.find(({ kind, archive }) => isSight(kind) && archive?.media);
  const sight = seen && { kind: seen.kind, ...seen.archive };
  return { key: JSON.stringify({ factCheck: factCheck.id, language, ...(sight ? { sight } : {}) }) };
}

const isSight = (kind: string): boolean => kind === 'exact' || kind === 'image' || kind === 'video';

/** Finds the cards that messages name, and remembers under which id a messenger has each of them. */
export class CardPictures implements PicturePort {
  readonly #cards: Cards;
  readonly #database: Database;

  constructor(cards: Cards, database: Database) {
    this.#cards = cards;
    this.#database = database;
  }

  async find(channel: Channel, key: string): Promise<PictureSource | null> {
    const wanted = await this.#read(key);
    if (!wanted) return null;
    const { subject, language } = wanted;
    const plan = await this.#cards.plan(subject, language);
    const fileId = await findCardUpload(this.#database.prisma, channel, plan.key);
    if (fileId !== null) return { fileId };
    return { bytes: (await this.#cards.of(subject, language)).jpeg };
  }

  async onUploaded(channel: Channel, key: string, fileId: string): Promise<void> {
    const cardKey = await this.#cardKeyOf(key);
    if (cardKey !== null) await rememberCardUpload(this.#database.prisma, channel, cardKey, fileId);
  }

  async onForgotten(channel: Channel, key: string): Promise<void> {
    const { prisma } = this.#database;
    const cardKey = await this.#cardKeyOf(key);
    const fileId = cardKey === null ? null : await findCardUpload(prisma, channel, cardKey);
    if (cardKey !== null && fileId !== null) await forgetCardUpload(prisma, channel, cardKey, fileId);
  }

  async #cardKeyOf(key: string): Promise<string | null> {
    const wanted = await this.#read(key);
    return wanted && (await this.#cards.plan(wanted.subject, wanted.language)).key;
  }

  /** Null: the fact-check was taken out. */
  async #read(key: string): Promise<{ subject: CardSubject; language: Language } | null> {
    const { factCheck: id, language, sight } = keyShape.parse(JSON.parse(key));
    const factCheck = (await findFactChecks(this.#database.prisma, [id])).get(id);
    if (!factCheck) return null;
    const evidence = sight
      ? [{ kind: sight.kind, score: 1, archive: { media: sight.media, ...spanOf(sight) } }]
      : [];
    return { subject: { factCheck, evidence }, language };
  }
}

const spanOf = ({ from, to }: { from?: number | undefined; to?: number | undefined }) => ({
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
});
