/** The thread that holds pictures, frames and sounds: reads them from the database and compares. See `media-search.ts`. */
import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { MediaKind } from '../domain/fingerprint.ts';
import { decodeFingerprint } from '../fingerprint/encoding.ts';
import { type FileFingerprints, FingerprintReader } from '../store/fingerprint-reader.ts';
import { MediaIndex, type MediaMatch } from './media-index.ts';
import type {
  IndexName,
  MediaQuery,
  MediaReport,
  MediaRequest,
  MediaResults,
  MediaWorkerData,
} from './media-worker-messages.ts';

/** Files read at a time. */
const BATCH = 250;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

const port = parentPort;
if (!port) throw new Error('only runs as a worker thread');
const report = (message: MediaReport): void => port.postMessage(message);

const { databaseUrl } = workerData as MediaWorkerData;
const reader = new FingerprintReader(databaseUrl);
const indexes: Record<IndexName, MediaIndex> = { archive: new MediaIndex(), claims: new MediaIndex() };

async function handle(request: MediaRequest): Promise<void> {
  if (request.kind === 'change') return change(indexes[request.index], request.shown);
  const { call } = request;
  try {
    report({ kind: 'done', call, result: resultOf(request) });
  } catch (error) {
    report({ kind: 'failed', call, error });
  }
}

function resultOf(request: Extract<MediaRequest, { call: number }>): MediaResults[keyof MediaResults] {
  switch (request.kind) {
    case 'look-up':
      return lookUp(indexes[request.index], request.query);
    case 'likely-stretches':
      return indexes[request.index].likelyStretches(request.film);
    case 'near-misses':
      return indexes[request.index].nearMisses(request.look);
    case 'settle':
      return settle();
  }
}

function lookUp(index: MediaIndex, { fingerprint, closer }: MediaQuery): MediaMatch[] {
  const matches = index.lookUp(fingerprint);
  return closer ? [...matches, ...index.lookCloser(closer)] : matches;
}

function settle(): MediaResults['settle'] {
  return { archive: indexes.archive.settle(), claims: indexes.claims.settle() };
}

async function change(index: MediaIndex, shown: Map<string, boolean>): Promise<void> {
  const missing: string[] = [];
  for (const [sha256, isShown] of shown) {
    if (!isShown) index.remove(sha256);
    else if (!index.has(sha256)) missing.push(sha256);
  }
  // The database sends the next files while these are taken in.
  let next = read(missing.slice(0, BATCH));
  for (let at = 0; at < missing.length; at += BATCH) {
    const files = await next;
    next = read(missing.slice(at + BATCH, at + 2 * BATCH));
    for (const file of files) takeIn(index, file);
  }
}

/** Until the database answers. Questions wait meanwhile, as long as the other side lets them. */
async function read(sha256s: string[]): Promise<FileFingerprints[]> {
  if (sha256s.length === 0) return [];
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    try {
      return await reader.read(sha256s);
    } catch (error) {
      report({ kind: 'trouble', what: 'fingerprints cannot be read; trying again', error });
      await delay(pause);
    }
  }
}

/** One file that cannot be taken in must not keep the others out. */
function takeIn(index: MediaIndex, { sha256, kind, fingerprints }: FileFingerprints): void {
  try {
    const fingerprint = decodeFingerprint(fingerprints, kind as MediaKind);
    if (fingerprint) index.add(sha256, fingerprint);
  } catch (error) {
    report({ kind: 'trouble', what: `the fingerprint of ${sha256} cannot be indexed`, error });
  }
}

let turn = Promise.resolve();
port.on('message', (request: MediaRequest) => {
  turn = turn.then(() => handle(request));
});
