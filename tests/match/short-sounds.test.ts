import { join } from 'node:path';
import { Writable } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { Fingerprinter } from '../../src/fingerprint/fingerprint-file.ts';
import { createLog } from '../../src/log.ts';
import { MediaIndex, type MediaMatch } from '../../src/match/media-index.ts';
import { Ffmpeg, findFfmpeg } from '../../src/media/ffmpeg.ts';
import { ffmpeg, makeSound, mediaFolder } from '../support/media-fixtures.ts';

const SURE = 0.85;
const log = createLog('silent', new Writable({ write: (_chunk, _encoding, done) => done() }));
const index = new MediaIndex();
let fingerprinter: Fingerprinter;
let number = 0;

beforeAll(async () => {
  fingerprinter = new Fingerprinter({ ffmpeg: new Ffmpeg(await findFfmpeg()), log });
  index.add('short', await fingerprinter.fingerprint(await makeSound(71, { seconds: 2.2 })));
  index.add('long', await fingerprinter.fingerprint(await makeSound(72, { seconds: 20 })));
  for (const seed of [73, 74, 75]) {
    index.add(`other ${seed}`, await fingerprinter.fingerprint(await makeSound(seed, { seconds: 12 })));
  }
});

async function ask(path: string, filter: string, output: string[] = []): Promise<MediaMatch[]> {
  const copy = join(mediaFolder, `sound-${number++}.ogg`);
  await ffmpeg('-y', '-i', path, '-af', filter, '-c:a', 'libopus', '-b:a', '16k', ...output, copy);
  return index.lookUp(await fingerprinter.fingerprintQuery(copy));
}

describe('sound', () => {
  it.each([
    ['as it is', 'anull'],
    ['through a telephone', 'highpass=f=300,lowpass=f=3400,aresample=8000'],
    ['behind five seconds of silence', 'adelay=5000'],
  ])('of two seconds is found %s', async (_name, filter) => {
    const [match] = await ask(await makeSound(71, { seconds: 2.2 }), filter);
    expect(match).toMatchObject({ sha256: 'short', kind: 'audio' });
    expect(match?.confidence).toBeGreaterThanOrEqual(SURE);
  });

  it('is placed at the right seconds of both, silence in front left out', async () => {
    const [behind] = await ask(await makeSound(72, { seconds: 20 }), 'adelay=5000');
    expect(behind?.query?.from).toBeCloseTo(5, 0);
    expect(behind?.archive?.from).toBeCloseTo(0, 0);
    const [cut] = await ask(await makeSound(72, { seconds: 20 }), 'atrim=7.3:15.3,asetpts=PTS-STARTPTS');
    expect(cut).toMatchObject({ sha256: 'long' });
    expect(Math.abs((cut?.archive?.from ?? 0) - (cut?.query?.from ?? 0) - 7.3)).toBeLessThan(0.3);
    expect(cut?.query?.to).toBeLessThan(8.3);
    expect(Math.abs((cut?.archive?.to ?? 0) - (cut?.query?.to ?? 0) - 7.3)).toBeLessThan(0.3);
  });

  it('is not found for others, however they begin', async () => {
    for (const seed of [81, 82, 83, 84]) {
      expect(await ask(await makeSound(seed, { seconds: seed === 81 ? 2 : 9 }), 'anull')).toEqual([]);
    }
  });
});
