import { execFile } from 'node:child_process';
import { access, chmod, constants, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../errors.ts';

export interface FfmpegBinary {
  path: string;
  /** As the program says it, `6.1.1` or `N-47683-g0e8eb07980-static`. */
  version: string;
  /** `bundled` is a build of 2018: good for trying out, not for production. */
  source: 'configured' | 'system' | 'bundled';
  /** 5.1 and newer: `-fps_mode` in place of `-vsync`. */
  hasFpsMode: boolean;
}

const run = promisify(execFile);

/**
 * Looks for ffmpeg: the configured path, then `PATH`, then the copy that came with the packages.
 * A configured path that does not work is an error; the others are not tried.
 *
 * @throws `ffmpeg-missing`
 */
export async function findFfmpeg(
  configured?: string,
  searchPath: string = systemSearchPath(),
): Promise<FfmpegBinary> {
  if (configured) return describe(configured, 'configured');
  for (const folder of searchPath.split(delimiter).filter(Boolean)) {
    const path = join(folder, 'ffmpeg');
    const found = (await isExecutable(path)) && (await describe(path, 'system').catch(() => null));
    if (found) return found;
  }
  const path = bundledPath();
  // Some package managers and archives lose the mark; a read-only folder is reported by the run below.
  if (!(await isExecutable(path))) await chmod(path, 0o755).catch(() => undefined);
  return describe(path, 'bundled');
}

const systemSearchPath = (): string => process.env.PATH ?? '';

function bundledPath(): string {
  try {
    const bundled: { path: string } = createRequire(import.meta.url)('@ffmpeg-installer/ffmpeg');
    return bundled.path;
  } catch (error) {
    // The package throws bare strings where it has no build for the platform.
    throw new AppError('ffmpeg-missing', { cause: error });
  }
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function describe(path: string, source: FfmpegBinary['source']): Promise<FfmpegBinary> {
  try {
    const { stdout } = await run(path, ['-hide_banner', '-version'], { timeout: 10_000, env: {} });
    const version = /^ffmpeg version (\S+)/mu.exec(stdout)?.[1];
    if (!version) throw new Error('does not name its version');
    return { path, version, source, hasFpsMode: hasFpsMode(stdout) };
  } catch (error) {
    throw new AppError('ffmpeg-missing', { params: { path }, cause: error });
  }
}

/** Version names of nightly builds say nothing; 5.1 came with libavutil 57.28. */
function hasFpsMode(versionText: string): boolean {
  const [, major, minor] = /^libavutil\s+(\d+)\.\s*(\d+)\./mu.exec(versionText) ?? [];
  return Number(major) * 1000 + Number(minor) >= 57_028;
}
