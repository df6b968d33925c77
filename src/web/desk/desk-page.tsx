import type { Child } from 'hono/jsx';
import type { Moderator } from '../../domain/role.ts';
import { inOtherLanguage, Layout } from '../layout.tsx';
import { type DeskReader, deskText } from './desk-text.ts';
import { KeysHelp } from './keys-view.tsx';
import { MessengerTrouble } from './trouble-view.tsx';

export { type DeskReader, deskText } from './desk-text.ts';

interface DeskPageProps extends DeskReader {
  url: string;
  title: string;
  /** Null: nobody is signed in. */
  moderator: Moderator | null;
  current?: 'queue' | 'archive' | 'reports' | 'settings' | 'account';
  bodyClass?: string;
  children?: Child;
}

/** The frame of the moderators' pages. */
export function DeskPage(props: DeskPageProps) {
  const { room, language, url, title, moderator, current } = props;
  const nav = moderator ? (
    <>
      <a href="/desk" data-act="queue" aria-current={current === 'queue' ? 'page' : undefined}>
        {deskText(props, 'nav.queue')}
      </a>
      <a href="/desk/archive" aria-current={current === 'archive' ? 'page' : undefined}>
        {deskText(props, 'nav.archive')}
      </a>
      <a href="/desk/reports" aria-current={current === 'reports' ? 'page' : undefined}>
        {deskText(props, 'nav.reports')}
      </a>
      {moderator.role === 'admin' && (
        <a href="/desk/settings" aria-current={current === 'settings' ? 'page' : undefined}>
          {deskText(props, 'nav.settings')}
        </a>
      )}
      <a href="/desk/account" aria-current={current === 'account' ? 'page' : undefined}>
        <bdi>{moderator.name}</bdi>
      </a>
    </>
  ) : (
    <a href="/">{room.words.t(language, 'web:nav.chat')}</a>
  );
  return (
    <Layout
      room={room}
      language={language}
      title={`${title} | ${room.words.t(language, 'web:name')}`}
      home="/desk"
      nav={nav}
      switchTo={inOtherLanguage(url, language)}
      bodyClass={`desk ${props.bodyClass ?? ''}`}
      head={
        <>
          <meta name="robots" content="noindex" />
          <link rel="stylesheet" href={room.assets.url('desk.css')} />
          <link rel="stylesheet" href={room.assets.url('desk-data.css')} />
          <script src={room.assets.url('desk.js')} defer />
          <link rel="stylesheet" href={room.assets.url('settings.css')} />
        </>
      }
    >
      {moderator && <MessengerTrouble {...props} moderator={moderator} />}
      {props.children}
      {moderator && <KeysHelp {...props} />}
    </Layout>
  );
}
