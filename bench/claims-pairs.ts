/** Headlines that agree or disagree, and posts with the claim as a fact-checker words it, put to the whole matcher. */
import type { TextModel } from '../src/match/text-model.ts';
import { itemOf, matcherOf, percent, textOf } from './claims-asked.ts';
import { foldOf, type HeadlinePair } from './claims-data.ts';
import { archiveOf } from './claims-scenes.ts';

type Print = (line: string) => void;

/** Answered with each other: the pair's other headline is what is sent. One side of all pairs is the archive. */
export function askHeadlines(models: TextModel[], headlines: HeadlinePair[], print: Print): void {
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

export function askNormalised(
  models: TextModel[],
  normalised: { post: string; claim: string }[],
  print: Print,
): void {
  const rows = normalised.map(({ claim }, i) => ({ id: String(i), title: '', claim }));
  let right = 0;
  let wrong = 0;
  let without = 0;
  let others = 0;
  const archive = archiveOf(rows);
  const slots = rows.flatMap((row) => archive.index.slot(row.id) ?? []);
  for (const [fold, model] of models.entries()) {
    const matcher = matcherOf(rows, model);
    for (const [i, { post, claim }] of normalised.entries()) {
      if (foldOf(post) !== fold) continue;
      const { same, maybe } = archive.groupOf([String(i)], slots);
      const group = [...same, ...maybe].map((slot) => archive.index.id(slot));
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
