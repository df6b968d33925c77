import type { Context } from 'hono';
import type { OutboundMessage } from '../../../domain/message.ts';
import { listLatestFactChecks } from '../../../store/fact-checks.ts';
import { LANGUAGES, type Language } from '../../../words.ts';
import { RichTextView, ratingIn } from '../../rich-text-view.tsx';
import type { DeskRouter, DeskVisit } from '../desk-router.ts';
import { messageExamples, SITUATIONS } from './message-examples.ts';
import { SETTINGS_PAGES, SettingsPage, settingsText } from './settings-page.tsx';

const PATH = SETTINGS_PAGES.texts;
/** How messengers show choices; the words are the same everywhere. */
export const LOOKS = ['telegram', 'whatsapp', 'numbers'] as const;
type Look = (typeof LOOKS)[number];
/** WhatsApp shows so many as buttons, and more as a list that opens. */
const WHATSAPP_BUTTONS = 3;

/** All messages people get, in both languages. */
export function addTextRoutes(router: DeskRouter): void {
  router.get(PATH, 'admin', showTexts);
}

async function showTexts(c: Context, visit: DeskVisit): Promise<Response> {
  const { words, desk } = visit.room;
  const look = LOOKS.find((one) => one === c.req.query('look')) ?? 'telegram';
  const factChecks = await listLatestFactChecks(desk.database.prisma, 3);
  const examples = LANGUAGES.map((language) => {
    const question = words.t(language, 'settings:texts.question');
    return { language, messages: messageExamples(words, language, factChecks, question) };
  });
  const shown = SITUATIONS.filter((situation) => examples[0]?.messages.has(situation));
  return c.html(
    <SettingsPage c={c} visit={visit} page="texts">
      <p>{settingsText(visit, 'texts.hint')}</p>
      <p class="choices">
        {LOOKS.map((one) => (
          <a
            class="button small"
            href={`${PATH}?look=${one}`}
            aria-current={one === look ? 'true' : undefined}
          >
            {settingsText(visit, `texts.look.${one}`)}
          </a>
        ))}
      </p>
      {shown.map((situation) => (
        <section class="panel texts" id={situation}>
          <h2>{settingsText(visit, `texts.situation.${situation}`)}</h2>
          <div class="two-languages">
            {examples.map(({ language, messages }) => (
              <Message {...{ visit, language, look }} message={messages.get(situation)} />
            ))}
          </div>
        </section>
      ))}
    </SettingsPage>,
  );
}

interface MessageProps {
  visit: DeskVisit;
  language: Language;
  look: Look;
  message: OutboundMessage | undefined;
}

function Message({ visit, language, look, message }: MessageProps) {
  if (!message) return null;
  const rating = ratingIn(message.text);
  return (
    <div lang={language} dir={message.direction}>
      <div class={`entry us ${rating ? `answer edge-${rating}` : ''}`}>
        <RichTextView text={message.text} />
      </div>
      <Choices visit={visit} language={language} look={look} message={message} />
    </div>
  );
}

/** Not to be pressed: what is under a message in each messenger. */
function Choices({ visit, language, look, message }: MessageProps & { message: OutboundMessage }) {
  const { words } = visit.room;
  const labels = (message.buttons ?? []).flat().map(({ label }) => label);
  if (labels.length === 0) return null;
  if (look === 'numbers') {
    return (
      <ol class="numbered">
        {labels.map((label) => (
          <li>{label}</li>
        ))}
      </ol>
    );
  }
  const isList = look === 'whatsapp' && labels.length > WHATSAPP_BUTTONS;
  return (
    <ul class={`plain key-caps ${look}`}>
      {isList && <li class="key-cap opens">{words.t(language, 'reply:menu.choices')}</li>}
      {labels.map((label) => (
        <li class={isList ? 'key-cap listed' : 'key-cap'}>{label}</li>
      ))}
    </ul>
  );
}
