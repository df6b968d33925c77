import { type Context, Hono } from 'hono';
import { raw } from 'hono/html';
import type { FactCheck } from '../domain/fact-check.ts';
import { RATINGS } from '../domain/rating.ts';
import type { FactCheckQuery } from '../match/keyword-search.ts';
import type { Language } from '../words.ts';
import { knownFactCheck } from './api-routes.ts';
import { claimReview, embeddedJson } from './claim-review.ts';
import { factCheckQuery } from './fact-check-query.ts';
import { pageLanguage, rememberLanguage } from './language.ts';
import { inOtherLanguage, Layout } from './layout.tsx';
import { Isolated, OutsideLink, RatingLabel, readableAddress } from './rich-text-view.tsx';
import { factCheckPath, type WebRoom } from './room.ts';

const RESULTS = 30;

/** The archive for readers: a search and one page for each fact-check. */
export function archivePages(room: WebRoom): Hono {
  return new Hono()
    .get('/search', (c) => showSearch(room, c))
    .get('/fact-checks/:id{.+}', (c) => showFactCheck(room, c, c.req.param('id')));
}

async function showSearch(room: WebRoom, c: Context): Promise<Response> {
  const language = pageLanguage(c, room.words);
  rememberLanguage(c, room.secure);
  const query = factCheckQuery(c, RESULTS);
  const asked = Boolean(query.text || query.rating || query.publisher || query.since || query.until);
  const found = asked ? await room.findFactChecks(query) : null;
  const items = found?.items ?? (await room.latestFactChecks(RESULTS));
  return c.html(
    <SearchPage {...{ room, language, query, items }} total={found?.total ?? null} url={c.req.url} />,
  );
}

async function showFactCheck(room: WebRoom, c: Context, id: string): Promise<Response> {
  const language = pageLanguage(c, room.words);
  rememberLanguage(c, room.secure);
  const factCheck = await knownFactCheck(room, id);
  return c.html(<FactCheckPage {...{ room, language, factCheck }} url={c.req.url} />);
}

interface SearchProps {
  room: WebRoom;
  language: Language;
  url: string;
  query: FactCheckQuery;
  items: FactCheck[];
  /** `null` when nothing was asked and the latest are shown. */
  total: number | null;
}

function SearchPage(props: SearchProps) {
  const { room, language, query, items, total } = props;
  const t = (key: string, params = {}) => room.words.t(language, `web:search.${key}`, params);
  return (
    <Layout
      room={room}
      language={language}
      title={`${t('title')} | ${room.words.t(language, 'web:name')}`}
      current="search"
      switchTo={inOtherLanguage(props.url, language)}
      head={
        <>
          <meta name="htmx-config" content='{"includeIndicatorCSS":false,"history":false}' />
          <script src={room.assets.url('htmx.js')} defer />
        </>
      }
    >
      <main class="page">
        <h1>{t('title')}</h1>
        <p class="quiet">{t('intro')}</p>
        <SearchForm room={room} language={language} query={query} />
        <section id="results" aria-live="polite">
          <h2 class="count">{total === null ? t('latest') : t('count', { count: total })}</h2>
          {total === 0 && (
            <p>
              <a href="/">{t('ask')}</a>
            </p>
          )}
          <ul class="cards">
            {items.map((factCheck) => (
              <li>
                <FactCheckCard room={room} language={language} factCheck={factCheck} />
              </li>
            ))}
          </ul>
        </section>
      </main>
    </Layout>
  );
}

function SearchForm({ room, language, query }: Pick<SearchProps, 'room' | 'language' | 'query'>) {
  const t = (key: string) => room.words.t(language, `web:search.${key}`);
  return (
    <form
      class="search"
      method="get"
      action="/search"
      hx-get="/search"
      hx-trigger="submit, change, input delay:350ms"
      hx-sync="this:replace"
      hx-target="#results"
      hx-select="#results"
      hx-swap="outerHTML"
      hx-replace-url="true"
    >
      <div class="search-row">
        <label class="hidden" for="q">
          {t('query')}
        </label>
        <input
          id="q"
          name="q"
          type="search"
          value={query.text}
          placeholder={t('query')}
          dir="auto"
          maxlength={1000}
        />
        <button class="button primary" type="submit">
          {t('submit')}
        </button>
      </div>
      <div class="filters">
        <label>
          {t('rating')}
          <select name="rating">
            <option value="">{t('anyRating')}</option>
            {RATINGS.map((rating) => (
              <option value={rating} selected={rating === query.rating}>
                {room.words.t(language, `ratings:${rating}`)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('since')}
          <input type="date" name="since" value={query.since ?? ''} />
        </label>
        <label>
          {t('until')}
          <input type="date" name="until" value={query.until ?? ''} />
        </label>
      </div>
    </form>
  );
}

interface FactCheckProps {
  room: WebRoom;
  language: Language;
  factCheck: FactCheck;
}

const labelOf = ({ room, language, factCheck }: FactCheckProps): string =>
  factCheck.rating === 'other' && factCheck.ratingLabel
    ? factCheck.ratingLabel
    : room.words.t(language, `ratings:${factCheck.rating}`);

function FactCheckCard(props: FactCheckProps) {
  const { factCheck } = props;
  return (
    <article class={`card edge-${factCheck.rating}`} dir="auto">
      <RatingLabel rating={factCheck.rating} text={labelOf(props)} />
      <h3>
        <a href={factCheckPath(factCheck.id)}>
          <Isolated text={factCheck.title} />
        </a>
      </h3>
      <p>
        <Isolated text={factCheck.summary ?? factCheck.claim} />
      </p>
      <Source {...props} />
    </article>
  );
}

function Source({ room, language, factCheck }: FactCheckProps) {
  const { publisher, datePublished } = factCheck;
  return (
    <p class="source">
      {publisher && <bdi>{publisher}</bdi>}
      {publisher && datePublished && <span aria-hidden="true"> · </span>}
      {datePublished && <time datetime={datePublished}>{room.words.date(language, datePublished)}</time>}
    </p>
  );
}

function FactCheckPage(props: FactCheckProps & { url: string }) {
  const { room, language, factCheck } = props;
  const t = (key: string) => room.words.t(language, `web:factCheck.${key}`);
  return (
    <Layout
      room={room}
      language={language}
      title={`${factCheck.title} | ${room.words.t(language, 'web:name')}`}
      description={factCheck.summary ?? factCheck.claim}
      switchTo={inOtherLanguage(props.url, language)}
      head={
        <>
          <link rel="canonical" href={factCheck.url} />
          <script type="application/ld+json">{raw(embeddedJson(claimReview(factCheck, room.words)))}</script>
        </>
      }
    >
      <main class="page">
        <article class={`fact-check edge-${factCheck.rating}`}>
          {factCheck.isExample && <p class="example-note">{t('example')}</p>}
          <RatingLabel rating={factCheck.rating} text={labelOf(props)} />
          <h1 dir="auto">
            <Isolated text={factCheck.title} />
          </h1>
          <Source {...props} />
          <h2>{t('claim')}</h2>
          <blockquote dir="auto">
            <Isolated text={factCheck.claim} />
          </blockquote>
          {factCheck.summary && (
            <>
              <h2>{t('truth')}</h2>
              <p dir="auto">
                <Isolated text={factCheck.summary} />
              </p>
            </>
          )}
          <p class="actions">
            <OutsideLink class="button primary" href={factCheck.url} text={t('read')} />
            <a class="quiet" href={`/api/v1${factCheckPath(factCheck.id)}`}>
              {t('data')}
            </a>
          </p>
          {factCheck.appearances.length > 0 && (
            <details>
              <summary>{t('appearances')}</summary>
              <ul class="appearances">
                {factCheck.appearances.map((address) => (
                  <li>
                    <OutsideLink
                      href={address}
                      text={readableAddress(address)}
                      rel="nofollow noopener noreferrer"
                    />
                  </li>
                ))}
              </ul>
            </details>
          )}
        </article>
      </main>
    </Layout>
  );
}
