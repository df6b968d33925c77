import type { Rating } from '../domain/rating.ts';
import type { ColourPicture, GreyPicture } from '../media/image.ts';
import type { Language } from '../words.ts';
import type { Colour } from './colour.ts';

/** Everything that is drawn on a card but pictures. */
export interface CardContent {
  language: Language;
  direction: 'rtl' | 'ltr';
  brand: { name: string; colour: Colour };
  rating: Rating;
  /** The rating in words. */
  verdict: string;
  /** Says what this picture is. */
  kicker: string;
  title: string;
  /** What is true instead; drawn where it fits whole. */
  summary: string | null;
  publisher: string | null;
  date: string | null;
  /** Where to read more, as people type it: the first that there is room for. */
  links: string[];
}

/** What the program that draws is asked for one card. */
export interface CardOrder {
  content: CardContent;
  /** `own`: that of this program. */
  logo: ColourPicture | 'own' | null;
  /** That matched. */
  frame: GreyPicture | null;
}

export interface DrawnCard {
  jpeg: Uint8Array;
  /** Pixels. */
  width: number;
  height: number;
}
