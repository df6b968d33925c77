import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UnsupportedKind } from '../../src/domain/message.ts';
import { AppError } from '../../src/errors.ts';
import { pngBomb, withUnknownCodec } from '../support/hostile-files.ts';
import { cutOff, makeSound, writeFixture } from '../support/media-fixtures.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { bridgeVideo, textChecks, WELL_CLAIM } from '../support/test-archive.ts';
import { wave } from '../support/wave-file.ts';

let line: TestApp;
beforeAll(async () => {
  line = await startTestApp({ archive: textChecks });
});
afterAll(() => line.end());

/** Whatever came before, the next question is answered. */
const expectToGoOn = async (name: string): Promise<void> => {
  const reply = await line.person(name).ask({ text: WELL_CLAIM });
  expect(reply.text).toContain('https://checks.example/well');
};

describe('what cannot be checked', () => {
  it.each<UnsupportedKind>(['sticker', 'location', 'contact', 'poll', 'other'])(
    'a %s gets an Arabic answer that says what to send instead',
    async (unsupported) => {
      const person = line.person(`sends-${unsupported}`);
      const reply = await person.ask({ unsupported });
      expect(reply.text).toBe(line.words(`unsupported.${unsupported}`));
      expect(reply.text).toMatch(/\p{Script=Arabic}/u);
      expect(await person.tips).toHaveLength(0);
    },
  );

  it.each([[{}], [{ text: '' }], [{ text: ' \n\u200F ' }], [{ text: '؟!…' }], [{ text: 'هل هذا صحيح؟' }]])(
    'an empty message (%j) is answered',
    async (empty) => {
      await line.person('empty').ask({ command: { name: 'help', argument: '' } });
      const reply = await line.person('empty').ask(empty);
      expect(reply.text).toBe(line.words('unsupported.empty'));
    },
  );

  it('a service message that holds nothing to answer is closed without a word', async () => {
    await line.messenger.deliverRaw('service', null, 'service-1');
    await line.processAll();
    expect(line.person('service').replies).toHaveLength(0);
    expect(await stored('service-1')).toMatchObject({ handledAt: expect.any(Date), failure: null });
  });

  it('a payload that makes no sense is noted and stops nothing', async () => {
    await line.messenger.deliverRaw('broken', { conversation: 7, nonsense: [null] }, 'broken-1');
    await line.processAll();
    expect(await stored('broken-1')).toMatchObject({
      handledAt: expect.any(Date),
      failure: 'message-malformed',
    });
    await expectToGoOn('broken');
  });
});

describe('hostile text', () => {
  it.each([
    ['100,000 characters', 'كلام طويل لا ينتهي '.repeat(5_300)],
    ['100,000 characters without a space', 'ش'.repeat(100_000)],
    ['100,000 links', 'http://a.example/ '.repeat(5_600)],
    ['100,000 marks and one letter', `${'؟!،…«»'.repeat(17_000)}ش`],
    ['markup', `<script>alert(1)</script> <b>${WELL_CLAIM.slice(0, 20)} & co</b>`],
  ])('of %s is answered', async (_, text) => {
    const person = line.person('writer');
    const reply = await person.ask({ text });
    expect(reply.text.length).toBeGreaterThan(10);
  });

  it.each([
    ['a NUL', 'جسر\u0000نهر', 'جسرنهر'],
    ['half of a surrogate pair', 'جسر\uD83Dنهر', 'جسر\uFFFDنهر'],
    ['the escape of a NUL spelt out', 'جسر\\u0000نهر', 'جسر\\u0000نهر'],
    ['a backslash before it', '\\\\u0000', '\\\\u0000'],
  ])('with %s is stored and answered', async (what, text, kept) => {
    const person = line.person(`escapes ${what}`);
    await person.ask({ text });
    expect(await person.tip()).toMatchObject({ text: kept });
  });

  it('finds the claim inside a long message', async () => {
    const reply = await line.person('forwarder').ask({
      text: `وصلني هذا الآن من مجموعة العائلة وأرجو التأكد منه قبل النشر\n${WELL_CLAIM}\nانشروها قبل أن تُحذف`,
    });
    expect(reply.text).toContain('https://checks.example/well');
  });
});

describe('a file that cannot be read', () => {
  it.each([
    ['of 0 bytes', () => writeFixture('empty.mp4', ''), 'file-empty', 'failed'],
    [
      'of text named .mp4',
      () => writeFixture('text.mp4', 'ليس هذا مقطعًا'),
      'file-type-unsupported',
      'unsupported',
    ],
    [
      'of random bytes named .jpg',
      () =>
        writeFixture(
          'noise.jpg',
          Uint8Array.from({ length: 5_000 }, (_, i) => (i * 7919) % 251),
        ),
      'file-type-unsupported',
      'unsupported',
    ],
    ['cut off before its index', async () => cutOff(await bridgeVideo(), 0.3), 'file-unreadable', 'failed'],
  ])('%s gets an answer that says so and is not queued', async (what, make, code, outcome) => {
    const person = line.person(`file ${what}`);
    const reply = await person.ask({ files: [await line.file(await make(), 'video')] });
    expect(reply.text).toBe(line.words(`errors:${code}`));
    expect(await person.tip()).toMatchObject({ outcome, reason: code, claimId: null });
  });

  it.each([
    [
      'in a codec that cannot be decoded',
      async () => writeFixture('codec.mp4', withUnknownCodec(await readFile(await bridgeVideo()))),
      'media-codec-unsupported',
    ],
    [
      'of 600 million pixels',
      () => writeFixture('bomb.png', pngBomb({ width: 30_000, height: 20_000 })),
      'media-too-big-to-decode',
    ],
  ])('%s gets an answer that says so and is queued, for people can look at it', async (what, make, code) => {
    const person = line.person(`file ${what}`);
    const reply = await person.ask({ files: [await line.file(await make(), 'document')] });
    expect(reply.text).toBe(`${line.words(`errors:${code}`)}\n${line.words('failed.queued')}`);
    expect(await person.tip()).toMatchObject({ outcome: 'failed', reason: code, claim: { demand: 1 } });
  });

  it('because it is silence gets an answer that says so and is not queued', async () => {
    const path = await writeFixture('silence.wav', wave(new Int16Array(10 * 22_050)));
    const person = line.person('silent');
    const reply = await person.ask({ files: [await line.file(path, 'audio')] });
    expect(reply.text).toBe(line.words('errors:media-without-content'));
    expect(await person.tip()).toMatchObject({ outcome: 'failed', claimId: null });
  });

  it('gets the same answer the second time, without another try', async () => {
    const file = await line.file(await writeFixture('text-2.mp4', 'نص آخر'), 'video', { fileKey: 'text-2' });
    await line.person('first').ask({ files: [file] });
    const reply = await line.person('second').ask({ files: [{ ...file, fetchKey: 'not-to-be-fetched' }] });
    expect(reply.text).toBe(line.words('errors:file-type-unsupported'));
  });

  it('still has the words that came with it answered', async () => {
    const reply = await line.person('captioned').ask({
      text: WELL_CLAIM,
      files: [await line.file(await writeFixture('empty-2.mp4', ''), 'video')],
    });
    expect(reply.text).toContain('https://checks.example/well');
  });

  it('that the messenger no longer has is asked for again', async () => {
    const person = line.person('late');
    const reply = await person.ask({ files: [{ fileKey: 'gone', fetchKey: 'gone', kind: 'video' }] });
    expect(reply.text).toBe(line.words('errors:file-gone'));
    expect(await person.tip()).toMatchObject({ outcome: 'failed', reason: 'file-gone', claimId: null });
  });

  it('over the limit and without a still is answered politely and queued', async () => {
    line.messenger.failLocate('huge', new AppError('file-too-large'));
    const person = line.person('huge');
    const reply = await person.ask({ files: [{ fileKey: 'huge', fetchKey: 'huge', kind: 'video' }] });
    expect(reply.text).toBe(`${line.words('errors:file-too-large')}\n${line.words('failed.queued')}`);
    expect(await person.tip()).toMatchObject({ outcome: 'failed', claim: { demand: 1 } });
  });
});

describe('a sound that nobody checked', () => {
  it('reaches the queue, and joins when it comes again in another format', async () => {
    const files = async (extension: 'ogg' | 'mp3') => [
      await line.file(await makeSound(560, { extension }), 'audio'),
    ];
    await line.person('voice-1').ask({ files: await files('ogg') });
    await line.person('voice-2').ask({ files: await files('mp3') });
    const first = await line.person('voice-1').tip();
    expect(first).toMatchObject({ outcome: 'unknown', claim: { demand: 2 } });
    expect((await line.person('voice-2').tip()).claimId).toBe(first.claimId);
  });
});

const stored = (externalId: string) =>
  line.prisma.message.findFirstOrThrow({ where: { channel: 'memory', externalId } });
