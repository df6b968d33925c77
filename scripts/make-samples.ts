/**
 * Draws the pictures and films of the fictional archive into `samples/media`:
 * `npx tsx scripts/make-samples.ts [folder]`. The same encoder makes the same files on every run.
 */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { convoy } from './sample-scenes/convoy.ts';
import { market } from './sample-scenes/covered-market.ts';
import { fillingStation } from './sample-scenes/filling-station.ts';
import { film, paint } from './sample-scenes/film.ts';
import { flood } from './sample-scenes/flood.ts';
import { harbour } from './sample-scenes/harbour.ts';
import { harbourSound, rainSound } from './sample-scenes/sound.ts';
import { twoSuns } from './sample-scenes/two-suns.ts';

const folder = resolve(process.argv[2] ?? join(import.meta.dirname, '..', 'samples', 'media'));
await mkdir(folder, { recursive: true });

await paint(join(folder, 'covered-market.jpg'), market, [0, 0, 1280], 1000, 562);
await paint(join(folder, 'two-suns.jpg'), twoSuns, [0, 0, 1280], 1000, 562);
await paint(join(folder, 'camel-filling-station.jpg'), fillingStation, [0, 0, 1280], 1000, 562);

await film(join(folder, 'harbour-fire.mp4'), harbour, harbourSound(20));
await film(join(folder, 'flooded-street.mp4'), flood, rainSound(20));
await film(join(folder, 'hill-road-convoy.mp4'), convoy, null);
