import { describe, expect, it } from 'vitest';
import { MediaIndex } from '../../src/match/media-index.ts';
import {
  cut,
  film,
  flipBits,
  noisy,
  picture,
  randomHash,
  randomNumbers,
  sentPicture,
  sound,
} from './made-up-media.ts';

const SURE = 0.85;

describe('video', () => {
  it('finds a five-second piece of a twenty-second film at the right seconds', () => {
    const random = randomNumbers(11);
    const index = new MediaIndex();
    const archived = film(20, random);
    index.add('film', archived);
    for (let i = 0; i < 20; i++) index.add(`other-${i}`, film(20, random));
    const [match, ...others] = index.lookUp(cut(archived, 8, 13, 12, random, 0.2));
    expect(others).toEqual([]);
    expect(match).toMatchObject({ sha256: 'film', kind: 'video' });
    expect(match?.confidence).toBeGreaterThan(0.95);
    expect(match?.archive?.from).toBeCloseTo(8, 0);
    expect(match?.archive?.to).toBeCloseTo(13, 0);
    expect(match?.query?.from).toBeCloseTo(0.2, 1);
  });

  it('finds the known clip inside a longer compilation', () => {
    const random = randomNumbers(12);
    const index = new MediaIndex();
    const known = film(6, random);
    index.add('known', known);
    const around = cut(film(30, random), 0, 30, 0, random);
    const inside = cut(known, 0, 6, 10, random);
    const frames = [
      ...around.frames.filter(({ t }) => t < 12),
      ...inside.frames.map((frame) => ({ ...frame, t: frame.t + 12 })),
      ...around.frames.filter(({ t }) => t > 18),
    ];
    const [match] = index.lookUp({ kind: 'video', duration: 30, frames, audio: null });
    expect(match?.confidence).toBeGreaterThan(SURE);
    expect(match?.query?.from).toBeCloseTo(12, 0);
    expect(match?.archive?.from).toBeCloseTo(0, 0);
  });

  it('finds a mirrored film by the mirrored hashes', () => {
    const random = randomNumbers(13);
    const index = new MediaIndex();
    const archived = film(10, random);
    index.add('film', archived);
    const sent = cut(archived, 2, 8, 8, random);
    const frames = sent.frames.map((frame) => ({ ...frame, pdq: randomHash(random), turned: [frame.pdq] }));
    expect(index.lookUp({ ...sent, frames })[0]).toMatchObject({ sha256: 'film' });
  });

  it('is not sure of two films that share only an opening card', () => {
    const random = randomNumbers(14);
    const index = new MediaIndex();
    const card = randomHash(random);
    const withCard = (seconds: number) => {
      const body = film(seconds, random);
      return {
        ...body,
        frames: [{ t: 0, pdq: flipBits(card, 5, random), quality: 95 }, ...body.frames.slice(1)],
      };
    };
    index.add('archived', withCard(20));
    const [match] = index.lookUp(cut(withCard(20), 0, 20, 0, random));
    expect(match?.confidence ?? 0).toBeLessThan(SURE);
  });

  it('leaves flat and near-black frames out on both sides', () => {
    const random = randomNumbers(15);
    const index = new MediaIndex();
    const black = new Uint8Array(32);
    index.add('dark', {
      kind: 'video',
      duration: 1,
      frames: [{ t: 0, pdq: black, quality: 10 }],
      audio: null,
    });
    index.add('bright', film(3, random));
    expect(index.lookUp(sentPicture(black))).toEqual([]);
    index.add('black picture', picture(black));
    expect(index.lookUp(sentPicture(black, [], 20))).toEqual([]);
  });
});

describe('pictures', () => {
  it('finds the picture again with another caption box, and mirrored', () => {
    const random = randomNumbers(21);
    const index = new MediaIndex();
    const hash = randomHash(random);
    index.add('photo', picture(hash));
    expect(index.lookUp(sentPicture(flipBits(hash, 24, random)))[0]).toMatchObject({
      sha256: 'photo',
      kind: 'image',
    });
    expect(index.lookUp(sentPicture(randomHash(random), [flipBits(hash, 10, random)]))[0]?.sha256).toBe(
      'photo',
    );
  });

  it('finds a film by one of its stills and names the second', () => {
    const random = randomNumbers(22);
    const index = new MediaIndex();
    const archived = film(20, random);
    index.add('film', archived);
    const still = archived.frames[14]?.pdq ?? new Uint8Array(32);
    const [match] = index.lookUp(sentPicture(flipBits(still, 6, random)));
    expect(match).toMatchObject({ sha256: 'film', kind: 'video' });
    expect(match?.confidence).toBeGreaterThan(SURE);
    expect(match?.archive?.from).toBeCloseTo(7, 0);
  });

  it('finds a picture that was made into a film of one still', () => {
    const random = randomNumbers(23);
    const index = new MediaIndex();
    const hash = randomHash(random);
    index.add('photo', picture(hash));
    const frames = Array.from({ length: 20 }, (_, i) => ({
      t: i / 2,
      pdq: flipBits(hash, 7, random),
      quality: 90,
      turned: [],
    }));
    const [match] = index.lookUp({ kind: 'video', duration: 10, frames, audio: null });
    expect(match?.sha256).toBe('photo');
    expect(match?.query).toEqual({ from: 0, to: 9.5 });
  });

  it('takes a picture that is rather flat, but no such frame of a film', () => {
    const random = randomNumbers(26);
    const index = new MediaIndex();
    const flat = randomHash(random);
    index.add('picture', picture(flat, 47));
    index.add('film', {
      kind: 'video',
      duration: 1,
      frames: [{ t: 0, pdq: flat, quality: 47 }],
      audio: null,
    });
    expect(index.lookUp(sentPicture(flat, [], 47)).map(({ sha256 }) => sha256)).toEqual(['picture']);
  });

  it('is not sure of a picture that stands in very many items', () => {
    const random = randomNumbers(24);
    const index = new MediaIndex();
    const logo = randomHash(random);
    for (let i = 0; i < 40; i++) index.add(`logo-${i}`, picture(flipBits(logo, 3, random)));
    expect(index.lookUp(sentPicture(logo))[0]?.confidence ?? 0).toBeLessThan(SURE);
  });

  it('finds nothing for unrelated media', () => {
    const random = randomNumbers(25);
    const index = new MediaIndex();
    for (let i = 0; i < 100; i++) index.add(`film-${i}`, film(10, random));
    for (let i = 0; i < 100; i++) {
      const turned = Array.from({ length: 7 }, () => randomHash(random));
      expect(index.lookUp(sentPicture(randomHash(random), turned))).toEqual([]);
    }
  });
});

describe('sound', () => {
  it('finds eight seconds of a recording at the right place, encoded badly', () => {
    const random = randomNumbers(31);
    const index = new MediaIndex();
    const archived = sound(400, random);
    index.add('speech', archived);
    for (let i = 0; i < 10; i++) index.add(`other-${i}`, sound(400, random));
    const [match, ...others] = index.lookUp(noisy(archived, 150, 215, 4, random));
    expect(others).toEqual([]);
    expect(match).toMatchObject({ sha256: 'speech', kind: 'audio' });
    expect(match?.confidence).toBeGreaterThan(SURE);
    expect(match?.archive?.from).toBeCloseTo(150 * 0.124, 0);
  });

  it('finds the sound of a film under another picture', () => {
    const random = randomNumbers(32);
    const index = new MediaIndex();
    const track = sound(200, random);
    index.add('film', { ...film(10, random), audio: track });
    const sent = { ...cut(film(10, random), 0, 10, 0, random), audio: noisy(track, 40, 160, 3, random) };
    expect(index.lookUp(sent)[0]).toMatchObject({ sha256: 'film', kind: 'audio' });
  });

  it('takes silence for nothing', () => {
    const index = new MediaIndex();
    const silence = { kind: 'audio' as const, duration: 60, items: new Uint32Array(400).fill(627964279) };
    index.add('silence', silence);
    expect(index.lookUp(silence)).toEqual([]);
  });

  it('finds nothing for unrelated sound', () => {
    const random = randomNumbers(33);
    const index = new MediaIndex();
    for (let i = 0; i < 20; i++) index.add(`sound-${i}`, sound(300, random));
    for (let i = 0; i < 20; i++) expect(index.lookUp(sound(100, random))).toEqual([]);
  });
});
