import { join } from 'node:path';
import { createTelegramAdapter, type TelegramAdapter } from './adapters/telegram/telegram-adapter.ts';
import { WebChatAdapter } from './adapters/web-chat.ts';
import { WhatsAppCloudAdapter } from './adapters/whatsapp-cloud/whatsapp-cloud-adapter.ts';
import { sessionFolder, WhatsAppWebAdapter } from './adapters/whatsapp-web/whatsapp-web-adapter.ts';
import { importArchive } from './archive/import.ts';
import { type Brand, loadBrand } from './cards/brand.ts';
import { CardPictures } from './cards/card-pictures.ts';
import { Cards } from './cards/cards.ts';
import type { Config, TelegramConfig, WhatsAppCloudConfig, WhatsAppWebConfig } from './config.ts';
import { type Core, openCore } from './core.ts';
import type { Adapter, AdapterPort, DeliveryPort, PicturePort } from './domain/adapter.ts';
import type { Channel } from './domain/channel.ts';
import { type Clock, systemClock } from './domain/clock.ts';
import type { Pairing } from './domain/pairing.ts';
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
import { menuLabels, messagePreviews, numberedMenus } from './message-previews.ts';
import { NoticeWriter } from './notify/notices.ts';
import { OutboxSender } from './notify/outbox-sender.ts';
import { Reassurance } from './notify/reassurance.ts';
import { PROJECT_ROOT } from './project-root.ts';
import { ClaimQueue } from './review/claim-queue.ts';
import { ClaimWork } from './review/claim-work.ts';
import { Decisions } from './review/decisions.ts';
import { readCounts } from './store/counts.ts';
import type { Database } from './store/database.ts';
import { archiveWasUsed, findFactChecks, listLatestFactChecks, measureArchive } from './store/fact-checks.ts';
import { receiveMessage } from './store/messages.ts';
import { receiveDelivery, settleReceipts } from './store/receipts.ts';
import { takeServerLock } from './store/server-lock.ts';
import { findByShortCode } from './store/short-codes.ts';
import { createChatPort } from './web/chat-port.ts';
import { createWeb } from './web/create-web.ts';
import { type Listening, listen } from './web/listen.ts';
import { prometheusText } from './web/prometheus.ts';
import { LANGUAGES, type Words } from './words.ts';

/** What a test puts in place of what the configuration would build. */
export interface AppOverrides {
  /** Further messengers. */
  adapters?: Adapter[];
  /** Jobs run and messages are sent only by `processAll`. */
  manualJobs?: boolean;
  /** By which people who wait are told that we are at it. */
  reassuranceClock?: Clock;
  /** Without the fictional archive. */
  withoutSamples?: boolean;
  /** What may be reached on the network. */
  fetcher?: SafeFetcher;
}

/** The running tip line. */
export interface App {
  core: Core;
  cards: Cards;
  adapters: Adapter[];
  outbox: OutboxSender;
  /** Linking the newsroom's own WhatsApp number; null when that is off. */
  pairing: Pairing | null;
  /** Brings everything up; on failure everything that was up is down again. */
  start(): Promise<{ port: number }>;
  /** Stops taking in, finishes what is under way, and stops everything it started. */
  stop(): Promise<void>;
  /** With `manualJobs`: does all the work there is, and sends all that may be sent now. */
  processAll(): Promise<void>;
  readiness(): Promise<{ ready: boolean; checks: Record<string, string> }>;
}

/** The one place where the rooms are connected. */
export async function buildApp(config: Config, log: Log, overrides: AppOverrides = {}): Promise<App> {
  const brand = await loadBrand(config.brand);
  const core = await openCore(config, log, overrides.fetcher);
  const cards = await openCards(core, brand);
  const webChat = new WebChatAdapter({
    log: log.child({ room: 'web-chat' }),
    pathOf: async (sha256) => ((await core.blobs.has(sha256)) ? core.blobs.path(sha256) : null),
  });
  const pictures = new CardPictures(cards, core.database);
  const telegram = config.telegram ? buildTelegram(config, config.telegram, core.words, pictures, log) : null;
  const whatsAppCloud = config.whatsAppCloud
    ? buildWhatsAppCloud(core, config.whatsAppCloud, pictures, log)
    : null;
  const whatsAppWeb = config.whatsAppWeb ? buildWhatsAppWeb(core, config.whatsAppWeb, pictures, log) : null;
  const adapters: Adapter[] = [
    webChat,
    ...(telegram ? [telegram] : []),
    ...(whatsAppCloud ? [whatsAppCloud] : []),
    ...(whatsAppWeb ? [whatsAppWeb] : []),
    ...(overrides.adapters ?? []),
  ];
  const byChannel = new Map<string, Adapter>(adapters.map((adapter) => [adapter.channel, adapter]));
  const adapterOf = (channel: string): Adapter | null => byChannel.get(channel) ?? null;

  const { database, databaseUrl } = core;
  const notifyLog = log.child({ room: 'notify' });
  const outbox = new OutboxSender({
    database,
    databaseUrl,
    messengers: adapters,
    clock: systemClock,
    log: notifyLog,
  });
  const reassurance = new Reassurance({
    database,
    clock: overrides.reassuranceClock ?? systemClock,
    showWorking: (channel, conversation) => outbox.showWorking(channel, conversation),
    log: notifyLog,
  });
  const intake: IntakeParts = {
    ...core,
    listener: new Listener(core.words),
    claims: new ClaimQueue(core.claimIndex),
    reassurance,
    tipsPerHour: config.tipsPerHour,
    log: log.child({ room: 'intake' }),
    adapterOf,
  };
  const notices = new NoticeWriter(database, core.words);
  const decisions = new Decisions({ ...core, notices });
  const work = new ClaimWork({ ...core, notices });
  const jobs = new JobRunner(
    core.database,
    createTasks(intake, outbox, notices, adapters),
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
      const trouble = outbox.troubleOf(adapter.channel);
      checks[adapter.channel] = state === 'on' ? (trouble ?? 'ok') : (error ?? state);
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
    metrics: async () =>
      prometheusText({
        ...(await readCounts(prisma)),
        ...processGauges(),
        fingerprintsMade: core.library.made,
      }),
    uploads: core.blobs,
    withScratch: core.withScratch,
    maxUploadBytes: core.maxFileBytes,
    chat: createChatPort(core.database, webChat),
    cards,
    findByShortCode: (code) => findByShortCode(prisma, code),
    webhooks: {
      ...(telegram ? { telegram: (secret, body) => telegram.handleWebhook(secret, body) } : {}),
      ...(whatsAppCloud ? { whatsApp: whatsAppCloud } : {}),
    },
    desk: {
      ...core,
      ...{ decisions, work, notices, pairing: whatsAppWeb?.pairing ?? null },
      previews: messagePreviews(core.words),
      messengers: () =>
        adapters.map((adapter) => ({
          channel: adapter.channel,
          health: adapter.health(),
          trouble: outbox.troubleOf(adapter.channel),
        })),
    },
    isExampleArchive: async () => (await measureArchive(prisma)).examples > 0,
  });

  let lock: { release(): Promise<void> } | null = null;
  let server: Listening | null = null;
  const stop = async (): Promise<void> => {
    isUp = false;
    await Promise.all(adapters.map((adapter) => adapter.drain()));
    await server?.close();
    await jobs.stop();
    await reassurance.stop();
    await outbox.stop();
    await Promise.all(adapters.map((adapter) => adapter.stop()));
    await lock?.release();
    await cards.close();
    await core.close();
  };
  const start = async (): Promise<{ port: number }> => {
    lock = await takeServerLock(core.databaseUrl);
    await jobs.prepare();
    if (!overrides.withoutSamples) await loadSamples(core);
    core.media.start();
    await Promise.all([core.archive.catchUp(), core.claimIndex.catchUp()]);
    server = await listen(web, { port: config.port });
    if (!overrides.manualJobs) {
      await jobs.start();
      outbox.start();
    }
    await Promise.all(adapters.map((adapter) => adapter.start(port)));
    isUp = true;
    return { port: server.port };
  };
  return {
    core,
    cards,
    adapters,
    outbox,
    pairing: whatsAppWeb?.pairing ?? null,
    start: async () => {
      try {
        return await start();
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
    processAll: async () => {
      await jobs.processAll();
      await reassurance.settled();
      await outbox.sendDue();
    },
    readiness,
  };
}

async function openCards(core: Core, brand: Brand): Promise<Cards> {
  const { publicUrl, dataFolder } = core.config;
  try {
    const log = core.log.child({ room: 'cards' });
    return await Cards.open({ ...core, brand, publicUrl, log }, dataFolder);
  } catch (error) {
    await core.close();
    throw error;
  }
}

/** A new installation has something to answer with. */
async function loadSamples(core: Core): Promise<void> {
  if (await archiveWasUsed(core.database.prisma)) return;
  const report = await importArchive(core, join(PROJECT_ROOT, 'samples', 'fact-checks.jsonl'), {
    asExamples: true,
  });
  core.log.info({ created: report.created }, 'the fictional archive is loaded');
}

function buildTelegram(
  config: Config,
  telegram: TelegramConfig,
  words: Words,
  pictures: PicturePort,
  log: Log,
): TelegramAdapter {
  const { token, apiRoot, webhookSecret, messagesPerSecond } = telegram;
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
  return createTelegramAdapter({
    ...{ token, apiRoot, webhook, commands, messagesPerSecond, pictures },
    log: log.child({ room: 'telegram' }),
  });
}

function buildWhatsAppCloud(
  { database, words }: Core,
  config: WhatsAppCloudConfig,
  pictures: PicturePort,
  log: Log,
): WhatsAppCloudAdapter {
  const ownLog = log.child({ room: 'whatsapp-cloud' });
  return new WhatsAppCloudAdapter({
    ...config,
    menuLabels: menuLabels(words),
    deliveries: deliveriesOf(database, 'whatsapp-cloud', ownLog),
    pictures,
    log: ownLog,
  });
}

function buildWhatsAppWeb(
  { database, words, config: { dataFolder, browserPath } }: Core,
  { browserArguments, ...pacing }: WhatsAppWebConfig,
  pictures: PicturePort,
  log: Log,
): WhatsAppWebAdapter {
  const ownLog = log.child({ room: 'whatsapp-web' });
  return new WhatsAppWebAdapter({
    folder: sessionFolder(dataFolder),
    ...{ browserPath, browserArguments, pacing, pictures },
    menuWords: numberedMenus(words),
    deliveries: deliveriesOf(database, 'whatsapp-web', ownLog),
    log: ownLog,
  });
}

const deliveriesOf = (database: Database, channel: Channel, log: Log): DeliveryPort => ({
  store: async (delivery) => {
    await receiveDelivery(database, channel, delivery);
    if (delivery.receipts.length === 0) return;
    // Stored is stored: what is not settled now is settled within a minute.
    await settleReceipts(database.prisma, new Date()).catch((err: unknown) =>
      log.error({ err }, 'what became of messages could not be noted yet'),
    );
  },
});

function processGauges(): Record<string, number> {
  return { uptimeSeconds: Math.round(process.uptime()), residentMemoryBytes: process.memoryUsage.rss() };
}
