import type { OutboundMessage } from '../../src/domain/message.ts';
import type { ChatEntry, ChatMessage, ChatPort } from '../../src/web/dependencies.ts';

type Answer = (message: ChatMessage) => Promise<OutboundMessage[]> | OutboundMessage[];

/** A whole conversation in memory: stores what is submitted, works on it, answers, tells who listens. */
export class InMemoryChat implements ChatPort {
  readonly submitted: { conversation: string; message: ChatMessage }[] = [];
  readonly #entries = new Map<string, ChatEntry[]>();
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #working = new Set<string>();
  readonly #answer: Answer;

  constructor(answer: Answer = () => []) {
    this.#answer = answer;
  }

  async submit(conversation: string, message: ChatMessage): Promise<void> {
    if (this.submitted.some((s) => s.conversation === conversation && same(s.message, message))) return;
    this.submitted.push({ conversation, message });
    const files = message.files.map(({ sha256, mime }) => ({ sha256, mime, kind: mime.split('/')[0] ?? '' }));
    if (!message.press) this.#add(conversation, { from: 'person', text: message.text, files });
    this.#working.add(conversation);
    this.#tell(conversation);
    void Promise.resolve(this.#answer(message)).then((answers) => {
      if (answers.length === 0) return;
      this.#working.delete(conversation);
      for (const answer of answers) this.#add(conversation, { from: 'us', message: answer });
      this.#tell(conversation);
    });
  }

  async history(conversation: string): Promise<ChatEntry[]> {
    const entries = [...(this.#entries.get(conversation) ?? [])];
    if (this.#working.has(conversation)) {
      entries.push({ id: 'working', at: new Date(), from: 'us', working: true });
    }
    return entries;
  }

  subscribe(conversation: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(conversation) ?? new Set();
    this.#listeners.set(conversation, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  listeners(): number {
    return [...this.#listeners.values()].reduce((sum, listeners) => sum + listeners.size, 0);
  }

  #add(
    conversation: string,
    entry:
      | { from: 'person'; text?: string; files: { sha256: string; mime: string; kind: string }[] }
      | { from: 'us'; message: OutboundMessage },
  ): void {
    const entries = this.#entries.get(conversation) ?? [];
    entries.push({ ...entry, id: String(entries.length + 1), at: new Date() });
    this.#entries.set(conversation, entries);
  }

  #tell(conversation: string): void {
    for (const listener of this.#listeners.get(conversation) ?? []) listener();
  }
}

const same = (a: ChatMessage, b: ChatMessage): boolean => a.messageId === b.messageId;
