/**
 * Media for tests, made while they run. All functions resolve with the path of a file that goes away with the run;
 * the same call gives the same file, in whatever test file it is made, so nobody may change it.
 */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { findFfmpeg } from '../../src/media/ffmpeg.ts';
import { drawScene, playMelody, renderScene } from './synthetic-scenes.ts';
import { wave } from './wave-file.ts';

const run = promisify(execFile);
const MELODY_RATE = 22_050;

/** For files of a test file's own, whose names it chooses. */
export const mediaFolder = mkdtempSync(join(tmpdir(), 'tabayyan-media-'));

/** What all test files of a run share. */
const sharedFolder = join(tmpdir(), 'tabayyan-fixtures');
mkdirSync(sharedFolder, { recursive: true });

const made = new Map<string, Promise<string>>();

function makeOnce(
  key: unknown,
  extension: string,
  make: (path: string) => Promise<unknown>,
): Promise<string> {
  const name = `${createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 16)}.${extension}`;
  const known = made.get(name);
  if (known) return known;
  const making = makeShared(name, make);
  made.set(name, making);
  return making;
}

async function makeShared(name: string, make: (path: string) => Promise<unknown>): Promise<string> {
  const path = join(sharedFolder, name);
  if (existsSync(path)) return path;
  // Whole under its name at once: another process may be looking for it.
  const draft = join(sharedFolder, `${process.pid}-${name}`);
  await make(draft);
  await rename(draft, path);
  return path;
}

let binary: Promise<string> | undefined;
/** Path of the ffmpeg that the program itself would use. */
export const ffmpegPath = (): Promise<string> => {
  binary ??= findFfmpeg().then((found) => found.path);
  return binary;
};

/** Runs ffmpeg, quiet, overwriting. */
export async function ffmpeg(...args: string[]): Promise<void> {
  await run(await ffmpegPath(), ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...args]);
}

export interface PictureOptions {
  width?: number;
  height?: number;
  extension?: 'jpg' | 'png' | 'webp';
}

export function makePicture(seed: number, options: PictureOptions = {}): Promise<string> {
  const { width = 640, height = 480, extension = 'jpg' } = options;
  return makeOnce(['picture', seed, width, height, extension], extension, (path) =>
    sharp(renderScene(drawScene(seed, width, height), 0), { raw: { width, height, channels: 3 } }).toFile(
      path,
    ),
  );
}

export interface PictureEdit {
  /** Pixels; the height follows. */
  width?: number;
  /** Of JPEG, 1 to 100. */
  quality?: number;
  mirror?: boolean;
  flip?: boolean;
  /** Clockwise. */
  rotate?: 90 | 180 | 270;
  grey?: boolean;
}

/** An edited copy, as JPEG. */
export function editPicture(path: string, edit: PictureEdit): Promise<string> {
  return makeOnce(['edited', path, edit], 'jpg', (target) => {
    const picture = sharp(path).rotate(edit.rotate ?? 0);
    if (edit.mirror) picture.flop();
    if (edit.flip) picture.flip();
    if (edit.grey) picture.greyscale();
    if (edit.width) picture.resize(edit.width);
    return picture.jpeg({ quality: edit.quality ?? 80 }).toFile(target);
  });
}

export interface VideoOptions {
  seconds?: number;
  width?: number;
  height?: number;
  fps?: number;
  /** A cut to another scene after each of this many seconds. */
  sceneSeconds?: number;
  /** A melody of the same seed, or of this one. */
  sound?: boolean | number;
  extension?: 'mp4' | 'webm' | 'mkv' | 'mov' | 'gif';
}

/** A film of moving scenes with cuts. */
export function makeVideo(seed: number, options: VideoOptions = {}): Promise<string> {
  const { seconds = 8, width = 426, height = 240, fps = 12, sceneSeconds = 2.5 } = options;
  const { sound = false, extension = 'mp4' } = options;
  return makeOnce(['video', seed, options], extension, async (path) => {
    const melody = sound === false ? null : await makeSound(sound === true ? seed : sound, { seconds });
    const child = spawn(
      await ffmpegPath(),
      [
        ...['-hide_banner', '-loglevel', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'rgb24'],
        ...['-s', `${width}x${height}`, '-r', String(fps), '-i', 'pipe:0'],
        ...(melody ? ['-i', melody, '-b:a', '96k'] : []),
        ...(extension === 'gif' ? [] : ['-pix_fmt', 'yuv420p']),
        ...(['mp4', 'mov', 'mkv'].includes(extension) ? ['-preset', 'veryfast', '-crf', '20'] : []),
        path,
      ],
      { stdio: ['pipe', 'ignore', 'inherit'] },
    );
    const exited = once(child, 'exit');
    const { stdin } = child;
    for (let frame = 0, sceneIndex = -1, scene = drawScene(0, 2, 2); frame < seconds * fps; frame++) {
      const t = frame / fps;
      if (Math.floor(t / sceneSeconds) !== sceneIndex) {
        sceneIndex = Math.floor(t / sceneSeconds);
        scene = drawScene(seed * 1000 + sceneIndex, width, height);
      }
      if (!stdin.write(renderScene(scene, t % sceneSeconds))) await once(stdin, 'drain');
    }
    stdin.end();
    const [code] = await exited;
    if (code !== 0) throw new Error(`ffmpeg ended with ${code}`);
  });
}

export interface SoundOptions {
  seconds?: number;
  extension?: 'wav' | 'mp3' | 'ogg' | 'm4a' | 'mp4';
}

/** A melody without a picture. */
export function makeSound(seed: number, options: SoundOptions = {}): Promise<string> {
  const { seconds = 8, extension = 'wav' } = options;
  return makeOnce(['sound', seed, seconds, extension], extension, async (path) => {
    if (extension !== 'wav') {
      return ffmpeg('-i', await makeSound(seed, { seconds }), path);
    }
    const samples = playMelody(seed, seconds, MELODY_RATE);
    await writeFile(path, wave(samples, { rate: MELODY_RATE }));
  });
}

export interface VideoEdit {
  /** Pixels; the width follows. */
  height?: number;
  /** Of x264: 18 good to 40 poor. */
  crf?: number;
  /** Seconds of the original. */
  from?: number;
  duration?: number;
  mirror?: boolean;
  grey?: boolean;
  /** Without the sound track. */
  mute?: boolean;
  extension?: 'mp4' | 'webm' | 'mkv' | 'avi';
}

/** A copy as people forward it: encoded anew, smaller, cut, mirrored. */
export function reencode(path: string, edit: VideoEdit = {}): Promise<string> {
  const extension = edit.extension ?? 'mp4';
  return makeOnce(['reencoded', path, edit], extension, (target) => {
    const filters = [
      ...(edit.height ? [`scale=-2:${edit.height}`] : []),
      ...(edit.mirror ? ['hflip'] : []),
      ...(edit.grey ? ['hue=s=0'] : []),
    ];
    return ffmpeg(
      ...(edit.from === undefined ? [] : ['-ss', String(edit.from)]),
      ...(edit.duration === undefined ? [] : ['-t', String(edit.duration)]),
      ...['-i', path],
      ...(filters.length > 0 ? ['-vf', filters.join(',')] : []),
      ...(edit.mute ? ['-an'] : []),
      ...(extension === 'webm' || extension === 'avi'
        ? []
        : ['-preset', 'veryfast', '-crf', String(edit.crf ?? 28)]),
      target,
    );
  });
}

/** The first `share` (0 to 1) of a file's bytes, as an interrupted transfer leaves it. */
export function cutOff(path: string, share: number): Promise<string> {
  const extension = path.split('.').pop() ?? 'bin';
  return makeOnce(['cut off', path, share], extension, async (target) => {
    const bytes = await readFile(path);
    await writeFile(target, bytes.subarray(0, Math.floor(bytes.length * share)));
  });
}

/** A file with this content under this name. */
export async function writeFixture(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(mediaFolder, name);
  await writeFile(path, content);
  return path;
}
