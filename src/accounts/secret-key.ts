import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The secret that cookies are signed with: the first time it is made and kept in the data folder, closed to others. */
export async function keepSecretKey(dataFolder: string): Promise<string> {
  const path = join(dataFolder, 'secret.key');
  await mkdir(dataFolder, { recursive: true });
  try {
    await writeFile(path, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    // The usual case: it was made before, perhaps a moment ago by another process.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return (await readFile(path, 'utf8')).trim();
}
