import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SentMessage } from '../standins/bot-api/chats.ts';
import type { Update } from '../standins/bot-api/update-queue.ts';
import { BotApiStandIn } from '../standins/bot-api.ts';
import { makePicture } from '../support/media-fixtures.ts';
import { TipLineHome, type TipLineProcess } from '../support/tip-line-process.ts';
import {
  answersAsOnEveryMessenger,
  HARBOUR,
  harbourCut,
  type Messenger,
  PATIENCE_MS,
  type Question,
  queue,
  sample,
  TWO_SUNS,
  tellsAllWhoAskedAsOnEveryMessenger,
} from './every-messenger.ts';
import { messageIdOf } from './telegram-kill-run.ts';

const BUS = 'https://example.org/factcheck/night-bus';

describe('the shipped program on Telegram, with the example archive', () => {
  let home: TipLineHome;
  let standIn: BotApiStandIn;
  let tipLine: TipLineProcess;
  beforeAll(async () => {
    home = await TipLineHome.makeUsed();
    standIn = await BotApiStandIn.start();
    tipLine = await home.start({
      TELEGRAM_API_ROOT: standIn.apiRoot,
      TELEGRAM_BOT_TOKEN: standIn.token,
    });
  });
  afterAll(async () => {
    await home.close();
    await standIn.close();
  });

  let lastId = 100;
  const somebody = () => {
    lastId += 1;
    return standIn.user(lastId);
  };
  /** What was answered to a message: quotes it. */
  const answerTo = async (update: Update | undefined): Promise<SentMessage> => {
    const quoted = messageIdOf(update);
    const find = () => standIn.sent.find(({ replyTo }) => replyTo === quoted);
    await standIn.waitFor(() => find() !== undefined, 20_000);
    return find() as SentMessage;
  };
  const linksOf = ({ entities }: SentMessage): unknown[] =>
    entities.flatMap((entity) => ('url' in entity ? [entity.url] : []));
  /** The words of a message and where its links lead. */
  const readIn = (sent: SentMessage): string => [sent.text, ...linksOf(sent)].join('\n');
  const files = new Map<Buffer, ReturnType<BotApiStandIn['file']>>();
  const sends = (question: Question): Update => {
    const person = somebody();
    if ('text' in question) return person.sendsText(question.text);
    const { kind, bytes } = question;
    const file = files.get(bytes) ?? standIn.file(bytes);
    files.set(bytes, file);
    if (kind === 'picture') return person.sendsPhoto(file);
    if (kind === 'video') return person.sendsVideo(file);
    if (kind === 'animation') return person.sendsAnimation(file);
    if (kind === 'voice') return person.sendsVoice(file);
    return person.sendsDocument(file, { mime: 'video/mp4', name: 'fire.mp4' });
  };

  it('tells Telegram its commands in Arabic and English', async () => {
    await standIn.waitFor(() => standIn.commandsIn('en') !== undefined);
    expect(standIn.commandsIn('')?.map(({ command }) => command)).toEqual([
      'search',
      'mytips',
      'help',
      'language',
      'stop',
      'forget',
    ]);
  });

  const messenger: Messenger = {
    line: () => ({ home, url: tipLine.url }),
    asks: async (question) => {
      const quoted = messageIdOf(sends(question));
      return (words) =>
        standIn.waitFor(
          () => standIn.sent.some((sent) => sent.replyTo === quoted && readIn(sent).includes(words)),
          PATIENCE_MS,
        );
    },
    fetched: () => standIn.callsTo('getFile').length,
  };
  answersAsOnEveryMessenger(messenger);

  it('recognises a film also as a video note', async () => {
    const answer = await answerTo(somebody().sendsVideoNote(await harbourCut()));
    expect(linksOf(answer)).toContain(HARBOUR);
  });

  it('answers an album once', async () => {
    const person = somebody();
    const other = await readFile(await makePicture(77));
    const parts = person.sendsAlbum([
      { kind: 'photo', file: other },
      { kind: 'photo', file: await sample('two-suns.jpg') },
    ]);
    expect(linksOf(await answerTo(parts[0]))).toContain(TWO_SUNS);
    await answerTo(person.sendsText('/help'));
    const quoted = parts.map(messageIdOf);
    const answers = standIn.sentTo(person.id).filter(({ replyTo }) => replyTo && quoted.includes(replyTo));
    expect(answers).toHaveLength(1);
  });

  it('answers what it cannot check, and quotes it', async () => {
    const person = somebody();
    for (const update of [person.sendsSticker(), person.sendsLocation(), person.sendsPoll()]) {
      expect((await answerTo(update)).text).not.toBe('');
    }
  });

  it('answers /start and /help, and /search with links', async () => {
    const person = somebody();
    expect((await answerTo(person.sendsText('/start'))).text).toContain('تبيّن');
    expect((await answerTo(person.sendsText('/help'))).text).toContain('/search');
    expect(linksOf(await answerTo(person.sendsText('/search حافلات الليل')))).toContain(BUS);
  });

  it('offers to send a few words that found nothing to the team, and does when the button is pressed', async () => {
    const person = somebody();
    const offer = await answerTo(person.sendsText('زرافة بنفسجية'));
    const [label = ''] = offer.keyboard.flat().map(({ text }) => text);
    person.presses(offer, label);
    await standIn.waitFor(() => standIn.sentTo(person.id).length === 2);
    await standIn.waitFor(() => standIn.state().unansweredPresses === 0);
    expect(await queue(home)).toContainEqual(expect.objectContaining({ text: 'زرافة بنفسجية' }));
  });

  it('goes on in English when English is chosen', async () => {
    const person = somebody();
    const menu = await answerTo(person.sendsText('/language'));
    person.presses(menu, 'English');
    await standIn.waitFor(() => standIn.sentTo(person.id).length === 2);
    expect((await answerTo(person.sendsText('/help'))).text).toMatch(/[a-z]{4}/u);
  });

  it('ignores a button of somebody else’s question', async () => {
    const asker = somebody();
    const offer = await answerTo(asker.sendsText('سحلية زرقاء'));
    const [token = ''] = offer.keyboard.flat().map(({ callback_data }) => callback_data);
    const thief = somebody();
    thief.pressesToken(token);
    thief.pressesToken('no such token');
    await standIn.waitFor(() => standIn.sentTo(thief.id).length === 2);
    expect(JSON.stringify(await queue(home))).not.toContain('سحلية زرقاء');
  });

  tellsAllWhoAskedAsOnEveryMessenger(messenger);

  it('never sent anything that Telegram refuses', () => {
    const calls = [...standIn.callsTo('sendMessage'), ...standIn.callsTo('sendPhoto')];
    expect(calls).toHaveLength(standIn.sent.length);
  });

  it('says nothing on its error channel, and neither token nor texts anywhere', () => {
    expect(tipLine.run.stderr).toBe('');
    expect(tipLine.run.stdout).not.toContain(standIn.token);
    expect(tipLine.run.stdout).not.toContain('زرافة');
  });
});
