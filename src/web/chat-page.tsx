import { randomUUID } from 'node:crypto';
import type { FactCheck } from '../domain/fact-check.ts';
import { withoutOverrides } from '../domain/latin-runs.ts';
import type { Language } from '../words.ts';
import { ChatEntries, isWorking, PRESS_FORM } from './chat-entries.tsx';
import type { ChatEntry } from './dependencies.ts';
import { inOtherLanguage, Layout } from './layout.tsx';
import type { WebRoom } from './room.ts';
import { MAX_FILES } from './submission.ts';

export const MESSAGES_PATH = '/chat/messages';
const RELOAD_SECONDS = 3;

interface Props {
  room: WebRoom;
  language: Language;
  url: string;
  entries: ChatEntry[];
  /** Offered while the conversation is empty. */
  suggestions: FactCheck[];
  example: boolean;
  /** The person sent something, but the browser kept no cookie. */
  lost: boolean;
}

export function ChatPage(props: Props) {
  const { room, language, entries } = props;
  const t = (key: string) => room.words.t(language, `web:chat.${key}`);
  return (
    <Layout
      room={room}
      language={language}
      title={t('title')}
      current="chat"
      switchTo={inOtherLanguage(props.url, language)}
      bodyClass="chat"
      head={
        <>
          {isWorking(entries) && (
            <noscript>
              <meta http-equiv="refresh" content={String(RELOAD_SECONDS)} />
            </noscript>
          )}
          <script src={room.assets.url('chat.js')} defer />
        </>
      }
    >
      <main id="conversation" class="conversation">
        <Welcome {...props} />
        {props.lost && (
          <p class="alert" role="alert">
            {t('cookies')}
          </p>
        )}
        <ol
          id="log"
          class="log"
          role="log"
          aria-label={t('log')}
          aria-live="polite"
          aria-relevant="additions"
        >
          <ChatEntries room={room} language={language} entries={entries} />
        </ol>
        <div id="end" />
      </main>
      <form id={PRESS_FORM} method="post" action={MESSAGES_PATH}>
        <input type="hidden" name="id" value={randomUUID()} />
      </form>
      <Composer room={room} language={language} />
    </Layout>
  );
}

function Welcome(props: Props) {
  const { room, language, suggestions } = props;
  const t = (key: string) => room.words.t(language, `web:chat.${key}`);
  return (
    <section class="welcome entry us">
      <p>{t('welcome')}</p>
      <p>{t('welcomeMore')}</p>
      {props.example && <p class="example-note">{t('example')}</p>}
      {props.entries.length === 0 && suggestions.length > 0 && (
        <div class="suggestions" id="suggestions">
          <p class="quiet">{t('try')}</p>
          {suggestions.map(({ claim }) => (
            <button
              class="button suggestion"
              type="submit"
              form={PRESS_FORM}
              name="text"
              value={claim}
              dir="auto"
            >
              {withoutOverrides(claim)}
            </button>
          ))}
        </div>
      )}
    </section>
  );
}

function Composer({ room, language }: { room: WebRoom; language: Language }) {
  const t = (key: string, params = {}) => room.words.t(language, `web:chat.${key}`, params);
  return (
    <form
      id="composer"
      class="composer"
      method="post"
      action={MESSAGES_PATH}
      enctype="multipart/form-data"
      data-max-bytes={String(room.maxUploadBytes)}
      data-max-files={String(MAX_FILES)}
      data-too-large={t('tooLarge', { name: '{name}', limit: '{limit}' })}
      data-too-many={t('tooMany', { limit: MAX_FILES })}
      data-offline={t('offline')}
      data-cookies={t('cookies')}
      data-remove={t('remove', { name: '{name}' })}
      data-working={t('working')}
      data-uploading={t('uploading')}
    >
      <input type="hidden" name="id" value={randomUUID()} />
      <p id="trouble" class="alert" role="alert" hidden />
      <ul id="chosen" class="chosen" hidden />
      <div class="composer-row">
        <label class="attach" title={t('attach')}>
          <input type="file" id="files" name="files" multiple />
          <svg viewBox="0 0 24 24" aria-hidden="true" width="24" height="24">
            <path d="M20 11.2 12 19.1a5.2 5.2 0 0 1-7.4-7.3l8.2-8.2a3.5 3.5 0 0 1 5 5l-8.2 8.1a1.7 1.7 0 0 1-2.4-2.4l7.3-7.3" />
          </svg>
          <span class="attach-words">{t('attach')}</span>
        </label>
        <label class="hidden" for="text">
          {t('text')}
        </label>
        <textarea
          id="text"
          name="text"
          rows={1}
          dir="auto"
          placeholder={t('placeholder')}
          autocomplete="off"
        />
        <button class="send" type="submit" id="send" aria-label={t('send')} title={t('send')}>
          <svg viewBox="0 0 24 24" aria-hidden="true" width="24" height="24">
            <path d="M3.5 20.5 21 12 3.5 3.5v6.6l10 1.9-10 1.9z" />
          </svg>
        </button>
      </div>
      <p class="privacy">{t('privacy')}</p>
      <div id="drop" class="drop" hidden>
        <p>{t('drop')}</p>
      </div>
    </form>
  );
}
