import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SentMessage } from '../standins/bot-api/chats.ts';
import type { Update } from '../standins/bot-api/update-queue.ts';
import { BotApiStandIn } from '../standins/bot-api.ts';
import {
  editPicture,
  ffmpeg,
  makePicture,
  makeSound,
  mediaFolder,
  reencode,
} from '../support/media-fixtures.ts';
import { runCommand } from '../support/run-command.ts';
import { TipLineHome, type TipLineProcess } from '../support/tip-line-process.ts';
import { messageIdOf, samplePath } from './telegram-kill-run.ts';

const HARBOUR = 'https://example.org/factcheck/harbour-fire';
const TWO_SUNS = 'https://example.org/factcheck/two-suns';
const BUS = 'https://example.org/factcheck/night-bus';
const ONION = 'https://example.org/factcheck/onion-cure';
const ONION_CLAIM =
  'وضع شرائح البصل تحت القدمين داخل الجوارب طوال الليل يسحب السموم من الجسم ويشفي من الإنفلونزا قبل الصباح.';

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
  const queue = async () =>
    runCommand(['queue', '--json'], {
      TABAYYAN_DATA: home.folder,
      DATABASE_URL: await home.databaseUrl(),
    });
  const linksOf = ({ entities }: SentMessage): unknown[] =>
    entities.flatMap((entity) => ('url' in entity ? [entity.url] : []));
  const sample = (name: string): Promise<Buffer> => readFile(samplePath(`media/${name}`));
  const harbourCut = async (mute = false): Promise<Buffer> =>
    readFile(
      await reencode(samplePath('media/harbour-fire.mp4'), {
        from: 6,
        duration: 5,
        height: 240,
        crf: 32,
        mute,
      }),
    );

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

  it('answers a claim it knows with the fact-check', async () => {
    const answer = await answerTo(somebody().sendsText(`منقول كما وصلني: ${ONION_CLAIM}`));
    expect(linksOf(answer)).toContain(ONION);
  });

  it('says of a rumour it does not know that the team has it', async () => {
    const rumour = 'انقطاع الكهرباء عن حي البساتين أسبوعا كاملا بسبب سرقة كابلات المحطة الرئيسية ليلة أمس';
    const answer = await answerTo(somebody().sendsText(rumour));
    expect(linksOf(answer)).toEqual([]);
    const { stdout } = await queue();
    expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ text: rumour, demand: 1 }));
  });

  it('recognises a picture that was made smaller', async () => {
    const picture = await editPicture(samplePath('media/two-suns.jpg'), { width: 400, quality: 60 });
    expect(linksOf(await answerTo(somebody().sendsPhoto(await readFile(picture))))).toContain(TWO_SUNS);
  });

  it('recognises five seconds of a video that was encoded anew', async () => {
    const answer = await answerTo(somebody().sendsVideo(await harbourCut()));
    expect(linksOf(answer)).toContain(HARBOUR);
  });

  it('recognises the same as a video note, as an animation without sound and as a document', async () => {
    const person = somebody();
    const note = person.sendsVideoNote(await harbourCut());
    const animation = person.sendsAnimation(await harbourCut(true));
    const document = person.sendsDocument(await sample('harbour-fire.mp4'), {
      mime: 'video/mp4',
      name: 'fire.mp4',
    });
    for (const update of [note, animation, document]) {
      expect(linksOf(await answerTo(update))).toContain(HARBOUR);
    }
  });

  it('recognises the sound of a video in a voice message', async () => {
    const path = `${mediaFolder}/voice.ogg`;
    await ffmpeg('-ss', '4', '-t', '10', '-i', samplePath('media/harbour-fire.mp4'), '-vn', path);
    const answer = await answerTo(somebody().sendsVoice(await readFile(path)));
    expect(linksOf(answer)).toContain(HARBOUR);
  });

  it('answers a voice message it does not know', async () => {
    const voice = await makeSound(5, { seconds: 6, extension: 'ogg' });
    expect(linksOf(await answerTo(somebody().sendsVoice(await readFile(voice))))).toEqual([]);
  });

  it('answers a repeat of a file without fetching it again', async () => {
    const file = standIn.file(await sample('covered-market.jpg'));
    await answerTo(somebody().sendsPhoto(file));
    const fetched = standIn.callsTo('getFile').length;
    await answerTo(somebody().sendsPhoto(file));
    expect(standIn.callsTo('getFile').length).toBe(fetched);
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
    const { stdout } = await queue();
    expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ text: 'زرافة بنفسجية' }));
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
    const { stdout } = await queue();
    expect(stdout).not.toContain('سحلية زرقاء');
  });

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
