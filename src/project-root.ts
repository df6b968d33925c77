import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout: `src/` and the compiled `dist/` both lie directly in it, beside `locales`, `prisma` and `samples`. */
export const PROJECT_ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
