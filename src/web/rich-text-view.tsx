import { latinRuns, withoutOverrides } from '../domain/latin-runs.ts';
import type { Rating } from '../domain/rating.ts';
import { readableAddress } from '../domain/readable-address.ts';
import type { RichText, Span } from '../domain/rich-text.ts';
import type { Range } from '../match/highlights.ts';

/** Text in which every Latin part is kept from turning the Arabic line around it; `marks` stand out. */
export function Isolated({ text, marks = [] }: { text: string; marks?: readonly Range[] }) {
  const parts = [];
  let end = 0;
  for (const [from, to] of latinRuns(text)) {
    parts.push(...markedParts(text, [end, from], marks));
    end = to;
    // One piece from left to right, also where a mark begins or ends inside of it.
    parts.push(<bdi dir="ltr">{markedParts(text, [from, to], marks)}</bdi>);
  }
  parts.push(...markedParts(text, [end, text.length], marks));
  return <>{parts}</>;
}

function markedParts(text: string, [from, to]: Range, marks: readonly Range[]) {
  const parts = [];
  let end = from;
  for (const [start, stop] of marks) {
    const [first, last] = [Math.max(start, end), Math.min(stop, to)];
    if (first >= last) continue;
    parts.push(withoutOverrides(text.slice(end, first)));
    parts.push(<mark>{withoutOverrides(text.slice(first, last))}</mark>);
    end = last;
  }
  if (end < to) parts.push(withoutOverrides(text.slice(end, to)));
  return parts;
}

/** The address when it is one of http or https, else `null`: nothing else becomes a link. */
export function safeHref(address: string | undefined | null): string | null {
  if (!address) return null;
  const url = URL.canParse(address) ? new URL(address) : null;
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : null;
}

export function OutsideLink(props: { href: string; class?: string; text?: string; rel?: string }) {
  const href = safeHref(props.href);
  const bare = props.text === undefined || props.text === props.href;
  const words = bare ? (
    <bdi>{withoutOverrides(readableAddress(props.href))}</bdi>
  ) : (
    <Isolated text={props.text ?? ''} />
  );
  if (!href) return words;
  return (
    <a href={href} class={props.class} target="_blank" rel={props.rel ?? 'noopener noreferrer'}>
      {words}
    </a>
  );
}

export const RatingLabel = (props: { rating: Rating; text: string }) => (
  <span class={`rating rating-${props.rating}`}>
    <Isolated text={props.text} />
  </span>
);

/** The rating a text names, if any: its card takes the colour. */
export const ratingIn = (text: RichText): Rating | undefined =>
  text.flat().find((span) => span.rating !== undefined)?.rating;

/** Every line is a paragraph of its own; empty lines only part them. */
export function RichTextView({ text }: { text: RichText }) {
  const lines = text.filter((line) => line.some((span) => span.text.trim() !== ''));
  return (
    <div class="rich">
      {lines.map((line) => (
        <p>
          {line.map((span) => (
            <SpanView span={span} />
          ))}
        </p>
      ))}
    </div>
  );
}

function SpanView({ span }: { span: Span }) {
  if (span.sign) return null;
  if (span.rating) return <RatingLabel rating={span.rating} text={span.text} />;
  const content = span.href ? (
    <OutsideLink href={span.href} text={span.text} />
  ) : (
    <Isolated text={span.text} />
  );
  if (span.style === 'bold') return <strong>{content}</strong>;
  if (span.style === 'italic') return <em>{content}</em>;
  return content;
}
