import type { Context } from 'hono';
import { CHANNELS, type Channel } from '../../../domain/channel.ts';
import type { PairingState } from '../../../domain/pairing.ts';
import { AppError, ERROR_CODES, type ErrorCode } from '../../../errors.ts';
import { type ChannelActivity, readChannelActivity } from '../../../store/channel-activity.ts';
import type { MessengerState } from '../desk-dependencies.ts';
import type { DeskRouter, DeskVisit } from '../desk-router.ts';
import { QrCode } from '../second-factor-view.tsx';
import { SETTINGS_PAGES, SettingsPage, settingsText } from './settings-page.tsx';

const PATH = SETTINGS_PAGES.messengers;
/** A code to be scanned is good for about 20 seconds, and who has scanned it waits for what comes of it. */
const REFRESH_SECONDS = 5;
/** What does not change by itself. */
const SETTLED: ReadonlySet<PairingState['state']> = new Set(['connected', 'unpaired']);

/** How the messengers are, and linking the newsroom's own WhatsApp number. */
export function addMessengerRoutes(router: DeskRouter): void {
  router.get(PATH, 'admin', showMessengers).post(`${PATH}/pairing`, 'admin', beginPairing);
}

function beginPairing(c: Context, { room }: DeskVisit): Response {
  const { pairing } = room.desk;
  if (!pairing) throw new AppError('not-found');
  pairing.begin();
  return c.redirect(PATH, 303);
}

const shownChannels = CHANNELS.filter((channel) => channel !== 'memory');

async function showMessengers(c: Context, visit: DeskVisit): Promise<Response> {
  const { desk } = visit.room;
  const activity = await readChannelActivity(desk.database.prisma, shownChannels);
  const states = new Map(desk.messengers().map((state) => [state.channel, state]));
  const pairing = desk.pairing?.current ?? null;
  // Without a script the page comes anew by itself while somebody stands there with the phone.
  if (pairing && !SETTLED.has(pairing.state)) c.header('Refresh', String(REFRESH_SECONDS));
  return c.html(
    <SettingsPage c={c} visit={visit} page="messengers">
      {pairing && <PairingView visit={visit} pairing={pairing} />}
      <div class="panels">
        {shownChannels.map((channel) => (
          <Messenger {...{ visit, channel }} state={states.get(channel)} activity={activity.get(channel)} />
        ))}
      </div>
    </SettingsPage>,
  );
}

export const PAIRING_STATES: readonly PairingState['state'][] = [
  'starting',
  'pairing',
  'unpaired',
  'connected',
  'failing',
];

function PairingView({ visit, pairing }: { visit: DeskVisit; pairing: PairingState }) {
  return (
    <section class="panel pairing">
      <h2>{settingsText(visit, 'pairing.title')}</h2>
      {'wasLoggedOut' in pairing && pairing.wasLoggedOut && (
        <p class="alert">{settingsText(visit, 'pairing.loggedOut')}</p>
      )}
      <p role="status">{settingsText(visit, `pairing.state.${pairing.state}`)}</p>
      {pairing.state === 'failing' && <p class="alert">{errorWords(visit, pairing.error)}</p>}
      {pairing.state === 'pairing' && (
        <>
          <QrCode content={pairing.code} label={settingsText(visit, 'pairing.qr')} />
          <p class="hint">{settingsText(visit, 'pairing.refreshing')}</p>
        </>
      )}
      {pairing.state === 'unpaired' && (
        <form method="post" action={`${PATH}/pairing`}>
          <button class="button primary" type="submit">
            {settingsText(visit, 'pairing.begin')}
          </button>
        </form>
      )}
    </section>
  );
}

function errorWords({ room, language }: DeskVisit, text: string): string {
  const code = Object.hasOwn(ERROR_CODES, text) ? (text as ErrorCode) : 'internal';
  return room.words.t(language, `errors:${code}`);
}

/** How a messenger that is off is switched on; null: it needs nothing. */
function howToSwitchOn(channel: Channel): 'telegram' | 'whatsapp-web' | 'whatsapp-cloud' | null {
  return channel === 'memory' || channel === 'web-chat' ? null : channel;
}

interface MessengerProps {
  visit: DeskVisit;
  channel: Channel;
  state: MessengerState | undefined;
  activity: ChannelActivity | undefined;
}

function Messenger({ visit, channel, state, activity }: MessengerProps) {
  const { room, language } = visit;
  const when = (date: Date | null | undefined) =>
    date ? room.words.dateTime(language, date) : settingsText(visit, 'messenger.never');
  const faults = [state?.health.error, state?.trouble].flatMap((code) => code ?? []);
  const outbox = activity?.outbox;
  const health = state?.health.state ?? 'off';
  const how = state ? null : howToSwitchOn(channel);
  return (
    <section class="panel messenger">
      <h2>
        {room.words.t(language, `cli:start.name.${channel}`)}{' '}
        <span class={`badge badge-${faults.length > 0 ? 'failing' : health}`}>
          {settingsText(visit, `messenger.state.${health}`)}
        </span>
      </h2>
      {how && <p class="hint">{settingsText(visit, `messenger.how.${how}`)}</p>}
      {faults.map((code) => (
        <p class="alert">{errorWords(visit, code)}</p>
      ))}
      <dl class="tally">
        <dt>{settingsText(visit, 'messenger.lastIn')}</dt>
        <dd>{when(activity?.lastIn)}</dd>
        <dt>{settingsText(visit, 'messenger.lastOut')}</dt>
        <dd>{when(activity?.lastOut)}</dd>
        <dt>{settingsText(visit, 'messenger.waiting')}</dt>
        <dd>
          {room.words.number(language, outbox?.waiting ?? 0)}
          {outbox?.oldest && (
            <span class="quiet">
              {' '}
              {settingsText(visit, 'messenger.since', { date: when(outbox.oldest) })}
            </span>
          )}
        </dd>
        <dt>{settingsText(visit, 'messenger.dead')}</dt>
        <dd>
          {room.words.number(language, outbox?.dead ?? 0)}
          {activity?.lastFailure && (
            <span class="quiet">
              {' '}
              {settingsText(visit, 'messenger.lastFailure', { date: when(activity.lastFailure.at) })}{' '}
              {errorWords(visit, activity.lastFailure.error)}
            </span>
          )}
        </dd>
        <dt>{settingsText(visit, 'messenger.refused')}</dt>
        <dd>{room.words.number(language, outbox?.refused ?? 0)}</dd>
      </dl>
    </section>
  );
}
