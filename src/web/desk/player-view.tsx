import { withoutPersonal } from '../../domain/without-personal.ts';
import type { KnownMedia } from '../../fingerprint/media-library.ts';
import { formatClock } from '../../reply/fact-check-card.ts';
import { Isolated } from '../rich-text-view.tsx';
import type { DeskVisit } from './desk-router.ts';
import { deskText } from './desk-text.ts';
import { stillPath } from './still-route.ts';

interface Props {
  visit: DeskVisit;
  file: KnownMedia;
}

const SPEEDS = [0.25, 0.5, 1, 1.5, 2];
/** Containers that browsers know; whether they know what is inside shows when they try. Of others they get a copy. */
const PLAYABLE = /^video\/(?:mp4|webm|ogg|quicktime)$/u;

/** A file behind a veil that a click or the space bar lifts; nothing makes a sound by itself. */
export function VeiledFile({ visit, file, mime }: Props & { mime: string }) {
  const address = `/desk/media/${file.sha256}`;
  const { kind } = file;
  const words = withoutPersonal(file.writing ?? '');
  const isPlayable = kind !== 'video' || PLAYABLE.test(mime);
  return (
    <figure class="file-view">
      <div class={`veil veil-${kind}`}>
        {kind === 'image' && <img src={address} alt={words} loading="lazy" />}
        {kind === 'video' && (
          <video
            controls
            muted
            playsinline
            preload="metadata"
            poster={isPlayable ? undefined : stillPath(file.sha256, 0)}
            data-preview={`${address}/preview`}
          >
            {isPlayable && <source src={address} />}
            <source src={`${address}/preview`} />
          </video>
        )}
        {/* biome-ignore lint/a11y/useMediaCaption: what strangers send has no captions. */}
        {kind === 'audio' && <audio src={address} controls preload="none" />}
        {kind !== 'audio' && (
          <label class="lift">
            <input type="checkbox" autocomplete="off" data-act="lift" />
            <span class="when-veiled">{deskText(visit, 'claim.lift')}</span>
            <span class="when-lifted">{deskText(visit, 'claim.veil')}</span>
          </label>
        )}
      </div>
      {kind === 'video' && (
        <>
          <p class="hint cannot-play" role="status">
            {deskText(visit, 'claim.cannotPlay')}
          </p>
          <p class="hint making-copy" role="status">
            {deskText(visit, 'claim.makingCopy')}
          </p>
          <p class="hint small-copy">{deskText(visit, 'claim.smallCopy')}</p>
          {!isPlayable && (
            <noscript>
              <p class="hint">{deskText(visit, 'claim.copyOnReload')}</p>
            </noscript>
          )}
          <PlayerTools visit={visit} />
          <FilmStrip visit={visit} file={file} />
        </>
      )}
      <figcaption>
        {words && (
          <>
            <span class="quiet">{deskText(visit, 'claim.writing')}</span>
            <blockquote dir="auto">
              <Isolated text={words} />
            </blockquote>
          </>
        )}
        <a class="quiet" href={address} target="_blank" rel="noopener">
          {deskText(visit, 'claim.openFile')}
        </a>
      </figcaption>
    </figure>
  );
}

/** Below the browser's own player; it needs the script and is not there without. */
function PlayerTools({ visit }: { visit: DeskVisit }) {
  const { room, language } = visit;
  const speed = new Intl.NumberFormat(room.words.localeOf(language), { maximumFractionDigits: 2 });
  return (
    <div class="player-tools" dir="ltr">
      <button
        class="button small"
        type="button"
        data-step="-1"
        aria-label={deskText(visit, 'keys.does.back')}
      >
        ◂|
      </button>
      <button
        class="button small"
        type="button"
        data-step="1"
        aria-label={deskText(visit, 'keys.does.forward')}
      >
        |▸
      </button>
      <input
        type="range"
        name="scrub"
        min="0"
        max="0"
        step="0.01"
        value="0"
        autocomplete="off"
        aria-label={deskText(visit, 'claim.scrub')}
      />
      <output aria-label={deskText(visit, 'claim.seconds')}>{speed.format(0)}</output>
      <select name="speed" aria-label={deskText(visit, 'claim.speed')} autocomplete="off">
        {SPEEDS.map((value) => (
          <option value={value} selected={value === 1}>
            ×{speed.format(value)}
          </option>
        ))}
      </select>
    </div>
  );
}

const STRIP = 5;

/** Moments of a film, which show what is in it also where a browser cannot play it; each leads to its second. */
function FilmStrip({ visit, file }: Props) {
  if (file.fingerprint?.kind !== 'video') return null;
  const { duration } = file.fingerprint;
  const moments = Array.from({ length: STRIP }, (_, place) => (duration * (place + 0.5)) / STRIP);
  return (
    <ol class="film-strip" aria-label={deskText(visit, 'claim.filmStrip')}>
      {moments.map((at) => {
        const clock = formatClock(visit.room.words, visit.language, at);
        return (
          <li>
            <a class="moment" href={`/desk/media/${file.sha256}#t=${at.toFixed(2)}`} data-at={at.toFixed(2)}>
              <img class="still" src={stillPath(file.sha256, at)} alt="" loading="lazy" />
              <span class="quiet">{clock}</span>
            </a>
          </li>
        );
      })}
    </ol>
  );
}
