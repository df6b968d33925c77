import { type KeptField, NEGATED, TERM, type TextIndex, type TextQuery } from './text-index.ts';
import { TEXT_SCORE as settings } from './thresholds.ts';

/** One field of an indexed text beside a query. All arrays run along the words of the field. */
export interface AlignedField {
  /** Number of words. */
  length: number;
  /** Numbers of the archive's terms. */
  terms: Uint32Array;
  negated: Uint8Array;
  /** 1 where a word stands for the first time. */
  first: Uint8Array;
  /** What is known of each word, bits of `vocabulary.ts`. */
  kind: Uint8Array;
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
  /** For each term of the query the weight of its best hit anywhere in the text, 0 without one. */
  shared: Float32Array;
}

export function alignText(index: TextIndex, query: TextQuery, slot: number): AlignedText {
  const shared = new Float32Array(query.terms.length);
  const claim = alignField(index, query, slot, 'claim', shared);
  const title = alignField(index, query, slot, 'title', shared);
  const summary = alignField(index, query, slot, 'summary', shared);
  const statement = [claim, title].find((field) => field.length > 0) ?? summary;
  return {
    claim: bestPart(claim.length > 0 ? claim : statement, query),
    title: bestPart(title.length > 0 ? title : statement, query),
    shared,
  };
}

function alignField(
  index: TextIndex,
  query: TextQuery,
  slot: number,
  name: KeptField,
  shared: Float32Array,
): AlignedField {
  const words = index.text(slot, name);
  const field = emptyField(words.length);
  const { length } = field;
  for (let i = 0; i < length; i++) {
    const word = words[i] ?? 0;
    const term = word & TERM;
    field.terms[i] = term;
    field.first[i] = field.terms.indexOf(term) === i ? 1 : 0;
    field.negated[i] = word >= NEGATED ? 1 : 0;
    field.kind[i] = index.kind(term);
    field.idf[i] = index.idf(term);
    const meaning = query.meaning.get(term);
    if (!meaning) {
      field.partner[i] = -1;
      continue;
    }
    field.partner[i] = meaning.index;
    field.hit[i] = meaning.weight;
    if (meaning.weight > (shared[meaning.index] ?? 0)) shared[meaning.index] = meaning.weight;
  }
  return field;
}

/** One piece of memory for all: forty texts are laid beside each question. */
function emptyField(length: number): AlignedField {
  const memory = new ArrayBuffer(length * 19);
  return {
    length,
    terms: new Uint32Array(memory, 0, length),
    idf: new Float32Array(memory, length * 4, length),
    partner: new Int32Array(memory, length * 8, length),
    hit: new Float32Array(memory, length * 12, length),
    negated: new Uint8Array(memory, length * 16, length),
    first: new Uint8Array(memory, length * 17, length),
    kind: new Uint8Array(memory, length * 18, length),
  };
}

/** Of a text much longer than the query only the stretch that fits it best: a sentence out of a long forward. */
function bestPart(field: AlignedField, query: TextQuery): AlignedField {
  const width = Math.max(settings.window, query.sequence.length * 3);
  const n = field.length;
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
  const to = from + width;
  const terms = field.terms.subarray(from, to);
  return {
    length: width,
    terms,
    negated: field.negated.subarray(from, to),
    first: Uint8Array.from(terms, (term, i) => (terms.indexOf(term) === i ? 1 : 0)),
    kind: field.kind.subarray(from, to),
    idf: field.idf.subarray(from, to),
    partner: field.partner.subarray(from, to),
    hit: field.hit.subarray(from, to),
  };
}
