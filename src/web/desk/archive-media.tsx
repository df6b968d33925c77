import { mayActAs } from '../../domain/role.ts';
import { type KnownMedia, toKnownMedia } from '../../fingerprint/media-library.ts';
import { formatClock } from '../../reply/fact-check-card.ts';
import type { DeskFactCheck } from '../../store/archive-desk.ts';
import { archivePath } from './archive-path.ts';
import { deskText } from './desk-page.tsx';
import type { DeskVisit } from './desk-router.ts';
import { VeiledFile } from './player-view.tsx';

interface MediaProps {
  visit: DeskVisit;
  found: DeskFactCheck;
}

/** The files by which it is found, each with its fingerprints. */
export async function ArchiveMedia({ visit, found }: MediaProps) {
  const files = found.files.filter(({ removedAt }) => removedAt === null);
  const { blobs } = visit.room.desk;
  const shown = await Promise.all(
    files.map(async ({ media, ...rest }) => ({
      ...rest,
      bytes: media.bytes,
      mime: media.mime,
      media: toKnownMedia(media),
      isKept: await blobs.has(media.sha256),
    })),
  );
  return (
    <section class="panel">
      <h2>{deskText(visit, 'archive.media')}</h2>
      {shown.length === 0 && <p class="quiet">{deskText(visit, 'archive.noMedia')}</p>}
      <div class="archive-files">
        {shown.map(({ media, isKept, fromDesk, claimId, bytes, mime }) => (
          <div class="archive-file">
            {isKept ? (
              <VeiledFile visit={visit} file={media} mime={mime} />
            ) : (
              <p class="quiet">{deskText(visit, 'archive.fileGone')}</p>
            )}
            <div>
              <Fingerprints visit={visit} media={media} bytes={bytes} />
              <p class="quiet">
                {claimId !== null ? (
                  <>
                    {deskText(visit, 'archive.fromClaim')} <a href={`/desk/claims/${claimId}`}>#{claimId}</a>
                  </>
                ) : (
                  deskText(visit, fromDesk ? 'archive.fromDesk' : 'archive.fromArticle')
                )}
              </p>
              {mayActAs(visit.moderator.role, 'publisher') && (
                <form method="post" action={`${archivePath(found.factCheck.id)}/media-removal`}>
                  <input type="hidden" name="sha256" value={media.sha256} />
                  <button class="button small" type="submit">
                    {deskText(visit, 'archive.removeFile')}
                  </button>
                </form>
              )}
            </div>
          </div>
        ))}
      </div>
    </section>
  );
}

const MEGABYTE = 1_000_000;

/** How many of each kind there are. */
function Fingerprints({ visit, media, bytes }: { visit: DeskVisit; media: KnownMedia; bytes: number }) {
  const { room, language } = visit;
  const size = new Intl.NumberFormat(room.words.localeOf(language), {
    style: 'unit',
    unit: 'megabyte',
    maximumSignificantDigits: 2,
  });
  const { duration, ...counts } = countHashes(media);
  return (
    <dl class="counts">
      <dt>{deskText(visit, `archive.kind.${media.kind}`)}</dt>
      <dd>{size.format(bytes / MEGABYTE)}</dd>
      {duration !== null && (
        <>
          <dt>{deskText(visit, 'archive.duration')}</dt>
          <dd>{formatClock(room.words, language, duration)}</dd>
        </>
      )}
      {HASH_KINDS.map((kind) =>
        counts[kind] > 0 ? (
          <>
            <dt>{deskText(visit, `archive.hashes.${kind}`)}</dt>
            <dd>{room.words.number(language, counts[kind])}</dd>
          </>
        ) : null,
      )}
      {media.failure && (
        <>
          <dt>{deskText(visit, 'archive.noHashes')}</dt>
          <dd>{room.words.t(language, `errors:${media.failure}`)}</dd>
        </>
      )}
    </dl>
  );
}

export const HASH_KINDS = ['picture', 'frames', 'parts', 'sound', 'voice'] as const;

function countHashes({ fingerprint }: KnownMedia): Record<(typeof HASH_KINDS)[number], number> & {
  /** Seconds. */
  duration: number | null;
} {
  const none = { picture: 0, frames: 0, parts: 0, sound: 0, voice: 0, duration: null };
  if (!fingerprint) return none;
  const sound = (audio: { items: Uint32Array; voice?: Uint32Array } | null) => ({
    sound: audio?.items.length ?? 0,
    voice: audio?.voice?.length ?? 0,
  });
  switch (fingerprint.kind) {
    case 'image':
      return { ...none, picture: 1, parts: fingerprint.parts?.length ?? 0 };
    case 'video':
      return {
        ...none,
        ...sound(fingerprint.audio),
        frames: fingerprint.frames.length,
        parts: fingerprint.parts?.length ?? 0,
        duration: fingerprint.duration,
      };
    case 'audio':
      return { ...none, ...sound(fingerprint), duration: fingerprint.duration };
  }
}
