import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MemoryAdapter } from '../../src/adapters/memory.ts';
import type { FileLocation, RemoteFile } from '../../src/domain/message.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { textChecks, unknownPicture, WELL_CLAIM } from '../support/test-archive.ts';

/** A messenger whose files can be kept from arriving until somebody lets them. */
class SlowMessenger extends MemoryAdapter {
  readonly asked: string[] = [];
  #isOpen = Promise.resolve();
  #open: () => void = () => undefined;

  holdFiles(): void {
    this.#isOpen = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  letFilesCome(): void {
    this.#open();
  }

  override async locate(file: Pick<RemoteFile, 'fetchKey'>): Promise<FileLocation> {
    this.asked.push(file.fetchKey);
    await this.#isOpen;
    return super.locate(file);
  }
}

const messenger = new SlowMessenger();
let line: TestApp;
beforeAll(async () => {
  line = await startTestApp({
    messenger,
    liveJobs: true,
    archive: textChecks,
  });
});
afterAll(() => {
  messenger.letFilesCome();
  return line.end();
});

const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 20_000 });

const answersTo = (names: string[]): Promise<unknown> =>
  messenger.waitForSent(() => names.every((name) => line.person(name).replies.length > 0));

describe('many people at once', () => {
  it('fetches and fingerprints a new file once when 20 people send it together', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `crowd-${i}`);
    const file = await line.file(await unknownPicture(580), 'image', { fileKey: 'viral' });
    const fingerprint = vi.spyOn(line.core.fingerprinter, 'fingerprintQuestion');
    const closerLook = vi.spyOn(line.core.fingerprinter, 'lookCloser');
    const learnAs = vi.spyOn(line.core.library, 'learnAs');
    messenger.holdFiles();
    await Promise.all(names.map((name) => line.person(name).send({ files: [file] })));
    await eventually(() => expect(learnAs.mock.calls.length).toBeGreaterThan(1));
    messenger.letFilesCome();
    await answersTo(names);
    expect(messenger.asked.filter((key) => key === file.fetchKey)).toHaveLength(1);
    expect(fingerprint).toHaveBeenCalledTimes(1);
    expect(closerLook).toHaveBeenCalledTimes(1);
  });

  it('counts all of them in the demand of one claim', async () => {
    const claims = await line.prisma.claim.findMany({ include: { tips: true } });
    expect(claims.map(({ demand, tips }) => [demand, tips.length])).toEqual([[20, 20]]);
  });

  it('makes one claim of a text that 20 people send together', async () => {
    const names = Array.from({ length: 20 }, (_, i) => `readers-${i}`);
    const text = 'شاحنة محمّلة بالذهب انقلبت على طريق الصخور الحمراء والأهالي يجمعون السبائك';
    await Promise.all(names.map((name) => line.person(name).send({ text })));
    await answersTo(names);
    const claims = await line.prisma.claim.findMany({ where: { text } });
    expect(claims).toMatchObject([{ demand: 20 }]);
  });

  it("does not hold up anybody's text while the videos of others are slow", async () => {
    // More than there are workers of either kind.
    const slow = Array.from({ length: 12 }, (_, i) => `slow-${i}`);
    messenger.holdFiles();
    const before = messenger.asked.length;
    for (const [index, name] of slow.entries()) {
      const files = [await line.file(await unknownPicture(700 + index), 'image')];
      await line.person(name).send({ files });
    }
    await eventually(() => expect(messenger.asked.length).toBeGreaterThan(before));
    await line.person('quick').send({ text: WELL_CLAIM });
    await answersTo(['quick']);
    expect(line.person('quick').reply.text).toContain('https://checks.example/well');
    for (const name of slow) expect(line.person(name).replies).toHaveLength(0);
    messenger.letFilesCome();
    await answersTo(slow);
  });

  it('answers one person in order, the slow file first', async () => {
    const person = line.person('patient');
    messenger.holdFiles();
    const file = await line.file(await unknownPicture(598), 'image');
    const first = await person.send({ text: 'صورة من معرض الخزف', files: [file] });
    const second = await person.send({ text: WELL_CLAIM });
    await eventually(() => expect(messenger.asked).toContain(file.fetchKey));
    messenger.letFilesCome();
    await messenger.waitForSent(() => person.replies.length === 2);
    expect(person.replies.map(({ quote }) => quote)).toEqual([first, second]);
  });
});
