import type { Chat, ChatType, SentMessage } from './chats.ts';
import type { FileAbout, ShelvedFile } from './file-shelf.ts';
import type { Update } from './update-queue.ts';

/** What a person needs of the messenger. */
export interface Messenger {
  openChat(id: number, type: ChatType): Chat;
  newMessageId(chat: Chat): number;
  addFile(bytes: Uint8Array, about?: FileAbout): ShelvedFile;
  announceFile(file: ShelvedFile): string;
  newCallbackQuery(): string;
  newInlineQuery(): string;
  push(content: Record<string, unknown>): Update;
}

/** Bytes are a new upload; a `ShelvedFile` is a forward of one that Telegram has. */
export type FileOrBytes = Uint8Array | ShelvedFile;

export interface MediaOptions extends FileAbout {
  caption?: string;
  replyTo?: number;
}

type Content = Record<string, unknown>;
export type MediaKind = 'photo' | 'video' | 'video_note' | 'animation' | 'document' | 'audio' | 'voice';

const MIME: Partial<Record<MediaKind, string>> = {
  video: 'video/mp4',
  animation: 'video/mp4',
  audio: 'audio/mpeg',
  voice: 'audio/ogg',
};

/** Somebody with Telegram on the phone. */
export class Person {
  readonly id: number;
  readonly #messenger: Messenger;
  readonly #language: string | undefined;
  readonly #chat: Chat;

  constructor(messenger: Messenger, id: number, language: string | undefined, chat?: Chat) {
    this.id = id;
    this.#messenger = messenger;
    this.#language = language;
    this.#chat = chat ?? messenger.openChat(id, 'private');
  }

  get chat(): Chat {
    return this.#chat;
  }

  /** The same person, writing in a group. */
  inGroup(groupId: number, type: 'group' | 'supergroup' | 'channel' = 'supergroup'): Person {
    return new Person(this.#messenger, this.id, this.#language, this.#messenger.openChat(groupId, type));
  }

  sendsText(text: string, options: { replyTo?: Update | SentMessage } = {}): Update {
    return this.sends({ text, ...entitiesOf('entities', text), ...replyOf(options.replyTo) });
  }

  sendsPhoto(file: FileOrBytes, options: MediaOptions = {}): Update {
    return this.#sendsMedia('photo', file, options);
  }

  sendsVideo(file: FileOrBytes, options: MediaOptions = {}): Update {
    return this.#sendsMedia('video', file, options);
  }

  sendsVideoNote(file: FileOrBytes, options: MediaOptions = {}): Update {
    return this.#sendsMedia('video_note', file, options);
  }

  sendsAnimation(file: FileOrBytes, options: MediaOptions = {}): Update {
    return this.#sendsMedia('animation', file, options);
  }

  sendsDocument(file: FileOrBytes, options: MediaOptions = {}): Update {
    return this.#sendsMedia('document', file, options);
  }

  sendsAudio(file: FileOrBytes, options: MediaOptions = {}): Update {
    return this.#sendsMedia('audio', file, options);
  }

  sendsVoice(file: FileOrBytes, options: MediaOptions = {}): Update {
    return this.#sendsMedia('voice', file, options);
  }

  sendsMedia(kind: MediaKind, file: FileOrBytes, options: MediaOptions = {}): Update {
    return this.#sendsMedia(kind, file, options);
  }

  forwardsMedia(kind: MediaKind, file: FileOrBytes, origin: Content): Update {
    return this.forwards(this.#media(kind, file, {}), origin);
  }

  /** As Telegram does: one update each, one `media_group_id`, the caption on the first. */
  sendsAlbum(items: { kind: MediaKind; file: FileOrBytes }[], options: { caption?: string } = {}): Update[] {
    const group = { media_group_id: String(14_000_000_000_000_000 + Math.floor(Math.random() * 1e12)) };
    return items.map(({ kind, file }, index) =>
      this.sends({ ...this.#media(kind, file, index === 0 ? options : {}), ...group }),
    );
  }

  sendsSticker(): Update {
    const file = this.#messenger.addFile(new Uint8Array(64));
    return this.sends({ sticker: { ...this.#file(file), type: 'regular', width: 512, height: 512 } });
  }

  sendsLocation(): Update {
    return this.sends({ location: { latitude: 33.51, longitude: 36.29 } });
  }

  sendsContact(): Update {
    return this.sends({ contact: { phone_number: '+0000000000', first_name: 'س' } });
  }

  sendsPoll(): Update {
    const options = [{ text: 'نعم', voter_count: 0 }];
    return this.sends({ poll: { id: '1', question: 'صحيح؟', options, total_voter_count: 0 } });
  }

  /** Any content of a message. */
  sends(content: Content): Update {
    return this.#messenger.push({ message: this.#message(content) });
  }

  edits(original: Update, content: Content): Update {
    const message = original.message as Content;
    const edited = { ...message, ...content, edit_date: now() };
    return this.#messenger.push({ edited_message: edited });
  }

  /** Presses the button with this label under a message of the bot. */
  presses(sent: SentMessage, label: string): Update {
    const button = sent.keyboard.flat().find((candidate) => candidate.text === label);
    if (button?.callback_data === undefined) throw new Error(`there is no button "${label}" to press`);
    return this.pressesToken(button.callback_data, sent.messageId);
  }

  /** A press of a button that may never have been offered. */
  pressesToken(data: string, messageId = 1): Update {
    return this.#messenger.push({
      callback_query: {
        id: this.#messenger.newCallbackQuery(),
        from: this.#from(),
        message: { message_id: messageId, date: now(), chat: this.#chatOf(), text: '…' },
        chat_instance: '1',
        data,
      },
    });
  }

  /** Writes `@bot words` into some other chat. */
  searchesInline(query: string, offset = ''): Update {
    const id = this.#messenger.newInlineQuery();
    return this.#messenger.push({
      inline_query: { id, from: this.#from(), query, offset, chat_type: 'group' },
    });
  }

  /** Forwards something with a text or file, from where `origin` says (Bot API, "MessageOrigin"). */
  forwards(content: Content, origin: Content): Update {
    return this.sends({ ...content, forward_origin: { date: now(), ...origin } });
  }

  blocksTheBot(): void {
    this.#chat.state = 'blocked';
  }

  unblocksTheBot(): void {
    this.#chat.state = 'open';
  }

  #sendsMedia(kind: MediaKind, file: FileOrBytes, options: MediaOptions): Update {
    return this.sends(this.#media(kind, file, options));
  }

  #media(kind: MediaKind, given: FileOrBytes, { caption, replyTo, ...about }: MediaOptions): Content {
    const file = given instanceof Uint8Array ? this.#messenger.addFile(given, about) : given;
    const words = {
      ...(caption === undefined ? {} : { caption, ...entitiesOf('caption_entities', caption) }),
      ...(replyTo === undefined ? {} : { reply_to_message: { message_id: replyTo } }),
    };
    if (kind === 'photo') return { ...words, photo: this.#photoSizes(file) };
    const mime = file.mime ?? MIME[kind];
    const media = {
      ...this.#file(file),
      ...(mime === undefined ? {} : { mime_type: mime }),
      ...(file.name === undefined ? {} : { file_name: file.name }),
      ...(file.thumbnail === undefined
        ? {}
        : { thumbnail: { ...this.#file(file.thumbnail), width: 320, height: 180 } }),
      ...(kind === 'document' ? {} : { duration: 10 }),
      ...(kind === 'video' || kind === 'animation' ? { width: 1280, height: 720 } : {}),
      ...(kind === 'video_note' ? { length: 240 } : {}),
    };
    // For the sake of old programs Telegram sends an animation as a document too.
    return { ...words, [kind]: media, ...(kind === 'animation' ? { document: media } : {}) };
  }

  #photoSizes(file: ShelvedFile): Content[] {
    const { width = 1280, height = 960 } = file;
    const still = file.thumbnail ?? this.#messenger.addFile(file.bytes);
    return [
      { ...this.#file(this.#messenger.addFile(file.bytes.slice(0, 64))), width: 90, height: 67 },
      { ...this.#file(still), width: 320, height: 240 },
      { ...this.#file(file), width, height },
    ];
  }

  #file(file: ShelvedFile): Content {
    return {
      file_id: this.#messenger.announceFile(file),
      file_unique_id: file.uniqueId,
      file_size: file.size,
    };
  }

  #message(content: Content): Content {
    return {
      message_id: this.#messenger.newMessageId(this.#chat),
      from: this.#from(),
      chat: this.#chatOf(),
      date: now(),
      ...content,
    };
  }

  #from(): Content {
    const language = this.#language === undefined ? {} : { language_code: this.#language };
    return { id: this.id, is_bot: false, first_name: `سائل ${this.id}`, last_name: 'السرّي', ...language };
  }

  #chatOf(): Content {
    const { id, type } = this.#chat;
    return type === 'private' ? { id, type, first_name: `سائل ${id}` } : { id, type, title: 'مجموعة' };
  }
}

const now = (): number => Math.floor(Date.now() / 1000);

function replyOf(original: Update | SentMessage | undefined): Content {
  if (!original) return {};
  if ('update_id' in original) return { reply_to_message: original.message };
  const { messageId, chatId, text } = original as SentMessage;
  const from = { id: BOT_ID, is_bot: true, first_name: 'تبيّن' };
  return {
    reply_to_message: {
      message_id: messageId,
      date: now(),
      chat: { id: chatId, type: 'private' },
      from,
      text,
    },
  };
}

/** First half of the stand-in's default token. */
export const BOT_ID = 7_100_200_300;

const ENTITY_PATTERNS: [type: string, pattern: RegExp][] = [
  ['bot_command', /(?<=^|\s)\/[a-z0-9_]+(?:@\w+)?/giu],
  ['mention', /(?<=^|\s)@\w{4,32}/gu],
  ['url', /https?:\/\/\S+/gu],
];

function entitiesOf(key: 'entities' | 'caption_entities', text: string): Content {
  const entities = ENTITY_PATTERNS.flatMap(([type, pattern]) =>
    [...text.matchAll(pattern)].map((match) => ({ type, offset: match.index, length: match[0].length })),
  );
  return entities.length === 0 ? {} : { [key]: entities };
}
