import { describe, expect, it } from 'vitest';
import type { QueryVideoFingerprint } from '../../src/domain/fingerprint.ts';
import type { QueryPart, Ranking } from '../../src/match/matcher.ts';
import { type ItemWithMedia, MatcherWithMedia } from '../support/matcher-with-media.ts';
import { cut, film, picture, randomHash, randomNumbers, sentPicture } from './made-up-media.ts';

const random = randomNumbers(91);
const flood = film(12, random);
const march = film(12, random);
const photo = randomHash(random);

const item = (
  id: string,
  claim: string,
  sha256: string,
  fingerprint: ItemWithMedia['media'][0]['fingerprint'],
) => ({
  id,
  title: null,
  claim,
  urls: [],
  media: [{ sha256, fingerprint }],
});

function archive(): MatcherWithMedia {
  const matcher = new MatcherWithMedia();
  matcher.upsert(item('flood', 'فيديو لسيول تجرف السيارات في وادي المرجان', 'a1', flood));
  matcher.upsert(item('march', 'مسيرة عمال الميناء في جزيرة اللؤلؤة', 'b1', march));
  matcher.upsert(item('whale', 'صورة حوت أبيض في بحيرة الصفصاف', 'c1', picture(photo)));
  return matcher;
}

/** One film after the other. */
function oneAfterTheOther(...films: QueryVideoFingerprint[]): QueryVideoFingerprint {
  let from = 0;
  const frames = films.flatMap((part) => {
    const moved = part.frames.map((frame) => ({ ...frame, t: frame.t + from }));
    from += part.duration;
    return moved;
  });
  return { kind: 'video', duration: from, frames, audio: null };
}

const file = (
  position: number,
  fingerprint: Extract<QueryPart, { kind: 'media' }>['fingerprint'],
): QueryPart => ({
  kind: 'media',
  file: position,
  sha256: `sent ${position}`,
  fingerprint,
});

const sent = ({ ranked }: Ranking): string[] => ranked.filter((one) => one.sent).map(({ id }) => id);

describe('several known things in one question', () => {
  it('are all answered when a compilation shows them one after the other, each with its seconds', () => {
    const compilation = oneAfterTheOther(
      cut(flood, 2, 8, 6, random),
      cut(film(5, random), 0, 5, 0, random),
      cut(march, 3, 9, 6, random),
    );
    const ranking = archive().rank([file(0, compilation)]);
    expect(ranking.band).toBe('answered');
    expect(sent(ranking).sort()).toEqual(['flood', 'march']);
    const seconds = new Map(ranking.ranked.map(({ id, evidence }) => [id, evidence[0]?.query]));
    expect(seconds.get('flood')?.to).toBeLessThanOrEqual(6);
    expect(seconds.get('march')?.from).toBeGreaterThanOrEqual(11);
  });

  it('are all answered when an album holds them', () => {
    const ranking = archive().rank([file(0, sentPicture(photo)), file(1, cut(march, 0, 10, 4, random))]);
    expect(ranking.band).toBe('answered');
    expect(sent(ranking).sort()).toEqual(['march', 'whale']);
  });

  it('are a choice when two fact-checks show the same stretch', () => {
    const matcher = archive();
    matcher.upsert(item('strike', 'إضراب مفتوح في مصانع السكر', 'b1', null));
    const ranking = matcher.rank([file(0, cut(march, 0, 10, 4, random))]);
    expect(ranking.band).toBe('choices');
    expect(sent(ranking).sort()).toEqual(['march', 'strike']);
  });
});
