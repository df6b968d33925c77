/** A process that decodes pictures for another, under the limits that one gave it. It ends with its parent. */
import { writeSync } from 'node:fs';
import { toAppError } from '../errors.ts';
import {
  decodeAnimationFrames,
  decodeColoured,
  decodeGrey,
  decodeReadable,
  decodeStill,
  readHead,
} from './picture-decoding.ts';
import {
  type NextFrame,
  type PictureReply,
  type PictureTask,
  saysMemoryIsShort,
} from './picture-protocol.ts';

const send = (reply: PictureReply): Promise<void> =>
  new Promise((resolve) => {
    if (!process.send) throw new Error('started without a parent');
    process.send(reply, () => resolve());
  });

let wantNextFrame = (): void => undefined;

async function work(task: PictureTask): Promise<void> {
  switch (task.kind) {
    case 'still':
      return send({ kind: 'still', picture: await decodeStill(task.path, task.size, task.enlarge) });
    case 'readable':
      return send({ kind: 'readable', picture: await decodeReadable(task.path, task.size) });
    case 'grey':
      return send({ kind: 'grey', picture: await decodeGrey(task.path, task.size) });
    case 'coloured':
      return send({ kind: 'coloured', picture: await decodeColoured(task.path, task) });
    case 'head':
      return send({ kind: 'head', head: await readHead(task.path) });
    case 'frames':
      for await (const frame of decodeAnimationFrames(task.path, task)) {
        const wanted = new Promise<void>((resolve) => {
          wantNextFrame = resolve;
        });
        await send({ kind: 'frame', frame });
        await wanted;
      }
  }
}

/** The parent knows what a process left of earlier pictures, and whether to try again in a fresh one. */
function endForWantOfMemory(reason: string): never {
  writeSync(2, reason);
  process.exit(1);
}

process.on('message', async (task: PictureTask | NextFrame) => {
  if (task.kind === 'next-frame') return wantNextFrame();
  try {
    await work(task);
    await send({ kind: 'done' });
  } catch (error) {
    const { code, message, cause } = toAppError(error);
    const reason = cause instanceof Error ? cause.message : message;
    if (saysMemoryIsShort(reason)) endForWantOfMemory(reason);
    await send({ kind: 'failed', code, reason });
  }
});
process.on('disconnect', () => process.exit(0));
await send({ kind: 'ready' });
