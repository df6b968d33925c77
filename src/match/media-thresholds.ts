/** Every number that decides about media, with the measurement behind it: `bench/RESULTS.md`, section media. */

/** Pictures, and single frames beside a picture. */
export const PICTURE = {
  /** PDQ quality below which a hash is neither stored nor looked up; the value its publishers recommend. */
  quality: 50,
  /** The same for pictures. Of the 100 of the bench one has less than 50 (a sky at dusk, 49); down to here none is taken for another. */
  stillQuality: 45,
  /**
   * Confidence by differing bits. The same photo with another caption box lies 16 to 28 bits away, a card
   * template with other text 54 or more; 31 is the distance PDQ's publishers recommend. The steps below
   * 31 are set by judgement.
   */
  confidence: [
    [8, 0.99],
    [16, 0.97],
    [24, 0.94],
    [31, 0.9],
  ],
  /** A match as sure as this ends the search with parts, mirrored and turned hashes. */
  sure: 0.95,
  /** Share of a film that sure matches must cover for that. */
  explained: 0.7,
  /** Nearest hits of one frame that are followed. */
  hitsPerFrame: 1000,
  /** Pieces that cover less than this share of a picture answer nothing by themselves. */
  leastCover: 0.49,
  partConfidence: 0.6,
  /** A frame in more archived files than this is a logo or a blank: it answers nothing by itself. */
  commonAbove: 20,
  commonConfidence: 0.6,
} as const;

/** A closer look at what the usual one did not find. */
export const CLOSER = {
  /** Files whose near misses are followed, and how many views for each. */
  files: 4,
  viewsOfFile: 3,
} as const;

/** Where a closer look at a long film looks, seconds. */
export const STRETCHES = {
  most: 3,
  /** Hits further apart are stretches of their own. */
  gap: 15,
  /** Before the first and behind the last hit: key frames are rarely further apart. */
  around: 6,
  longest: 24,
} as const;

/** Video against video. */
export const VIDEO = {
  /** Seconds a pair of frames may lie off the common offset: 0.25 for the phase of two frames a second, and jitter. */
  tolerance: 0.4,
  /** A pair this far off in time counts as that many bits further apart when frames are paired. */
  bitsPerSecond: 4,
  /** Offsets that are compared pair by pair: those with at least this share of the most votes. */
  offsetsTried: 16,
  nearlyAsGood: 0.6,
  /** Bits at which a pair is worth half as much as one of equal frames. */
  halfWorthBits: 16,
  /** Where less than this share of the frames agree, other speeds are tried; one must win by so many frames. */
  covered: 0.7,
  otherSpeeds: [0.9, 1.1, 0.8, 1.25],
  speedLead: 2,
  /** Seconds without agreeing frames that end a matched stretch. */
  gap: 3,
  /** Different looks are counted up to here; frames within `sameLook` bits are one look. */
  looksCounted: 4,
  sameLook: 31,
  /** Pairs up to here are near, those behind it only came by the wider circle. */
  nearBits: 31,
  /** Confidence by different looks that agree in time; set by judgement. One look counts as a picture does. */
  confidenceByLooks: [0, 0.9, 0.96, 0.98, 0.99],
  /** The same where all but some pairs are only in the wider circle. */
  confidenceByWideLooks: [0, 0.15, 0.4, 0.88, 0.92],
  /**
   * Films of one camera that never moves differ by 16 bits and more where people walk through them, and agree in
   * few frames. With fewer than three looks a film answers when one pair is nearer, or when so many pairs agree
   * and lie so near on average.
   */
  stillBits: 15,
  stillFrames: 3,
  stillMean: 24,
  doubtConfidence: 0.8,
  /** With fewer than three looks, less than this share of the shorter film may be a shared card or studio. */
  leastShare: 0.15,
  passingConfidence: 0.6,
} as const;

/** Search for a shared passage of sound. */
export const AUDIO = {
  /** Places followed for one half of an item: a jingle or hum that is everywhere costs no more. */
  longestChain: 4096,
  /** Items that must point at one offset, and offsets that are compared bit by bit. */
  votes: 2,
  candidates: 60,
  /** A stretch goes on while fewer than this share of its bits differ. */
  stretchErrors: 0.27,
  /** Re-encoded at 16 kbit/s: error rate up to 0.06, clips of 5 s 0.02-0.15, unrelated from 0.26. */
  sureItems: 24,
  errorRate: 0.2,
  /**
   * A shorter passage must agree better, and the shortest make up nearly the whole of one sound: how sounds begin
   * out of silence is alike. Of 51 sounds in five edits, unrelated passages of 12 to 16 items lie at 0.09 and
   * above and never make up more than 0.41 of either; none of 19 items or more lies at 0.3 or less.
   */
  leastItems: 19,
  leastShortItems: 7,
  shortErrorRate: 0.12,
  shortShare: 0.8,
} as const;

/** How sure a shared passage of sound is; set by judgement on the error rates named above. */
export const SOUND = {
  /** Items (0.124 s each) from which the scale holds; of fewer the sureness of a short sound. */
  manyItems: 19,
  confidence: [
    [0.1, 0.96],
    [0.15, 0.93],
    [0.2, 0.88],
  ],
  fewConfidence: 0.87,
  /** Less than this share of either sound is a jingle. */
  leastShare: 0.2,
  jingleConfidence: 0.75,
  commonAbove: 8,
  commonConfidence: 0.4,
} as const;
