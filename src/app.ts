import { join } from 'node:path';
import { createTelegramAdapter, type TelegramAdapter } from './adapters/telegram/telegram-adapter.ts';
import { WebChatAdapter } from './adapters/web-chat.ts';
import { importArchive } from './archive/import.ts';
import type { Config, TelegramConfig } from './config.ts';
import { type Core, openCore } from './core.ts';
import type { Adapter, AdapterPort } from './domain/adapter.ts';
import { ask } from './intake/ask.ts';
import { MENU } from './intake/conversation.ts';
import { Listener } from './intake/heard.ts';
import { searchCards } from './intake/inline-search.ts';
import type { IntakeParts } from './intake/parts.ts';
import { JobRunner } from './jobs/job-runner.ts';
import { createTasks } from './jobs/tasks.ts';
import type { Log } from './log.ts';
import { findByKeywords } from './match/keyword-search.ts';
import type { SafeFetcher } from './media/safe-fetch.ts';
import { NoticeWriter } from './notify/notices.ts';
import { OutboxDelivery } from './notify/outbox.ts';
import { PROJECT_ROOT } from './project-root.ts';
import { ClaimQueue } from './review/claim-queue.ts';
import { Decisions } from './review/decisions.ts';
import { readCounts } from './store/counts.ts';
import { archiveWasUsed, findFactChecks, listLatestFactChecks, measureArchive } from './store/fact-checks.ts';
import { receiveMessage } from './store/messages.ts';
import { takeServerLock } from './store/server-lock.ts';
import { createChatPort } from './web/chat-port.ts';
import { createWeb } from './web/create-web.ts';
import { type Listening, listen } from './web/listen.ts';
import { prometheusText } from './web/prometheus.ts';
import { LANGUAGES, type Words } from './words.ts';

/** What a test puts in place of what the configuration would build. */
export interface AppOverrides {
  /** Further messengers. */
  adapters?: Adapter[];
  /** Jobs run only by `processAll`. */
  manualJobs?: boolean;
  /** Without the fictional archive. */
  withoutSamples?: boolean;
  /** What may be reached on the network. */
  fetcher?: SafeFetcher;
}

/** The running tip line. */
export interface App {
  core: Core;
  adapters: Adapter[];
  /** Brings everything up; on failure everything that was up is down again. */
  start(): Promise<{ port: number }>;
  /** Stops taking in, finishes what is under way, and stops everything it started. */
  stop(): Promise<void>;
  processAll(): Promise<void>;
  readiness(): Promise<{ ready: boolean; checks: Record<string, string> }>;
}

/** The one place where the rooms are connected. */
export async function buildApp(config: Config, log: Log, overrides: AppOverrides = {}): Promise<App> {
  const core = await openCore(config, log, overrides.fetcher);
  const webChat = new WebChatAdapter({
    log: log.child({ room: 'web-chat' }),
    pathOf: async (sha256) => ((await core.blobs.has(sha256)) ? core.blobs.path(sha256) : null),
  });
  const telegram = config.telegram ? buildTelegram(config, config.telegram, core.words, log) : null;
  const adapters: Adapter[] = [webChat, ...(telegram ? [telegram] : []), ...(overrides.adapters ?? [])];
  const byChannel = new Map<string, Adapter>(adapters.map((adapter) => [adapter.channel, adapter]));
  const adapterOf = (channel: string): Adapter | null => byChannel.get(channel) ?? null;

  const intake: IntakeParts = {
    ...core,
    listener: new Listener(core.words),
    claims: new ClaimQueue(core.claimIndex),
    log: log.child({ room: 'intake' }),
    adapterOf,
  };
  const outbox = new OutboxDelivery(core.database, adapterOf, log.child({ room: 'notify' }));
  const notices = new NoticeWriter(core.database, core.words);
  const decisions = new Decisions({ ...core, notices });
  const jobs = new JobRunner(
    core.database,
    createTasks(intake, outbox, notices),
    log.child({ room: 'jobs' }),
  );
  const port: AdapterPort = {
    receive: (envelope) => receiveMessage(core.database, envelope),
    search: (query) => searchCards(core, query),
  };

  let isUp = false;
  const readiness = async (): Promise<{ ready: boolean; checks: Record<string, string> }> => {
    const checks: Record<string, string> = {
      database: (await core.database.isUp()) ? 'ok' : 'database-unreachable',
      index: isUp ? 'ok' : 'starting',
      media: core.media.isReady ? 'ok' : 'starting',
    };
    const ready = Object.values(checks).every((check) => check === 'ok');
    // A messenger out of reach is told but does not make the tip line unready: messages are kept.
    for (const adapter of adapters) {
      const { state, error } = adapter.health();
      checks[adapter.channel] = state === 'on' ? 'ok' : (error ?? state);
    }
    return { ready, checks };
  };

  const { prisma } = core.database;
  const web = createWeb({
    log: log.child({ room: 'web' }),
    words: core.words,
    publicUrl: config.publicUrl,
    ask: (question) => ask(core, { id: 'api', ...question }),
    findFactChecks: (query) => findByKeywords(core.archive, core.database, query),
    publishers: () => core.archive.publishers(),
    factCheck: async (id) => (await findFactChecks(prisma, [id])).get(id) ?? null,
    latestFactChecks: (limit) => listLatestFactChecks(prisma, limit),
    readiness,
    metrics: async () => prometheusText({ ...(await readCounts(prisma)), ...processGauges() }),
    uploads: core.blobs,
    withScratch: core.withScratch,
    maxUploadBytes: core.maxFileBytes,
    chat: createChatPort(core.database, webChat),
    webhooks: telegram ? { telegram: (secret, body) => telegram.handleWebhook(secret, body) } : {},
    desk: { ...core, decisions, notices },
    isExampleArchive: async () => (await measureArchive(prisma)).examples > 0,
  });

  let lock: { release(): Promise<void> } | null = null;
  let server: Listening | null = null;
  const stop = async (): Promise<void> => {
    isUp = false;
    await Promise.all(adapters.map((adapter) => adapter.drain()));
    await server?.close();
    await jobs.stop();
    await Promise.all(adapters.map((adapter) => adapter.stop()));
    await lock?.release();
    await core.close();
  };
  const start = async (): Promise<{ port: number }> => {
    lock = await takeServerLock(core.databaseUrl);
    await jobs.prepare();
    if (!overrides.withoutSamples) await loadSamples(core);
    core.media.start();
    await Promise.all([core.archive.catchUp(), core.claimIndex.catchUp()]);
    server = await listen(web, { port: config.port });
    if (!overrides.manualJobs) await jobs.start();
    await Promise.all(adapters.map((adapter) => adapter.start(port)));
    isUp = true;
    return { port: server.port };
  };
  return {
    core,
    adapters,
    start: async () => {
      try {
        return await start();
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
    processAll: () => jobs.processAll(),
    readiness,
  };
}

/** A new installation has something to answer with. */
async function loadSamples(core: Core): Promise<void> {
  if (await archiveWasUsed(core.database.prisma)) return;
  const report = await importArchive(core, join(PROJECT_ROOT, 'samples', 'fact-checks.jsonl'), {
    asExamples: true,
  });
  core.log.info({ created: report.created }, 'the fictional archive is loaded');
}

function buildTelegram(config: Config, telegram: TelegramConfig, words: Words, log: Log): TelegramAdapter {
  const { token, apiRoot, webhookSecret } = telegram;
  const webhook =
    config.publicUrl && webhookSecret
      ? { url: `${config.publicUrl}/webhooks/telegram`, secret: webhookSecret }
      : null;
  const commands = LANGUAGES.flatMap((language) =>
    MENU.map((name) => ({
      language,
      name,
      description: words.t(language, `reply:menu.${name}`),
    })),
  );
  return createTelegramAdapter({ token, apiRoot, webhook, commands, log: log.child({ room: 'telegram' }) });
}

function processGauges(): Record<string, number> {
  return { uptimeSeconds: Math.round(process.uptime()), residentMemoryBytes: process.memoryUsage.rss() };
}
