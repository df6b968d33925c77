import { createTip, joinAlbum, type NewTip, type TipPlace } from '../../store/tips.ts';
import type { Turn } from '../respond.ts';

/** The parts of an album arrive one by one without an end mark: this long after the last one it is whole. */
const ALBUM_PAUSE_MS = 1_200;

/** A tip of its own, or a further part of an album that waits for its answer. */
export async function openTip({ stored, message, sender, tx }: Turn): Promise<number> {
  const { groupKey } = message;
  const tip: NewTip = {
    senderId: sender.id,
    channel: stored.channel,
    conversation: stored.conversation,
    files: message.files,
    ...(message.text ? { text: message.text } : {}),
    ...(message.quote ? { quote: message.quote } : {}),
    ...(message.origin ? { origin: message.origin } : {}),
    place: placeOf(message),
  };
  if (groupKey === undefined) return createTip(tx, tip);
  const part = { ...tip, groupKey, dueAt: new Date(Date.now() + ALBUM_PAUSE_MS) };
  const album = await joinAlbum(tx, part);
  if (!album) return createTip(tx, part);
  // The album was answered before this part came: it is a question of its own.
  return album.open ? album.id : createTip(tx, tip);
}

function placeOf({ isOverheard, isGroup }: Turn['message']): TipPlace {
  if (isOverheard) return 'overheard';
  return isGroup ? 'group' : 'private';
}
