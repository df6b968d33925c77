import { enqueueMessage } from '../../notify/outbox.ts';
import { createTip, joinAlbum, type NewTip, type TipPlace } from '../../store/tips.ts';
import type { IntakeParts } from '../parts.ts';
import type { Turn } from '../respond.ts';
import { deferralOf } from '../soft-limit.ts';

/** The parts of an album arrive one by one without an end mark: this long after the last one it is whole. */
const ALBUM_PAUSE_MS = 1_200;

/** A tip of its own, or a further part of an album that waits for its answer. */
export async function openTip(parts: IntakeParts, turn: Turn): Promise<number> {
  const { stored, message, sender, tx } = turn;
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
  if (groupKey === undefined) return createInTurn(parts, turn, tip);
  const part = { ...tip, groupKey, dueAt: new Date(Date.now() + ALBUM_PAUSE_MS) };
  const album = await joinAlbum(tx, part);
  if (!album) return createInTurn(parts, turn, part);
  // The album was answered before this part came: it is a question of its own.
  return album.open ? album.id : createInTurn(parts, turn, tip);
}

/** Beyond the soft limit a tip waits for its turn, and the person is told once. */
async function createInTurn(parts: IntakeParts, turn: Turn, tip: NewTip): Promise<number> {
  const { stored, sender, composer, tx } = turn;
  const now = Date.now();
  const isAsked = tip.place !== 'overheard';
  const deferral = isAsked ? await deferralOf(tx, sender.id, parts.tipsPerHour, now) : null;
  if (!deferral) return createTip(tx, tip);
  const id = await createTip(tx, { ...tip, dueAt: deferral.at, deferred: true });
  if (!deferral.isTold) {
    await enqueueMessage(tx, {
      key: `tip:${id}:deferred`,
      channel: stored.channel,
      conversation: stored.conversation,
      senderId: sender.id,
      tipId: id,
      message: {
        ...composer.deferred(Math.ceil((deferral.at.getTime() - now) / 60_000)),
        ...(tip.quote ? { quote: tip.quote } : {}),
      },
    });
  }
  return id;
}

function placeOf({ isOverheard, isGroup }: Turn['message']): TipPlace {
  if (isOverheard) return 'overheard';
  return isGroup ? 'group' : 'private';
}
