import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { AppError } from '../errors.ts';

export interface ArchiveFile {
  path: string;
  /** Path below the folder that is imported, or the file's name. */
  name: string;
  bytes: number;
}

/** Files that stand beside an archive and are none: media, and what explains the folder. */
const MEDIA =
  /\.(?:jpe?g|png|gif|webp|avif|heic|heif|bmp|tiff?|svg|mp4|m4v|mov|webm|mkv|avi|3gp|3g2|mpe?g|ts|flv|ogv|wmv|mp3|m4a|aac|ogg|oga|opus|wav|amr|flac|wma)$/iu;
const ABOUT = /^(?:\..*|(?:readme|licen[cs]e|copying|notice|changelog)(?:\..*)?|thumbs\.db)$/iu;

export interface ArchiveListing {
  files: ArchiveFile[];
  /** A folder was named; else `files` is the one file that was. */
  isFolder: boolean;
}

/**
 * The file, or every regular file below the folder but media and read-me files, in the order of their
 * names. Links to folders are not followed. Throws `file-not-found`, `file-unreadable` or `import-nothing-found`.
 */
export async function archiveFiles(path: string): Promise<ArchiveListing> {
  const root = resolve(path);
  const info = await stat(root).catch((cause: unknown) => {
    const isMissing =
      cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR');
    throw new AppError(isMissing ? 'file-not-found' : 'file-unreadable', {
      cause,
      params: { file: basename(root) },
    });
  });
  if (!info.isDirectory()) {
    return { files: [{ path: root, name: basename(root), bytes: info.size }], isFolder: false };
  }
  const files: ArchiveFile[] = [];
  await walk(root, root, files);
  if (files.length === 0) throw new AppError('import-nothing-found', { params: { file: path } });
  return { files, isFolder: true };
}

async function walk(root: string, folder: string, files: ArchiveFile[]): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new AppError('file-unreadable', {
      cause,
      params: { file: relative(root, folder) || basename(root) },
    });
  });
  for (const entry of entries.sort(byName)) {
    if (ABOUT.test(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await walk(root, path, files);
    else if (!MEDIA.test(entry.name)) await addFile(root, path, entry, files);
  }
}

/** A link counts when it leads to a file; one that leads nowhere, a socket or a pipe does not. */
async function addFile(root: string, path: string, entry: Dirent, files: ArchiveFile[]): Promise<void> {
  if (!entry.isFile() && !entry.isSymbolicLink()) return;
  const info = await stat(path).catch(() => null);
  if (info?.isFile()) files.push({ path, name: relative(root, path), bytes: info.size });
}

const byName = (a: Dirent, b: Dirent): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
