/** What moving the threshold for words would change, on the judged posts and the opposite headlines of `claims.ts`. */
import type { TextModel } from '../src/match/text-model.ts';
import type { ThresholdEffect } from '../src/match/threshold-effects.ts';
import { itemOf, matcherOf, textOf } from './claims-asked.ts';
import type { ArchiveRow, HeadlinePair, JudgedPost } from './claims-data.ts';
import { archiveOf } from './claims-scenes.ts';
import { EffectTally, printEffects, writeEffects } from './threshold-effects.ts';

const COMMAND = 'npm run bench -- claims --thresholds';
/** So many are looked at for others that make the claim of a right one. */
const LOOKED_AT = 50;

interface Data {
  archive: ArchiveRow[];
  posts: JudgedPost[];
  headlines: HeadlinePair[];
}

/**
 * `models[n]` was learned without fold n. Right are judged fact-checks, those of the same claim by rule, and those that
 * one reading found. Unlike in the other tables each model answers from the same probability.
 */
export async function measureThresholds(models: TextModel[], data: Data, print: (line: string) => void) {
  const tally = new EffectTally('answerFrom');
  askPosts(models, data, tally.effects);
  const contraries = askContraries(models, data.headlines, tally.effects);
  const measured = { command: COMMAND, asked: data.posts.length, contraries, effects: tally.effects };
  await writeEffects('answerFrom', measured);
  print(printEffects(measured));
}

function askPosts(models: TextModel[], { archive, posts }: Data, effects: ThresholdEffect[]): void {
  const whole = archiveOf(archive);
  const byId = new Map(archive.map((row) => [row.id, row]));
  for (const [fold, model] of models.entries()) {
    const matcher = matcherOf(archive, model);
    for (const { text, rights, read } of posts.filter((post) => post.fold === fold)) {
      const ids = matcher.rank(textOf(text), { limit: LOOKED_AT }).ranked.map(({ id }) => id);
      const slots = ids.flatMap((id) => whole.index.slot(id) ?? []);
      const { same, maybe } = whole.groupOf(rights, slots);
      const isIn = (group: Set<number>, id: string): boolean => group.has(whole.index.slot(id) ?? -1);
      for (const effect of effects) {
        const { band, ranked } = matcher.rank(textOf(text), { answerFrom: effect.from });
        if (band !== 'answered') continue;
        const best = ranked[0]?.id ?? '';
        effect.answered += 1;
        if (rights.has(best) || read.has(best) || isIn(same, best)) effect.right += 1;
      }
      const gone = new Set([...rights, ...read, ...ids.filter((id) => isIn(same, id) || isIn(maybe, id))]);
      for (const id of gone) matcher.remove(id);
      for (const effect of effects) {
        const { band } = matcher.rank(textOf(text), { answerFrom: effect.from });
        if (band === 'answered') effect.wrongWithout += 1;
      }
      for (const row of [...gone].flatMap((id) => byId.get(id) ?? [])) matcher.upsert(itemOf(row));
    }
  }
}

/** @returns how many pairs were asked */
function askContraries(models: TextModel[], headlines: HeadlinePair[], effects: ThresholdEffect[]): number {
  const rows = [...new Set(headlines.map(({ archived }) => archived))];
  const contraries = headlines.filter(({ stance }) => stance === 'disagree');
  for (const effect of effects) effect.contrary = 0;
  for (const [fold, model] of models.entries()) {
    const matcher = matcherOf(
      rows.map((claim) => ({ id: claim, title: '', claim })),
      model,
    );
    for (const { asked, archived } of contraries.filter((pair) => pair.fold === fold)) {
      for (const effect of effects) {
        const { band, ranked } = matcher.rank(textOf(asked), { answerFrom: effect.from });
        const isSent = ranked.some(({ id, sent }) => sent && id === archived);
        if (band === 'answered' && isSent) effect.contrary = (effect.contrary ?? 0) + 1;
      }
    }
  }
  return contraries.length;
}
