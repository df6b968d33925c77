import type { Context } from 'hono';
import { type Settings, THRESHOLD_KEYS, type ThresholdKey } from '../../../domain/settings.ts';
import {
  DEFAULT_THRESHOLDS,
  effectAt,
  MEASURED,
  type ThresholdEffect,
  thresholdSteps,
} from '../../../match/threshold-effects.ts';
import { type AnswersAtPlace, listAnswersByConfidence } from '../../../store/answer-confidence.ts';
import { changeSettings, readSettings } from '../../../store/settings.ts';
import { readSubmission } from '../../submission.ts';
import { addressOf } from '../attempt-limit.ts';
import { Legend, LineChart } from '../charts.tsx';
import type { DeskRouter, DeskVisit } from '../desk-router.ts';
import { SETTINGS_PAGES, SettingsPage, settingsText } from './settings-page.tsx';

const PATH = SETTINGS_PAGES.matching;
const DEFAULT = 'default';
const DAY_MS = 24 * 3_600_000;
/** Of the newsroom's own answers. */
const LOOKED_BACK_DAYS = 90;

/** From how sure a match people are answered at once, with what other places of that line would change. */
export function addMatchingRoutes(router: DeskRouter): void {
  router.get(PATH, 'admin', showMatching).post(PATH, 'admin', saveMatching);
}

async function saveMatching(c: Context, { room, moderator }: DeskVisit): Promise<Response> {
  const { fields } = await readSubmission(c, room);
  const chosen = THRESHOLD_KEYS.flatMap((key) => {
    const text = fields.get(key);
    return text === undefined ? [] : [[key, text === DEFAULT ? null : Number(text)] as const];
  });
  const by = { actor: moderator.name, origin: addressOf(c) };
  await changeSettings(room.desk.database, Object.fromEntries(chosen), by);
  return c.redirect(`${PATH}?saved=1`, 303);
}

async function showMatching(c: Context, visit: DeskVisit): Promise<Response> {
  const { prisma } = visit.room.desk.database;
  const since = new Date(Date.now() - LOOKED_BACK_DAYS * DAY_MS);
  const steps = { answerFrom: thresholdSteps('answerFrom'), mediaFrom: thresholdSteps('mediaFrom') };
  const [settings, own] = await Promise.all([
    readSettings(prisma),
    listAnswersByConfidence(prisma, steps, since),
  ]);
  return c.html(
    <SettingsPage
      {...{ c, visit }}
      page="matching"
      done={c.req.query('saved') !== undefined && settingsText(visit, 'general.saved')}
    >
      <p>{settingsText(visit, 'matching.hint')}</p>
      <form method="post" action={PATH} class="panels">
        {THRESHOLD_KEYS.map((key) => (
          <Threshold
            {...{ visit, threshold: key, settings }}
            own={own.filter((one) => one.threshold === key)}
          />
        ))}
        <button class="button primary" type="submit">
          {settingsText(visit, 'general.save')}
        </button>
      </form>
    </SettingsPage>,
  );
}

/** A share of 0 to 1 as people read it. */
export const shareText = ({ room, language }: DeskVisit, share: number): string =>
  new Intl.NumberFormat(room.words.localeOf(language), { style: 'percent', maximumFractionDigits: 1 }).format(
    share,
  );

interface ThresholdProps {
  visit: DeskVisit;
  threshold: ThresholdKey;
  settings: Settings;
  own: AnswersAtPlace[];
}

function Threshold(props: ThresholdProps) {
  const { visit, threshold } = props;
  const { day, asked, contraries = 0 } = MEASURED[threshold];
  const date = visit.room.words.date(visit.language, day);
  return (
    <fieldset class="panel threshold">
      <legend>{settingsText(visit, `matching.${threshold}`)}</legend>
      <p class="hint">{settingsText(visit, `matching.hints.${threshold}`)}</p>
      <EffectChart visit={visit} threshold={threshold} />
      <EffectTable {...props} />
      <p class="hint">
        {settingsText(visit, `matching.measured.${threshold}`, { date, asked, contraries })}{' '}
        {settingsText(visit, 'matching.own', { days: LOOKED_BACK_DAYS })}
      </p>
    </fieldset>
  );
}

/** What is measured at each place, as shares; those of the chart come first. */
export const EFFECT_COLUMNS = ['answered', 'right', 'wrongWithout', 'contrary'] as const;
type EffectColumn = (typeof EFFECT_COLUMNS)[number];
const DRAWN = EFFECT_COLUMNS.slice(0, 3);

/** Null where nothing was asked. */
function shareOf(threshold: ThresholdKey, effect: ThresholdEffect | undefined, column: EffectColumn) {
  const { asked, contraries = 0 } = MEASURED[threshold];
  const count = effect?.[column];
  const of = { answered: asked, right: effect?.answered ?? 0, wrongWithout: asked, contrary: contraries };
  return count === undefined || of[column] === 0 ? null : count / of[column];
}

function EffectChart({ visit, threshold }: Pick<ThresholdProps, 'visit' | 'threshold'>) {
  const series = DRAWN.map((column) => settingsText(visit, `matching.column.${column}`));
  const points = thresholdSteps(threshold).map((from) => {
    const shares = DRAWN.map((column) => shareOf(threshold, effectAt(threshold, from), column));
    const label = shareText(visit, from);
    const lines = shares.map((share, place) => `${series[place]}: ${shown(visit, share)}`);
    return {
      label,
      title: [label, ...lines].join('\n'),
      values: shares.map((share) => share && share * 100),
    };
  });
  return (
    <figure class="chart-figure">
      <Legend series={series} />
      <LineChart
        {...{ points, series, height: 150, most: 100 }}
        caption={settingsText(visit, `matching.${threshold}`)}
        format={(value) => shareText(visit, value / 100)}
      />
    </figure>
  );
}

const NOTHING = '–';
const shown = (visit: DeskVisit, share: number | null): string =>
  share === null ? NOTHING : shareText(visit, share);

function EffectTable({ visit, threshold, settings, own }: ThresholdProps) {
  const columns = EFFECT_COLUMNS.filter(
    (column) => column !== 'contrary' || MEASURED[threshold].contraries !== undefined,
  );
  const chosen = settings[threshold] ?? DEFAULT_THRESHOLDS[threshold];
  return (
    <div class="table-frame">
      <table class="table effects">
        <thead>
          <tr>
            {(['from', ...columns, 'here'] as const).map((column) => (
              <th scope="col">{settingsText(visit, `matching.column.${column}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {thresholdSteps(threshold).map((from, place) => {
            const isDefault = from === DEFAULT_THRESHOLDS[threshold];
            return (
              <tr>
                <th scope="row">
                  <label class="tick">
                    <input
                      type="radio"
                      name={threshold}
                      value={isDefault ? DEFAULT : String(from)}
                      checked={from === chosen}
                    />
                    <span>
                      {settingsText(visit, 'matching.from', { share: shareText(visit, from) })}
                      {isDefault && <span class="badge">{settingsText(visit, 'matching.default')}</span>}
                    </span>
                  </label>
                </th>
                {columns.map((column) => (
                  <Cell name={settingsText(visit, `matching.column.${column}`)}>
                    {shown(visit, shareOf(threshold, effectAt(threshold, from), column))}
                  </Cell>
                ))}
                <Cell name={settingsText(visit, 'matching.column.here')}>
                  {ownText(
                    visit,
                    own.find((one) => one.place === place),
                  )}
                </Cell>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** On a phone the name of the column stands in the cell. */
const Cell = ({ name, children }: { name: string; children?: unknown }) => (
  <td>
    <span class="cell-name" aria-hidden="true">
      {name}
    </span>
    <span>{children}</span>
  </td>
);

function ownText(visit: DeskVisit, own: AnswersAtPlace | undefined): string {
  if (!own) return NOTHING;
  const { answered, complaints } = own;
  return settingsText(visit, 'matching.here', { count: answered, complaints });
}
