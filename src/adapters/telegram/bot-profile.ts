import { shorten } from '../../domain/rich-text.ts';
import type { Log } from '../../log.ts';
import { pause } from '../pause.ts';
import { type BotApi, BotApiRefusal } from './bot-api.ts';
import { receivingErrorOf } from './messenger-errors.ts';
import { retryMs } from './poller.ts';
import type { Self } from './read-update.ts';
import type { Timing } from './timing.ts';

/** One entry of the menu that Telegram shows beside the input field. */
export interface BotCommand {
  language: 'ar' | 'en';
  /** Lower case, without the slash. */
  name: string;
  description: string;
}

interface BotProfileOptions {
  api: BotApi;
  commands: BotCommand[];
  timing: Timing;
  log: Log;
}

const DESCRIPTION_LENGTH = 256;

/** What Telegram knows about the bot: its name, which we ask for, and its commands, which we tell. */
export class BotProfile implements Self {
  readonly #options: BotProfileOptions;
  #username: string | undefined;
  #markAsked = () => {};
  readonly #asked = new Promise<void>((resolve) => {
    this.#markAsked = resolve;
  });

  constructor(options: BotProfileOptions) {
    this.#options = options;
  }

  get id(): number {
    return this.#options.api.botId;
  }

  /**
   * Until Telegram has told the bot's name, every name a bot can have counts ("must end in bot"): a message in a
   * group that was left over from the last run must not go unanswered.
   */
  readonly isOwnName = (name: string): boolean =>
    this.#username === undefined ? /bot$/iu.test(name) : name.toLowerCase() === this.#username.toLowerCase();

  /** Resolves when Telegram was asked once, whatever it said, or after `limitMs`. */
  async firstAnswer(limitMs: number): Promise<void> {
    const overtaken = new AbortController();
    await Promise.race([this.#asked, pause(limitMs, overtaken.signal)]);
    overtaken.abort();
  }

  /** Asks and tells until both worked or `signal` is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const isKnown = await this.#untilDone('getMe', signal, () => this.#learnName(signal));
    if (!isKnown) return;
    await this.#untilDone('setMyCommands', signal, () => this.#tellCommands(signal));
  }

  async #learnName(signal: AbortSignal): Promise<void> {
    const { api, timing } = this.#options;
    try {
      this.#username = (await api.call('getMe', {}, { timeoutMs: timing.callMs, signal })).username;
    } finally {
      this.#markAsked();
    }
  }

  async #tellCommands(signal: AbortSignal): Promise<void> {
    const { api, timing } = this.#options;
    for (const language of ['ar', 'en'] as const) {
      const commands = this.#commandsIn(language);
      if (commands.length === 0) continue;
      // Without a language code they are what everybody sees for whom there is nothing better: Arabic.
      const payload = language === 'ar' ? { commands } : { commands, language_code: language };
      await api.call('setMyCommands', payload, { timeoutMs: timing.callMs, signal });
    }
  }

  #commandsIn(language: BotCommand['language']) {
    return this.#options.commands
      .filter((command) => command.language === language)
      .map(({ name, description }) => ({
        command: name,
        description: shorten(description, DESCRIPTION_LENGTH),
      }));
  }

  /** Whether it was done; gives up only when Telegram says that the request itself is wrong. */
  async #untilDone(what: string, signal: AbortSignal, attempt: () => Promise<void>): Promise<boolean> {
    const { timing, log } = this.#options;
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        await attempt();
        return true;
      } catch (error) {
        if (signal.aborted) return false;
        if (error instanceof BotApiRefusal && error.status === 400) {
          log.error({ err: error }, `Telegram refused ${what}`);
          return false;
        }
        const code = receivingErrorOf(error) ?? 'internal';
        log.debug({ err: error, code }, `${what} failed, trying again`);
        await pause(retryMs(error, code, timing, failures), signal);
      }
    }
    return false;
  }
}
