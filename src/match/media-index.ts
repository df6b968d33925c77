import type { EvidenceKind, TimeSpan } from '../domain/evidence.ts';
import type { MediaFingerprint, MediaKind, Pdq, QueryMediaFingerprint } from '../domain/fingerprint.ts';
import { AudioIndex, type SoundHit } from './audio-alignment.ts';
import { type HashHit, HashIndex } from './hash-index.ts';
import { confidenceOfFrames, confidenceOfPicture, confidenceOfSound } from './media-confidence.ts';
import { PICTURE, SOUND } from './thresholds.ts';
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

interface ArchivedMedia {
  sha256: string;
  kind: MediaKind;
  /** Seconds; 0 for pictures. */
  duration: number;
  /** Frames fit to be looked up. */
  frames: number;
}

/** A picture is a video of one frame: what can be looked up, of either. */
interface QueryFrames {
  kind: 'image' | 'video';
  frames: { t: number; pdq: Pdq; turned: Pdq[] }[];
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
    const frames = framesOf(fingerprint);
    for (const { t, pdq } of frames) this.#hashes.add(pdq, ref, t);
    const sound = soundOf(fingerprint);
    if (sound) this.#sounds.add(ref, sound);
    this.#refs.set(sha256, ref);
    const duration = fingerprint.kind === 'image' ? 0 : fingerprint.duration;
    this.#media.set(ref, { sha256, kind: fingerprint.kind, duration, frames: frames.length });
  }

  remove(sha256: string): void {
    const ref = this.#refs.get(sha256);
    if (ref === undefined) return;
    this.#hashes.remove(ref);
    this.#sounds.remove(ref);
    this.#refs.delete(sha256);
    this.#media.delete(ref);
  }

  /** Best first; one match for each archived file and kind. */
  lookUp(fingerprint: QueryMediaFingerprint): MediaMatch[] {
    const matches = [...this.#lookUpFrames(queryFramesOf(fingerprint)), ...this.#lookUpSound(fingerprint)];
    return matches.sort((a, b) => b.confidence - a.confidence);
  }

  /** As it is first; mirrored and turned only when that finds nothing sure. */
  #lookUpFrames(query: QueryFrames): MediaMatch[] {
    const turns = Math.max(0, ...query.frames.map((frame) => frame.turned.length));
    let matches = this.#lookUpTurn(query, (frame) => frame.pdq);
    for (let turn = 0; turn < turns; turn++) {
      if (matches.some((match) => match.confidence >= PICTURE.sure)) break;
      matches = [...matches, ...this.#lookUpTurn(query, (frame) => frame.turned[turn])];
    }
    const best = new Map<string, MediaMatch>();
    for (const match of matches) {
      if (match.confidence > (best.get(match.sha256)?.confidence ?? 0)) best.set(match.sha256, match);
    }
    return [...best.values()];
  }

  #lookUpTurn(
    query: QueryFrames,
    hashOf: (frame: QueryFrames['frames'][number]) => Pdq | undefined,
  ): MediaMatch[] {
    const hits = new Map<number, FrameHit[]>();
    const common = new Set<number>();
    for (const [i, frame] of query.frames.entries()) {
      const hash = hashOf(frame);
      if (!hash) continue;
      const found = this.#hashes.search(hash);
      if (new Set(found.map(({ ref }) => ref)).size > PICTURE.commonAbove) common.add(i);
      for (const { ref, t, distance } of nearestOf(found, PICTURE.hitsPerFrame)) {
        const list = hits.get(ref) ?? [];
        list.push({ frame: i, queryTime: frame.t, archiveTime: t, distance });
        hits.set(ref, list);
      }
    }
    return [...hits].flatMap(([ref, list]) => this.#judge(query, ref, list, common));
  }

  #judge(query: QueryFrames, ref: number, hits: FrameHit[], common: Set<number>): MediaMatch[] {
    const archived = this.#media.get(ref);
    if (!archived) return [];
    const isCommon = hits.every((hit) => common.has(hit.frame));
    const { sha256 } = archived;
    if (query.kind === 'image' || archived.kind === 'image') {
      const nearest = hits.reduce((a, b) => (b.distance < a.distance ? b : a));
      const frames = query.kind === 'image' ? archived.frames : query.frames.length;
      const seen = new Set(hits.map((hit) => (query.kind === 'image' ? hit.archiveTime : hit.queryTime)));
      const span = { from: Math.min(...seen), to: Math.max(...seen) };
      return [
        {
          sha256,
          kind: query.kind === 'image' && archived.kind === 'image' ? 'image' : 'video',
          confidence: confidenceOfPicture({
            distance: nearest.distance,
            share: seen.size / frames,
            isCommon,
          }),
          score: 1 - nearest.distance / 256,
          ...(query.kind === 'video' ? { query: span } : {}),
          ...(archived.kind === 'video' ? { archive: span } : {}),
        },
      ];
    }
    const alignment = alignFrames(hits, (frame) => query.frames[frame]?.pdq ?? new Uint8Array(32));
    if (!alignment) return [];
    const share = alignment.frames / Math.max(1, Math.min(query.frames.length, archived.frames));
    return [
      {
        sha256,
        kind: 'video',
        confidence: confidenceOfFrames({ ...alignment, share, isCommon }),
        score: 1 - alignment.mean / 256,
        query: alignment.query,
        archive: alignment.archive,
      },
    ];
  }

  #lookUpSound(fingerprint: QueryMediaFingerprint): MediaMatch[] {
    const sound = soundOf(fingerprint);
    if (!sound) return [];
    const hits = this.#sounds.search(sound);
    const isCommon = hits.length > SOUND.commonAbove;
    return hits.flatMap((hit) => this.#soundMatch(hit, isCommon));
  }

  #soundMatch(hit: SoundHit, isCommon: boolean): MediaMatch[] {
    const archived = this.#media.get(hit.ref);
    if (!archived) return [];
    const { from, to } = hit.archive;
    return [
      {
        sha256: archived.sha256,
        kind: 'audio',
        confidence: confidenceOfSound({ ...hit, isCommon }),
        score: 1 - hit.errorRate,
        query: hit.query,
        archive: { from, to: Math.min(to, Math.max(from, archived.duration)) },
      },
    ];
  }
}

/** A still that stands in the archive ten thousand times must not cost more than one that stands there once. */
const nearestOf = (hits: HashHit[], limit: number): HashHit[] =>
  hits.length <= limit ? hits : hits.sort((a, b) => a.distance - b.distance).slice(0, limit);

const isTelling = ({ quality }: { quality: number }): boolean => quality >= PICTURE.quality;

/** Near-black and flat frames look like anything and are left out on both sides. */
function framesOf(fingerprint: MediaFingerprint): { t: number; pdq: Pdq }[] {
  if (fingerprint.kind === 'audio') return [];
  if (fingerprint.kind === 'video') return fingerprint.frames.filter(isTelling);
  return isTelling(fingerprint) ? [{ t: 0, pdq: fingerprint.pdq }] : [];
}

function queryFramesOf(fingerprint: QueryMediaFingerprint): QueryFrames {
  if (fingerprint.kind === 'audio') return { kind: 'video', frames: [] };
  if (fingerprint.kind === 'video') return { kind: 'video', frames: fingerprint.frames.filter(isTelling) };
  return { kind: 'image', frames: isTelling(fingerprint) ? [{ ...fingerprint, t: 0 }] : [] };
}

function soundOf(fingerprint: MediaFingerprint): Uint32Array | null {
  if (fingerprint.kind === 'image') return null;
  const items = fingerprint.kind === 'audio' ? fingerprint.items : (fingerprint.audio?.items ?? null);
  return items && items.length > 0 ? items : null;
}
