import type { RemoteFile } from '../../src/domain/message.ts';
import { plainText } from '../../src/domain/rich-text.ts';
import { RULES } from '../../src/intake/conversation.ts';
import type { Person, TestApp } from './test-app.ts';

/** Writes down a conversation as it takes place, for people who do not read code. */
export class Transcript {
  readonly #line: TestApp;
  readonly #person: Person;
  readonly #name: string;
  readonly #lines: string[] = [];
  #heard = 0;

  constructor(line: TestApp, name: string) {
    this.#line = line;
    this.#name = name;
    this.#person = line.person(name);
  }

  chapter(title: string): void {
    this.#lines.push(`## ${title}`, '');
  }

  says(text: string): Promise<void> {
    return this.#turn(text, { text });
  }

  forwards(text: string): Promise<void> {
    return this.#turn(`↪ ${text}`, { text, origin: { kind: 'hidden' } });
  }

  sends(what: string, file: RemoteFile): Promise<void> {
    return this.#turn(`[${what}]`, { files: [file] });
  }

  /** The last button of this label that was seen. */
  presses(label: string): Promise<void> {
    const buttons = this.#messages.flatMap(({ buttons = [] }) => buttons.flat());
    const button = buttons.findLast((one) => one.label === label);
    if (!button || !('token' in button)) throw new Error(`no button ${label}`);
    return this.#turn(`🔘 ${label}`, { press: { token: button.token } });
  }

  /** All that was asked so far was asked on this day, so that the words do not depend on today. */
  async onDay(day: string): Promise<void> {
    await this.#line.prisma.tip.updateMany({
      where: { conversation: this.#name },
      data: { createdAt: new Date(`${day}T10:00:00Z`) },
    });
  }

  toMarkdown(introduction: string): string {
    const rules = RULES.map(({ in: state, on, step }) => `| ${state} | ${on} | ${step} |`);
    return [
      introduction.trim(),
      '',
      '<div dir="rtl">',
      '',
      ...this.#lines,
      '</div>',
      '',
      '## The table behind it',
      '',
      'What follows on what (`src/intake/conversation.ts`): what is expected of the person, what their message is, what is done.',
      '',
      '| expected | message | step |',
      '| --- | --- | --- |',
      ...rules,
      '',
    ].join('\n');
  }

  get #messages() {
    return this.#line.messenger.sentTo(this.#name);
  }

  async #turn(shown: string, question: Parameters<Person['send']>[0]): Promise<void> {
    this.#lines.push(`**السائل:** ${shown}`, '');
    await this.#person.send(question);
    await this.#line.processAll();
    const heard = this.#messages.slice(this.#heard);
    this.#heard = this.#messages.length;
    if (heard.length === 0) this.#lines.push('*(لا رد)*', '');
    for (const { text, buttons = [] } of heard) {
      const words = plainText(text)
        .split('\n')
        .map((line) => (line ? `> ${line}  ` : '>'));
      const labels = buttons.flat().map(({ label }) => `\`${label}\``);
      this.#lines.push('**تبيّن:**', '', ...words);
      if (labels.length > 0) this.#lines.push('>', `> ${labels.join(' ')}`);
      this.#lines.push('');
    }
  }
}
