import type { Language, WordParams } from '../../words.ts';
import type { DeskRoom } from './desk-router.ts';

export interface DeskReader {
  room: DeskRoom;
  language: Language;
}

/** Words of `locales/<language>/desk.json`. */
export const deskText = ({ room, language }: DeskReader, key: string, params: WordParams = {}): string =>
  room.words.t(language, `desk:${key}`, params);
