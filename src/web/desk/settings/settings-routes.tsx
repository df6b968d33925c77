import type { Context } from 'hono';
import { ROLES } from '../../../domain/role.ts';
import {
  LONGEST_KEEPING,
  RETENTION_KEYS,
  type Settings,
  SHORTEST_KEEPING,
  type ThresholdKey,
} from '../../../domain/settings.ts';
import { type AppError, isAppError } from '../../../errors.ts';
import { changeSettings, readSettings } from '../../../store/settings.ts';
import { statusOf } from '../../problem.tsx';
import { readSubmission } from '../../submission.ts';
import { addressOf } from '../attempt-limit.ts';
import { deskText } from '../desk-page.tsx';
import type { DeskRouter, DeskVisit } from '../desk-router.ts';
import { SETTINGS_PAGES, SettingsPage, settingsText } from './settings-page.tsx';

/** Where thresholds stand has a page of its own. */
type GeneralSettings = Omit<Settings, ThresholdKey>;

/** What is set for everybody: codes at sign-in, four eyes, and how long things are kept. */
export function addSettingsRoutes(router: DeskRouter): void {
  router
    .get(SETTINGS_PAGES.general, 'admin', showSettings)
    .post(SETTINGS_PAGES.general, 'admin', saveSettings);
}

async function saveSettings(c: Context, visit: DeskVisit): Promise<Response> {
  const { room, moderator } = visit;
  const { fields } = await readSubmission(c, room);
  const typed: GeneralSettings = {
    secondFactorRoles: ROLES.filter((role) => fields.has(`factor-${role}`)),
    fourEyes: fields.has('fourEyes'),
    filesDays: daysIn(fields.get('filesDays')),
    textsDays: daysIn(fields.get('textsDays')),
    sendersDays: daysIn(fields.get('sendersDays')),
    logDays: daysIn(fields.get('logDays')),
  };
  try {
    await changeSettings(room.desk.database, typed, { actor: moderator.name, origin: addressOf(c) });
    return c.redirect(`${SETTINGS_PAGES.general}?saved=1`, 303);
  } catch (error) {
    if (!isAppError(error, 'setting-invalid')) throw error;
    return show(c, visit, typed, error);
  }
}

/** Digits of any script; null for an empty field, and what is no number for what is none. */
function daysIn(text = ''): number | null {
  const latin = text.trim().replace(/[٠-٩]/gu, (digit) => String(digit.charCodeAt(0) - 0x0660));
  if (latin === '') return null;
  return /^\d{1,6}$/u.test(latin) ? Number(latin) : Number.NaN;
}

async function showSettings(c: Context, visit: DeskVisit): Promise<Response> {
  return show(c, visit, await readSettings(visit.room.desk.database.prisma), null);
}

function show(
  c: Context,
  visit: DeskVisit,
  settings: GeneralSettings,
  error: AppError | null,
): Response | Promise<Response> {
  const isSaved = error === null && c.req.query('saved') !== undefined;
  return c.html(
    <SettingsPage
      {...{ c, visit, error }}
      page="general"
      done={isSaved && settingsText(visit, 'general.saved')}
    >
      <form method="post" action={SETTINGS_PAGES.general} class="panels">
        <fieldset class="panel">
          <legend>{settingsText(visit, 'general.factor')}</legend>
          <p class="hint">{settingsText(visit, 'general.factorHint')}</p>
          {ROLES.map((role) => (
            <label class="tick">
              <input
                type="checkbox"
                name={`factor-${role}`}
                value="1"
                checked={settings.secondFactorRoles.includes(role)}
              />
              {deskText(visit, `role.${role}`)}
            </label>
          ))}
        </fieldset>
        <fieldset class="panel">
          <legend>{settingsText(visit, 'general.fourEyes')}</legend>
          <p class="hint">{settingsText(visit, 'general.fourEyesHint')}</p>
          <label class="tick">
            <input type="checkbox" name="fourEyes" value="1" checked={settings.fourEyes} />
            {settingsText(visit, 'general.fourEyesOn')}
          </label>
        </fieldset>
        <Keeping visit={visit} settings={settings} />
        <button class="button primary" type="submit">
          {settingsText(visit, 'general.save')}
        </button>
      </form>
    </SettingsPage>,
    error ? statusOf(error) : 200,
  );
}

function Keeping({ visit, settings }: { visit: DeskVisit; settings: GeneralSettings }) {
  return (
    <fieldset class="panel">
      <legend>{settingsText(visit, 'keeping.title')}</legend>
      <p class="hint">{settingsText(visit, 'keeping.hint')}</p>
      {RETENTION_KEYS.map((key) => {
        const value = settings[key];
        const least = SHORTEST_KEEPING[key];
        return (
          <div class="keeping">
            <label>
              {settingsText(visit, `keeping.${key}`)}
              <input
                type="text"
                inputmode="numeric"
                name={key}
                value={value === null || Number.isNaN(value) ? '' : String(value)}
                placeholder={settingsText(visit, 'keeping.always')}
                aria-describedby={`${key}-hint`}
              />
            </label>
            <p class="hint" id={`${key}-hint`}>
              {settingsText(visit, `keeping.hints.${key}`)}{' '}
              {settingsText(visit, 'keeping.between', { least, most: LONGEST_KEEPING })}
            </p>
          </div>
        );
      })}
    </fieldset>
  );
}
