import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Evidence } from '../../src/domain/evidence.ts';
import type { CloserLook, MediaKind, NearMiss, QueryMediaFingerprint } from '../../src/domain/fingerprint.ts';
import type { CloserFrames } from '../../src/fingerprint/closer-frames.ts';
import { Fingerprinter } from '../../src/fingerprint/fingerprint-file.ts';
import { KEY_FRAMES_FROM_SECONDS } from '../../src/fingerprint/frame-sampling.ts';
import { createLog } from '../../src/log.ts';
import type { QueryPart, RankedItem } from '../../src/match/matcher.ts';
import { FUSION } from '../../src/match/thresholds.ts';
import type { Ffmpeg } from '../../src/media/ffmpeg.ts';
import { type ItemWithMedia, MatcherWithMedia } from '../../tests/support/matcher-with-media.ts';
import type { EffectTally } from '../threshold-effects.ts';
import type { Original } from './originals.ts';

/** What came of one question. */
export interface Asked {
  /** Sure, and nothing but items of the right group sent. */
  answered: boolean;
  /** The right group among what was sent. */
  offered: boolean;
  /** With the right group taken out of the archive: what would still be answered, or offered. */
  falseAnswers: string[];
  falseOffers: string[];
  evidence: Evidence | null;
  /** Whether it took a closer look. */
  isCloser: boolean;
  ms: number;
}

interface QuestionFile {
  fingerprint: QueryMediaFingerprint;
  /** Made once, when it is needed. */
  lookCloser: () => Promise<CloserLook | null>;
  register: (look: CloserLook, misses: readonly NearMiss[]) => Promise<CloserLook>;
}

const EVERYTHING = 10_000;

/** This project as the bench drives it: all originals in one archive, asked as the bot asks. */
export class Subject {
  readonly #fingerprinter: Fingerprinter;
  readonly #matcher = new MatcherWithMedia();
  readonly #items = new Map<string, ItemWithMedia>();
  readonly #groups = new Map<string, string[]>();
  readonly #groupOf = new Map<string, string>();
  readonly sha256 = new Map<string, string>();

  readonly #effects: EffectTally | null;

  /** @param effects counts what every question comes to with the threshold for media at other places */
  constructor(ffmpeg: Ffmpeg, effects: EffectTally | null = null) {
    this.#effects = effects;
    this.#fingerprinter = new Fingerprinter({ ffmpeg, log: createLog('silent') });
  }

  async learn(original: Original): Promise<void> {
    const { id, path, kind, group } = original;
    const sha256 = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    const fingerprint = await this.#fingerprinter.fingerprint(path, kind);
    const item = { id, claim: null, urls: [], media: [{ sha256, fingerprint }] };
    this.#items.set(id, item);
    this.#groups.set(group, [...(this.#groups.get(group) ?? []), id]);
    this.#groupOf.set(id, group);
    this.sha256.set(id, sha256);
    this.#matcher.upsert(item);
  }

  async ask(path: string, kind: MediaKind, group: string, original: string): Promise<Asked> {
    const started = performance.now();
    const question = await this.#readQuestion(path, kind);
    const { ranking, isCloser } = await this.#rank(question);
    const ms = performance.now() - started;
    const sent = ranking.ranked.filter((item) => item.sent);
    const offered = sent.some((item) => this.#isOf(item, group));
    const sha256 = this.sha256.get(original);
    const evidence =
      ranking.ranked
        .flatMap((item) => item.evidence)
        .find(({ archive, kind: by }) => archive?.media === sha256 && by !== 'exact') ?? null;
    const strangers = await this.#without(group, () => this.#rank(question));
    if (this.#effects) await this.#countEffects(question, group, this.#effects);
    const atLeast = (confidence: number) =>
      strangers.ranking.ranked.filter((item) => item.confidence >= confidence).map(({ id }) => id);
    return {
      answered:
        offered && sent.every((item) => this.#isOf(item, group) && item.confidence >= FUSION.mediaAnswer),
      offered,
      falseAnswers: atLeast(FUSION.mediaAnswer),
      falseOffers: atLeast(FUSION.choice),
      evidence,
      isCloser,
      ms,
    };
  }

  async #countEffects(question: QuestionFile, group: string, tally: EffectTally): Promise<void> {
    const places = tally.effects.map(({ from }) => from);
    const answers = await this.#answersAt(question, places);
    const strangers = await this.#without(group, () => this.#answersAt(question, places));
    tally.asked += 1;
    for (const [place, effect] of tally.effects.entries()) {
      const sent = answers[place] ?? [];
      if (sent.length > 0) effect.answered += 1;
      if (sent.length > 0 && sent.every((item) => this.#isOf(item, group))) effect.right += 1;
      if (strangers[place]?.length) effect.wrongWithout += 1;
    }
  }

  /** For each place of the threshold what is answered with at once, as the bot asks; read closer only once. */
  async #answersAt({ fingerprint, lookCloser, register }: QuestionFile, places: number[]) {
    const part: QueryPart = { kind: 'media', file: 0, sha256: 'query', fingerprint };
    let read: QueryPart | null = null;
    const closerPart = async (): Promise<QueryPart> => {
      const look = await lookCloser();
      return look ? { ...part, closer: await register(look, this.#matcher.nearMisses(look)) } : part;
    };
    const answers: RankedItem[][] = [];
    for (const mediaFrom of places) {
      let ranking = this.#matcher.rank([part], { mediaFrom });
      if (ranking.band !== 'answered') {
        read ??= await closerPart();
        ranking = this.#matcher.rank([read], { mediaFrom });
      }
      answers.push(ranking.band === 'answered' ? ranking.ranked.filter(({ sent }) => sent) : []);
    }
    return answers;
  }

  /** Only asks. */
  async look(path: string, kind: MediaKind): Promise<void> {
    await this.#rank(await this.#readQuestion(path, kind));
  }

  async #readQuestion(path: string, kind: MediaKind): Promise<QuestionFile> {
    const { fingerprint, frames } = await this.#fingerprinter.fingerprintQuestion(path, kind);
    let closer: Promise<CloserLook | null> | null = null;
    let inHand = frames;
    const lookCloser = () => {
      closer ??= this.#lookCloser(path, fingerprint, inHand).then(({ look, frames }) => {
        inHand = frames;
        return look;
      });
      return closer;
    };
    const register = (look: CloserLook, misses: readonly NearMiss[]) =>
      this.#fingerprinter.register(path, look, misses, inHand);
    return { fingerprint, lookCloser, register };
  }

  /** Of a long film only at likely stretches. */
  async #lookCloser(path: string, fingerprint: QueryMediaFingerprint, whole: CloserFrames | null) {
    const isLong = fingerprint.kind === 'video' && fingerprint.duration > KEY_FRAMES_FROM_SECONDS;
    const stretches = isLong ? this.#matcher.likelyStretches(fingerprint) : [];
    const frames = stretches.length > 0 ? await this.#fingerprinter.closerFrames(path, stretches) : whole;
    return { look: await this.#fingerprinter.lookCloser(path, fingerprint.kind, frames), frames };
  }

  /** As the bot does: a closer look only when the first finds nothing sure. */
  async #rank({ fingerprint, lookCloser, register }: QuestionFile) {
    const part = { kind: 'media' as const, file: 0, sha256: 'query', fingerprint };
    const ranking = this.#matcher.rank([part], { limit: EVERYTHING });
    if (ranking.ranked.some(({ sent, confidence }) => sent && confidence >= FUSION.mediaAnswer)) {
      return { ranking, isCloser: false };
    }
    const closer = await lookCloser();
    if (!closer) return { ranking, isCloser: false };
    const registered = await register(closer, this.#matcher.nearMisses(closer));
    const parts = [{ ...part, closer: registered }];
    return { ranking: this.#matcher.rank(parts, { limit: EVERYTHING }), isCloser: true };
  }

  /** Items of the same claim folded behind another count too. */
  #isOf(item: RankedItem, group: string): boolean {
    return [item.id, ...(item.sameAs ?? [])].some((id) => this.#groupOf.get(id) === group);
  }

  async #without<T>(group: string, work: () => Promise<T>): Promise<T> {
    const ids = this.#groups.get(group) ?? [];
    for (const id of ids) this.#matcher.remove(id);
    try {
      return await work();
    } finally {
      for (const id of ids) {
        const item = this.#items.get(id);
        if (item) this.#matcher.upsert(item);
      }
    }
  }
}
