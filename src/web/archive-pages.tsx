import { type Context, Hono } from 'hono';
import { raw } from 'hono/html';
import { readableAddress } from '../domain/readable-address.ts';
import { knownFactCheck } from './api-routes.ts';
import { type CardLink, linkToCard } from './card-routes.ts';
import { claimReview, embeddedJson } from './claim-review.ts';
import { type FactCheckProps, labelOf, Source } from './fact-check-parts.tsx';
import { factCheckQuery } from './fact-check-query.ts';
import { pageLanguage, rememberLanguage } from './language.ts';
import { inOtherLanguage, Layout } from './layout.tsx';
import { Isolated, OutsideLink, RatingLabel } from './rich-text-view.tsx';
import { baseUrl, factCheckPath, type WebRoom } from './room.ts';
import { SearchPage } from './search-page.tsx';

const RESULTS = 20;

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
  const [found, publishers] = await Promise.all([room.findFactChecks(query), room.publishers()]);
  return c.html(<SearchPage {...{ room, language, query, found, publishers }} url={c.req.url} />);
}

async function showFactCheck(room: WebRoom, c: Context, id: string): Promise<Response> {
  const language = pageLanguage(c, room.words);
  rememberLanguage(c, room.secure);
  const factCheck = await knownFactCheck(room, id);
  const card = await linkToCard(room, factCheck, language);
  const base = baseUrl(room, c);
  return c.html(<FactCheckPage {...{ room, language, factCheck, card, base }} url={c.req.url} />);
}

function FactCheckPage(props: FactCheckProps & { url: string; card: CardLink; base: string }) {
  const { room, language, factCheck, card, base } = props;
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
          <meta property="og:type" content="article" />
          <meta property="og:title" content={factCheck.title} />
          <meta property="og:description" content={factCheck.summary ?? factCheck.claim} />
          <meta property="og:url" content={`${base}${factCheckPath(factCheck.id)}`} />
          <meta property="og:image" content={`${base}${card.path}`} />
          <meta property="og:image:type" content="image/jpeg" />
          <meta property="og:image:width" content={String(card.width)} />
          <meta property="og:image:height" content={String(card.height)} />
          <meta property="og:image:alt" content={card.alt} />
          <meta name="twitter:card" content="summary" />
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
            <a class="button" href={card.path}>
              {t('card')}
            </a>
            <a class="quiet" href={`/api/v1${factCheckPath(factCheck.id)}`}>
              {t('data')}
            </a>
          </p>
          <Addresses title={t('sources')} addresses={factCheck.sources ?? []} />
          <Addresses title={t('appearances')} addresses={factCheck.appearances} />
        </article>
      </main>
    </Layout>
  );
}

/** Outside addresses behind a press; nothing without any. */
function Addresses({ title, addresses }: { title: string; addresses: string[] }) {
  if (addresses.length === 0) return null;
  return (
    <details>
      <summary>{title}</summary>
      <ul class="appearances">
        {addresses.map((address) => (
          <li>
            <OutsideLink href={address} text={readableAddress(address)} rel="nofollow noopener noreferrer" />
          </li>
        ))}
      </ul>
    </details>
  );
}
