import type { Context } from 'hono';
import { mayActAs } from '../../domain/role.ts';
import { AppError } from '../../errors.ts';
import {
  type DeskFactCheck,
  findDeskFactCheck,
  findMatchedTips,
  listMatchedWeeks,
} from '../../store/archive-desk.ts';
import { labelOf, Source } from '../fact-check-parts.tsx';
import { statusOf } from '../problem.tsx';
import { Isolated, OutsideLink, RatingLabel } from '../rich-text-view.tsx';
import { ArchiveForms } from './archive-forms.tsx';
import { ArchiveHistory } from './archive-history.tsx';
import { Matched } from './archive-matched.tsx';
import { ArchiveMedia } from './archive-media.tsx';
import { archivePath, factCheckIdOf } from './archive-path.ts';
import { type RefusedForm, refusalOf } from './archive-refusal.ts';
import { DeskPage, deskText } from './desk-page.tsx';
import type { DeskVisit } from './desk-router.ts';

/** A fact-check: what it says, by what it is found, whom it answered, what was done with it. */
export async function showArchiveItem(
  c: Context,
  visit: DeskVisit,
  refused: RefusedForm | null = null,
): Promise<Response> {
  const { desk } = visit.room;
  const { prisma } = desk.database;
  const found = await findDeskFactCheck(prisma, factCheckIdOf(c));
  if (!found) throw new AppError('not-found');
  const { factCheck } = found;
  const [matched, weeks] = await Promise.all([
    findMatchedTips(prisma, factCheck.id),
    listMatchedWeeks(prisma, factCheck.id, desk.timeZone),
  ]);
  const { language, room } = visit;
  return c.html(
    <DeskPage {...visit} url={c.req.url} title={factCheck.title.slice(0, 80)} current="archive">
      <main class="page wide archive-item">
        <header class="claim-head">
          <p class="quiet">
            <a href="/desk/archive">{deskText(visit, 'nav.archive')}</a> · <bdi dir="ltr">{factCheck.id}</bdi>
          </p>
          <RatingLabel rating={factCheck.rating} text={labelOf({ room, language, factCheck })} />
          <h1 dir="auto">
            <Isolated text={factCheck.title} />
          </h1>
          <Source {...{ room, language, factCheck }} />
        </header>
        {refused && (
          <p class="alert" role="alert">
            {refusalOf(visit, refused.error)}
          </p>
        )}
        {found.retiredAt && (
          <p class="notice">
            {deskText(visit, 'archive.retiredSince', {
              date: room.words.dateTime(language, found.retiredAt),
            })}
          </p>
        )}
        {!found.retiredAt && matched.openComplaints > 0 && (
          <p class="notice">{deskText(visit, 'archive.needsLook', { count: matched.openComplaints })}</p>
        )}
        <div class="claim-columns">
          <div class="claim-main">
            <Said visit={visit} found={found} />
            <ArchiveMedia visit={visit} found={found} />
            <Matched {...{ visit, matched, weeks }} />
          </div>
          <div class="claim-side">
            <ArchiveForms {...{ visit, found, refused, openComplaints: matched.openComplaints }} />
            <ArchiveHistory visit={visit} events={found.events} />
          </div>
        </div>
      </main>
    </DeskPage>,
    refused ? statusOf(refused.error) : 200,
  );
}

const BODY_SHOWN = 1_200;

function Said({ visit, found }: { visit: DeskVisit; found: DeskFactCheck }) {
  const { factCheck, updatedAt } = found;
  const { room, language } = visit;
  const field = (name: string) => deskText(visit, `archive.field.${name}`);
  const words = (text: string | null) =>
    text && (
      <span dir="auto">
        <Isolated text={text} />
      </span>
    );
  return (
    <section class="panel">
      <div class="row">
        <h2>{deskText(visit, 'archive.said')}</h2>
        {mayActAs(visit.moderator.role, 'publisher') && (
          <a class="button small" href={`${archivePath(factCheck.id)}/edit`}>
            {deskText(visit, 'archive.edit')}
          </a>
        )}
      </div>
      <dl class="fields">
        <Entry name={field('claim')}>{words(factCheck.claim)}</Entry>
        <Entry name={field('summary')}>{words(factCheck.summary)}</Entry>
        <Entry name={field('ratingLabel')}>{words(factCheck.ratingLabel)}</Entry>
        <Entry name={field('url')}>{factCheck.url && <OutsideLink href={factCheck.url} />}</Entry>
        <Entry name={field('appearances')}>
          {factCheck.appearances.length > 0 && (
            <ul class="plain links">
              {factCheck.appearances.map((link) => (
                <li>
                  <OutsideLink href={link} />
                </li>
              ))}
            </ul>
          )}
        </Entry>
        <Entry name={field('language')}>
          {languageName(factCheck.language, room.words.localeOf(language))}
        </Entry>
        <Entry name={deskText(visit, 'archive.updated')}>
          <time datetime={updatedAt.toISOString()}>{room.words.dateTime(language, updatedAt)}</time>
        </Entry>
      </dl>
      {factCheck.body && (
        <details class="fold">
          <summary>{field('body')}</summary>
          <p class="own-text" dir="auto">
            <Isolated text={factCheck.body.slice(0, BODY_SHOWN)} />
            {factCheck.body.length > BODY_SHOWN && '…'}
          </p>
        </details>
      )}
    </section>
  );
}

/** Left out where there is nothing to say. */
function Entry({ name, children }: { name: string; children?: unknown }) {
  if (!children) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function languageName(tag: string, locale: string): string {
  try {
    return new Intl.DisplayNames(locale, { type: 'language' }).of(tag) ?? tag;
  } catch {
    // No tag that Intl knows: what stands there says more than nothing.
    return tag;
  }
}
