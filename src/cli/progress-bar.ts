import { type CommandContext, say } from './command.ts';

const WIDTH = 30;

/** A bar that fills on a terminal; elsewhere a line for every tenth. */
export class ProgressBar {
  readonly #context: CommandContext;
  #last = -1;

  constructor(context: CommandContext) {
    this.#context = context;
  }

  show(done: number, total: number): void {
    const percent = total > 0 ? Math.floor((100 * done) / total) : 100;
    const step = this.#context.isTerminal ? percent : Math.floor(percent / 10) * 10;
    if (step === this.#last) return;
    this.#last = step;
    const filled = Math.round((WIDTH * step) / 100);
    const bar = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`;
    const number = say(this.#context, 'import.progress', { percent: step });
    this.#context.note(this.#context.isTerminal ? `\r${bar} ${number}` : `${number}\n`);
  }

  end(): void {
    if (this.#context.isTerminal && this.#last >= 0) this.#context.note('\n');
  }
}
