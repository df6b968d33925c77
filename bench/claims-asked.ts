/** Judged posts put to the whole matcher, and what came of them. */
import { Matcher, type RankedItem, type Ranking } from '../src/match/matcher.ts';
import type { TextModel } from '../src/match/text-model.ts';
import type { ArchiveRow, JudgedPost } from './claims-data.ts';
import type { Archive } from './claims-scenes.ts';

export interface Found {
  precision: number;
  first: boolean;
  amongTen: boolean;
}

export function foundBy(ids: string[], rights: Set<string>): Found {
  let hits = 0;
  let sum = 0;
  for (const [i, id] of ids.slice(0, 5).entries()) if (rights.has(id)) sum += ++hits / (i + 1);
  return {
    precision: sum / Math.min(5, rights.size),
    first: rights.has(ids[0] ?? ''),
    amongTen: ids.slice(0, 10).some((id) => rights.has(id)),
  };
}

/** Right by the judgements alone, with all of the same claim by rule, and with what one reading found. */
export const COUNTED = ['judged', 'group', 'read'] as const;
export type Counted = Record<(typeof COUNTED)[number], boolean>;

export interface Asked {
  post: string;
  found: Found;
  band: Ranking['band'];
  best: RankedItem | undefined;
  /** Whether what comes first is right. */
  right: Counted;
  /** Those sent with the first as checks of the same claim. */
  others: Counted[];
  /** Whether any that would be sent is right. */
  among: Counted;
  /** The same question when the right ones are removed, by each count; the band it ends in. */
  without: Record<keyof Counted, Ranking['band']>;
  /** Said of the best when all that are right by any count are removed. */
  confidenceWithout: number;
}

export const textOf = (text: string) => [{ kind: 'text' as const, text }];
export const itemOf = (row: ArchiveRow) => ({ ...row, urls: [], media: [] });

export function matcherOf(rows: ArchiveRow[], model: TextModel): Matcher {
  const matcher = new Matcher(model);
  for (const row of rows) matcher.upsert(itemOf(row));
  return matcher;
}

export function askPosts(
  matcher: Matcher,
  whole: Archive,
  posts: JudgedPost[],
  byId: Map<string, ArchiveRow>,
): Asked[] {
  return posts.map(({ id: post, text, rights, read }) => {
    const { band, ranked } = matcher.rank(textOf(text), { limit: 50 });
    const ids = ranked.map(({ id }) => id);
    const slots = ids.flatMap((id) => whole.index.slot(id) ?? []);
    const { same, maybe } = whole.groupOf(rights, slots);
    const isIn = (slots: Set<number>, id: string): boolean => slots.has(whole.index.slot(id) ?? -1);
    const counted = (id: string): Counted => {
      const group = isIn(same, id);
      return { judged: rights.has(id), group, read: group || read.has(id) };
    };
    const without = (gone: string[]): Ranking => {
      for (const id of gone) matcher.remove(id);
      const ranking = matcher.rank(textOf(text));
      for (const id of gone) {
        const row = byId.get(id);
        if (row) matcher.upsert(itemOf(row));
      }
      return ranking;
    };
    const group = [...rights, ...ids.filter((id) => !rights.has(id) && (isIn(same, id) || isIn(maybe, id)))];
    const withoutRead = without([...new Set([...group, ...read])]);
    const sent = ranked.filter((one) => one.sent).map(({ id }) => counted(id));
    return {
      post,
      found: foundBy(ids, rights),
      band,
      best: ranked[0],
      right: counted(ids[0] ?? ''),
      others: (ranked[0]?.sameAs ?? []).map(counted),
      among: {
        judged: sent.some(({ judged }) => judged),
        group: sent.some((one) => one.group),
        read: sent.some((one) => one.read),
      },
      without: { judged: without([...rights]).band, group: without(group).band, read: withoutRead.band },
      confidenceWithout: withoutRead.ranked[0]?.confidence ?? 0,
    };
  });
}

export const percent = (count: number, of: number): string =>
  `${((100 * count) / Math.max(1, of)).toFixed(1)} %`;

type Print = (line: string) => void;

export function printFound(name: string, found: Found[], print: Print, p95 = ''): void {
  const mean = (value: (one: Found) => number): string =>
    (found.reduce((sum, one) => sum + value(one), 0) / Math.max(1, found.length)).toFixed(4);
  const columns = [
    mean((one) => one.precision),
    mean((one) => Number(one.first)),
    mean((one) => Number(one.amongTen)),
    p95,
  ];
  print(`| ${name} | ${columns.join(' | ')} |`);
}

export function printAnswers(asked: Asked[], print: Print): void {
  const answered = asked.filter(({ band }) => band === 'answered');
  const choices = asked.filter(({ band }) => band === 'choices');
  const row = (name: string, of: Asked[], test: (one: Asked, count: keyof Counted) => boolean): void => {
    const cells = COUNTED.map((count) => percent(of.filter((one) => test(one, count)).length, of.length));
    print(`| ${name} | ${cells.join(' | ')} |`);
  };
  print('| band | judgements alone | by groups | groups and reading |');
  print('| --- | --- | --- | --- |');
  row('answered at once', asked, ({ band }) => band === 'answered');
  row('precision of answers', answered, ({ right }, count) => right[count]);
  const others = answered.flatMap((one) => one.others.map((other) => ({ ...one, right: other })));
  row(
    `precision of the ${others.length} further links of answers`,
    others,
    ({ right }, count) => right[count],
  );
  row(
    'answered when the right ones are removed',
    asked,
    ({ without }, count) => without[count] === 'answered',
  );
  row('offered when the right ones are removed', asked, ({ without }, count) => without[count] === 'choices');
  row('choices', asked, ({ band }) => band === 'choices');
  row('right one among the choices', choices, ({ among }, count) => among[count]);
  row('nothing', asked, ({ band }) => band === 'unknown');
}

/** Of the best candidates that were said to be right with this probability, how many are: every post with and without its claim in the archive. */
export function printReliability(asked: Asked[], print: Print): void {
  const said = asked.flatMap(({ best, right, confidenceWithout }) => [
    { confidence: best?.confidence ?? 0, right: right.read },
    { confidence: confidenceWithout, right: false },
  ]);
  print('| said | questions | mean | right |');
  print('| --- | --- | --- | --- |');
  for (let bin = 0; bin < 10; bin++) {
    const part = said.filter(({ confidence }) => Math.min(9, Math.floor(confidence * 10)) === bin);
    const mean = part.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, part.length);
    const right = part.filter((one) => one.right).length;
    print(
      `| ${(bin / 10).toFixed(1)}-${((bin + 1) / 10).toFixed(1)} | ${part.length} | ${mean.toFixed(2)} | ${percent(right, part.length)} |`,
    );
  }
}
