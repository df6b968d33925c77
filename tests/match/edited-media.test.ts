import { join } from 'node:path';
import { Writable } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { Fingerprinter } from '../../src/fingerprint/fingerprint-file.ts';
import { createLog } from '../../src/log.ts';
import { MediaIndex, type MediaMatch } from '../../src/match/media-index.ts';
import { Ffmpeg, findFfmpeg } from '../../src/media/ffmpeg.ts';
import { PROJECT_ROOT } from '../../src/project-root.ts';
import { ffmpeg, makePicture, makeVideo, mediaFolder } from '../support/media-fixtures.ts';

const SURE = 0.85;
const log = createLog('silent', new Writable({ write: (_chunk, _encoding, done) => done() }));
const index = new MediaIndex();
let fingerprinter: Fingerprinter;
let number = 0;

beforeAll(async () => {
  fingerprinter = new Fingerprinter({ ffmpeg: new Ffmpeg(await findFfmpeg()), log });
  index.add('film', await fingerprinter.fingerprint(await film()));
  index.add('other film', await fingerprinter.fingerprint(await makeVideo(52)));
  index.add('picture', await fingerprinter.fingerprint(await makePicture(53, { width: 800, height: 600 })));
});

/** Edits a file and asks as the bot does: a closer look only when the first finds nothing sure. */
async function ask(path: string, filter: string, extension = 'mp4'): Promise<MediaMatch[]> {
  const copy = join(mediaFolder, `edited-${number++}.${extension}`);
  await ffmpeg(
    '-y',
    '-i',
    path,
    '-filter_complex',
    filter,
    '-an',
    ...(extension === 'mp4' ? ['-preset', 'veryfast'] : []),
    copy,
  );
  const { fingerprint, frames } = await fingerprinter.fingerprintQuestion(copy);
  const matches = index.lookUp(fingerprint);
  if (matches.some(({ confidence }) => confidence >= SURE)) return matches;
  const closer = await fingerprinter.lookCloser(copy, fingerprint.kind, frames);
  if (!closer) return matches;
  return index.lookCloser(await fingerprinter.register(copy, closer, index.nearMisses(closer), frames));
}

const film = () => makeVideo(51, { seconds: 6 });
const picture = () => makePicture(53, { width: 800, height: 600 });
const even = 'scale=trunc(iw/2)*2:trunc(ih/2)*2';

describe('an edited film', () => {
  it.each([
    ['cropped to 90 %', 'crop=iw*0.9:ih*0.9'],
    ['cropped to 80 %', 'crop=iw*0.8:ih*0.8'],
    ['cropped to a square', 'crop=ih:ih'],
    ['under a caption bar', 'drawbox=y=ih*0.85:h=ih*0.15:c=white:t=fill'],
    ['between black bars', 'pad=iw:ih*1.6:0:(oh-ih)/2'],
    ['small on a plain ground', 'scale=iw*0.6:ih*0.6,pad=iw*1.7:ih*1.9:iw*0.2:ih*0.5:color=0x334455'],
    [
      'mirrored, cropped and under a caption bar',
      'hflip,crop=iw*0.9:ih*0.9,drawbox=y=ih*0.85:h=ih*0.15:c=white:t=fill',
    ],
    ['turned by three degrees', 'rotate=3*PI/180'],
    ['turned by eight degrees', 'rotate=8*PI/180'],
    [
      'filmed off a screen from the side',
      'perspective=W*0.08:H*0.06:W*0.95:H*0.02:W*0.04:H*0.97:W*0.92:H*0.9:sense=destination,noise=alls=10:allf=t',
    ],
    ['faster by a tenth', 'setpts=PTS/1.1'],
  ])('is found when it is %s', async (_name, filter) => {
    const [match] = await ask(await film(), `${filter},${even}`);
    expect(match).toMatchObject({ sha256: 'film', kind: 'video' });
    expect(match?.confidence).toBeGreaterThanOrEqual(SURE);
  });

  it('is found in two seconds of it that are cropped, at the right time', async () => {
    const [match] = await ask(await film(), `trim=2.3:5.3,setpts=PTS-STARTPTS,crop=iw*0.9:ih*0.9,${even}`);
    expect(match).toMatchObject({ sha256: 'film' });
    const { query, archive } = match ?? {};
    expect(Math.abs((archive?.from ?? 0) - (query?.from ?? 0) - 2.3)).toBeLessThan(0.5);
  });

  it('is found on a blurred copy of itself, though its lower side is no clear line', async () => {
    const sample = join(PROJECT_ROOT, 'samples', 'media', 'flooded-street.mp4');
    index.add('sample', await fingerprinter.fingerprint(sample));
    const [match] = await ask(
      sample,
      'trim=2:7,setpts=PTS-STARTPTS,split[a][b];[a]scale=iw/4:ih/4,boxblur=6:2,scale=640:360,setsar=1[ground];' +
        `[b]scale=448:252[film];[ground][film]overlay=(W-w)*0.25:(H-h)*0.7,${even}`,
    );
    index.remove('sample');
    expect(match).toMatchObject({ sha256: 'sample', kind: 'video' });
    expect(match?.confidence).toBeGreaterThanOrEqual(SURE);
  });

  it('is found by one of its pictures alone, which says at which second it stands', async () => {
    const [match] = await ask(await film(), `trim=4:4.03,crop=iw*0.9:ih*0.9,${even}`, 'jpg');
    expect(match).toMatchObject({ sha256: 'film', kind: 'video' });
    expect(match?.confidence).toBeGreaterThanOrEqual(SURE);
    expect(Math.abs((match?.archive?.from ?? 0) - 4)).toBeLessThanOrEqual(0.5);
  });

  it('is not taken for another one, however close one looks', async () => {
    for (const seed of [61, 62, 63]) {
      const closer = await fingerprinter.lookCloser(await makeVideo(seed), 'video', null);
      expect(closer ? index.lookCloser(closer).filter(({ confidence }) => confidence >= 0.2) : null).toEqual(
        [],
      );
    }
  });
});

describe('an edited picture', () => {
  it.each([
    ['cropped to 90 %', 'crop=iw*0.9:ih*0.9'],
    ['cropped to 80 %', 'crop=iw*0.8:ih*0.8'],
    ['in a white frame', 'pad=iw*1.2:ih*1.2:(ow-iw)/2:(oh-ih)/2:color=white'],
    ['above a plain bar', 'pad=iw:ih*1.25:0:0:color=white'],
    ['turned by three degrees', 'rotate=3*PI/180'],
    ['very small', 'scale=120:90'],
  ])('is found when it is %s', async (_name, filter) => {
    const [match] = await ask(await picture(), filter, 'png');
    expect(match).toMatchObject({ sha256: 'picture', kind: 'image' });
    expect(match?.confidence).toBeGreaterThanOrEqual(SURE);
  });

  it.each([
    ['as it is', 'scale=640:360'],
    ['between bars', 'scale=480:360,pad=640:360:80:0'],
    ['slowly enlarged', "zoompan=z='1+0.001*on':d=1:x='iw/2-(iw/zoom/2)':y='ih/2-(ih/zoom/2)':s=640x480"],
  ])('is found in a film that shows nothing else, %s', async (_name, filter) => {
    const [match] = await ask(await picture(), `loop=loop=124:size=1,fps=25,${filter}`);
    expect(match).toMatchObject({ sha256: 'picture', kind: 'video' });
    expect(match?.confidence).toBeGreaterThanOrEqual(SURE);
  });
});

it('has no closer look at sound', async () => {
  const silent = join(mediaFolder, 'tone.wav');
  await ffmpeg('-y', '-f', 'lavfi', '-i', 'sine=d=3', silent);
  expect(await fingerprinter.lookCloser(silent, 'audio', null)).toBeNull();
});
