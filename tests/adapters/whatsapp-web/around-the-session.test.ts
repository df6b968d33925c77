import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { backoffMs } from '../../../src/adapters/pause.ts';
import { endLeftBrowser } from '../../../src/adapters/whatsapp-web/left-browser.ts';
import { withMenu } from '../../../src/adapters/whatsapp-web/numbered-menu.ts';
import { paceOf, typingTime } from '../../../src/adapters/whatsapp-web/pace.ts';
import { Session } from '../../../src/adapters/whatsapp-web/session.ts';
import { SessionMemory } from '../../../src/adapters/whatsapp-web/session-memory.ts';
import { SESSION_TIMING } from '../../../src/adapters/whatsapp-web/timing.ts';
import type { PairingState } from '../../../src/domain/pairing.ts';
import { plainText, type RichText } from '../../../src/domain/rich-text.ts';
import { createDataFolder } from '../../support/test-app.ts';

const ARABIC = {
  number: (n: number) => n.toLocaleString('ar-EG'),
  item: (n: string, t: string) => `${n}. ${t}`,
  hint: 'يكفي إرسال الرقم',
};
const ENGLISH = {
  number: String,
  item: (n: string, t: string) => `${n}. ${t}`,
  hint: 'The number is enough',
};
const menu = (text: RichText, labels: string[], direction: 'rtl' | 'ltr' = 'rtl') =>
  plainText(
    withMenu(
      { text, direction, buttons: labels.map((label) => [{ label, token: label }]) },
      {
        rtl: ARABIC,
        ltr: ENGLISH,
      },
    ),
  );

describe('answers under a message', () => {
  it('are numbered in the digits and words of the reader', () => {
    expect(menu([[{ text: 'سؤال' }]], ['نعم', 'لا'])).toBe('سؤال\n\n١. نعم\n٢. لا\nيكفي إرسال الرقم');
    expect(menu([[{ text: 'Question' }]], ['Yes'], 'ltr')).toBe('Question\n\n1. Yes\nThe number is enough');
  });

  it('go on where the text numbers titles already', () => {
    const titles: RichText = ['١.', '٢.'].map((text) => [{ text, style: 'bold' }, { text: ' عنوان' }]);
    expect(menu(titles, ['1', '2', 'لا شيء منها'])).toBe('١. عنوان\n٢. عنوان\n٣. لا شيء منها');
  });

  it('are none where there are no buttons', () => {
    expect(menu([[{ text: 'خبر' }]], [])).toBe('خبر');
  });
});

describe('the pace of replies', () => {
  const pacing = { repliesPerHour: 120, typingMs: { least: 1000, most: 4000 } };
  it('is one message at a time and so many in an hour', () => {
    const { overall, isGroup } = paceOf(pacing);
    expect(overall).toContainEqual({ messages: 120, inMs: 3_600_000 });
    expect([isGroup('1@g.us'), isGroup('1@lid')]).toEqual([true, false]);
  });

  it.each([
    [0, 1000],
    [0.5, 2500],
    [1, 4000],
  ])('shows typing for a random while: %s of the way', (random, ms) => {
    expect(typingTime(pacing, () => random)).toBe(ms);
  });
});

describe('a session whose browser is missing', () => {
  it('says so and tries again, each time after a longer pause', async () => {
    const folder = await createDataFolder();
    const pauses: unknown[] = [];
    const states: PairingState[] = [];
    const backoff = { firstMs: 1, maxMs: 1000 };
    const session = await Session.open(
      {
        ...{ folder: folder.path, browserPath: '/no/browser', browserArguments: [] },
        timing: { ...SESSION_TIMING, backoff },
      },
      {
        report: (state) => states.push(state),
        store: async () => true,
        log: (_level, _text, about) => pauses.push(about?.pauseMs),
      },
    );
    session.start();
    await vi.waitFor(() => expect(pauses.slice(0, 5)).toEqual([1, 2, 4, 8, 16]));
    await session.stop();
    await folder.remove();
    expect(states).toEqual([{ state: 'failing', error: 'browser-missing' }]);
    expect([9, 99].map((failures) => backoffMs(backoff, failures))).toEqual([256, 1000]);
  });
});

describe('what an earlier run left', () => {
  let folder: Awaited<ReturnType<typeof createDataFolder>>;
  beforeAll(async () => {
    folder = await createDataFolder();
  });
  afterAll(() => folder.remove());
  const lock = async (name: string, target: string): Promise<string> => {
    const profile = join(folder.path, name);
    await mkdir(profile);
    await symlink(target, join(profile, 'SingletonLock'));
    return profile;
  };
  const sleeper = (profile: string) =>
    spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', '--', `--user-data-dir=${profile}`]);

  it('is a browser on our profile: it is killed before another begins', async () => {
    const profile = join(folder.path, 'ours');
    const child = sleeper(profile);
    await once(child, 'spawn');
    await lock('ours', `another-host-${child.pid}`);
    const over = once(child, 'exit');
    expect(await endLeftBrowser(profile)).toBe(true);
    expect((await over)[1]).toBe('SIGKILL');
    expect(await readdir(profile)).toEqual([]);
  });

  it('is the mark of one that is gone, whose number another program has now: that one lives on', async () => {
    const child = sleeper('elsewhere');
    await once(child, 'spawn');
    const profile = await lock('gone', `host-${child.pid}`);
    expect(await endLeftBrowser(profile)).toBe(false);
    expect(child.exitCode).toBeNull();
    expect(await readdir(profile)).toEqual([]);
    child.kill();
  });

  it('is what was remembered, also when much is noted at once', async () => {
    const memory = await SessionMemory.open(join(folder.path, 'memory'));
    await memory.noteLinked(['1@lid'], 7);
    await Promise.all([...Array(20).keys()].map((n) => memory.noteStored(n)));
    const again = await SessionMemory.open(join(folder.path, 'memory'));
    expect(again.current).toEqual({ isLinked: true, own: ['1@lid'], linkedAt: 7, storedUntil: 19 });
  });

  it('is until when the same number was listened to, though its link was ended; of another number nothing', async () => {
    const memory = await SessionMemory.open(join(folder.path, 'numbers'));
    await memory.noteLinked(['1@c.us', '1@lid'], 7);
    await memory.noteStored(9);
    await memory.noteUnlinked();
    await memory.noteLinked(['1@lid'], 20);
    expect(memory.current).toMatchObject({ linkedAt: 7, storedUntil: 9 });
    await memory.noteUnlinked();
    await memory.noteLinked(['2@lid'], 30);
    expect(memory.current).toMatchObject({ linkedAt: 30, storedUntil: null });
  });

  it('is nothing when the file is damaged', async () => {
    const path = join(folder.path, 'damaged');
    await mkdir(path);
    await writeFile(join(path, 'session.json'), '{"isLinked":true,"own":{"x":1},"linkedAt":"soon"');
    const memory = await SessionMemory.open(path);
    expect(memory.current).toEqual({ isLinked: false, own: [], linkedAt: null, storedUntil: null });
  });
});
