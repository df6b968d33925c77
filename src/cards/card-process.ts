/** The process in which cards are drawn: a child of `CardPress`, so that whatever a text or picture does to it, the tip line lives on. */
import { serveRequests } from '../kept-process.ts';
import type { CardOrder, DrawnCard } from './card-content.ts';
import { drawCard, registerFonts } from './draw-card.ts';

registerFonts();
serveRequests<CardOrder, DrawnCard>(drawCard);
