import type { RemoteFile } from '../../domain/message.ts';
import type { MediaFileShape, MessageShape, PhotoSizeShape } from './update-shape.ts';

/** Pixels of the longer side from which a still is good enough to be looked up (Telegram's own sizes: 90, 320, 800). */
const USABLE_STILL = 300;

/** The files of one message; Telegram puts at most one into each. */
export function remoteFilesOf(message: MessageShape): RemoteFile[] {
  if (message.photo) return [photo(message.photo)];
  // An animation comes with a `document` of the same file, for the sake of old programs.
  if (message.animation) return [withStill(message.animation, 'video')];
  if (message.video) return [withStill(message.video, 'video')];
  if (message.video_note) return [withStill({ mime_type: 'video/mp4', ...message.video_note }, 'video')];
  if (message.voice) return [withoutStill(message.voice, 'audio')];
  // The still of an audio file is the cover of its album, not something to look up.
  if (message.audio) return [withoutStill(message.audio, 'audio')];
  if (message.document) return [withStill(message.document, kindOf(message.document.mime_type))];
  return [];
}

function photo(sizes: PhotoSizeShape[]): RemoteFile {
  const bySize = [...sizes].sort((a, b) => a.width * a.height - b.width * b.height);
  const largest = bySize.at(-1) as PhotoSizeShape;
  const still = bySize.find((size) => Math.max(size.width, size.height) >= USABLE_STILL);
  const thumbnail = still && still !== largest ? still : undefined;
  return withStill({ ...largest, mime_type: 'image/jpeg', thumbnail }, 'image');
}

function withStill(file: MediaFileShape, kind: RemoteFile['kind']): RemoteFile {
  const { thumbnail } = file;
  const still = thumbnail && {
    thumbnail: { fileKey: thumbnail.file_unique_id, fetchKey: thumbnail.file_id },
  };
  return { ...withoutStill(file, kind), ...still };
}

function withoutStill(file: MediaFileShape, kind: RemoteFile['kind']): RemoteFile {
  return {
    fileKey: file.file_unique_id,
    fetchKey: file.file_id,
    kind,
    ...(file.mime_type === undefined ? {} : { mime: file.mime_type }),
    ...(file.file_size === undefined ? {} : { size: file.file_size }),
  };
}

function kindOf(mime = ''): RemoteFile['kind'] {
  const [type] = mime.toLowerCase().split('/');
  return type === 'image' || type === 'video' || type === 'audio' ? type : 'document';
}
