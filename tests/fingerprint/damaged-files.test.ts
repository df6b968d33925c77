import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { isAppError } from '../../src/errors.ts';
import { Fingerprinter } from '../../src/fingerprint/fingerprint-file.ts';
import { FILE_FAULTS } from '../../src/fingerprint/media-library.ts';
import { createLog } from '../../src/log.ts';
import { Ffmpeg, findFfmpeg } from '../../src/media/ffmpeg.ts';
import { damage } from '../support/damage.ts';
import { heicFromMp4 } from '../support/hostile-files.ts';
import {
  ffmpeg,
  makePicture,
  makeSound,
  makeVideo,
  mediaFolder,
  writeFixture,
} from '../support/media-fixtures.ts';
import { runningOn } from '../support/running-programs.ts';
import { randomFrom } from '../support/synthetic-scenes.ts';

const FILES = 200;
/** Looked at together: one that waits does not hold up the others. */
const AT_A_TIME = 6;

/** Small ones of each kind, half of them pictures: those are quick. */
async function wholeFiles(): Promise<Buffer[]> {
  const tiny = { width: 64, height: 48 };
  const [jpeg, png, webp] = await Promise.all([
    makePicture(1, { ...tiny, extension: 'jpg' }),
    makePicture(2, { ...tiny, extension: 'png' }),
    makePicture(3, { ...tiny, extension: 'webp' }),
  ]);
  const frames = await Promise.all([jpeg, png, webp].map((path) => readFile(path)));
  const moving = sharp(frames, { join: { animated: true } });
  const film = await makeVideo(1, { seconds: 1, ...tiny, fps: 6, sound: true });
  const as = async (name: string, ...args: string[]): Promise<Buffer> => {
    await ffmpeg('-i', film, ...args, `${mediaFolder}/${name}`);
    return readFile(`${mediaFolder}/${name}`);
  };
  const still = await as(
    'still.mp4',
    ...['-an', '-frames:v', '1', '-c:v', 'libx265', '-x265-params', 'log-level=none', '-tag:v', 'hvc1'],
  );
  const pictures = [
    ...frames,
    await moving.clone().gif().toBuffer(),
    await moving.clone().webp().toBuffer(),
    heicFromMp4(still, tiny),
  ];
  const played = [
    await readFile(film),
    await as('film.webm', '-c:v', 'libvpx', '-c:a', 'libopus'),
    await as('film.avi'),
    await as('film.ts'),
    await readFile(await makeSound(1, { seconds: 3, extension: 'mp3' })),
    await readFile(await makeSound(1, { seconds: 3, extension: 'ogg' })),
  ];
  return [...pictures, ...pictures, ...played];
}

describe('200 damaged files', () => {
  it('each end as a fingerprint or with a fault of the file, and leave nothing running', {
    timeout: 180_000,
  }, async () => {
    const fingerprinter = new Fingerprinter({
      ffmpeg: new Ffmpeg(await findFfmpeg()),
      log: createLog('silent'),
    });
    const whole = await wholeFiles();
    const random = randomFrom(3);
    const damaged = Array.from({ length: FILES }, (_, number) =>
      damage(whole[number % whole.length] as Buffer, random),
    );
    const ends = new Map<string, number>();
    const lookAt = async (number: number): Promise<void> => {
      const path = await writeFixture(`damaged-${number}`, damaged[number] as Buffer);
      const end = await fingerprinter.fingerprintQuestion(path).then(
        ({ fingerprint }) => fingerprint.kind,
        (error: unknown) => (isAppError(error) ? error.code : String(error)),
      );
      ends.set(end, (ends.get(end) ?? 0) + 1);
    };
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < FILES) await lookAt(next++);
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, worker));
    expect([...ends.values()].reduce((sum, count) => sum + count, 0)).toBe(FILES);
    const kinds = ['image', 'video', 'audio'];
    expect([...ends.keys()].filter((end) => ![...kinds, ...FILE_FAULTS].includes(end))).toEqual([]);
    // Neither harmless nor hopeless: both ends are common.
    const made = kinds.reduce((sum, kind) => sum + (ends.get(kind) ?? 0), 0);
    expect(made).toBeGreaterThan(FILES / 4);
    expect(made).toBeLessThan((FILES * 9) / 10);
    expect(await runningOn(mediaFolder)).toEqual([]);
  });
});
