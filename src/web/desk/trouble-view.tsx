import type { Moderator } from '../../domain/role.ts';
import type { ErrorCode } from '../../errors.ts';
import { type DeskReader, deskText } from './desk-text.ts';

/** What does not go away before a person does something. */
const FOR_A_PERSON: ReadonlySet<string> = new Set<ErrorCode>([
  'messenger-unlinked',
  'messenger-unauthorized',
  'messenger-blocked',
  'messenger-conflict',
  'browser-missing',
]);

/** Where it is said in full. */
const MESSENGERS = '/desk/settings/messengers';

interface Props extends DeskReader {
  moderator: Moderator;
  /** Of the page that is shown. */
  url: string;
}

/** For admins: which messengers stand still until somebody sees to them, and where. */
export function MessengerTrouble({ room, language, moderator, url }: Props) {
  if (moderator.role !== 'admin' || new URL(url).pathname === MESSENGERS) return null;
  const troubles = room.desk.messengers().flatMap(({ channel, health, trouble }) => {
    const code = [health.error, trouble].find((one) => one && FOR_A_PERSON.has(one));
    return code ? [{ channel, code }] : [];
  });
  return (
    <>
      {troubles.map(({ channel, code }) => (
        <p class="alert messenger-trouble" role="status">
          <strong>{room.words.t(language, `cli:start.name.${channel}`)}</strong>:{' '}
          {room.words.t(language, `errors:${code}`)}{' '}
          <a href={MESSENGERS}>{deskText({ room, language }, 'trouble.see')}</a>
        </p>
      ))}
    </>
  );
}
