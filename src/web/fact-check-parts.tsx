import type { FactCheck } from '../domain/fact-check.ts';
import { ratingName } from '../reply/fact-check-card.ts';
import type { Language } from '../words.ts';
import type { WebRoom } from './room.ts';

export interface FactCheckProps {
  room: WebRoom;
  language: Language;
  factCheck: FactCheck;
}

export const labelOf = ({ room, language, factCheck }: FactCheckProps): string =>
  ratingName(room.words, language, factCheck);

export function Source({ room, language, factCheck }: FactCheckProps) {
  const { publisher, datePublished } = factCheck;
  return (
    <p class="source">
      {publisher && <bdi>{publisher}</bdi>}
      {publisher && datePublished && <span aria-hidden="true"> · </span>}
      {datePublished && <time datetime={datePublished}>{room.words.date(language, datePublished)}</time>}
    </p>
  );
}
