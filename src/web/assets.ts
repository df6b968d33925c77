import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Hono } from 'hono';

const require = createRequire(import.meta.url);

/** The same folder seen from `src/web` and from the compiled `dist/web`. */
const OWN = new URL('../../src/web/assets/', import.meta.url);
const FONT = '@fontsource/ibm-plex-sans-arabic/files/ibm-plex-sans-arabic';

const FILES: Record<string, { path: string | URL; type: string }> = {
  'app.css': { path: new URL('app.css', OWN), type: 'text/css; charset=utf-8' },
  'desk.css': { path: new URL('desk.css', OWN), type: 'text/css; charset=utf-8' },
  'desk-data.css': { path: new URL('desk-data.css', OWN), type: 'text/css; charset=utf-8' },
  'desk.js': { path: new URL('desk.js', OWN), type: 'text/javascript; charset=utf-8' },
  'settings.css': { path: new URL('settings.css', OWN), type: 'text/css; charset=utf-8' },
  'chat.js': { path: new URL('chat.js', OWN), type: 'text/javascript; charset=utf-8' },
  'icon.svg': { path: new URL('icon.svg', OWN), type: 'image/svg+xml' },
  'htmx.js': { path: require.resolve('htmx.org/dist/htmx.min.js'), type: 'text/javascript; charset=utf-8' },
  ...Object.fromEntries(
    ['arabic-400', 'arabic-600', 'latin-400', 'latin-600'].map((face) => [
      `${face}.woff2`,
      { path: require.resolve(`${FONT}-${face}-normal.woff2`), type: 'font/woff2' },
    ]),
  ),
};

const HOUR_SECONDS = 60 * 60;
const YEAR_SECONDS = 365 * 24 * HOUR_SECONDS;

export interface Assets {
  /** Address of a file, with its version so that browsers may keep it for good. */
  url(name: string): string;
  routes: Hono;
}

/** Reads the files browsers need (about 250 kB) once. */
export function loadAssets(): Assets {
  const loaded = new Map(
    Object.entries(FILES).map(([name, { path, type }]) => {
      const content = readFileSync(path);
      const version = createHash('sha256').update(content).digest('hex').slice(0, 12);
      return [name, { content, type, version }] as const;
    }),
  );
  const routes = new Hono().get('/assets/:name', (c) => {
    const asset = loaded.get(c.req.param('name'));
    if (!asset) return c.notFound();
    const { content, type, version } = asset;
    const age = c.req.query('v') === version ? `${YEAR_SECONDS}, immutable` : HOUR_SECONDS;
    const headers = { 'Cache-Control': `public, max-age=${age}`, ETag: `"${version}"` };
    if (c.req.header('if-none-match') === headers.ETag) return c.body(null, 304, headers);
    return c.body(new Uint8Array(content), 200, { ...headers, 'Content-Type': type });
  });
  return { routes, url: (name) => `/assets/${name}?v=${loaded.get(name)?.version ?? ''}` };
}
