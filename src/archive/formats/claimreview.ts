import type { Rating } from '../../domain/rating.ts';
import { draftOf } from '../draft.ts';
import { type DraftResult, type ReadContext, rejected } from '../import-row.ts';
import { firstText, isRecord, type JsonRecord, listOf } from '../json-shape.ts';
import { hostOf, readLink } from '../link.ts';
import { type RatingFinding, rateLabel } from '../rating-labels.ts';

/** How deep reviews are looked for inside other things. */
const MAX_DEPTH = 24;
const MEDIA_TYPES = ['ImageObject', 'VideoObject', 'AudioObject'];

/**
 * schema.org JSON-LD: one ClaimReview, an array, a `@graph`, or reviews inside other things (an article's
 * `review`). References by `@id` are followed inside the document.
 * @see https://schema.org/ClaimReview
 */
export function* readClaimReview(value: unknown, context: ReadContext): Generator<DraftResult> {
  const nodes = new Map<string, JsonRecord>();
  const reviews: JsonRecord[] = [];
  collect(value, reviews, nodes, 0);
  if (reviews.length === 0)
    yield rejected(isRecord(value) || Array.isArray(value) ? 'no-claim-review' : 'not-an-object');
  for (const review of reviews) yield readReview(review, new Graph(nodes), context);
}

/** Whether a JSON object is JSON-LD, or a review without its frame. */
export const isJsonLd = (value: unknown): boolean =>
  isRecord(value) &&
  ['@type', '@graph', '@context', 'claimReviewed', 'itemReviewed'].some((key) => key in value);

function collect(value: unknown, reviews: JsonRecord[], nodes: Map<string, JsonRecord>, depth: number): void {
  if (depth > MAX_DEPTH || typeof value !== 'object' || value === null) return;
  if (isRecord(value)) {
    const id = value['@id'];
    if (typeof id === 'string' && Object.keys(value).length > 1) nodes.set(id, value);
    if (hasType(value, 'ClaimReview') || 'claimReviewed' in value) reviews.push(value);
  }
  for (const inner of Object.values(value)) collect(inner, reviews, nodes, depth + 1);
}

const hasType = (node: JsonRecord, ...types: string[]): boolean =>
  listOf(node['@type']).some(
    (type) => typeof type === 'string' && types.includes(type.replace(/^.*[/:#]/u, '')),
  );

/** Objects of the document by their `@id`. */
class Graph {
  readonly #nodes: ReadonlyMap<string, JsonRecord>;

  constructor(nodes: ReadonlyMap<string, JsonRecord>) {
    this.#nodes = nodes;
  }

  /** The objects of a property, references replaced by what they refer to. */
  objects(value: unknown): JsonRecord[] {
    return listOf(value)
      .filter(isRecord)
      .map((node) => (typeof node['@id'] === 'string' && this.#nodes.get(node['@id'])) || node);
  }

  /** All texts of a property: plain, `{"@value"}`, or of things with a text or name. */
  text(value: unknown): string | null {
    const texts = listOf(value).map((item) => {
      if (!isRecord(item)) return typeof item === 'number' ? String(item) : firstText(item);
      const [node = item] = this.objects(item);
      return firstText(node['@value'], node.text, node.name);
    });
    return texts.filter((text) => text !== null).join('\n') || null;
  }
}

function readReview(review: JsonRecord, graph: Graph, context: ReadContext): DraftResult {
  const items = graph.objects(review.itemReviewed);
  const base = publisherLink(review, graph);
  const link = pageOf(review, graph);
  const at = readLink(link, new Set(), base);
  const raw = {
    idPrefix: 'c',
    url: link,
    base,
    title: graph.text(review.headline) ?? graph.text(review.name) ?? graph.text(review.alternativeHeadline),
    claim:
      graph.text(review.claimReviewed) ?? graph.text(items.flatMap((item) => listOf(item.text ?? item.name))),
    rating: ratingOf(review, graph),
    summary: graph.text(review.description) ?? graph.text(review.abstract),
    body: graph.text(review.reviewBody) ?? graph.text(review.articleBody),
    publisher: publisherOf(review, graph),
    publisherFallback: 'url' in at ? hostOf(at.url) : null,
    date: firstText(review.datePublished, review.dateCreated, review.dateModified),
    language: graph.text(listOf(review.inLanguage).slice(0, 1)),
    media: items.flatMap((item) => mediaOf(item, graph)),
    appearances: items.flatMap((item) => appearancesOf(item, graph)),
  };
  return draftOf(raw, context);
}

function pageOf(review: JsonRecord, graph: Graph): string | null {
  const [page] = graph.objects(review.mainEntityOfPage);
  const id = firstText(review['@id']);
  return firstText(
    ...listOf(review.url),
    review.mainEntityOfPage,
    page?.url,
    page?.['@id'],
    id?.startsWith('http') ? id : null,
  );
}

/** Organisations that stand behind a review, the likeliest first. */
function organisations(review: JsonRecord, graph: Graph): JsonRecord[] {
  const all = [review.author, review.publisher, review.sdPublisher, review.creator].flatMap((v) =>
    graph.objects(v),
  );
  return all.filter((node) => !hasType(node, 'Person'));
}

/** A person wrote, an organisation published; a person alone is better than nobody only when nothing says so. */
function publisherOf(review: JsonRecord, graph: Graph): string | null {
  const names = organisations(review, graph).map((node) => graph.text(node.name));
  return firstText(...names, ...listOf(review.publisher), ...listOf(review.author));
}

function publisherLink(review: JsonRecord, graph: Graph): string | null {
  return firstText(
    ...organisations(review, graph).flatMap((node) => [node.url, node['@id'], ...listOf(node.sameAs)]),
  );
}

function ratingOf(review: JsonRecord, graph: Graph): RatingFinding {
  const ratings = graph.objects(review.reviewRating);
  const [rating = {}] = ratings;
  const plain = ratings.length === 0 ? graph.text(review.reviewRating) : null;
  const label = plain ?? graph.text(rating.alternateName) ?? graph.text(rating.name);
  const value = graph.text(rating.ratingValue);
  if (label === null && value !== null && !isNumeric(value)) return rateLabel(value);
  const found = rateLabel(label);
  const fromNumber = label === null ? numericRating(value, rating.worstRating, rating.bestRating) : null;
  return fromNumber === null ? found : { rating: fromNumber, label: null, repairs: ['rating-from-number'] };
}

const isNumeric = (text: string): boolean => /^-?\d+(?:[.,]\d+)?$/u.test(text.trim());

/** Best is true and worst is false; the halves between them as in `rateLabel`. */
function numericRating(value: string | null, worst: unknown, best: unknown): Rating | null {
  const [v, low, high] = [value ?? '', worst ?? 1, best ?? 5].map((n) =>
    String(n).trim() === '' ? Number.NaN : Number(n),
  );
  if (v === undefined || low === undefined || high === undefined) return null;
  if (!(low < high) || !(v >= low) || !(v <= high)) return null;
  if (v === low) return 'fake';
  if (v === high) return 'true';
  return (v - low) / (high - low) < 0.5 ? 'misleading' : 'selective';
}

function appearancesOf(item: JsonRecord, graph: Graph): string[] {
  const places = [item.firstAppearance, item.appearance].flatMap(listOf);
  const links = places.flatMap((place) => {
    if (!isRecord(place)) return [place];
    const [node = place] = graph.objects(place);
    return listOf(node.url ?? node.contentUrl ?? node['@id']);
  });
  const own = hasType(item, 'Person', 'Organization') ? [] : listOf(item.url);
  return [...links, ...own].filter(
    (link): link is string => typeof link === 'string' && !link.startsWith('_:'),
  );
}

/** Files of the claim itself, where the review names a picture, a film or a sound as what it reviewed. */
function mediaOf(item: JsonRecord, graph: Graph): string[] {
  const places = [
    item,
    ...[item.appearance, item.firstAppearance, item.associatedMedia].flatMap((v) => graph.objects(v)),
  ];
  return places
    .filter((place) => hasType(place, ...MEDIA_TYPES))
    .flatMap((place) => listOf(place.contentUrl))
    .filter((link): link is string => typeof link === 'string' && /^https?:\/\//iu.test(link));
}
