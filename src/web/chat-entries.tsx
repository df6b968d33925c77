import { withoutOverrides } from '../domain/latin-runs.ts';
import type { Button, OutboundMessage } from '../domain/message.ts';
import { shorten } from '../domain/rich-text.ts';
import type { Language } from '../words.ts';
import type { ChatEntry } from './dependencies.ts';
import { RichTextView, ratingIn, safeHref } from './rich-text-view.tsx';
import type { WebRoom } from './room.ts';

const SHOWN_ENTRIES = 200;
/** Of the person's own words, which they know. */
const SHOWN_TEXT = 1_200;

/** Id of the form that carries the press of a button under a message. */
export const PRESS_FORM = 'press';

interface Props {
  room: WebRoom;
  language: Language;
}

/** The list of messages; the page's script asks for it again whenever something is new. */
export function ChatEntries(props: Props & { entries: ChatEntry[] }) {
  const { room, language, entries } = props;
  return (
    <>
      {entries.length > SHOWN_ENTRIES && (
        <li class="notice" id="earlier">
          {room.words.t(language, 'web:chat.earlier')}
        </li>
      )}
      {entries.slice(-SHOWN_ENTRIES).map((entry) => (
        <EntryView room={room} language={language} entry={entry} />
      ))}
    </>
  );
}

export const isWorking = (entries: ChatEntry[]): boolean => entries.some((entry) => 'working' in entry);

function EntryView({ room, language, entry }: Props & { entry: ChatEntry }) {
  const id = `m-${entry.id.replace(/[^\w-]/gu, '_')}`;
  const who = room.words.t(language, entry.from === 'person' ? 'web:chat.you' : 'web:chat.us');
  if ('working' in entry) {
    return (
      <li id="working" class="entry us working">
        <Typing text={room.words.t(language, 'web:chat.working')} />
      </li>
    );
  }
  if (entry.from === 'person') {
    return (
      <li id={id} class="entry person">
        <span class="hidden">{who}</span>
        <PersonMessage room={room} language={language} entry={entry} />
        <Time at={entry.at} />
      </li>
    );
  }
  const rating = ratingIn(entry.message.text);
  return (
    <li id={id} class={`entry us${rating ? ` answer edge-${rating}` : ''}`} dir={entry.message.direction}>
      <span class="hidden">{who}</span>
      <RichTextView text={entry.message.text} />
      <Buttons message={entry.message} />
      <Time at={entry.at} />
    </li>
  );
}

const Typing = ({ text }: { text: string }) => (
  <p class="typing">
    <span class="dots" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
    {text}
  </p>
);

/** The script writes the hour of the reader's own clock into it. */
const Time = ({ at }: { at: Date }) => <time datetime={at.toISOString()} />;

function PersonMessage(props: Props & { entry: Extract<ChatEntry, { from: 'person' }> }) {
  const { room, language, entry } = props;
  return (
    <>
      {entry.files.length > 0 && (
        <ul class="files">
          {entry.files.map((file) => (
            <li class={`file file-${file.kind}`} data-sha256={file.sha256} data-mime={file.mime}>
              <span class="file-icon" aria-hidden="true" />
              {room.words.t(language, `web:chat.${nameOf(file.kind)}`)}
            </li>
          ))}
        </ul>
      )}
      {entry.text && (
        <p class="own-text" dir="auto">
          {shorten(withoutOverrides(entry.text), SHOWN_TEXT)}
        </p>
      )}
    </>
  );
}

const nameOf = (kind: string): string => (['image', 'video', 'audio'].includes(kind) ? kind : 'document');

function Buttons({ message }: { message: OutboundMessage }) {
  if (!message.buttons?.length) return null;
  return (
    <div class="buttons">
      {message.buttons.flat().map((button) => (
        <ButtonView button={button} />
      ))}
    </div>
  );
}

function ButtonView({ button }: { button: Button }) {
  const label = <bdi>{withoutOverrides(button.label)}</bdi>;
  if ('token' in button) {
    return (
      <button class="button" type="submit" form={PRESS_FORM} name="press" value={button.token}>
        {label}
      </button>
    );
  }
  const href = safeHref(button.url);
  return href ? (
    <a class="button" href={href} target="_blank" rel="noopener noreferrer">
      {label}
    </a>
  ) : null;
}
