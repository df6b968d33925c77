import type { KeptField, TextIndex, TextQuery } from './text-index.ts';
import { TEXT_SCORE as settings } from './thresholds.ts';

/** One field of an indexed text beside a query. All arrays run along the words of the field. */
export interface AlignedField {
  words: string[];
  negated: Uint8Array;
  /** Rarity of each word. */
  idf: Float32Array;
  /** Place of the query's term it stands for, or -1. */
  partner: Int32Array;
  /** How well it stands for it, 0 to 1. */
  hit: Float32Array;
}

/** Which words of a query stand for which of an indexed text. */
export interface AlignedText {
  /** The claim; what stands in for it where there is none: the title, then the summary. */
  claim: AlignedField;
  title: AlignedField;
  /** Place of a query term -> weight of its best hit anywhere in the text. */
  shared: Map<number, number>;
}

export function alignText(index: TextIndex, query: TextQuery, slot: number): AlignedText {
  const fields = (['claim', 'title', 'summary'] as const).map((name) => alignField(index, query, slot, name));
  const shared = new Map<number, number>();
  for (const field of fields) {
    for (const [i, place] of field.partner.entries()) {
      if (place >= 0) shared.set(place, Math.max(shared.get(place) ?? 0, field.hit[i] ?? 0));
    }
  }
  const [claim, title] = fields;
  const statement = fields.find((field) => field.words.length > 0) ?? emptyField();
  return {
    claim: bestPart(claim && claim.words.length > 0 ? claim : statement, query),
    title: bestPart(title && title.words.length > 0 ? title : statement, query),
    shared,
  };
}

const emptyField = (): AlignedField => ({
  words: [],
  negated: new Uint8Array(0),
  idf: new Float32Array(0),
  partner: new Int32Array(0),
  hit: new Float32Array(0),
});

function alignField(index: TextIndex, query: TextQuery, slot: number, name: KeptField): AlignedField {
  const { terms, negated } = index.text(slot, name);
  const n = terms.length;
  const field: AlignedField = {
    words: Array.from(terms, (id) => index.term(id)),
    negated,
    idf: new Float32Array(n),
    partner: new Int32Array(n).fill(-1),
    hit: new Float32Array(n),
  };
  for (let i = 0; i < n; i++) {
    const term = terms[i] ?? 0;
    field.idf[i] = index.idf(term);
    const meaning = query.meaning.get(term);
    if (meaning) {
      field.partner[i] = meaning.index;
      field.hit[i] = meaning.weight;
    }
  }
  return field;
}

/** Of a text much longer than the query only the stretch that fits it best: a sentence out of a long forward. */
function bestPart(field: AlignedField, query: TextQuery): AlignedField {
  const width = Math.max(settings.window, query.sequence.length * 3);
  const n = field.words.length;
  if (n <= width) return field;
  let sum = 0;
  let best = -1;
  let from = 0;
  for (let end = 0; end < n; end++) {
    sum += (field.idf[end] ?? 0) * (field.hit[end] ?? 0);
    if (end >= width) sum -= (field.idf[end - width] ?? 0) * (field.hit[end - width] ?? 0);
    if (end >= width - 1 && sum > best) {
      best = sum;
      from = end - width + 1;
    }
  }
  return {
    words: field.words.slice(from, from + width),
    negated: field.negated.subarray(from, from + width),
    idf: field.idf.subarray(from, from + width),
    partner: field.partner.subarray(from, from + width),
    hit: field.hit.subarray(from, from + width),
  };
}
