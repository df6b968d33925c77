import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ask } from '../../src/intake/ask.ts';
import { ffmpeg, makeVideo, mediaFolder } from '../support/media-fixtures.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { textChecks } from '../support/test-archive.ts';

const KNOWN_SECONDS = 10;
/** Where the known seconds begin in a film of more than five minutes. */
const BEFORE = 150;
const small = { width: 256, height: 144, fps: 6 };

/** Other scenes, the known ten seconds, other scenes; a key frame only each four seconds. */
async function longFilm(name: string, other: number, known: string): Promise<string> {
  const path = join(mediaFolder, name);
  const rest = await makeVideo(other, { ...small, seconds: 6 });
  await ffmpeg(
    ...[
      '-y',
      '-stream_loop',
      '-1',
      '-t',
      String(BEFORE),
      '-i',
      rest,
      '-t',
      String(KNOWN_SECONDS),
      '-i',
      known,
    ],
    ...['-stream_loop', '-1', '-t', '170', '-i', rest],
    ...['-filter_complex', '[2:v]hflip[after];[0:v][1:v][after]concat=n=3:v=1:a=0,scale=192:108[out]'],
    ...['-map', '[out]', '-preset', 'ultrafast', '-crf', '28', '-g', '24', '-sc_threshold', '0', path],
  );
  return path;
}

let line: TestApp;
let clip: string;
let archived: string;
beforeAll(async () => {
  clip = await makeVideo(771, { ...small, seconds: 12 });
  archived = await longFilm('archived-long.mp4', 772, await makeVideo(773, { ...small, seconds: 12 }));
  const check = (id: string, media: string) => ({
    id,
    url: `https://checks.example/${id}`,
    title: `مقطع قديم أعيد نشره ${id}`,
    claim: `مقطع يُزعم أنه صُوّر اليوم ${id}`,
    rating: 'misleading',
    media: [media],
  });
  line = await startTestApp({ archive: [...textChecks, check('clip', clip), check('long', archived)] });
});
afterAll(() => line.end());

const evidenceFor = async (path: string) => {
  const { outcome, answers } = await ask(line.core, { id: 'q', files: [{ path, sha256: 'not stored' }] });
  return { outcome, id: answers[0]?.factCheck.id, evidence: answers[0]?.evidence[0] };
};

it('a long film is answered by ten known seconds in it, of which few key frames tell', async () => {
  const { outcome, id, evidence } = await evidenceFor(await longFilm('asked-long.mp4', 774, clip));
  expect({ outcome, id }).toEqual({ outcome: 'answered', id: 'clip' });
  const { query, archive } = evidence ?? {};
  expect(Math.abs((query?.from ?? 0) - BEFORE - (archive?.from ?? 0))).toBeLessThanOrEqual(0.5);
  expect((query?.to ?? 0) - (query?.from ?? 0)).toBeGreaterThan(7);
});

it('ten seconds cut out of a long archived film are found at their place in it', async () => {
  const cut = join(mediaFolder, 'cut-out.mp4');
  await ffmpeg('-y', '-ss', String(BEFORE), '-t', String(KNOWN_SECONDS), '-i', archived, '-crf', '30', cut);
  const { outcome, id, evidence } = await evidenceFor(cut);
  expect({ outcome, id }).toEqual({ outcome: 'answered', id: 'long' });
  const { query, archive } = evidence ?? {};
  expect(Math.abs((archive?.from ?? 0) - BEFORE - (query?.from ?? 0))).toBeLessThanOrEqual(0.5);
});
