/**
 * Fits `src/match/text-model.json`: `npx tsx bench/train-text-model.ts FOLDER HEADLINES POSTS`
 * (see `claims.ts`, which prints the figures of held-out folds), then `npx biome check --write src/match`.
 */
import { writeFileSync } from 'node:fs';
import { treeText } from '../src/match/text-model.ts';
import { FOLDS, readHeadlinePairs, readJudgedPosts, readPosts } from './claims-data.ts';
import { archiveOf, headlineScenes, normalisedScenes, postScenes } from './claims-scenes.ts';
import { learn } from './text-model-training.ts';

const [folder, headlines, posts] = process.argv.slice(2);
if (!folder || !headlines || !posts) {
  throw new Error('usage: npx tsx bench/train-text-model.ts FOLDER HEADLINES POSTS');
}
const judged = readJudgedPosts(folder);
const scenes = [
  ...postScenes(archiveOf(judged.archive), judged.posts),
  ...headlineScenes(readHeadlinePairs(headlines)),
  ...normalisedScenes(readPosts(posts)),
];
const model = learn(scenes);
// A band hangs on a case or two, so the one kept is the median of five that leave out one fold each.
const bands = Array.from(
  { length: FOLDS },
  (_, fold) => learn(scenes.filter((scene) => scene.fold !== fold)).bands.answer,
);
model.bands.answer = bands.sort((a, b) => a - b)[FOLDS >> 1] ?? model.bands.answer;
const target = new URL('../src/match/text-model.json', import.meta.url);
const stored = {
  about:
    'Learned by bench/train-text-model.ts. A tree reads feature<limit?(below):(from there on), a leaf is what it adds; the features are explained in text-features.ts. Figures of held-out folds: bench/RESULTS.md.',
  training: {
    questions: scenes.length,
    posts: judged.posts.length,
    headlines: scenes.filter(({ kind }) => kind === 'headline').length,
  },
  bands: model.bands,
  ranking: { trees: model.ranking.trees.map(treeText) },
  answer: { ...model.answer, trees: model.answer.trees.map(treeText) },
};
writeFileSync(target, `${JSON.stringify(stored, null, 2)}\n`);
process.stdout.write(`${scenes.length} questions, answers from ${model.bands.answer}\n`);
