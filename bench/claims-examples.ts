/** Answers and refusals drawn by seed, each with what speaks for and against it. Of the texts single words only. */
import { analyzeText } from '../src/fingerprint/arabic-text.ts';
import type { CandidateFeatures } from '../src/match/text-features.ts';
import { matchText } from '../src/match/text-score.ts';
import { randomNumbers } from './boosted-trees.ts';
import type { Asked } from './claims-asked.ts';
import type { JudgedPost } from './claims-data.ts';
import type { Archive } from './claims-scenes.ts';

const SHOWN = 10;
const FEATURES: (keyof CandidateFeatures)[] = [
  'eitherIn',
  'queryIn',
  'run',
  'rarest',
  'claimEarly',
  'places',
];
const WORDS = 4;

export function printExamples(
  asked: Asked[],
  posts: JudgedPost[],
  whole: Archive,
  seed: number,
  print: (line: string) => void,
): void {
  const byId = new Map(posts.map((post) => [post.id, post]));
  const random = randomNumbers(seed);
  const drawn = (of: Asked[]): Asked[] =>
    of
      .map((one) => ({ one, key: random() }))
      .sort((a, b) => a.key - b.key)
      .slice(0, SHOWN)
      .map(({ one }) => one);
  const table = (title: string, examples: Asked[]): void => {
    print(`${title}, drawn with seed ${seed}:\n`);
    print(`| post | best | said | right | ${FEATURES.join(' | ')} | against it | shared words |`);
    print(`| --- | --- | --- | --- | ${FEATURES.map(() => '---').join(' | ')} | --- | --- |`);
    for (const { post, best, right } of examples) {
      const query = whole.index.prepare(analyzeText(byId.get(post)?.text ?? ''));
      const match = matchText(whole.index, query, 50).find(({ id }) => id === best?.id);
      const features = FEATURES.map((name) => match?.features[name].toFixed(2) ?? '');
      const verdict = right.judged ? 'judged' : right.read ? 'same claim' : 'no';
      print(
        `| ${post} | ${best?.id ?? ''} | ${best?.confidence.toFixed(2) ?? ''} | ${verdict} | ${features.join(' | ')} | ${match?.contradictions.join(', ') ?? ''} | ${match?.words.slice(0, WORDS).join('، ') ?? ''} |`,
      );
    }
    print('');
  };
  table('Ten answers', drawn(asked.filter(({ band }) => band === 'answered')));
  table('Ten that were not answered at once', drawn(asked.filter(({ band }) => band !== 'answered')));
}
