import type { MessageOrigin } from '../../domain/message.ts';
import type { ForwardOriginShape } from './update-shape.ts';

/** Where a forwarded message comes from: groups and channels by their public names, people not at all. */
export function originOf({ type, chat, sender_chat, message_id }: ForwardOriginShape): MessageOrigin {
  if (type === 'user') return { kind: 'person' };
  const source = chat ?? sender_chat;
  if (!source) return { kind: 'hidden' };
  const link = source.username && `https://t.me/${source.username}${message_id ? `/${message_id}` : ''}`;
  return {
    kind: type === 'channel' ? 'channel' : 'group',
    ...(source.title ? { title: source.title } : {}),
    ...(link ? { link } : {}),
  };
}
