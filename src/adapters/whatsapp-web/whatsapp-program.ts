import { AppError, toAppError } from '../../errors.ts';
import type { FromSession, ToSession } from './protocol.ts';
import { reasonOf } from './reason.ts';
import { Session, type SessionPort } from './session.ts';

/** The process with the browser: does what the main process says, and ends with it. */

const say = (message: FromSession): void => {
  // A main process that is gone tells so by 'disconnect'.
  process.send?.(message, () => undefined);
};

/** Deliveries that wait to hear whether they are stored, by number. */
const unanswered = new Map<number, (isStored: boolean) => void>();
let deliveries = 0;
let session: Session | null = null;

const port: SessionPort = {
  report: (state) => say({ state }),
  store: (content) =>
    new Promise((resolve) => {
      deliveries += 1;
      unanswered.set(deliveries, resolve);
      say({ delivery: deliveries, content });
    }),
  log: (level, text, about = {}) => say({ log: { level, text, about } }),
};

async function handle(message: ToSession): Promise<void> {
  if ('open' in message) {
    session = await Session.open(message.open, port);
    session.start();
  } else if ('delivery' in message) {
    unanswered.get(message.delivery)?.(message.isStored);
    unanswered.delete(message.delivery);
  } else if ('close' in message) {
    await end();
  } else {
    await carryOut(message);
  }
}

async function carryOut({ id, order }: Extract<ToSession, { id: number }>): Promise<void> {
  try {
    if (!session) throw new AppError('send-unreachable');
    say({ id, result: await session.carryOut(order) });
  } catch (error) {
    const { code, cause } = toAppError(error);
    say({ id, error: { code, detail: reasonOf(cause ?? error) } });
  }
}

async function end(): Promise<void> {
  for (const answer of unanswered.values()) answer(false);
  await session?.stop();
  process.exit(0);
}

process.on('message', (message: ToSession) => {
  handle(message).catch((error: unknown) => {
    port.log('error', 'the process of WhatsApp ends with an error', { reason: reasonOf(error) });
    process.exitCode = 1;
    process.disconnect();
  });
});
process.once('disconnect', () => void end().catch(() => process.exit(1)));
process.on('uncaughtExceptionMonitor', (error) =>
  port.log('error', 'the process of WhatsApp ends with an error', { reason: reasonOf(error) }),
);
process.on('unhandledRejection', (error) => session?.onStrayError(error));
// Service managers send signals to every process; the main process tells when it is time.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
