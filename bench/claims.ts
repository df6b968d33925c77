/**
 * Claim matching on judged posts: `npx tsx bench/claims.ts FOLDER HEADLINES POSTS [--quality | --speed | --thresholds]` (about 10 minutes).
 * The last writes `src/match/threshold-effects.json` and takes about 4.
 * FOLDER holds archive.jsonl (native import), queries-dev.jsonl (id, text) and qrels-dev.tsv (query,
 * fact-check, in_archive); HEADLINES is a table of pairs (s1, s2, stance); POSTS has lines of {post, claim}.
 * Nothing of them is kept.
 *
 * Every question is asked of the whole matcher with a model, bands included, that was learned without its
 * fold. "Group": the judged fact-checks with all articles that make the same claim by the rule of
 * `same-claim.ts`; with the group removed, those that may make it (`claims-scenes.ts`) are gone too.
 * "Reading": with those of `claims-readings.tsv` besides.
 */
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { analyzeText } from '../src/fingerprint/arabic-text.ts';
import { committedTextModel, type TextModel, textModel } from '../src/match/text-model.ts';
import {
  type Asked,
  askPosts,
  foundBy,
  matcherOf,
  printAnswers,
  printFound,
  printReliability,
} from './claims-asked.ts';
import { measureBadInput } from './claims-bad-input.ts';
import { FOLDS, type HeadlinePair, readHeadlinePairs, readJudgedPosts, readPosts } from './claims-data.ts';
import { type EngineMaker, miniSearchAsItComes, miniSearchOurWords, postgresRank } from './claims-engines.ts';
import { printExamples } from './claims-examples.ts';
import { askHeadlines, askNormalised } from './claims-pairs.ts';
import { type Archive, archiveOf, headlineScenes, normalisedScenes, postScenes } from './claims-scenes.ts';
import { measureSpeed } from './claims-speed.ts';
import { measureThresholds } from './claims-thresholds.ts';
import { grown } from './grown-archive.ts';
import { learn } from './text-model-training.ts';

const { values, positionals } = parseArgs({
  options: {
    quality: { type: 'boolean' },
    speed: { type: 'boolean' },
    thresholds: { type: 'boolean' },
    seed: { type: 'string', default: '2026' },
  },
  allowPositionals: true,
});
const [folder, headlinesPath, postsPath] = positionals;
if (!folder || !headlinesPath || !postsPath) {
  throw new Error(
    'usage: npx tsx bench/claims.ts FOLDER HEADLINES POSTS [--quality | --speed | --thresholds] [--seed N]',
  );
}
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const { archive, posts } = readJudgedPosts(folder);

/** A model for each fold, learned without it. */
function learnFolds(whole: Archive, headlines: HeadlinePair[], normalised: ReturnType<typeof readPosts>) {
  const scenes = [...postScenes(whole, posts), ...headlineScenes(headlines), ...normalisedScenes(normalised)];
  return Array.from({ length: FOLDS }, (_, fold) =>
    textModel(learn(scenes.filter((scene) => scene.fold !== fold))),
  );
}

async function measureQuality(headlinesAt: string, postsAt: string): Promise<void> {
  const headlines = readHeadlinePairs(headlinesAt);
  const normalised = readPosts(postsAt);
  const whole = archiveOf(archive);
  const models = learnFolds(whole, headlines, normalised);
  if (values.thresholds) return measureThresholds(models, { archive, posts, headlines }, print);
  print(
    `answers from a probability of ${models.map(({ bands }) => bands.answer).join(', ')} (folds), ${committedTextModel.bands.answer} (committed)\n`,
  );
  const byId = new Map(archive.map((row) => [row.id, row]));
  const asked = models.flatMap((model, fold) =>
    askPosts(
      matcherOf(archive, model),
      whole,
      posts.filter((post) => post.fold === fold),
      byId,
    ),
  );
  await printRankings(models, asked);
  print('');
  printAnswers(asked, print);
  print('');
  printReliability(asked, print);
  print('');
  askHeadlines(models, headlines, print);
  askNormalised(models, normalised, print);
  print('');
  printExamples(asked, posts, whole, Number(values.seed), print);
}

async function printRankings(models: TextModel[], asked: Asked[]): Promise<void> {
  const { index } = archiveOf(archive);
  print('| ranking | MAP@5 | P@1 | R@10 | p95 ms of a look-up |\n| --- | --- | --- | --- | --- |');
  const makers: [string, EngineMaker][] = [
    ['MiniSearch, BM25+, as it comes', miniSearchAsItComes],
    ['MiniSearch, BM25+, our words', miniSearchOurWords],
    ['PostgreSQL, arabic, ts_rank', postgresRank],
  ];
  for (const [name, make] of makers) {
    const engine = await make(archive);
    await printRanking(name, (text) => engine.search(text, 10));
    await engine.close();
  }
  await printRanking('first stage alone (own BM25F)', async (text) =>
    index.search(index.prepare(analyzeText(text)), 10).map(({ slot }) => index.id(slot)),
  );
  const times = timesOf(matcherOf(archive, models[0] ?? committedTextModel));
  printFound(
    'matcher, held-out folds',
    asked.map(({ found }) => found),
    print,
    times,
  );
}

const ninetyFifth = (times: number[]): string =>
  times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)]?.toFixed(1) ?? '';

async function printRanking(name: string, search: (text: string) => Promise<string[]>): Promise<void> {
  const found = [];
  const times: number[] = [];
  for (const { text, rights } of posts) {
    const started = performance.now();
    const ids = await search(text);
    times.push(performance.now() - started);
    found.push(foundBy(ids, rights));
  }
  printFound(name, found, print, ninetyFifth(times));
}

function timesOf(matcher: ReturnType<typeof matcherOf>): string {
  return ninetyFifth(
    posts.map(({ text }) => {
      const started = performance.now();
      matcher.rank([{ kind: 'text', text }], { limit: 10 });
      return performance.now() - started;
    }),
  );
}

print(
  `${archive.length} fact-checks, ${posts.length} judged posts, ${FOLDS} folds by query, load average ${loadavg()[0]?.toFixed(1)}\n`,
);
if (!values.speed) await measureQuality(headlinesPath, postsPath);
if (!values.quality && !values.thresholds) {
  await measureSpeed(archive, posts, print);
  print('');
  measureBadInput(grown(archive, 30_000), print);
}
