import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { telegramPace } from '../../src/adapters/telegram/pace.ts';
import type { SendReceipt } from '../../src/domain/adapter.ts';
import type { OutboundMessage } from '../../src/domain/message.ts';
import { plainText } from '../../src/domain/rich-text.ts';
import type { SendingPace, SendPriority } from '../../src/domain/sending-pace.ts';
import { AppError } from '../../src/errors.ts';
import { ChannelSender } from '../../src/notify/channel-sender.ts';
import type { Messenger } from '../../src/notify/messenger.ts';
import { enqueueMessages } from '../../src/notify/outbox.ts';
import { PROJECT_ROOT } from '../../src/project-root.ts';
import { Database } from '../../src/store/database.ts';
import { FloodControl, TELEGRAM_FLOOD_LIMITS } from '../standins/bot-api/flood-control.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { testLog } from '../support/test-app.ts';

/** A messenger that keeps what it was sent, and answers as a test wants it. */
class Scripted implements Messenger {
  readonly channel = 'memory';
  readonly pace?: SendingPace;
  /** Every call, taken or not. */
  readonly calls: { conversation: string; text: string; at: number }[] = [];
  readonly taken: { conversation: string; text: string; at: number }[] = [];
  respond: (conversation: string, text: string) => SendReceipt | undefined = () => undefined;
  readonly #clock: ManualClock;

  constructor(clock: ManualClock, pace?: SendingPace) {
    this.#clock = clock;
    if (pace) this.pace = pace;
  }

  async send(conversation: string, message: OutboundMessage): Promise<SendReceipt> {
    const call = { conversation, text: plainText(message.text), at: this.#clock.now() };
    this.calls.push(call);
    const receipt = this.respond(conversation, call.text) ?? { externalId: String(this.calls.length) };
    this.taken.push(call);
    return receipt;
  }

  textsOf(conversation: string): string[] {
    return this.taken.filter((sent) => sent.conversation === conversation).map(({ text }) => text);
  }
}

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = await Database.open(testDatabase.url, `${PROJECT_ROOT}/prisma/migrations`, testLog);
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

let clock: ManualClock;
let messenger: Scripted;
let sender: ChannelSender;
beforeEach(async () => {
  await database.prisma.outbox.deleteMany();
  clock = new ManualClock();
  begin();
});

function begin(pace?: SendingPace): void {
  messenger = new Scripted(clock, pace);
  // Without chance, pauses are as long as they are meant to be.
  sender = new ChannelSender({ database, messenger, clock, random: () => 0.5, log: testLog });
}

let lastKey = 0;
async function write(to: [conversation: string, text: string][], priority: SendPriority = 'answer') {
  const entries = to.map(([conversation, text]) => {
    lastKey += 1;
    const message = { text: [[{ text }]], direction: 'rtl' as const };
    return { key: `k${lastKey}`, channel: 'memory', conversation, message, priority };
  });
  await database.transaction((tx) => enqueueMessages(tx, entries));
}

/** Lets time pass until everything is sent that will be, or until `until`. */
async function run(until = Number.POSITIVE_INFINITY): Promise<void> {
  for (;;) {
    const again = await sender.sendDue();
    if (again === null || again > until) return;
    clock.advanceTo(again);
  }
}

const rowsOf = (conversation: string) =>
  database.prisma.outbox.findMany({ where: { conversation }, orderBy: { id: 'asc' } });
const unreachable = () => new AppError('send-unreachable');
const fail = (error: AppError) => (): never => {
  throw error;
};

describe('the pace of a messenger', () => {
  it('is kept to the letter of Telegram’s limits, with everybody’s messages in order', async () => {
    begin(telegramPace(30));
    const chats = [...Array.from({ length: 70 }, (_, i) => String(100 + i)), '-1', '-2'];
    const texts = ['أ', 'ب', 'ج'];
    await write(texts.flatMap((text) => chats.map((chat): [string, string] => [chat, text])));
    const forGroup = Array.from({ length: 25 }, (_, i): [string, string] => ['-1', `${i}`]);
    await write(forGroup);
    await run();

    const control = new FloodControl(TELEGRAM_FLOOD_LIMITS);
    for (const { conversation, at } of messenger.taken) control.count(Number(conversation), at);
    expect(control.refused).toBe(0);
    for (const chat of chats.slice(0, 70)) expect(messenger.textsOf(chat)).toEqual(texts);
    expect(messenger.textsOf('-1')).toEqual([...texts, ...forGroup.map(([, text]) => text)]);
    // 210 messages to people at 30 a second.
    const toPeople = messenger.taken.filter(({ conversation }) => !conversation.startsWith('-'));
    expect((toPeople.at(-1)?.at ?? 0) - (toPeople[0]?.at ?? 0)).toBeLessThanOrEqual(8_000);
  });

  it('is kept across a restart', async () => {
    begin(telegramPace(30));
    await write([['7', 'قبل']]);
    await sender.sendDue();
    await write([['7', 'بعد']]);
    clock.advance(300);
    begin(telegramPace(30));
    expect(await sender.sendDue()).toBe(clock.now() + 700);
    expect(messenger.calls).toEqual([]);
  });
});

describe('priorities', () => {
  it('let an answer go before all notices that wait, and at once', async () => {
    begin(telegramPace(30));
    await write(
      Array.from({ length: 100 }, (_, i): [string, string] => [`${i}`, 'إشعار']),
      'notice',
    );
    await sender.sendDue();
    expect(messenger.taken).toHaveLength(24);
    await write([['500', 'جواب']]);
    await sender.sendDue();
    expect(messenger.taken.at(-1)).toMatchObject({ text: 'جواب', at: clock.now() });
    await run();
    expect(messenger.taken).toHaveLength(101);
  });

  it('hold in one conversation too', async () => {
    begin(telegramPace(30));
    await write([['7', 'أول']]);
    await sender.sendDue();
    await write([['7', 'إشعار']], 'notice');
    await write([['7', 'لحظة']], 'courtesy');
    await write([['7', 'جواب']]);
    await run();
    expect(messenger.textsOf('7')).toEqual(['أول', 'جواب', 'لحظة', 'إشعار']);
  });
});

describe('a conversation that must wait', () => {
  it('gets nothing before its time, in its order then, and holds up nobody', async () => {
    messenger.respond = (conversation) => {
      if (conversation === 'slow' && messenger.textsOf('other').length < 2) {
        throw new AppError('send-rate-limited', { retryAfterMs: 17_000 });
      }
      return undefined;
    };
    await write([
      ['slow', '1'],
      ['other', '1'],
      ['slow', '2'],
      ['other', '2'],
    ]);
    const start = clock.now();
    expect(await sender.sendDue()).toBe(start + 17_000);
    expect(messenger.calls.filter(({ conversation }) => conversation === 'slow')).toHaveLength(1);
    expect(messenger.textsOf('other')).toEqual(['1', '2']);
    await write([['slow', '3']]);
    await run();
    expect(messenger.textsOf('slow')).toEqual(['1', '2', '3']);
    expect(messenger.taken.at(-1)?.at).toBe(start + 17_000);
  });

  it('is tried after pauses that double, up to ten minutes', async () => {
    messenger.respond = fail(unreachable());
    await write([['unlucky', 'نص']]);
    await run(clock.now() + 3 * 3_600_000);
    const at = messenger.calls.map((call) => call.at);
    const pauses = at.slice(1).map((time, i) => (time - (at[i] ?? 0)) / 1_000);
    expect(pauses.slice(0, 12)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]);
  });

  it('is given up after a day, with its reason, when all others get their messages', async () => {
    messenger.respond = (conversation) => {
      if (conversation === 'unlucky') {
        throw new AppError('send-unreachable', {
          cause: new Error('sendMessage: 500 Internal Server Error'),
        });
      }
      return undefined;
    };
    await write([['unlucky', 'نص']]);
    await database.prisma.outbox.updateMany({
      data: { createdAt: new Date(clock.now() - 86_400_000 + 60_000) },
    });
    await run(clock.now() + 3_600_000);
    expect(await rowsOf('unlucky')).toMatchObject([
      {
        state: 'failed',
        error: 'send-unreachable',
        detail: 'sendMessage: 500 Internal Server Error',
        attempts: 7,
      },
    ]);
  });
});

describe('a messenger that is down for an hour', () => {
  const PEOPLE = Array.from({ length: 200 }, (_, i) => `p${i}`);

  it('is not hammered, and everybody gets everything in order as soon as it is back', async () => {
    const start = clock.now();
    const back = start + 3_600_000;
    messenger.respond = () => {
      if (clock.now() < back) throw unreachable();
      return undefined;
    };
    await write(PEOPLE.map((person) => [person, '1']));
    await write(PEOPLE.map((person) => [person, '2']));
    await run(back - 1);
    // 50 that were under way when it went down, then one each half minute.
    expect(messenger.calls.length).toBeLessThan(50 + 130);
    expect(sender.trouble).toBe('send-unreachable');
    clock.advanceTo(back);
    await run(back + 60_000);
    for (const person of PEOPLE) expect(messenger.textsOf(person)).toEqual(['1', '2']);
    expect((messenger.taken.at(-1)?.at ?? 0) - back).toBeLessThanOrEqual(40_000);
    expect(sender.trouble).toBeNull();
    expect(await database.prisma.outbox.count({ where: { state: { not: 'sent' } } })).toBe(0);
  });

  it('is no reason to give a message up, however old it is', async () => {
    messenger.respond = fail(unreachable());
    await write(PEOPLE.slice(0, 5).map((person) => [person, '1']));
    await database.prisma.outbox.updateMany({ data: { createdAt: new Date(clock.now() - 3 * 86_400_000) } });
    await run(clock.now() + 6 * 3_600_000);
    expect(await database.prisma.outbox.count({ where: { state: 'waiting' } })).toBe(5);
  });

  it('and asks everybody to slow down is asked again by one message at a time', async () => {
    begin(telegramPace(30));
    const start = clock.now();
    messenger.respond = () => {
      if (clock.now() < start + 35_000) {
        throw new AppError('send-rate-limited', { retryAfterMs: start + 35_000 - clock.now() });
      }
      return undefined;
    };
    await write(PEOPLE.map((person, i) => [String(1_000 + i), person]));
    await run();
    const during = messenger.calls.filter(({ at }) => at < start + 35_000);
    // 30 that were under way together, then after 1, 2, 4, 8 and 16 s.
    expect(during.length).toBeLessThanOrEqual(30 + 6);
    expect(messenger.taken).toHaveLength(PEOPLE.length);
    expect(sender.trouble).toBeNull();
  });
});

describe('a message the messenger will never take', () => {
  it('becomes a dead letter with the messenger’s own words, and the next one goes out', async () => {
    messenger.respond = (_, text) => {
      if (text !== 'سيئ') return undefined;
      throw new AppError('send-rejected', { cause: new Error('sendMessage: 400 Bad Request: no') });
    };
    await write([
      ['7', 'سيئ'],
      ['7', 'جيد'],
    ]);
    await run();
    expect(await rowsOf('7')).toMatchObject([
      { state: 'failed', error: 'send-rejected', detail: 'sendMessage: 400 Bad Request: no', attempts: 1 },
      { state: 'sent' },
    ]);
  });
});

describe('a conversation with a new address', () => {
  it('gets what waits for it there, once, and so do later answers to its questions', async () => {
    const tip = await database.prisma.tip.create({
      data: {
        channel: 'memory',
        conversation: '-5',
        sender: { create: { channel: 'memory', externalId: 'member' } },
      },
    });
    messenger.respond = (conversation) =>
      conversation === '-5' ? { externalId: '1', movedTo: '-1005' } : undefined;
    await write([
      ['-5', 'قديم'],
      ['-5', 'جديد'],
    ]);
    await run();
    expect(messenger.calls.map(({ conversation, text }) => [conversation, text])).toEqual([
      ['-5', 'قديم'],
      ['-1005', 'جديد'],
    ]);
    expect(await database.prisma.tip.findUnique({ where: { id: tip.id } })).toMatchObject({
      conversation: '-1005',
    });
  });
});

describe('what became of a message', () => {
  it('is stored as soon as the database answers again, and the message is not sent twice', async () => {
    sender.start();
    const { prisma } = database;
    const executeRaw = prisma.$executeRaw.bind(prisma);
    let failures = 0;
    const broken = vi.spyOn(prisma, '$executeRaw').mockImplementation(((...args: never[]) => {
      if (!String(args[0]).includes("state = 'sent'") || failures === 3)
        return Reflect.apply(executeRaw, null, args);
      failures += 1;
      return Promise.reject(new Error('the database is gone'));
    }) as never);
    try {
      await write([['7', 'نص']]);
      sender.wake();
      await vi.waitFor(async () => {
        clock.advance(10_000);
        expect(await rowsOf('7')).toMatchObject([{ state: 'sent' }]);
      });
    } finally {
      broken.mockRestore();
      await sender.stop();
    }
    expect(failures).toBe(3);
    expect(messenger.calls).toHaveLength(1);
  });
});

describe('a sender that is stopped', () => {
  it('ends what is under way, notes it, and begins nothing more', async () => {
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const send = messenger.send.bind(messenger);
    vi.spyOn(messenger, 'send').mockImplementation(async (...args) => {
      await held;
      return send(...args);
    });
    await write([
      ['7', 'أول'],
      ['7', 'ثان'],
    ]);
    sender.start();
    await vi.waitFor(() => expect(messenger.send).toHaveBeenCalled());
    const stopped = sender.stop();
    letGo();
    await stopped;
    expect((await rowsOf('7')).map(({ state }) => state)).toEqual(['sent', 'waiting']);
  });
});
