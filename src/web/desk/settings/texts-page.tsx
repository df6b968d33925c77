import type { Context } from 'hono';
import { AppError } from '../../../errors.ts';
import { listLatestFactChecks } from '../../../store/fact-checks.ts';
import { LANGUAGES } from '../../../words.ts';
import type { DeskRouter, DeskVisit } from '../desk-router.ts';
import { MessageBubbles } from '../message-bubbles.tsx';
import { messageExamples, SITUATIONS } from './message-examples.ts';
import { SETTINGS_PAGES, SettingsPage, settingsText } from './settings-page.tsx';

const PATH = SETTINGS_PAGES.texts;

/** All messages people get, in both languages, as one of the messengers shows them. */
export function addTextRoutes(router: DeskRouter): void {
  router.get(PATH, 'admin', showTexts);
}

async function showTexts(c: Context, visit: DeskVisit): Promise<Response> {
  const { words, desk } = visit.room;
  const { previews } = desk;
  const preview = previews.find(({ channel }) => channel === c.req.query('on')) ?? previews[0];
  if (!preview) throw new AppError('not-found');
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
        {previews.map(({ channel }) => (
          <a
            class="button small"
            href={`${PATH}?on=${channel}`}
            aria-current={channel === preview.channel ? 'true' : undefined}
          >
            {words.t(visit.language, `cli:start.name.${channel}`)}
          </a>
        ))}
      </p>
      {shown.map((situation) => (
        <section class="panel texts" id={situation}>
          <h2>{settingsText(visit, `texts.situation.${situation}`)}</h2>
          <div class="two-languages">
            {examples.map(({ language, messages }) => {
              const message = messages.get(situation);
              return message && <MessageBubbles {...{ visit, preview, message, language }} />;
            })}
          </div>
        </section>
      ))}
    </SettingsPage>,
  );
}
