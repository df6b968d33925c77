import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../errors.ts';
import { copyPrograms, installedPrograms, linkLibraries } from './postgres-programs.ts';

/**
 * Where the embedded PostgreSQL lives and who runs it. The server refuses to run as root, so root
 * starts it as another user; that user must be able to pass through every folder above the programs
 * and the database. Where one of them is closed (a checkout in /root, say) both go to `OPEN_GROUND`.
 */
export interface PostgresHome {
  /** Folder with `bin`, `lib` and `share`. */
  programs: string;
  /** The database cluster. */
  cluster: string;
  /** Who to run as; null: as we are. */
  runAs: { uid: number; gid: number } | null;
}

const OPEN_GROUND = '/var/lib/tabayyan';
const OWN_USER = 'tabayyan';
const USERS_BY_PREFERENCE = [OWN_USER, 'postgres', 'nobody'];
const run = promisify(execFile);

export async function findPostgresHome(dataFolder: string): Promise<PostgresHome> {
  const installed = installedPrograms();
  if (process.getuid?.() !== 0) {
    const programs = (await linkLibraries(installed)) ? installed : await copyPrograms(installed, dataFolder);
    return { programs, cluster: join(dataFolder, 'postgres'), runAs: null };
  }
  const runAs = await serverUser();
  await openForPassing(dataFolder);
  const cluster = await clusterFolder(dataFolder, runAs);
  const isUsable = (await canPass(installed)) && (await linkLibraries(installed));
  const programs = isUsable ? installed : await copyPrograms(installed, OPEN_GROUND);
  return { programs, cluster, runAs };
}

async function clusterFolder(dataFolder: string, runAs: { uid: number; gid: number }): Promise<string> {
  if (await canPass(dataFolder)) return join(dataFolder, 'postgres');
  const pointer = join(dataFolder, 'postgres-location');
  const known = await readFile(pointer, 'utf8').catch(() => null);
  if (known) return known.trim();
  const home = join(OPEN_GROUND, randomBytes(8).toString('hex'));
  await mkdir(home, { recursive: true, mode: 0o711 });
  await chown(home, runAs.uid, runAs.gid);
  const cluster = join(home, 'postgres');
  await writeFile(pointer, `${cluster}\n`);
  return cluster;
}

/** Lets other users pass through the data folder itself, which is ours, without letting them look in. */
async function openForPassing(folder: string): Promise<void> {
  const { mode } = await stat(folder);
  if ((mode & 0o001) === 0) await chmod(folder, mode | 0o011);
}

/** Whether any user can pass through this folder and all folders above it. */
async function canPass(folder: string): Promise<boolean> {
  for (let at = await realpath(folder); ; at = dirname(at)) {
    const { mode } = await stat(at);
    if ((mode & 0o001) === 0) return false;
    if (dirname(at) === at) return true;
  }
}

async function serverUser(): Promise<{ uid: number; gid: number }> {
  const known = await findUser();
  if (known && known.name !== 'nobody') return known;
  // Where no user can be added, the machine's `nobody` serves.
  await run('useradd', ['--system', '--user-group', '--no-create-home', OWN_USER]).catch(() => undefined);
  const found = await findUser();
  if (!found) throw new AppError('database-start-failed', { params: { reason: 'no user to run as' } });
  return found;
}

async function findUser(): Promise<{ name: string; uid: number; gid: number } | null> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const users = passwd.split('\n').map((line) => line.split(':'));
  for (const name of USERS_BY_PREFERENCE) {
    const entry = users.find(([user]) => user === name);
    if (entry) return { name, uid: Number(entry[2]), gid: Number(entry[3]) };
  }
  return null;
}
