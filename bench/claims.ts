/**
 * Claim matching on judged posts: `npx tsx bench/claims.ts FOLDER HEADLINES POSTS` (about 4 minutes).
 * FOLDER holds archive.jsonl (native import), queries-dev.jsonl (id, text) and qrels-dev.tsv (query,
 * fact-check, in_archive); HEADLINES is a table of pairs (s1, s2, stance); POSTS has lines of {post, claim}.
 * Nothing of them is kept.
 *
 * Every question is asked of the whole matcher with a model, bands included, that was learned without its
 * fold. "Group": the judged fact-checks with all articles that make the same claim by the rule of
 * `same-claim.ts`; with the group removed, those that may make it (`claims-scenes.ts`) are gone too.
 */

import { analyzeText } from '../src/fingerprint/arabic-text.ts';
import { Matcher, type Ranking } from '../src/match/matcher.ts';
import { TextIndex } from '../src/match/text-index.ts';
import { committedTextModel, type TextModel, textModel } from '../src/match/text-model.ts';
import {
  type ArchiveRow,
  FOLDS,
  foldOf,
  type HeadlinePair,
  type JudgedPost,
  readHeadlinePairs,
  readJudgedPosts,
  readPosts,
} from './claims-data.ts';
import { archiveOf, headlineScenes, normalisedScenes, postScenes } from './claims-scenes.ts';
import { measureSpeed } from './claims-speed.ts';
import { learn } from './text-model-training.ts';

const [folder, headlinesPath, postsPath] = process.argv.slice(2);
if (!folder || !headlinesPath || !postsPath) {
  throw new Error('usage: npx tsx bench/claims.ts FOLDER HEADLINES POSTS');
}
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const percent = (count: number, of: number): string => `${((100 * count) / Math.max(1, of)).toFixed(1)} %`;
const share = (part: number, all: number): string => (part / Math.max(1, all)).toFixed(4);

const { archive, posts } = readJudgedPosts(folder);
const headlines = readHeadlinePairs(headlinesPath);
const normalised = readPosts(postsPath);
const whole = archiveOf(archive);

interface Found {
  precision: number;
  first: boolean;
  amongTen: boolean;
}

function foundBy(ids: string[], rights: Set<string>): Found {
  let hits = 0;
  let sum = 0;
  for (const [i, id] of ids.slice(0, 5).entries()) if (rights.has(id)) sum += ++hits / (i + 1);
  return {
    precision: sum / Math.min(5, rights.size),
    first: rights.has(ids[0] ?? ''),
    amongTen: ids.slice(0, 10).some((id) => rights.has(id)),
  };
}

function printFound(name: string, found: Found[]): void {
  const sum = (value: (one: Found) => number): number => found.reduce((all, one) => all + value(one), 0);
  print(
    `| ${name} | ${share(
      sum((one) => one.precision),
      found.length,
    )} | ${share(
      sum((one) => Number(one.first)),
      found.length,
    )} | ${share(
      sum((one) => Number(one.amongTen)),
      found.length,
    )} |`,
  );
}

interface Asked {
  found: Found;
  band: Ranking['band'];
  confidence: number;
  /** What would be sent: the judged one is the first, in the first's group, among all. */
  right: { first: boolean; group: boolean; among: boolean };
  without: { judged: Ranking['band']; group: Ranking['band']; confidence: number };
}

const textOf = (text: string) => [{ kind: 'text' as const, text }];
const itemOf = (row: ArchiveRow) => ({ ...row, urls: [], media: [] });

function matcherOf(rows: ArchiveRow[], model: TextModel): Matcher {
  const matcher = new Matcher(model);
  for (const row of rows) matcher.upsert(itemOf(row));
  return matcher;
}

function askPosts(matcher: Matcher, part: JudgedPost[], byId: Map<string, ArchiveRow>): Asked[] {
  return part.map(({ text, rights }) => {
    const ranking = matcher.rank(textOf(text), { limit: 50 });
    const ids = ranking.ranked.map(({ id }) => id);
    const slots = ids.flatMap((id) => whole.index.slot(id) ?? []);
    const { same, maybe } = whole.groupOf(rights, slots);
    const inGroup = (id: string): boolean => same.has(whole.index.slot(id) ?? -1);
    const sent = ranking.ranked.filter((one) => one.sent).map(({ id }) => id);
    const without = (gone: string[]): Ranking => {
      for (const id of gone) matcher.remove(id);
      const ranking = matcher.rank(textOf(text));
      for (const id of gone) {
        const row = byId.get(id);
        if (row) matcher.upsert(itemOf(row));
      }
      return ranking;
    };
    const group = ids.filter((id) => inGroup(id) || maybe.has(whole.index.slot(id) ?? -1));
    const withoutGroup = without([...new Set([...rights, ...group])]);
    return {
      found: foundBy(ids, rights),
      band: ranking.band,
      confidence: ranking.ranked[0]?.confidence ?? 0,
      right: {
        first: rights.has(sent[0] ?? ''),
        group: inGroup(ids[0] ?? ''),
        among: sent.some(inGroup),
      },
      without: {
        judged: without([...rights]).band,
        group: withoutGroup.band,
        confidence: withoutGroup.ranked[0]?.confidence ?? 0,
      },
    };
  });
}

function printAnswers(asked: Asked[]): void {
  const n = asked.length;
  const answered = asked.filter(({ band }) => band === 'answered');
  const choices = asked.filter(({ band }) => band === 'choices');
  const count = (of: Asked[], test: (one: Asked) => boolean): number => of.filter(test).length;
  print(`answered at once: ${percent(answered.length, n)}`);
  print(
    `precision of answers: ${percent(
      count(answered, ({ right }) => right.first),
      answered.length,
    )} judged, ${percent(
      count(answered, ({ right }) => right.group),
      answered.length,
    )} by groups`,
  );
  print(
    `choices: ${percent(choices.length, n)}, right one among them ${percent(
      count(choices, ({ right }) => right.among),
      choices.length,
    )}; nothing: ${percent(n - answered.length - choices.length, n)}`,
  );
  print(
    `archive without the claim, answered all the same: ${percent(
      count(asked, ({ without }) => without.judged === 'answered'),
      n,
    )} judged ones removed, ${percent(
      count(asked, ({ without }) => without.group === 'answered'),
      n,
    )} group removed (choices then: ${percent(
      count(asked, ({ without }) => without.group === 'choices'),
      n,
    )})`,
  );
}

/** Of the best candidates that were said to be right with this probability, how many are: every post with and without its group in the archive. */
function printReliability(asked: Asked[]): void {
  const said = asked.flatMap(({ confidence, found, right, without }) => [
    { confidence, right: found.first || right.group },
    { confidence: without.confidence, right: false },
  ]);
  print('| said | questions | mean | right |');
  print('| --- | --- | --- | --- |');
  for (let bin = 0; bin < 10; bin++) {
    const part = said.filter(({ confidence }) => Math.min(9, Math.floor(confidence * 10)) === bin);
    const mean = part.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, part.length);
    print(
      `| ${(bin / 10).toFixed(1)}-${((bin + 1) / 10).toFixed(1)} | ${part.length} | ${mean.toFixed(2)} | ${percent(part.filter(({ right }) => right).length, part.length)} |`,
    );
  }
}

/** Answered with each other: the pair's other headline is what is sent. One side of all pairs is the archive. */
function askHeadlines(models: TextModel[]): void {
  const rows = [...new Set(headlines.map(({ archived }) => archived))].map((claim) => ({
    id: claim,
    title: '',
    claim,
  }));
  const seen = new Map<
    HeadlinePair['stance'],
    { all: number; answered: number; folded: number; choices: number }
  >();
  for (const [fold, model] of models.entries()) {
    const matcher = matcherOf(rows, model);
    for (const { asked, archived, stance } of headlines.filter((pair) => pair.fold === fold)) {
      const { band, ranked } = matcher.rank(textOf(asked));
      const sent = ranked.filter((one) => one.sent);
      const isSent = sent.some(({ id }) => id === archived);
      const tally = seen.get(stance) ?? { all: 0, answered: 0, folded: 0, choices: 0 };
      seen.set(stance, tally);
      tally.all++;
      if (isSent && band === 'answered') tally.answered++;
      else if (isSent) tally.choices++;
      else if (band === 'answered' && sent.some(({ sameAs }) => sameAs?.includes(archived))) tally.folded++;
    }
  }
  for (const [stance, { all, answered, folded, choices }] of seen) {
    print(
      `headline pairs that ${stance}: ${all}, answered ${percent(answered, all)}, folded behind the answer ${percent(folded, all)}, among choices ${percent(choices, all)}`,
    );
  }
}

function askNormalised(models: TextModel[]): void {
  const rows = normalised.map(({ claim }, i) => ({ id: String(i), title: '', claim }));
  let right = 0;
  let wrong = 0;
  let without = 0;
  let others = 0;
  for (const [fold, model] of models.entries()) {
    const matcher = matcherOf(rows, model);
    const archiveHere = archiveOf(rows);
    for (const [i, { post, claim }] of normalised.entries()) {
      if (foldOf(post) !== fold) continue;
      const id = String(i);
      const slots = rows.flatMap((row) => archiveHere.index.slot(row.id) ?? []);
      const { same, maybe } = archiveHere.groupOf([id], slots);
      const group = [...same, ...maybe].map((slot) => archiveHere.index.id(slot));
      const { band, ranked } = matcher.rank(textOf(post));
      if (band === 'answered') {
        if (group.includes(ranked[0]?.id ?? '')) right++;
        else wrong++;
      }
      for (const one of group) matcher.remove(one);
      if (matcher.rank(textOf(post)).band === 'answered') without++;
      if (matcher.rank(textOf(claim)).band === 'answered') others++;
      for (const one of group) {
        const row = rows[Number(one)];
        if (row) matcher.upsert(itemOf(row));
      }
    }
  }
  const n = normalised.length;
  print(
    `posts with their normalised claim in the archive: ${n}, answered rightly ${percent(right, n)}, wrongly ${percent(wrong, n)}; ` +
      `with the claim removed answered ${percent(without, n)}; the claim itself asked against the other claims answered ${percent(others, n)}`,
  );
}

print(`${archive.length} fact-checks, ${posts.length} judged posts, ${FOLDS} folds by query\n`);
const scenes = [...postScenes(whole, posts), ...headlineScenes(headlines), ...normalisedScenes(normalised)];
const models = Array.from({ length: FOLDS }, (_, fold) =>
  textModel(learn(scenes.filter((scene) => scene.fold !== fold))),
);
print(
  `answers from a probability of ${models.map(({ bands }) => bands.answer).join(', ')} (folds), ${committedTextModel.bands.answer} (committed)\n`,
);
const byId = new Map(archive.map((row) => [row.id, row]));
const asked = models.flatMap((model, fold) =>
  askPosts(
    matcherOf(archive, model),
    posts.filter((post) => post.fold === fold),
    byId,
  ),
);
print('| ranking | MAP@5 | P@1 | R@10 |\n| --- | --- | --- | --- |');
const plain = new TextIndex();
for (const row of archive) plain.upsert(row.id, row);
printFound(
  'first stage alone (own BM25F)',
  posts.map(({ text, rights }) => {
    const found = plain.search(plain.prepare(analyzeText(text)), 10);
    return foundBy(
      found.map(({ slot }) => plain.id(slot)),
      rights,
    );
  }),
);
printFound(
  'matcher, held-out folds',
  asked.map(({ found }) => found),
);
print('');
printAnswers(asked);
print('');
printReliability(asked);
print('');
askHeadlines(models);
askNormalised(models);
print('');
measureSpeed(archive, posts, print);
