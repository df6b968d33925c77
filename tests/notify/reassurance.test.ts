import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MemoryAdapter } from '../../src/adapters/memory.ts';
import type { FileLocation, RemoteFile } from '../../src/domain/message.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { type Person, startTestApp, type TestApp } from '../support/test-app.ts';
import { textChecks, unknownPicture, WELL_CLAIM } from '../support/test-archive.ts';

/** A messenger whose next file comes only when it is let go. */
class SlowMessenger extends MemoryAdapter {
  #gate: Promise<void> = Promise.resolve();
  #open = () => {};
  #markAsked = () => {};

  /** @returns resolves when the file is asked for */
  holdFiles(): Promise<void> {
    this.#gate = new Promise((resolve) => {
      this.#open = resolve;
    });
    return new Promise((resolve) => {
      this.#markAsked = resolve;
    });
  }

  letFilesCome(): void {
    this.#open();
  }

  override async locate(file: Pick<RemoteFile, 'fetchKey'>): Promise<FileLocation> {
    this.#markAsked();
    await this.#gate;
    return super.locate(file);
  }
}

const messenger = new SlowMessenger();
/** A day behind, so that to it everything begins only now. */
const clock = new ManualClock(-86_400_000);
let line: TestApp;
beforeAll(async () => {
  line = await startTestApp({ messenger, reassuranceClock: clock, archive: textChecks });
});
afterAll(() => line.end());
beforeEach(() => {
  messenger.working.length = 0;
});

let lastPicture = 900;

/** Somebody whose question is being worked on. `answered` lets the work end. */
async function waitingPerson(name: string): Promise<{ person: Person; answered(): Promise<void> }> {
  lastPicture += 1;
  const person = line.person(name);
  const asked = messenger.holdFiles();
  await person.send({ files: [await line.file(await unknownPicture(lastPicture), 'image')] });
  const work = line.processAll();
  await asked;
  return {
    person,
    answered: async () => {
      messenger.letFilesCome();
      await work;
      await line.processAll();
    },
  };
}

/** The work of others goes on meanwhile. */
async function pass(ms: number): Promise<void> {
  clock.advance(ms);
  await line.processAll();
}

const stillLooking = () => line.words('stillLooking');
const textsOf = (person: Person) => person.replies.map(({ text }) => text);

describe('somebody who waits', () => {
  it('sees "typing…" after a second, and again as long as the work goes on', async () => {
    const { person, answered } = await waitingPerson('typing');
    clock.advance(999);
    expect(messenger.working).toEqual([]);
    clock.advance(1);
    expect(messenger.working).toEqual([person.name]);
    clock.advance(5_000);
    expect(messenger.working).toEqual([person.name, person.name]);
    await answered();
    clock.advance(60_000);
    expect(messenger.working).toHaveLength(2);
  });

  it('sees nothing of it when the answer comes at once', async () => {
    const person = line.person('quick');
    await person.ask({ text: WELL_CLAIM });
    await pass(60_000);
    expect(messenger.working).toEqual([]);
    expect(textsOf(person)).not.toContain(stillLooking());
  });

  it('is told after eight seconds that we are still looking, once, and gets the answer after that', async () => {
    const { person, answered } = await waitingPerson('patient');
    await pass(7_999);
    expect(textsOf(person)).toEqual([]);
    await pass(1);
    expect(textsOf(person)).toEqual([stillLooking()]);
    expect(person.reply.quote).toBe((await person.tip()).quote);
    await pass(60_000);
    await answered();
    expect(textsOf(person)).toEqual([stillLooking(), line.words('unknown.text')]);
  });

  it('is never told so after the answer, when the message for it could not be sent in time', async () => {
    const { person, answered } = await waitingPerson('unlucky');
    clock.advance(8_000);
    await answered();
    expect(textsOf(person)).toEqual([line.words('unknown.text')]);
    expect(
      await line.prisma.outbox.count({ where: { key: { endsWith: 'still-looking' }, state: 'waiting' } }),
    ).toBe(0);
  });

  it('is told so once also when the work is begun anew', async () => {
    const { person, answered } = await waitingPerson('twice');
    await pass(8_000);
    const { id } = await person.tip();
    await line.prisma.$executeRaw`UPDATE tips SET attempts = attempts + 1 WHERE id = ${id}`;
    await pass(8_000);
    await answered();
    expect(textsOf(person).filter((text) => text === stillLooking())).toHaveLength(1);
  });

  it('is not kept from the answer by "typing…" that cannot be shown', async () => {
    const { person, answered } = await waitingPerson('broken');
    messenger.failWorking();
    clock.advance(1_000);
    await answered();
    expect(textsOf(person)).toEqual([line.words('unknown.text')]);
  });
});
