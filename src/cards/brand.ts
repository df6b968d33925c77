import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { AppError, isAppError } from '../errors.ts';
import { type ColourPicture, decodeColours } from '../media/image.ts';
import type { Colour } from './colour.ts';

/** What a newsroom sets; null: what this program has. */
export interface BrandSettings {
  name: string | null;
  colour: Colour | null;
  /** Path of a picture. */
  logo: string | null;
}

/** How cards show whose they are. */
export interface Brand {
  /** Null: the name of this program, in the reader's language. */
  name: string | null;
  colour: Colour;
  logo: { picture: ColourPicture; digest: string } | 'own' | null;
}

export const OWN_COLOUR: Colour = '#0b5f57';
/** Pixels, twice as large as it is drawn. */
const LOGO_BOX = { width: 640, height: 152 };

/** Reads the logo as a stranger's picture. @throws `config-invalid` */
export async function loadBrand({ name, colour, logo }: BrandSettings): Promise<Brand> {
  return {
    name,
    colour: colour ?? OWN_COLOUR,
    // With a name of its own a newsroom does not go under our sign.
    logo: logo ? await loadLogo(logo) : name ? null : 'own',
  };
}

async function loadLogo(path: string): Promise<{ picture: ColourPicture; digest: string }> {
  try {
    await access(path, constants.R_OK);
  } catch (error) {
    throw refusal('cannot be read', error);
  }
  try {
    const picture = await decodeColours(path, LOGO_BOX);
    return { picture, digest: createHash('sha256').update(picture.pixels).digest('hex') };
  } catch (error) {
    if (!isAppError(error)) throw error;
    throw refusal(`must be a PNG, JPEG or WebP picture (${error.code})`, error);
  }
}

const refusal = (why: string, cause: unknown): AppError =>
  new AppError('config-invalid', { params: { problems: `BRAND_LOGO: ${why}` }, cause });
