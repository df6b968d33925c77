import type { IncomingMessage } from 'node:http';
import type { BotApiStandIn } from '../bot-api.ts';
import type { Fault } from './faults.ts';
import type { ShelvedFile } from './file-shelf.ts';
import type { MediaKind } from './person.ts';
import { Refusal } from './refusal.ts';
import { readBody } from './request-params.ts';
import type { Update } from './update-queue.ts';

/** What a person does, for tests in another process. */
export type Action =
  | { user: number; group?: number; language?: string; does: 'text'; text: string }
  | { user: number; group?: number; does: MediaKind; file: string; caption?: string }
  | { user: number; does: 'album'; items: { kind: MediaKind; file: string }[]; caption?: string }
  | { user: number; does: 'press'; label: string }
  | { user: number; does: 'block' | 'unblock' }
  | { update: Record<string, unknown> };

/** The control of a stand-in that runs as a process of its own. */
export class Control {
  readonly #standIn: BotApiStandIn;
  readonly #files = new Map<string, ShelvedFile>();

  constructor(standIn: BotApiStandIn) {
    this.#standIn = standIn;
  }

  /** Answers `<METHOD> /__control/<name>`. */
  async handle(request: IncomingMessage, name: string, query: URLSearchParams): Promise<unknown> {
    const key = `${request.method} ${name.split('/')[0]}`;
    switch (key) {
      case 'POST act':
        return this.#act(await json<Action[]>(request));
      case 'PUT files':
        return this.#addFile(request, decodeURIComponent(name.slice('files/'.length)), query);
      case 'POST faults':
        for (const fault of await json<Fault[]>(request)) this.#standIn.fault(fault);
        return true;
      case 'DELETE faults':
        this.#standIn.clearFaults();
        return true;
      case 'GET sent':
        return this.#sent(query);
      case 'GET state':
        return this.#standIn.state();
      default:
        throw new Refusal(404, 'Not Found: there is no such control');
    }
  }

  #act(actions: Action[]): number[] {
    return actions.flatMap((action) => this.#perform(action)).map((update) => update.update_id);
  }

  #perform(action: Action): Update[] {
    if ('update' in action) return [this.#standIn.push(action.update)];
    const person = this.#standIn.user(action.user, 'language' in action ? action.language : undefined);
    const writer = 'group' in action && action.group !== undefined ? person.inGroup(action.group) : person;
    switch (action.does) {
      case 'text':
        return [writer.sendsText(action.text)];
      case 'album':
        return writer.sendsAlbum(
          action.items.map(({ kind, file }) => ({ kind, file: this.#file(file) })),
          action.caption === undefined ? {} : { caption: action.caption },
        );
      case 'press': {
        const offered = this.#standIn
          .sentTo(action.user)
          .findLast(({ keyboard }) => keyboard.flat().some((button) => button.text === action.label));
        if (!offered) throw new Refusal(400, `no button "${action.label}" was offered`);
        return [person.presses(offered, action.label)];
      }
      case 'block':
        person.blocksTheBot();
        return [];
      case 'unblock':
        person.unblocksTheBot();
        return [];
      default:
        return [
          writer.sendsMedia(
            action.does,
            this.#file(action.file),
            action.caption === undefined ? {} : { caption: action.caption },
          ),
        ];
    }
  }

  async #addFile(request: IncomingMessage, name: string, query: URLSearchParams) {
    const size = query.get('size');
    const mime = query.get('mime');
    const thumbnail = query.get('thumbnail');
    const file = this.#standIn.file(await readBody(request), {
      ...(mime === null ? {} : { mime }),
      ...(size === null ? {} : { size: Number(size) }),
      ...(thumbnail === null ? {} : { thumbnail: this.#file(thumbnail) }),
      name,
    });
    this.#files.set(name, file);
    return { uniqueId: file.uniqueId };
  }

  #file(name: string): ShelvedFile {
    const file = this.#files.get(name);
    if (!file) throw new Refusal(400, `there is no file "${name}"`);
    return file;
  }

  /** `?chat=ID` of one chat; `?count=N&within=MS` answers as soon as there are N, or with what is there after MS. */
  async #sent(query: URLSearchParams) {
    const chat = query.get('chat');
    const list = () => (chat === null ? this.#standIn.sent : this.#standIn.sentTo(Number(chat)));
    const count = Number(query.get('count') ?? 0);
    const within = Number(query.get('within') ?? 30_000);
    await this.#standIn.waitFor(() => list().length >= count, within).catch(() => undefined);
    return list();
  }
}

const json = async <T>(request: IncomingMessage): Promise<T> =>
  JSON.parse((await readBody(request)).toString('utf8')) as T;
