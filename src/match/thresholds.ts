/**
 * Every number that decides what a person is told, with the measurement behind it.
 *
 * Text, measured 2026-11-26 with `npm run bench -- claims` (the tables: `bench/RESULTS.md`) on 595 judged
 * Arabic posts against 7,265 fact-checks (development split of CLEF CheckThat! 2021, task 2A), every post with
 * a model and bands learned without its fold:
 *   MAP@5 0.925, P@1 0.898, R@10 0.990. Answered 61.2 %, choices 32.3 % (right one among them 90.6 %).
 *   Precision of answers 96.4 % by the judgements, 98.4 % when articles that make the same claim as a
 *   judged one count as it, 99.7 % with those that one reading found besides.
 *   Right ones taken out of the archive: answered 5.4 %, 1.7 % and 0.7 %, counted in the same three ways.
 * Opposite headlines (2,652 pairs of the ANS training set, one side as the archive): of 1,686 that disagree
 *   1.7 % are answered with each other, of 903 that agree 36 %.
 * The rules and word lists were made looking at these posts, and the weights of BM25 chosen on all of them: expect
 *   a little less on others. The bands for text are learned and stand in `text-model.json`.
 * Media: `media-thresholds.ts`.
 */

/** The inverted index. Weights and `b` were compared on all development posts, a few values each: within 0.003 of MAP@5. */
export const TEXT_INDEX = {
  k1: 1.2,
  /** `pivot`: a usual length in terms, in place of the archive's average. `limit`: terms read of a field. */
  fields: {
    claim: { weight: 1, pivot: 14, b: 0.5, limit: 1000 },
    title: { weight: 0.7, pivot: 10, b: 0.3, limit: 200 },
    summary: { weight: 0.5, pivot: 20, b: 0.5, limit: 400 },
    body: { weight: 0.3, pivot: 150, b: 0.5, limit: 150 },
  },
  /** Worth of a hit on a word with or without a leading clitic (بمصر for مصر). */
  cliticWeight: 1,
  /** Worth of a hit on a word of the same root. MAP@5 of an earlier BM25 alone: 0.899 at 0, 0.906 at 0.2, 0.908 at 0.5. */
  rootWeight: 0.5,
  /** Worth of a hit on a word that means about the same: R@10 of BM25 alone is 0.975 at 0, 0.985 at 0.3, MAP@5 the same. */
  synonymWeight: 0.3,
  /** Places of one term that are followed in a long query. */
  placesOfTerm: 8,
  rarestTerms: 3,
  /** Words that a claim or title needs to be compared with those of other texts. */
  sentence: 4,
  /** Words that stand in no more texts than this are looked up by spelling too. */
  fuzzyUpTo: 2,
  fuzzyWeight: 0.8,
  /** So many words of one question are: a look-up by spelling costs as much as ten others. */
  fuzzyTerms: 100,
  /** Removed texts are swept out from this many on, when they are a quarter of the living. */
  purgeAt: 256,
} as const;

/**
 * When two texts of one archive make the same claim; the rule stands in `same-claim.ts`. Of 124 pairs judged
 * right for one post 88 are likelier than 0.5; pairs between 0.36 and 0.5 were mostly two claims when read.
 */
export const SAME_CLAIM = { share: 0.5 } as const;

/** Re-scoring of the best candidates. */
export const TEXT_SCORE = {
  candidates: 40,
  /** What the best is ahead by when there is no other claim. */
  unrivalled: 5,
  /** Terms of a query or claim that are compared at once, at least. */
  window: 30,
  /** Up to here a query is one statement and not a story. */
  shortQuery: 25,
  /** Up to here a sentence is short enough for one exchanged word to make it another statement. */
  headline: 15,
  /** Share of what is shared that must be denied on one side only: 0.12 costs 1 % of answers more than 0.2. */
  negationShare: 0.15,
  /** An exchanged word counts where this share of the longer sentence is shared. Set on an earlier version. */
  replacedAmong: 0.65,
  /** An exchanged word is at least so rare, as a share of a word that the archive has once; and a word of which the query has so many letter triples is spelt otherwise, not exchanged. Set by judgement. */
  replacedRarity: 0.35,
  sameSpelling: 0.5,
  /** Least of claimIn or titleIn times queryIn, or of the larger alone, with which words answer: without it a candidate far ahead of all others could. Chosen among six rules on held-out folds of all posts. */
  mutual: 0.15,
  said: 0.7,
  /** Words a claim must have to be quoted. */
  quoteTerms: 2,
  /** How many of the best are compared with each other. */
  grouped: 8,
  /** How many of the best get a confidence of their own. */
  weighed: 10,
} as const;

/** Words read in pictures. */
export const WRITING = {
  /** Words of the statement that must be among them: fewer are there by chance. */
  leastShared: 4,
  /** The confidence where typed words would not answer for another reason than theirs. */
  mostUnsure: 0.6,
} as const;

/** Weighing everything together. */
export const FUSION = {
  exact: 0.995,
  link: 0.99,
  /** Media from here on answer. */
  mediaAnswer: 0.85,
  /** Links and media from here on count. */
  choice: 0.2,
  maxChoices: 3,
  /** Films of a compilation, or pictures of an album, that are answered at once. */
  maxAnswers: 5,
  /** So few terms are keywords, not a statement. */
  keywordTerms: 3,
  /** So many terms are a statement of the sender's own. */
  substantialTerms: 4,
  /** Share of a claim in the words from which they speak of what the picture was checked for; the same of the words in the claim. Set by judgement. */
  fits: 0.3,
  fitsQuery: 0.5,
  /** Words that fit one item better by this tell items with the same picture apart. */
  tellsApart: 0.15,
  /** Answers closer than this are a tie. */
  tie: 0.08,
  /** Two sure answers make the same claim when they share so much of what either shares with the question, and are so alike. Set by judgement; how often that is right stands in `bench/RESULTS.md`. */
  sameOfQuestion: 0.7,
  alike: 0.4,
  /** Confidence of a claim that is quoted entire, and the share of the question it must be. */
  quoted: 0.95,
  quoteCovers: 0.8,
  quoteMass: 0.6,
  /** As sure is a question that is nothing but one piece of the claim, at least so much of it: with 0.8 no opposite headline more is answered, with 0.7 two of 1,686. */
  pieceOfClaim: 0.8,
  /** How much fitting words add to a media match. */
  wordsWeigh: 0.8,
  /** How many of the best are folded by claim. */
  folded: 10,
  /** What is less likely than this is not folded when there is an answer. */
  foldFrom: 0.7,
  textCandidates: 30,
  /** UTF-16 units of a question that are read, about 3,300 words: 83 ms of processor against 30,000 fact-checks when every word is another. */
  questionLength: 20_000,
} as const;

/** Search by keywords. Set by judgement. */
export const KEYWORDS = {
  /** Distinct words of a search that are looked up, and links; together they must fit 31 bits. */
  words: 26,
  links: 4,
  /** Letters of an unknown word from which it is taken for others: misspelt, and half typed; how many, their worth. */
  guessed: 4,
  begun: 2,
  guesses: 50,
  guessWeight: 0.5,
  /** When nothing has all the words: share of their weight that the best must have, and of the best's that others must. */
  someOfAll: 0.4,
  someOfBest: 0.8,
  /** Words that stand in the order of the search raise a score by this; so many words at most. */
  adjacentGain: 1.3,
  adjacentWords: 12,
} as const;
