import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { FUSION } from '../../src/match/thresholds.ts';
import { formatClock } from '../../src/reply/fact-check-card.ts';
import { listQueue } from '../../src/store/claims.ts';
import { editPicture, reencode } from '../support/media-fixtures.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import {
  bridgeVideo,
  forwarded,
  lanternPicture,
  marketPicture,
  mediaChecks,
  textChecks,
  unknownPicture,
  WELL_CLAIM,
  wellCheck,
} from '../support/test-archive.ts';

/** The claim of the check `school`, seen by somebody else. */
const schoolElsewhere = {
  id: 'school-elsewhere',
  url: 'https://other.example/school',
  title: 'خبر تأجيل امتحانات جبل اللوز صحيح',
  claim: 'وزارة التربية أجّلت امتحانات نهاية الفصل بمدارس جبل اللوز أسبوعًا كاملًا بسبب الثلوج',
  rating: 'true',
  publisher: 'مرصد آخر',
};

let line: TestApp;
beforeAll(async () => {
  line = await startTestApp({ archive: [...textChecks, schoolElsewhere, ...(await mediaChecks())] });
});
afterAll(() => line.end());

const cutOfBridge = async (): Promise<string> =>
  reencode(await bridgeVideo(), { height: 144, from: 2, duration: 4 });

describe('what the archive knows', () => {
  it('answers a forwarded re-encoded cut of a known video with its fact-check and the seconds that match', async () => {
    const person = line.person('amal');
    const reply = await person.ask({ files: [await line.file(await cutOfBridge(), 'video')] });

    expect(reply.text).toContain('فيديو انهيار جسر الرمان من فيلم سينمائي');
    expect(reply.text).toContain('https://checks.example/bridge');
    expect(reply.text).toContain('المشهد من فيلم صُوّر قبل خمسة أعوام.');
    const tip = await person.tip();
    expect(tip).toMatchObject({ outcome: 'answered', closest: { factCheckId: 'bridge', method: 'video' } });
    const { query, archive } = firstEvidence(tip.answers);
    expect(Math.abs(archive.from - query.from - 2)).toBeLessThan(0.5);
    expect(query.to - query.from).toBeGreaterThan(2.5);
    const clock = (seconds: number) => formatClock(line.core.words, 'ar', seconds);
    expect(reply.text).toContain(
      line.words('matched.video', {
        queryFrom: clock(query.from),
        queryTo: clock(query.to),
        archiveFrom: clock(archive.from),
        archiveTo: clock(archive.to),
      }),
    );
  });

  it('answers in Arabic, right to left, with the rating, the publisher and the date', async () => {
    const reply = await line.person('badr').ask({ text: WELL_CLAIM });
    expect(reply.direction).toBe('rtl');
    const date = line.core.words.date('ar', '2025-03-09') ?? '';
    expect(reply.text.split('\n')).toEqual([
      `${line.words('mark.fake')} ${line.words('ratings:fake')}`,
      wellCheck.title,
      wellCheck.summary,
      line.words('published.by', { publisher: 'مرصد الاختبار', date }),
      `${wellCheck.url}`,
      '',
      line.words('feedback.ask'),
    ]);
  });

  it('quotes the message it answers', async () => {
    const person = line.person('basma');
    const id = await person.send({ text: WELL_CLAIM });
    await line.processAll();
    expect(person.reply.quote).toBe(id);
  });

  it('answers an exact repeat without download or decode', async () => {
    const file = await line.file(await bridgeVideo(), 'video', { fileKey: 'known-bridge' });
    await line.person('dalal').ask({ files: [file] });
    const locate = vi.spyOn(line.messenger, 'locate');
    const decode = vi.spyOn(line.core.fingerprinter, 'fingerprintQuestion');

    const again = await line.person('faris').ask({
      files: [{ fileKey: 'known-bridge', fetchKey: 'not-to-be-fetched', kind: 'video' }],
    });

    expect(again.text).toContain('https://checks.example/bridge');
    expect(again.text).toContain(line.words('matched.exact'));
    expect(locate).not.toHaveBeenCalled();
    expect(decode).not.toHaveBeenCalled();
  });

  it('needs no download either when the messenger tells the digest of known content', async () => {
    const { sha256 } = await line.prisma.media.findFirstOrThrow({ where: { kind: 'video' } });
    const locate = vi.spyOn(line.messenger, 'locate');
    locate.mockClear();
    const reply = await line.person('ghada').ask({
      files: [{ fileKey: 'never-seen', fetchKey: 'nowhere', kind: 'video', sha256 }],
    });
    expect(reply.text).toContain('https://checks.example/bridge');
    expect(locate).not.toHaveBeenCalled();
  });

  it('finds a picture that was forwarded smaller and compressed again', async () => {
    const reply = await line.person('hala').ask({
      files: [await line.file(await forwarded(await lanternPicture()), 'image')],
    });
    expect(reply.text).toContain('https://checks.example/lantern');
    expect(reply.text).toContain(line.words('matched.image'));
  });

  it('finds a picture that somebody mirrored', async () => {
    const mirrored = await editPicture(await lanternPicture(), { mirror: true });
    const reply = await line.person('hatem').ask({ files: [await line.file(mirrored, 'image')] });
    expect(reply.text).toContain('https://checks.example/lantern');
  });
});

describe('a known picture under new words', () => {
  const words = 'وزير الزراعة يعلن من أمام هذه الساحة توزيع جرارات مجانية على كل قرية شرقية';

  it('is offered as related, and the new words reach the queue', async () => {
    const person = line.person('jamil');
    const reply = await person.ask({
      text: words,
      files: [await line.file(await lanternPicture(), 'image')],
    });
    expect(reply.text).toContain('https://checks.example/lantern');
    expect(reply.text).toContain(line.words('related'));
    expect(await person.tip()).toMatchObject({ outcome: 'answered', claim: { text: words, demand: 1 } });
  });

  it('joins what others asked by the words alone, not by the picture', async () => {
    const same = line.person('karim');
    await same.ask({ text: words, files: [await line.file(await lanternPicture(), 'image')] });
    const other = line.person('laila');
    await other.ask({
      text: 'مدير المتحف يؤكد أن اللوحة المسروقة عثر عليها داخل قبو المبنى المجاور',
      files: [await line.file(await lanternPicture(), 'image')],
    });
    const [first] = await line.person('jamil').tips;
    expect((await same.tip()).claimId).toBe(first?.claimId);
    expect((await other.tip()).claimId).not.toBe(first?.claimId);
  });

  it('is not related when the words say what was checked', async () => {
    const reply = await line.person('majid').ask({
      text: 'صورة لاحتفال الفوانيس الأخير في ساحة القناديل قبل إغلاقها',
      files: [await line.file(await lanternPicture(), 'image')],
    });
    expect(reply.text).not.toContain(line.words('related'));
  });
});

describe('a claim that two publishers checked', () => {
  const links = ['https://checks.example/school', 'https://other.example/school'];

  it('is answered once, with the links of both', async () => {
    const reply = await line.person('hala').ask({
      text: 'وزارة التربية أجّلت امتحانات نهاية الفصل في مدارس جبل اللوز أسبوعًا بسبب الثلوج',
    });
    for (const link of links) expect(reply.text).toContain(link);
    expect(reply.text).toContain(line.words('sameAs.intro'));
  });

  it('is one choice, and picked gives the links of both', async () => {
    const person = line.person('hamza');
    const offer = await person.ask({ text: 'امتحانات جبل اللوز' });
    expect(offer.text).toContain(line.words('choices.one'));
    const answer = await person.press(offer.button(line.words('choices.yes')));
    for (const link of links) expect(answer.text).toContain(link);
  });
});

describe('more than one fact-check that may be meant', () => {
  it('offers the candidates with a button each and "none of these"', async () => {
    const person = line.person('nabil');
    const reply = await person.ask({ files: [await line.file(await marketPicture(), 'image')] });
    expect(reply.text).toContain(line.words('choices.intro'));
    expect(reply.text).toContain('هذه الصورة ليست من حريق سوق العطارين');
    expect(reply.text).toContain('لم يزر رئيس البلدية دكان النحاس هذا الشهر');
    expect(reply.buttons.map(({ label }) => label)).toEqual(['1', '2', line.words('choices.none')]);
    expect(await person.tip()).toMatchObject({ outcome: 'choices', claimId: null });
  });

  it('answers with the one that is picked', async () => {
    const person = line.person('omar');
    const offer = await person.ask({ files: [await line.file(await marketPicture(), 'image')] });
    const titles = offer.text.split('\n').filter((text) => /^\d/u.test(text));
    const answer = await person.press(offer.button('2'));
    const url = titles[1]?.includes('العطارين') ? 'market-fire' : 'market-visit';
    expect(answer.text).toContain(`https://checks.example/${url}`);
    expect(line.messenger.acknowledged).toContain(`press-${offer.button('2')}`);
  });

  it('puts the question into the queue when it is none of them', async () => {
    const person = line.person('qasim');
    const offer = await person.ask({ files: [await line.file(await marketPicture(), 'image')] });
    const thanks = await person.press(offer.button(line.words('choices.none')));
    expect(thanks.text).toBe(line.words('button.noneThanks'));
    const tip = await person.tip();
    expect(tip).toMatchObject({ outcome: 'unknown', claim: { demand: 1, state: 'open' } });
    const claim = (await listQueue(line.prisma, 100)).find(({ id }) => id === tip.claimId);
    expect(claim).toMatchObject({ media: [{ kind: 'image' }] });
  });

  it('does not let the picture decide where new words go', async () => {
    const wordless = line.person('qasim');
    const person = line.person('rabia');
    await person.ask({
      text: 'شركة القطارات السريعة تمنح ركابها تذاكر مجانية إلى الساحل طوال فصل الصيف',
      files: [await line.file(await marketPicture(), 'image')],
    });
    const tip = await person.tip();
    expect(tip.claim?.text).toContain('شركة القطارات السريعة');
    expect(tip.claimId).not.toBe((await wordless.tip()).claimId);
  });

  it('tells them apart by the words that came with the picture', async () => {
    const reply = await line.person('rami').ask({
      text: 'حريق هائل يلتهم محال العطارين في مدينة الزيتون الشرقية',
      files: [await line.file(await marketPicture(), 'image')],
    });
    expect(reply.text).toContain('https://checks.example/market-fire');
    expect(reply.text).not.toContain('https://checks.example/market-visit');
    expect(reply.text).not.toContain(line.words('choices.intro'));
  });
});

describe('a file that cannot be fetched whole', () => {
  it('is looked up by its small still, says so, and is answered', async () => {
    const person = line.person('salma');
    const video = await tooLarge('big-1', await editPicture(await lanternPicture(), { width: 320 }));
    const reply = await person.ask({ files: [video] });
    expect(reply.text).toContain('https://checks.example/lantern');
    expect(reply.text).toContain(line.words('failed.thumbnail'));
    expect(await person.tip()).toMatchObject({
      outcome: 'answered',
      reason: 'file-too-large',
      files: [{ viaThumbnail: true, failure: 'file-too-large' }],
    });
  });

  it('gets a polite answer and reaches the queue when the still is unknown', async () => {
    const person = line.person('tamer');
    const reply = await person.ask({ files: [await tooLarge('big-2', await unknownPicture(510))] });
    expect(reply.text).toContain(line.words('errors:file-too-large'));
    expect(reply.text).toContain(line.words('failed.queued'));
    expect(await person.tip()).toMatchObject({ outcome: 'failed', claim: { demand: 1 } });
  });

  it('fetches the still of a file that many send only once', async () => {
    const still = await unknownPicture(511);
    const first = await tooLarge('big-3', still);
    await line.person('umar').ask({ files: [first] });
    const locate = vi.spyOn(line.messenger, 'locate');
    locate.mockClear();
    await line.person('wafa').ask({ files: [first] });
    expect(locate.mock.calls.map(([{ fetchKey }]) => fetchKey)).not.toContain(first.thumbnail?.fetchKey);
  });

  async function tooLarge(fileKey: string, still: string) {
    const thumbnail = await line.file(still, 'image', { fileKey: `${fileKey}-still` });
    const fetchKey = `${fileKey}-fetch`;
    line.messenger.failLocate(fetchKey, new AppError('file-too-large'));
    return { fileKey, fetchKey, kind: 'video' as const, size: 30_000_000, thumbnail };
  }
});

describe('what the archive does not know', () => {
  it('keeps the closest candidate, its score and its method', async () => {
    const person = line.person('yara');
    await person.ask({
      text: 'سكان قرية الصنوبر يحفرون آبارًا بأيديهم بعد انقطاع الكهرباء عن الحي الشرقي ثلاثة شهور متواصلة',
    });
    const tip = await person.tip();
    expect(tip).toMatchObject({ outcome: 'unknown', closest: { factCheckId: 'well', method: 'text' } });
    const { confidence } = tip.closest as { confidence: number };
    expect(confidence).toBeGreaterThan(0);
    expect(confidence).toBeLessThan(FUSION.choice);
    expect(tip.claim?.closest).toEqual(tip.closest);
  });

  it('measures how long the answer took', async () => {
    const person = line.person('zaki');
    await person.ask({ text: 'سفينة فضائية هبطت فوق سطح مبنى البريد في قرية الصفصاف مساء أمس' });
    const { ms } = await person.tip();
    expect(ms).toEqual({
      total: expect.any(Number),
      fingerprint: expect.any(Number),
      match: expect.any(Number),
    });
  });
});

type Spans = { query: { from: number; to: number }; archive: { from: number; to: number } };

function firstEvidence(answers: unknown): Spans {
  const [first] = answers as { evidence: Spans[] }[];
  const evidence = first?.evidence[0];
  if (!evidence) throw new Error('no evidence');
  return evidence;
}
