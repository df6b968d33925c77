import type { EvidenceKind, TimeSpan } from '../domain/evidence.ts';
import type {
  CloseHash,
  CloserLook,
  MediaFingerprint,
  MediaKind,
  NearMiss,
  QueryImageFingerprint,
  QueryMediaFingerprint,
  QueryVideoFingerprint,
} from '../domain/fingerprint.ts';
import { VOICE_LEAD_SECONDS } from '../fingerprint/audio.ts';
import { AudioIndex, type SoundHit } from './audio-alignment.ts';
import { FrameSearch } from './frame-search.ts';
import { HashIndex } from './hash-index.ts';
import { likelyStretches } from './likely-stretches.ts';
import { isPartOnly } from './matched-pieces.ts';
import { confidenceOfFrames, confidenceOfPicture, confidenceOfSound } from './media-confidence.ts';
import { CLOSER, PICTURE, SOUND } from './media-thresholds.ts';
import { alignFrames, type FrameHit } from './video-alignment.ts';

/** One archived file that what was sent looks or sounds like. */
export interface MediaMatch {
  sha256: string;
  kind: Extract<EvidenceKind, 'image' | 'video' | 'audio'>;
  /** Probability that both show or play the same. */
  confidence: number;
  /** Likeness of the agreeing part, 0 to 1. */
  score: number;
  query?: TimeSpan;
  archive?: TimeSpan;
}

export interface MediaIndexSize {
  files: number;
  hashes: number;
  /** Of the index of hashes, without sounds. */
  hashBytes: number;
}

interface ArchivedMedia {
  sha256: string;
  kind: MediaKind;
  /** Seconds; 0 for pictures. */
  duration: number;
}

/** Pictures, frames and sounds of an archive. Each file is held once, however many items show it. */
export class MediaIndex {
  readonly #hashes = new HashIndex();
  readonly #sounds = new AudioIndex();
  readonly #refs = new Map<string, number>();
  readonly #media = new Map<number, ArchivedMedia>();
  #nextRef = 0;

  get size(): number {
    return this.#refs.size;
  }

  has(sha256: string): boolean {
    return this.#refs.has(sha256);
  }

  add(sha256: string, fingerprint: MediaFingerprint): void {
    this.remove(sha256);
    const ref = this.#nextRef++;
    for (const { t, pdq } of hashesOf(fingerprint)) this.#hashes.add(pdq, ref, t);
    const sound = soundOf(fingerprint);
    if (sound) this.#sounds.add(ref, sound.items, sound.lead);
    this.#refs.set(sha256, ref);
    const duration = fingerprint.kind === 'image' ? 0 : fingerprint.duration;
    this.#media.set(ref, { sha256, kind: fingerprint.kind, duration });
  }

  remove(sha256: string): void {
    const ref = this.#refs.get(sha256);
    if (ref === undefined) return;
    this.#hashes.remove(ref);
    this.#sounds.remove(ref);
    this.#refs.delete(sha256);
    this.#media.delete(ref);
  }

  /** Puts in order what was added since the last look-up, which would do it else. */
  settle(): MediaIndexSize {
    this.#hashes.settle();
    return { files: this.size, hashes: this.#hashes.size, hashBytes: this.#hashes.bytes };
  }

  /** Best first; one match for each archived file and kind. */
  lookUp(fingerprint: QueryMediaFingerprint): MediaMatch[] {
    return best([...this.#lookUpFrames(fingerprint), ...this.#lookUpSound(fingerprint)]);
  }

  /** As `lookUp`, for what that did not find. */
  lookCloser({ kind, looks }: CloserLook): MediaMatch[] {
    const search = new FrameSearch(this.#hashes);
    for (const { t, pdq, piece } of looks) search.add(t, pdq, piece);
    return best(this.#judgeAll(kind, search));
  }

  /**
   * Views of what was sent that agree with archived hashes in their coarse bits: the nearest of each of the files
   * with most of them. Worth a registration, no evidence.
   */
  nearMisses({ looks }: CloserLook): NearMiss[] {
    const byFile = new Map<number, Map<number, CoarseHit>>();
    for (const look of looks) {
      if (!look.isWide) continue;
      for (const hit of this.#hashes.searchCoarse(look.pdq, PICTURE.hitsPerFrame)) {
        const moments = byFile.get(hit.ref) ?? new Map<number, CoarseHit>();
        byFile.set(hit.ref, moments);
        const known = moments.get(look.t);
        if (!known || hit.distance < known.distance) moments.set(look.t, { ...hit, look });
      }
    }
    return [...byFile]
      .map(([ref, moments]) => ({ ref, hits: [...moments.values()].sort((a, b) => a.distance - b.distance) }))
      .sort((a, b) => weightOf(b.hits) - weightOf(a.hits))
      .slice(0, CLOSER.files)
      .flatMap(({ ref, hits }) => hits.slice(0, CLOSER.viewsOfFile).map((hit) => this.#nearMiss(ref, hit)));
  }

  /** Stretches of a long film that show something archived, by all its hashes. */
  likelyStretches(film: QueryVideoFingerprint): TimeSpan[] {
    const search = new FrameSearch(this.#hashes);
    for (const stage of stagesOf(film, search)) stage();
    return likelyStretches(search, film.duration);
  }

  #nearMiss(ref: number, { look, pdq }: CoarseHit): NearMiss {
    const { t, corners, turn } = look;
    return { file: this.#media.get(ref)?.sha256 ?? '', t, corners, turn, target: pdq };
  }

  /** Further hashes are only looked up when those before find nothing sure. */
  #lookUpFrames(fingerprint: QueryMediaFingerprint): MediaMatch[] {
    if (fingerprint.kind === 'audio') return [];
    let matches: MediaMatch[] = [];
    const search = new FrameSearch(this.#hashes);
    for (const stage of stagesOf(fingerprint, search)) {
      stage();
      matches = this.#judgeAll(fingerprint.kind, search);
      if (isExplained(matches, search.seconds)) break;
    }
    return matches;
  }

  #judgeAll(kind: 'image' | 'video', search: FrameSearch): MediaMatch[] {
    return search.byFile().flatMap(([ref, hits]) => {
      const archived = this.#media.get(ref);
      if (!archived) return [];
      const isCommon = hits.every((hit) => search.isCommon(hit.frame));
      const isStill = kind === 'image' || archived.kind === 'image';
      return isStill
        ? matchStill(kind, archived, hits, isCommon)
        : matchFilm(search, archived, hits, isCommon);
    });
  }

  #lookUpSound(fingerprint: QueryMediaFingerprint): MediaMatch[] {
    const sound = soundOf(fingerprint);
    if (!sound) return [];
    const hits = this.#sounds.search(sound.items, sound.lead);
    const isCommon = hits.length > SOUND.commonAbove;
    return hits.flatMap((hit) => this.#soundMatch(hit, isCommon, sound.seconds));
  }

  #soundMatch(hit: SoundHit, isCommon: boolean, seconds: number): MediaMatch[] {
    const archived = this.#media.get(hit.ref);
    if (!archived) return [];
    return [
      {
        sha256: archived.sha256,
        kind: 'audio',
        confidence: confidenceOfSound({ ...hit, isCommon }),
        score: 1 - hit.errorRate,
        ...bothWithin(hit, seconds, archived.duration),
      },
    ];
  }
}

/** Looks up whole frames first, then their parts, then the mirrored and turned ones. */
function stagesOf(
  fingerprint: QueryImageFingerprint | QueryVideoFingerprint,
  search: FrameSearch,
): (() => void)[] {
  const { kind } = fingerprint;
  const frames = (kind === 'image' ? [{ ...fingerprint, t: 0 }] : fingerprint.frames).filter(({ quality }) =>
    isTelling(quality, kind),
  );
  const stages = [
    () => {
      for (const { t, pdq } of frames) search.add(t, pdq);
      if (kind === 'image' && fingerprint.enlarged) search.add(0, fingerprint.enlarged);
    },
    () => {
      for (const { t, pdq, piece } of fingerprint.parts ?? []) search.add(t, pdq, piece);
    },
  ];
  const turns = Math.max(0, ...frames.map(({ turned }) => turned.length));
  for (let turn = 0; turn < turns; turn++) {
    stages.push(() => {
      for (const { t, turned } of frames) {
        const hash = turned[turn];
        if (hash) search.add(t, hash);
      }
    });
  }
  return stages;
}

/** A picture beside a picture, or beside the nearest frame of a film. */
function matchStill(
  kind: 'image' | 'video',
  archived: ArchivedMedia,
  hits: FrameHit[],
  isCommon: boolean,
): MediaMatch[] {
  const nearest = hits.reduce((a, b) => (b.distance < a.distance ? b : a));
  const seen = hits.map((hit) => (kind === 'image' ? hit.archiveTime : hit.queryTime));
  const span = { from: Math.min(...seen), to: Math.max(...seen) };
  return [
    {
      sha256: archived.sha256,
      kind: kind === 'image' && archived.kind === 'image' ? 'image' : 'video',
      confidence: confidenceOfPicture({ distance: nearest.distance, isCommon, isPart: isPartOnly(hits) }),
      score: 1 - nearest.distance / 256,
      ...(kind === 'video' ? { query: span } : {}),
      ...(archived.kind === 'video' ? { archive: span } : {}),
    },
  ];
}

function matchFilm(
  search: FrameSearch,
  archived: ArchivedMedia,
  hits: FrameHit[],
  isCommon: boolean,
): MediaMatch[] {
  const alignment = alignFrames(hits, (frame) => search.hashOf(frame));
  if (!alignment) return [];
  const seconds = alignment.query.to - alignment.query.from + HALF_SECOND;
  const shorter = Math.min(search.seconds + HALF_SECOND, archived.duration);
  const share = Math.min(1, seconds / Math.max(HALF_SECOND, shorter));
  return [
    {
      sha256: archived.sha256,
      kind: 'video',
      confidence: confidenceOfFrames({ ...alignment, share, isCommon, isPart: isPartOnly(hits) }),
      score: 1 - alignment.mean / 256,
      query: alignment.query,
      archive: alignment.archive,
    },
  ];
}

/** Whether sure matches cover most of what was sent: the rest of a compilation may show something else that is known. */
function isExplained(matches: readonly MediaMatch[], seconds: number): boolean {
  const spans = matches.flatMap(({ confidence, query }) => (confidence >= PICTURE.sure ? [query] : []));
  if (spans.some((span) => span === undefined)) return true;
  const sorted = spans.flatMap((span) => span ?? []).sort((a, b) => a.from - b.from);
  let covered = 0;
  let until = 0;
  for (const { from, to } of sorted) {
    covered += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return sorted.length > 0 && covered >= PICTURE.explained * seconds - HALF_SECOND;
}

type CoarseHit = ReturnType<HashIndex['searchCoarse']>[number] & { look: CloseHash };

const weightOf = (hits: readonly CoarseHit[]): number =>
  hits.reduce((sum, { distance }) => sum + 1 / (1 + distance), 0);

/** A frame stands for the time until the next. */
const HALF_SECOND = 0.5;

/** The best match of each file and kind, best first. */
function best(matches: MediaMatch[]): MediaMatch[] {
  const kept = new Map<string, MediaMatch>();
  for (const match of matches) {
    const key = `${match.kind} ${match.sha256}`;
    if (match.confidence > (kept.get(key)?.confidence ?? 0)) kept.set(key, match);
  }
  return [...kept.values()].sort((a, b) => b.confidence - a.confidence);
}

/** Of a picture, which somebody chose, a little less is asked than of a frame of a film. */
const isTelling = (quality: number, kind: MediaKind): boolean =>
  quality >= (kind === 'image' ? PICTURE.stillQuality : PICTURE.quality);

/** Near-black and flat frames look like anything and are left out on both sides. */
function hashesOf(fingerprint: MediaFingerprint): { t: number; pdq: Uint8Array }[] {
  if (fingerprint.kind === 'audio') return [];
  const whole = fingerprint.kind === 'video' ? fingerprint.frames : [{ ...fingerprint, t: 0 }];
  const telling = whole.filter(({ quality }) => isTelling(quality, fingerprint.kind));
  return [...telling, ...(fingerprint.parts ?? [])];
}

/** Sounds are read a little beyond their end: what lies behind the end of either is cut off both. */
function bothWithin(
  { query, archive }: Pick<SoundHit, 'query' | 'archive'>,
  querySeconds: number,
  archiveSeconds: number,
): { query: TimeSpan; archive: TimeSpan } {
  const cut = Math.max(0, query.to - querySeconds, archive.to - archiveSeconds);
  const shortened = ({ from, to }: TimeSpan): TimeSpan => ({ from, to: Math.max(from, to - cut) });
  return { query: shortened(query), archive: shortened(archive) };
}

interface Sound {
  items: Uint32Array;
  lead: number;
  seconds: number;
}

function soundOf(fingerprint: MediaFingerprint): Sound | null {
  const sound = fingerprint.kind === 'video' ? fingerprint.audio : fingerprint;
  if (sound?.kind !== 'audio') return null;
  const { items, voice, duration } = sound;
  const compared = voice ?? items;
  if (compared.length === 0) return null;
  return { items: compared, lead: voice ? VOICE_LEAD_SECONDS : 0, seconds: duration };
}
