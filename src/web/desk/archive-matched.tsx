import { withoutPersonal } from '../../domain/without-personal.ts';
import { REASONS } from '../../reply/button-tokens.ts';
import { MATCH_BANDS, type MatchedTips, type MatchedWeek } from '../../store/archive-desk.ts';
import { Isolated } from '../rich-text-view.tsx';
import { ColumnChart, Legend } from './charts.tsx';
import { deskText } from './desk-page.tsx';
import type { DeskVisit } from './desk-router.ts';

export const ARCHIVE_FIGURES = ['answers', 'helped', 'complaints'] as const;
const LONGEST = 200;

interface MatchedProps {
  visit: DeskVisit;
  matched: MatchedTips;
  weeks: MatchedWeek[];
}

/** Whom it answered, in numbers, and how people ask. Of nobody it is told who asked. */
export function Matched(props: MatchedProps) {
  const { visit, matched } = props;
  const { room, language } = visit;
  const count = (value: number) => room.words.number(language, value);
  return (
    <section class="panel">
      <h2>{deskText(visit, 'archive.matched')}</h2>
      <dl class="figures">
        {ARCHIVE_FIGURES.map((what) => (
          <div>
            <dt>{deskText(visit, `archive.figure.${what}`)}</dt>
            <dd>{count(matched[what])}</dd>
          </div>
        ))}
      </dl>
      <Weeks {...props} />
      {matched.wordings.length > 0 && (
        <>
          <h3>{deskText(visit, 'archive.wordings')}</h3>
          <ul class="plain wordings">
            {matched.wordings.map(({ text, people }) => (
              <li>
                <blockquote dir="auto">
                  <Isolated text={withoutPersonal(text).slice(0, LONGEST)} />
                </blockquote>
                <span class="quiet">{deskText(visit, 'claim.people', { count: people })}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {matched.reasons.length > 0 && (
        <>
          <h3>{deskText(visit, 'archive.reasons')}</h3>
          <ul class="plain wordings">
            {matched.reasons.map((reason) => (
              <li>
                <blockquote dir="auto">
                  <Isolated text={reasonWords(visit, reason)} />
                </blockquote>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function reasonWords({ room, language }: DeskVisit, reason: string): string {
  const ours = REASONS.find((known) => known === reason);
  return ours ? room.words.t(language, `reply:feedback.${ours}`) : withoutPersonal(reason).slice(0, LONGEST);
}

function Weeks({ visit, weeks }: MatchedProps) {
  const { room, language } = visit;
  const bands = MATCH_BANDS.filter((band) => weeks.some(({ counts }) => counts[band] > 0));
  if (bands.length === 0) return <p class="quiet">{deskText(visit, 'archive.matchedByNobody')}</p>;
  const names = bands.map((band) => deskText(visit, `archive.band.${band}`));
  const count = (value: number) => room.words.number(language, value);
  const points = weeks.map(({ from, counts }) => ({
    label: room.words.date(language, from),
    title: [
      room.words.date(language, from),
      ...bands.map((band, key) => `${names[key]}: ${count(counts[band])}`),
    ].join('\n'),
    values: bands.map((band) => counts[band]),
  }));
  const caption = deskText(visit, 'archive.weeks');
  return (
    <figure class="chart-figure">
      <figcaption>{caption}</figcaption>
      <Legend series={names} />
      <ColumnChart caption={caption} points={points} series={names} height={150} format={count} />
      <details class="chart-table">
        <summary>{deskText(visit, 'reports.asTable')}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{deskText(visit, 'archive.weekOf')}</th>
              {names.map((name) => (
                <th scope="col">{name}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks
              .filter(({ counts }) => bands.some((band) => counts[band] > 0))
              .map(({ from, counts }) => (
                <tr>
                  <th scope="row">{room.words.date(language, from)}</th>
                  {bands.map((band) => (
                    <td>{count(counts[band])}</td>
                  ))}
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
