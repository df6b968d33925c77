import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { MemoryAdapter } from '../../src/adapters/memory.ts';
import type { FileLocation, InboundMessage, OutboundMessage, RemoteFile } from '../../src/domain/message.ts';
import { AppError } from '../../src/errors.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { textChecks, unknownPicture, WELL_CLAIM } from '../support/test-archive.ts';

type Step = 'read' | 'locate' | 'before send' | 'after send' | 'acknowledge';

/** A messenger in which the process seems to die at one step, as often as wanted. */
class CrashingMessenger extends MemoryAdapter {
  readonly #crashes = new Map<Step, number>();

  crashAt(step: Step, times = 1): void {
    this.#crashes.set(step, times);
  }

  #pass(step: Step): void {
    const left = this.#crashes.get(step) ?? 0;
    if (left === 0) return;
    this.#crashes.set(step, left - 1);
    throw new Error(`died at ${step}`);
  }

  override read(payload: unknown): InboundMessage | null {
    this.#pass('read');
    return super.read(payload);
  }

  override async locate(file: Pick<RemoteFile, 'fetchKey'>): Promise<FileLocation> {
    this.#pass('locate');
    return super.locate(file);
  }

  override async send(conversation: string, message: OutboundMessage): Promise<{ externalId: string }> {
    this.#pass('before send');
    const result = await super.send(conversation, message);
    this.#pass('after send');
    return result;
  }

  override async acknowledgePress(acknowledge: string): Promise<void> {
    this.#pass('acknowledge');
    return super.acknowledgePress(acknowledge);
  }
}

const messenger = new CrashingMessenger();
let line: TestApp;
beforeAll(async () => {
  line = await startTestApp({ messenger, archive: textChecks });
});
afterAll(() => line.end());

/** Everything that waits is tried again and again until nothing is left to do. */
async function goOn(rounds = 3): Promise<void> {
  for (let i = 0; i < rounds; i += 1) {
    await line.letPausesPass();
    await line.processAll();
  }
}

describe('a crash between the steps', () => {
  it.each<Step>(['read', 'locate', 'before send'])('at "%s" loses nothing and answers once', async (step) => {
    const person = await line.acquaintance(`crash ${step}`);
    const files = [await line.file(await unknownPicture(600 + step.length), 'image')];
    messenger.crashAt(step);
    await person.send({ text: WELL_CLAIM, files });
    await line.processAll();
    expect(person.replies).toHaveLength(0);
    await goOn();
    expect(person.replies).toHaveLength(1);
    expect(await person.tips).toHaveLength(1);
  });

  it('after the messenger took a message, before we noted it, sends it a second time and then never again', async () => {
    const person = await line.acquaintance('crash after send');
    messenger.crashAt('after send');
    await person.send({ text: WELL_CLAIM });
    await line.processAll();
    await goOn();
    expect(person.replies).toHaveLength(2);
    const entries = await line.prisma.outbox.findMany({ where: { conversation: person.name } });
    expect(entries).toMatchObject([{ state: 'sent' }]);
    await goOn();
    expect(person.replies).toHaveLength(2);
  });

  it('after a message was settled does not settle it again', async () => {
    const person = line.person('crash at acknowledge');
    messenger.crashAt('acknowledge');
    await person.send({ press: { token: 'language:en', acknowledge: 'a' } });
    await line.processAll();
    await goOn();
    expect(person.replies).toHaveLength(1);
  });
});

describe('a job that runs once more than needed', () => {
  it('changes nothing', async () => {
    const person = line.person('twice');
    await person.ask({ text: 'سفينة فضائية هبطت فوق سطح مبنى البريد في قرية الصفصاف مساء أمس' });
    const address = { channel: 'memory', conversation: person.name };
    for (const name of ['conversation.advance', 'conversation.decode'] as const) {
      await line.run(name, address);
    }
    expect(person.replies).toHaveLength(1);
    expect(await person.tip()).toMatchObject({ attempts: 1, claim: { demand: 1 } });
  });

  it('is harmless for a conversation that never was', async () => {
    await line.run('conversation.advance', { channel: 'memory', conversation: 'nobody' });
    expect(await line.jobErrors()).toEqual([]);
  });
});

describe('work whose job is gone for good', () => {
  const forgetJobs = () => line.prisma.$executeRaw`DELETE FROM graphile_worker._private_jobs`;

  it('is found again and brought to its end: a message and a tip alike', async () => {
    const [unread, unanswered] = ['unread', 'unanswered'].map((name) => line.person(name));
    messenger.crashAt('locate');
    await unanswered?.send({ files: [await line.file(await unknownPicture(620), 'image')] });
    await line.processAll();
    await unread?.send({ text: WELL_CLAIM });
    await forgetJobs();
    await line.letPausesPass();
    await line.processAll();
    for (const person of [unread, unanswered]) expect(person?.replies).toHaveLength(0);

    await line.run('work.recover', {});
    for (const person of [unread, unanswered]) expect(person?.replies).toHaveLength(1);
  });

  it('is found again by itself when the next process starts its workers', async () => {
    const other = new MemoryAdapter();
    const person = line.person('waits for a restart');
    await person.send({ text: WELL_CLAIM });
    await forgetJobs();
    await line.app.stop();
    line = await line.restart({ messenger: other, liveJobs: true });
    await other.waitForSent((sent) => sent.some(({ conversation }) => conversation === person.name));
    await line.app.stop();
    line = await line.restart({ messenger });
  });
});

describe('a question that fails again and again', () => {
  it('ends with an outcome that the person hears about, and reaches the team', async () => {
    const person = line.person('always failing');
    messenger.failLocate('broken', new AppError('download-failed'));
    await person.send({ files: [{ fileKey: 'broken', fetchKey: 'broken', kind: 'video' }] });
    await line.processAll();
    expect(person.replies).toHaveLength(0);
    await goOn(10);
    expect(person.reply.text).toContain(line.words('errors:download-failed'));
    expect(person.reply.text).toContain(line.words('failed.queued'));
    expect(await person.tip()).toMatchObject({
      outcome: 'failed',
      reason: 'download-failed',
      claim: { demand: 1 },
    });
  });

  it('that ended the process in every try gets an outcome without a further one', async () => {
    const person = line.person('kills the process');
    messenger.crashAt('locate');
    await person.send({ files: [await line.file(await unknownPicture(630), 'image')] });
    await line.processAll();
    await line.prisma.tip.updateMany({ where: { conversation: person.name }, data: { attempts: 100 } });
    const locate = vi.spyOn(messenger, 'locate');
    locate.mockClear();
    await goOn(1);
    expect(locate).not.toHaveBeenCalled();
    expect(await person.tip()).toMatchObject({ outcome: 'failed', reason: 'internal' });
    expect(person.reply.text).toContain(line.words('errors:internal'));
  });

  it('lets the next questions of the same person pass', async () => {
    const person = await line.acquaintance('impatient');
    messenger.failLocate('broken-2', new AppError('download-failed'));
    const broken = { fileKey: 'broken-2', fetchKey: 'broken-2', kind: 'video' as const };
    await person.send({ text: 'فيديو من معرض الخزف', files: [broken] });
    await person.send({ text: WELL_CLAIM });
    await line.processAll();
    expect(person.reply.text).toContain('https://checks.example/well');
  });
});
