/** What the shipped program does on every messenger, told once: with the example archive, over a stand-in. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { Role } from '../../src/domain/role.ts';
import { loadWords } from '../../src/words.ts';
import { PASSWORD } from '../support/accounts.ts';
import { editPicture, ffmpeg, makeSound, mediaFolder, reencode } from '../support/media-fixtures.ts';
import { runCommand } from '../support/run-command.ts';
import type { TipLineHome } from '../support/tip-line-process.ts';
import { Visitor } from '../web/web-fixture.ts';
import { samplePath } from './telegram-kill-run.ts';

export const HARBOUR = 'https://example.org/factcheck/harbour-fire';
export const TWO_SUNS = 'https://example.org/factcheck/two-suns';
export const ONION = 'https://example.org/factcheck/onion-cure';
export const ONION_CLAIM =
  'وضع شرائح البصل تحت القدمين داخل الجوارب طوال الليل يسحب السموم من الجسم ويشفي من الإنفلونزا قبل الصباح.';
const VERDICT = 'الكهرباء لم تنقطع عن حي البساتين والمحطة سليمة';
const RUMOUR = 'انقطاع الكهرباء عن حي البساتين أسبوعا كاملا بسبب سرقة كابلات المحطة الرئيسية ليلة أمس';

/** So long an answer may take where everything is busy. */
export const PATIENCE_MS = 50_000;

/** MIME types of the files that people send in these stories. */
export const MIMES = {
  picture: 'image/jpeg',
  video: 'video/mp4',
  animation: 'video/mp4',
  document: 'video/mp4',
  voice: 'audio/ogg; codecs=opus',
} as const;

export type Question = { text: string } | { kind: keyof typeof MIMES; bytes: Buffer };

export interface Messenger {
  line(): { home: TipLineHome; url: string };
  /** Somebody new asks. Returns how to wait for an answer to that very message with these words in it. */
  asks(question: Question): Promise<Hears>;
  /** How many files the program has fetched. */
  fetched(): number;
}

export type Hears = (words: string) => Promise<unknown>;

export const sample = (name: string): Promise<Buffer> => readFile(samplePath(`media/${name}`));

/** Five seconds of a film of the archive, smaller and encoded anew. */
export async function harbourCut(mute = false): Promise<Buffer> {
  const cut = { from: 6, duration: 5, height: 240, crf: 32, mute };
  return readFile(await reencode(samplePath('media/harbour-fire.mp4'), cut));
}

const onIts = async (home: TipLineHome) => ({
  TABAYYAN_DATA: home.folder,
  DATABASE_URL: await home.databaseUrl(),
});

/** What waits for the team. */
export async function queue(home: TipLineHome): Promise<{ id: string; text: string; demand: number }[]> {
  const { stdout } = await runCommand(['queue', '--json'], await onIts(home));
  return JSON.parse(stdout);
}

/** A new moderator's browser, signed in at the desk of the program. */
export async function atTheDesk(
  { home, url }: { home: TipLineHome; url: string },
  name: string,
  role: Role,
): Promise<Visitor> {
  await runCommand(['user', 'add', name, '--role', role, '--password-stdin'], await onIts(home), PASSWORD);
  const visitor = Visitor.at(url);
  await visitor.post('/desk/sign-in', new URLSearchParams({ name, password: PASSWORD }));
  return visitor;
}

/** Belongs into the `describe` of a program that is running. */
export function answersAsOnEveryMessenger({ asks, fetched }: Omit<Messenger, 'line'>): void {
  const hears = async (question: Question, words: string) => (await asks(question))(words);

  it('answers a claim it knows with the fact-check', () =>
    hears({ text: `منقول كما وصلني: ${ONION_CLAIM}` }, ONION));

  it('recognises a picture that was made smaller', async () => {
    const small = await editPicture(samplePath('media/two-suns.jpg'), { width: 400, quality: 60 });
    await hears({ kind: 'picture', bytes: await readFile(small) }, TWO_SUNS);
  });

  it('recognises five seconds of a film, also as an animation without sound, and the film as a document', async () => {
    const [cut, mute, whole] = [await harbourCut(), await harbourCut(true), await sample('harbour-fire.mp4')];
    await Promise.all([
      hears({ kind: 'video', bytes: cut }, HARBOUR),
      hears({ kind: 'animation', bytes: mute }, HARBOUR),
      hears({ kind: 'document', bytes: whole }, HARBOUR),
    ]);
  });

  it('recognises the sound of a film in a voice message', async () => {
    const path = `${mediaFolder}/voice-${process.hrtime.bigint()}.ogg`;
    await ffmpeg('-ss', '4', '-t', '10', '-i', samplePath('media/harbour-fire.mp4'), '-vn', path);
    await hears({ kind: 'voice', bytes: await readFile(path) }, HARBOUR);
  });

  let unknown: Question;
  it('says of a voice message it does not know that the team has it', async () => {
    unknown = { kind: 'voice', bytes: await readFile(await makeSound(5, { seconds: 6, extension: 'ogg' })) };
    await hears(unknown, (await loadWords('ar')).t('ar', 'reply:unknown.text'));
  });

  it('answers who sends the same file again without fetching it again', async () => {
    const before = fetched();
    await hears(unknown, (await loadWords('ar')).t('ar', 'reply:unknown.text'));
    expect(fetched()).toBe(before);
  });
}

/** As above, and at the end: with the first verdict of the newsroom's own the example archive goes. */
export function tellsAllWhoAskedAsOnEveryMessenger({ line, asks }: Messenger): void {
  it('says of a rumour it does not know that the team has it, and tells all who asked once it is published', async () => {
    const first = await asks({ text: RUMOUR });
    await first((await loadWords('ar')).t('ar', 'reply:unknown.text'));
    const second = await asks({ text: RUMOUR });
    await second('');
    const claim = (await queue(line().home)).find(({ text }) => text === RUMOUR);
    expect(claim?.demand).toBe(2);
    const publisher = await atTheDesk(line(), 'نورة', 'publisher');
    const verdict = { rating: 'fake', claim: RUMOUR, title: VERDICT, url: 'https://news.example/basatin' };
    const form = new URLSearchParams({ ...verdict, sources: 'https://power.example/station', seen: '0' });
    expect((await publisher.post(`/desk/claims/${claim?.id}/publish`, form)).status).toBe(303);
    await Promise.all([first(VERDICT), second(VERDICT)]);
  });
}
