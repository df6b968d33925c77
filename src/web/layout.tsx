import { raw } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { Language } from '../words.ts';
import type { WebRoom } from './room.ts';

interface Props {
  room: WebRoom;
  language: Language;
  title: string;
  /** Which entry of the navigation this page is. */
  current?: 'chat' | 'search';
  /** Address of the same page in the other language. */
  switchTo?: string;
  description?: string;
  head?: Child;
  bodyClass?: string;
  /** In place of the public pages. */
  nav?: Child;
  /** Where the name leads. */
  home?: string;
  children?: Child;
}

/** The frame of every page. Holds no script or style of its own: the policy of `security.ts` forbids them. */
export function Layout(props: Props) {
  const { room, language, title, current } = props;
  const t = (key: string) => room.words.t(language, `web:${key}`);
  const other: Language = language === 'ar' ? 'en' : 'ar';
  return (
    <>
      {raw('<!doctype html>')}
      <html
        lang={language}
        dir={room.words.direction(language)}
        data-locale={room.words.localeOf(language)}
        class="no-js"
      >
        <head>
          <meta charset="utf-8" />
          <meta
            name="viewport"
            content="width=device-width, initial-scale=1, interactive-widget=resizes-content"
          />
          <title>{title}</title>
          <meta name="description" content={props.description ?? t('tagline')} />
          <meta name="color-scheme" content="light dark" />
          <meta name="theme-color" content="#0b5f57" media="(prefers-color-scheme: light)" />
          <meta name="theme-color" content="#15211f" media="(prefers-color-scheme: dark)" />
          <link rel="icon" type="image/svg+xml" href={room.assets.url('icon.svg')} />
          <link
            rel="preload"
            as="font"
            type="font/woff2"
            crossorigin="anonymous"
            href={'/assets/arabic-400.woff2'}
          />
          <link rel="stylesheet" href={room.assets.url('app.css')} />
          <link rel="alternate" type="application/rss+xml" title={t('feed.title')} href="/feed.xml" />
          {props.head}
        </head>
        <body class={props.bodyClass}>
          <header class="top">
            <a class="brand" href={props.home ?? '/'}>
              <img src={room.assets.url('icon.svg')} alt="" width="40" height="40" />
              <span class="brand-words">
                <span class="brand-name">{t('name')}</span>
                <span class="brand-line">{t('tagline')}</span>
              </span>
            </a>
            <nav aria-label={t('nav.label')}>
              {props.nav ?? (
                <>
                  <a href="/" aria-current={current === 'chat' ? 'page' : undefined}>
                    {t('nav.chat')}
                  </a>
                  <a href="/search" aria-current={current === 'search' ? 'page' : undefined}>
                    {t('nav.search')}
                  </a>
                </>
              )}
              <a class="language" href={props.switchTo ?? `/?lang=${other}`} lang={other} hreflang={other}>
                {t('language.other')}
              </a>
            </nav>
          </header>
          {props.children}
        </body>
      </html>
    </>
  );
}

/** Address of this page in the other language. */
export function inOtherLanguage(url: string, language: Language): string {
  const { pathname, searchParams } = new URL(url);
  searchParams.set('lang', language === 'ar' ? 'en' : 'ar');
  return `${pathname}?${searchParams}`;
}
