import { RATINGS } from '../domain/rating.ts';
import type { KeywordQuery } from '../match/keyword-index.ts';
import type { FoundFactCheck, FoundFactChecks } from '../match/keyword-search.ts';
import { MAX_SEARCH } from '../match/search-query.ts';
import type { Language, WordParams } from '../words.ts';
import { labelOf, Source } from './fact-check-parts.tsx';
import { inOtherLanguage, Layout } from './layout.tsx';
import { Isolated, RatingLabel } from './rich-text-view.tsx';
import { factCheckPath, type WebRoom } from './room.ts';

interface SearchProps {
  room: WebRoom;
  language: Language;
  url: string;
  query: KeywordQuery;
  found: FoundFactChecks;
  /** Names of all publishers of the archive. */
  publishers: string[];
}

/** More do not fit a list that anybody reads. */
const MAX_PUBLISHERS = 300;

export function SearchPage(props: SearchProps) {
  const { room, language } = props;
  return (
    <Layout
      room={room}
      language={language}
      title={`${t(props, 'title')} | ${room.words.t(language, 'web:name')}`}
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
        <h1>{t(props, 'title')}</h1>
        <p class="quiet">{t(props, 'intro')}</p>
        <search>
          <SearchForm {...props} />
        </search>
        <Results {...props} />
      </main>
    </Layout>
  );
}

type Reader = Pick<SearchProps, 'room' | 'language'>;

const t = ({ room, language }: Reader, key: string, params: WordParams = {}): string =>
  room.words.t(language, `web:search.${key}`, params);

function SearchForm(props: SearchProps) {
  const { room, language, query } = props;
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
          {t(props, 'query')}
        </label>
        <input
          id="q"
          name="q"
          type="search"
          value={query.text}
          placeholder={t(props, 'query')}
          dir="auto"
          maxlength={MAX_SEARCH}
          aria-describedby="hint"
        />
        <button class="button primary" type="submit">
          {t(props, 'submit')}
        </button>
      </div>
      <p class="hint" id="hint">
        {t(props, 'hint')}
      </p>
      <div class="filters">
        <label>
          {t(props, 'rating')}
          <select name="rating">
            <option value="">{t(props, 'anyRating')}</option>
            {RATINGS.map((rating) => (
              <option value={rating} selected={rating === query.rating}>
                {room.words.t(language, `ratings:${rating}`)}
              </option>
            ))}
          </select>
        </label>
        <PublisherFilter {...props} />
        <label>
          {t(props, 'sort')}
          <select name="sort">
            <option value="best">{t(props, 'best')}</option>
            <option value="newest" selected={query.sort === 'newest'}>
              {t(props, 'newest')}
            </option>
          </select>
        </label>
        <label>
          {t(props, 'since')}
          <input type="date" name="since" value={query.since ?? ''} />
        </label>
        <label>
          {t(props, 'until')}
          <input type="date" name="until" value={query.until ?? ''} />
        </label>
      </div>
    </form>
  );
}

/** Left out where there is nothing to choose from. */
function PublisherFilter(props: SearchProps) {
  const { query, publishers } = props;
  const names = publishers.slice(0, MAX_PUBLISHERS);
  if (query.publisher && !names.includes(query.publisher)) names.push(query.publisher);
  if (names.length < 2 && !query.publisher) return null;
  return (
    <label>
      {t(props, 'publisher')}
      <select name="publisher">
        <option value="">{t(props, 'anyPublisher')}</option>
        {names.map((name) => (
          <option value={name} selected={name === query.publisher}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Results(props: SearchProps) {
  const { query, found } = props;
  const isAsked = Boolean(query.text || query.rating || query.publisher || query.since || query.until);
  return (
    <section id="results" aria-live="polite">
      <h2 class="count">{isAsked ? t(props, 'count', { count: found.total }) : t(props, 'latest')}</h2>
      {found.matched === 'some' && found.total > 0 && <p class="example-note">{t(props, 'some')}</p>}
      {found.total === 0 && (
        <p>
          <a href="/">{t(props, 'ask')}</a>
        </p>
      )}
      <ul class="cards">
        {found.items.map((factCheck) => (
          <li>
            <FoundCard {...props} factCheck={factCheck} />
          </li>
        ))}
      </ul>
      <Pager {...props} />
    </section>
  );
}

function FoundCard(props: SearchProps & { factCheck: FoundFactCheck }) {
  const { room, language, factCheck } = props;
  const { highlights, passage, summary, claim } = factCheck;
  const isClaimHidden = summary !== null && highlights.claim.length > 0 && highlights.summary.length === 0;
  return (
    <article class={`card edge-${factCheck.rating}`} dir="auto">
      <RatingLabel rating={factCheck.rating} text={labelOf(props)} />
      <h3>
        <a href={factCheckPath(factCheck.id)}>
          <Isolated text={factCheck.title} marks={highlights.title} />
        </a>
      </h3>
      <p>
        {summary === null ? (
          <Isolated text={claim} marks={highlights.claim} />
        ) : (
          <Isolated text={summary} marks={highlights.summary} />
        )}
      </p>
      {isClaimHidden && (
        <p class="found-in">
          <span class="quiet">{room.words.t(language, 'web:factCheck.claim')}</span>{' '}
          <Isolated text={claim} marks={highlights.claim} />
        </p>
      )}
      {passage && (
        <p class="found-in">
          <Isolated text={passage.text} marks={passage.highlights} />
        </p>
      )}
      <Source {...props} />
    </article>
  );
}

function Pager(props: SearchProps) {
  const { url, found } = props;
  const { page, nextPage } = found;
  if (page === 1 && nextPage === null) return null;
  return (
    <nav class="pager" aria-label={t(props, 'pages')}>
      {page > 1 && (
        <a class="button" rel="prev" href={pageAddress(url, page - 1)}>
          {t(props, 'previous')}
        </a>
      )}
      <span class="quiet">{t(props, 'page', { page })}</span>
      {nextPage !== null && (
        <a class="button" rel="next" href={pageAddress(url, nextPage)}>
          {t(props, 'next')}
        </a>
      )}
    </nav>
  );
}

/** The same search on another page; fields of the form that say nothing are left out. */
function pageAddress(address: string, page: number): string {
  const { searchParams } = new URL(address);
  const kept = [...searchParams].filter(([name, value]) => name !== 'page' && value !== '');
  return `/search?${new URLSearchParams([...kept, ['page', String(page)]])}`;
}
