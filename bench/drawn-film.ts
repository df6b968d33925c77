import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findFfmpeg } from '../src/media/ffmpeg.ts';
import { drawScene, renderScene } from '../tests/support/synthetic-scenes.ts';

/** 480p, as forwards are. */
export const FILM_ENCODING = ['-s', '854x480', '-r', '25', '-pix_fmt', 'yuv420p', '-preset', 'veryfast'];
const [WIDTH, HEIGHT, FPS] = [284, 160, 6];
const SCENE_SECONDS = 4;

/** Writes a film that nobody saw before; another seed shows other scenes. @returns the path */
export async function drawnFilm(path: string, seed: number, seconds: number): Promise<string> {
  const { path: ffmpeg } = await findFfmpeg();
  const frames = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${WIDTH}x${HEIGHT}`, '-r', String(FPS)];
  const child = spawn(
    ffmpeg,
    ['-hide_banner', '-loglevel', 'error', '-y', ...frames, '-i', 'pipe:0', ...FILM_ENCODING, path],
    { stdio: ['pipe', 'ignore', 'inherit'] },
  );
  const ended = once(child, 'exit');
  for (let frame = 0; frame < seconds * FPS; frame++) {
    const at = frame / FPS;
    const scene = drawScene(50_000 + seed * 100 + Math.floor(at / SCENE_SECONDS), WIDTH, HEIGHT);
    if (!child.stdin.write(renderScene(scene, at % SCENE_SECONDS))) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  await ended;
  return path;
}
