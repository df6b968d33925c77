import { readFile } from 'node:fs/promises';
import type { ShelvedFile } from '../../tests/standins/bot-api/file-shelf.ts';
import type { Person } from '../../tests/standins/bot-api/person.ts';
import type { Update } from '../../tests/standins/bot-api/update-queue.ts';
import type { BotApiStandIn } from '../../tests/standins/bot-api.ts';
import {
  CAPTION,
  messageIdOf,
  newPicture,
  readSamples,
  samplePath,
} from '../../tests/stories/telegram-kill-run.ts';
import { randomFrom } from '../../tests/support/synthetic-scenes.ts';

/** What people send on a busy day, in parts of 1. */
export const MIX = {
  'text, in the archive': 0.35,
  'text, unknown': 0.2,
  'picture seen before': 0.3,
  'new picture': 0.03,
  'new album of two': 0.01,
  command: 0.11,
} as const;
type Kind = keyof typeof MIX;

const WORDS =
  'قال شاهد إن المجلس سيغلق المدرسة غدا بعد وصول سفينة تحمل قمحا فاسدا إلى مخازن الحي الشرقي وسط غضب التجار والسائقين والمزارعين'.split(
    ' ',
  );
const COMMANDS = ['/start', '/help', '/search حافلات', '/search xyzzy'];

/** Sends the mixed questions of a busy day. Its pictures are drawn before the clock runs. */
export class Crowd {
  readonly #standIn: BotApiStandIn;
  readonly #claims: string[];
  readonly #shelf: ShelvedFile[];
  readonly #pictures: Uint8Array[];
  readonly #random: () => number;
  readonly #people: number;

  private constructor(
    standIn: BotApiStandIn,
    { claims, shelf, pictures }: { claims: string[]; shelf: ShelvedFile[]; pictures: Uint8Array[] },
    { seed, people }: { seed: number; people: number },
  ) {
    this.#standIn = standIn;
    this.#claims = claims;
    this.#shelf = shelf;
    this.#pictures = pictures;
    this.#random = randomFrom(seed);
    this.#people = people;
  }

  static async gather(
    standIn: BotApiStandIn,
    { messages, ...rest }: { messages: number; seed: number; people: number },
  ): Promise<Crowd> {
    const samples = await readSamples();
    const names = samples.flatMap(({ media }) => (media?.[0]?.endsWith('.jpg') ? [media[0]] : []));
    const shelf = await Promise.all(
      names.map(async (name) => standIn.file(await readFile(samplePath(name)))),
    );
    const needed = Math.ceil(messages * (MIX['new picture'] + 2 * MIX['new album of two']) * 1.5) + 10;
    const pictures: Uint8Array[] = [];
    for (let i = 0; i < needed; i += 1) pictures.push(await newPicture(rest.seed * 100_000 + i));
    return new Crowd(standIn, { claims: samples.map(({ claim }) => claim), shelf, pictures }, rest);
  }

  /** One message, or an album. @returns the id of the message that an answer quotes */
  say(): number {
    const person = this.#standIn.user(10_000 + Math.floor(this.#random() * this.#people));
    return messageIdOf(this.#send(person, this.#kind()));
  }

  #send(person: Person, kind: Kind): Update | undefined {
    switch (kind) {
      case 'text, in the archive':
        return person.sendsText(this.#pick(this.#claims));
      case 'text, unknown':
        return person.sendsText(Array.from({ length: 14 }, () => this.#pick(WORDS)).join(' '));
      case 'picture seen before':
        return person.sendsPhoto(this.#pick(this.#shelf), CAPTION);
      case 'new picture':
        return person.sendsPhoto(this.#newPicture(), CAPTION);
      case 'new album of two':
        return person.sendsAlbum(
          [this.#newPicture(), this.#newPicture()].map((file) => ({ kind: 'photo', file })),
          CAPTION,
        )[0];
      case 'command':
        return person.sendsText(this.#pick(COMMANDS));
    }
  }

  #kind(): Kind {
    let left = this.#random();
    for (const [kind, share] of Object.entries(MIX) as [Kind, number][]) {
      left -= share;
      if (left < 0) return kind;
    }
    return 'command';
  }

  #newPicture(): Uint8Array {
    const picture = this.#pictures.pop();
    if (!picture) throw new Error('too few pictures were drawn');
    return picture;
  }

  #pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.#random() * items.length)] as T;
  }
}
