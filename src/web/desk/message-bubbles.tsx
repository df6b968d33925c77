import type { OutboundMessage } from '../../domain/message.ts';
import type { MessagePreview, ShownMessage } from '../../domain/message-preview.ts';
import type { Language } from '../../words.ts';
import type { DeskVisit } from './desk-router.ts';
import { ShownText } from './messenger-markup.tsx';

interface Props {
  visit: DeskVisit;
  preview: MessagePreview;
  message: OutboundMessage;
  language: Language;
  /** It quotes what the person sent. */
  isReply?: boolean;
}

/** A message as its messenger gets and shows it. Its buttons are not to be pressed. */
export function MessageBubbles({ visit, preview, message, language, isReply = false }: Props) {
  const { words } = visit.room;
  return (
    <figure class={`bubble-of bubble-of-${preview.channel}`} lang={language}>
      <figcaption lang={visit.language}>
        {words.t(visit.language, `cli:start.name.${preview.channel}`)}
      </figcaption>
      {preview.shownOf(message).map((shown, place) => (
        <div class="bubble-group" dir={message.direction}>
          <div class="bubble">
            {isReply && place === 0 && <p class="bubble-quote">{words.t(language, 'desk:preview.quoted')}</p>}
            <ShownText text={shown.text} markup={preview.markup} />
          </div>
          <Choices {...shown} />
        </div>
      ))}
    </figure>
  );
}

function Choices({ buttons, list }: ShownMessage) {
  return (
    <>
      {buttons.map((row) => (
        <ul class="plain key-caps">
          {row.map((label) => (
            <li class="key-cap">{label}</li>
          ))}
        </ul>
      ))}
      {list && (
        <ul class="plain key-list">
          <li class="key-cap">{list.opens}</li>
          {list.items.map((label) => (
            <li class="key-cap listed">{label}</li>
          ))}
        </ul>
      )}
    </>
  );
}
