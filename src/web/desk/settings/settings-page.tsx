import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import type { AppError } from '../../../errors.ts';
import type { WordParams } from '../../../words.ts';
import { wordsOf } from '../../problem.tsx';
import { DeskPage, type DeskReader, deskText } from '../desk-page.tsx';
import type { DeskVisit } from '../desk-router.ts';

/** Words of `locales/<language>/settings.json`. */
export const settingsText = ({ room, language }: DeskReader, key: string, params: WordParams = {}): string =>
  room.words.t(language, `settings:${key}`, params);

/** The pages of the settings, with where each is. */
export const SETTINGS_PAGES = {
  general: '/desk/settings',
  users: '/desk/settings/users',
  matching: '/desk/settings/matching',
  messengers: '/desk/settings/messengers',
  texts: '/desk/settings/texts',
  audit: '/desk/settings/audit',
} as const;
export type SettingsPageName = keyof typeof SETTINGS_PAGES;

interface Props {
  c: Context;
  visit: DeskVisit;
  page: SettingsPageName;
  /** Instead of the page's own name. */
  title?: Child;
  error?: AppError | null;
  /** What was just done. */
  done?: Child;
  children?: Child;
}

/** The frame of the settings, with the way to all of them. */
export function SettingsPage({ c, visit, page, title, error, done, children }: Props) {
  const name = settingsText(visit, `page.${page}`);
  const { origin, search } = new URL(c.req.url);
  const url = c.req.method === 'GET' ? c.req.url : `${origin}${SETTINGS_PAGES[page]}${search}`;
  return (
    <DeskPage {...visit} url={url} title={name} current="settings">
      <main class="page wide settings">
        <nav class="tabs" aria-label={deskText(visit, 'nav.settings')}>
          {(Object.keys(SETTINGS_PAGES) as SettingsPageName[]).map((one) => (
            <a href={SETTINGS_PAGES[one]} aria-current={one === page ? 'page' : undefined}>
              {settingsText(visit, `page.${one}`)}
            </a>
          ))}
        </nav>
        <h1>{title ?? name}</h1>
        {error && (
          <p class="alert" role="alert">
            {wordsOf(visit.room, visit.language, error)}
          </p>
        )}
        {done && (
          <div class="told" role="status">
            {done}
          </div>
        )}
        {children}
      </main>
    </DeskPage>
  );
}
