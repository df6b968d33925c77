import type { MediaShelf, ShelvedMedia } from './media-shelf.ts';

type Json = Record<string, unknown>;

/** How a person reaches the business. */
export interface Identity {
  /** Null: hidden behind a user name. */
  phone: string | null;
  /** The business-scoped id; null as before Meta had them. */
  userId: string | null;
}

export interface MessageAbout {
  caption?: string;
  /** Of the message that is answered. */
  replyTo?: string;
  forwarded?: 'once' | 'often';
}

export interface PersonParts {
  media: MediaShelf;
  newMessageId(identity: Identity): string;
  bring(value: Json): Promise<void>;
  now(): number;
  heardFrom(identity: Identity, messageId: string): void;
}

/** What a message was answered with, as far as it can be pressed. */
export interface Pressable {
  id: string;
  body: Json;
}

type FileKind = 'image' | 'video' | 'audio' | 'document' | 'sticker';

/** Somebody with WhatsApp. Each method resolves with the id of the message, once it is on its way to the webhook. */
export class Person {
  readonly identity: Identity;
  readonly #parts: PersonParts;

  constructor(parts: PersonParts, identity: Identity) {
    this.#parts = parts;
    this.identity = identity;
  }

  /** Where answers come: what messages to this person are addressed to. */
  get address(): string {
    return this.identity.userId ?? this.identity.phone ?? '';
  }

  sendsText(body: string, about: MessageAbout = {}): Promise<string> {
    return this.sends({ type: 'text', text: { body } }, about);
  }

  /** The same shelf entry is a forward: another id, the same digest. */
  async sendsFile(
    kind: FileKind,
    file: { bytes: Uint8Array; mime: string },
    about: MessageAbout = {},
  ): Promise<{ id: string; media: ShelvedMedia }> {
    const media = this.#parts.media.add(file.bytes, file.mime);
    const content = {
      id: media.id,
      mime_type: media.mime,
      sha256: Buffer.from(media.sha256, 'hex').toString('base64'),
      ...(about.caption === undefined ? {} : { caption: about.caption }),
    };
    return { id: await this.sends({ type: kind, [kind]: content }, about), media };
  }

  /** Presses a button or picks a row by what is written on it. */
  presses({ id, body }: Pressable, title: string): Promise<string> {
    const { interactive } = body as { interactive: { type: string; action: Json } };
    const options = [
      ...((interactive.action.buttons ?? []) as { reply: { id: string; title: string } }[]).map(
        ({ reply }) => reply,
      ),
      ...((interactive.action.sections ?? []) as { rows: { id: string; title: string }[] }[]).flatMap(
        ({ rows }) => rows,
      ),
    ];
    const found = options.find((option) => option.title === title);
    if (!found)
      throw new Error(`no button ${title} among ${options.map((option) => option.title).join(', ')}`);
    const type = interactive.type === 'list' ? 'list_reply' : 'button_reply';
    const answer = { type: 'interactive', interactive: { type, [type]: found } };
    return this.sends(answer, { replyTo: id });
  }

  /** Presses the button of a template. */
  pressesTemplate({ id, body }: Pressable, text: string): Promise<string> {
    const { components } = body.template as {
      components: { type: string; parameters: { payload: string }[] }[];
    };
    const payload = components.find(({ type }) => type === 'button')?.parameters[0]?.payload ?? text;
    return this.sends({ type: 'button', button: { payload, text } }, { replyTo: id });
  }

  /** Any message. */
  async sends(content: Json, about: MessageAbout = {}): Promise<string> {
    const message = this.message(content, about);
    await this.#parts.bring({ contacts: [this.contact], messages: [message] });
    return String(message.id);
  }

  /** As it stands in a delivery, without being brought. */
  message(content: Json, { replyTo, forwarded }: MessageAbout = {}): Json {
    const { phone, userId } = this.identity;
    const id = this.#parts.newMessageId(this.identity);
    this.#parts.heardFrom(this.identity, id);
    const context = {
      ...(replyTo === undefined ? {} : { from: '15550783881', id: replyTo }),
      ...(forwarded === 'once' ? { forwarded: true } : {}),
      ...(forwarded === 'often' ? { frequently_forwarded: true } : {}),
    };
    return {
      ...(phone === null ? {} : { from: phone }),
      ...(userId === null ? {} : { from_user_id: userId }),
      id,
      timestamp: String(Math.floor(this.#parts.now() / 1000)),
      ...(Object.keys(context).length > 0 ? { context } : {}),
      ...content,
    };
  }

  get contact(): Json {
    const { phone, userId } = this.identity;
    return {
      profile: { name: 'Somebody \u202e\u0007 With A Name' },
      ...(phone === null ? {} : { wa_id: phone }),
      ...(userId === null ? {} : { user_id: userId }),
    };
  }
}
