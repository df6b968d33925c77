import { type Drawings, PHONE } from './drawings.ts';

/** What an edit is made from. */
export interface VideoSource {
  path: string;
  width: number;
  height: number;
  /** Seconds. */
  duration: number;
  /** Running number: some edits alternate between two forms. */
  index: number;
  drawings: Drawings;
  /** Unrelated film that is in no archive, for compilations. */
  filler: string;
}

export interface VideoEdit {
  name: string;
  /** Recall to reach; null: as far as it goes. */
  goal: number | null;
  make(source: VideoSource): EditRecipe;
}

/** Arguments between the options and the encoder; `[out]` is the picture. */
export interface EditRecipe {
  inputs: string[];
  graph: string;
  encode?: string[];
  /** Where a second of the copy lies in the original: original = copy * speed + offset. */
  offset?: number;
  speed?: number;
}

const EVEN = 'scale=trunc(iw/2)*2:trunc(ih/2)*2,setsar=1';
const file = (path: string): string[] => ['-i', `file:${path}`];

/** One chain of filters over the whole film. */
const chain =
  (filters: string | ((source: VideoSource) => string), encode?: string[]) =>
  (source: VideoSource): EditRecipe => ({
    inputs: file(source.path),
    graph: `[0:v]${typeof filters === 'string' ? filters : filters(source)},${EVEN}[out]`,
    ...(encode ? { encode } : {}),
  });

/** A picture laid over the film. */
const over =
  (
    picture: (source: VideoSource) => string,
    layer: (source: VideoSource) => { width: number; height: number; x: number; y: number },
    before = 'null',
  ) =>
  (source: VideoSource): EditRecipe => {
    const { width, height, x, y } = layer(source);
    return {
      inputs: [...file(source.path), ...file(picture(source))],
      graph:
        `[1:v]scale=${round(width)}:${round(height)}[layer];[0:v]${before}[film];` +
        `[film][layer]overlay=${round(x)}:${round(y)},${EVEN}[out]`,
    };
  };

const round = (value: number): number => Math.max(2, Math.round(value));

const caption = (before = 'null', scale = 1) =>
  over(
    ({ drawings }) => drawings.caption,
    ({ width, height }) => ({
      width: width * scale,
      height: height * scale * 0.15,
      x: 0,
      y: height * scale * 0.85,
    }),
    before,
  );

/** Of short films 60 %, from an uneven moment so that samples fall elsewhere. */
function clipOf({ duration }: VideoSource): { from: number; seconds: number } {
  const seconds = Math.min(5, duration * 0.6);
  return { from: Math.round((duration - seconds) * 0.61 * 1000) / 1000, seconds };
}

function clip(make: (source: VideoSource) => EditRecipe) {
  return (source: VideoSource): EditRecipe => {
    const { from, seconds } = clipOf(source);
    const recipe = make(source);
    return {
      ...recipe,
      inputs: ['-ss', String(from), '-t', String(seconds), ...recipe.inputs],
      offset: from,
    };
  };
}

const SMALL = ['-crf', '35'];

function pictureInPicture(ground: 'plain' | 'blurred') {
  return (source: VideoSource): EditRecipe => {
    const shift = source.index % 2 === 0 ? '(W-w)/2:(H-h)/2' : '(W-w)*0.25:(H-h)*0.7';
    const under =
      ground === 'plain'
        ? 'drawbox=c=0x223344:t=fill'
        : `scale=iw/4:ih/4,boxblur=6:2,scale=${source.width}:${source.height},setsar=1`;
    return {
      inputs: file(source.path),
      graph:
        `[0:v]setsar=1,split[a][b];[a]${under}[ground];[b]scale=iw*0.7:ih*0.7[film];` +
        `[ground][film]overlay=${shift},${EVEN}[out]`,
    };
  };
}

function screenRecording(source: VideoSource): EditRecipe {
  const { hole } = PHONE;
  const scale = Math.min(hole.width / source.width, hole.height / source.height);
  const width = round(source.width * scale);
  const height = round(source.height * scale);
  const x = hole.x + Math.round((hole.width - width) / 2);
  return {
    inputs: [...file(source.drawings.phone), ...file(source.path)],
    graph: `[1:v]scale=${width}:${height},setsar=1[film];[0:v][film]overlay=${x}:${hole.y},${EVEN}[out]`,
  };
}

const COMPILED = 'scale=640:360,setsar=1,fps=25,format=yuv420p';
const FILLER_SECONDS = 4;

function compilation(source: VideoSource): EditRecipe {
  const { from, seconds } = clipOf(source);
  const fill = ['-t', String(FILLER_SECONDS)];
  return {
    inputs: [
      ...['-stream_loop', '9', ...fill, ...file(source.filler)],
      ...['-ss', String(from), '-t', String(seconds), ...file(source.path)],
      ...['-stream_loop', '9', '-ss', '1', ...fill, ...file(source.filler)],
    ],
    graph:
      `[0:v]${COMPILED},trim=0:${FILLER_SECONDS},setpts=PTS-STARTPTS[a];[1:v]${COMPILED},setpts=PTS-STARTPTS[b];` +
      `[2:v]hflip,${COMPILED},trim=0:${FILLER_SECONDS},setpts=PTS-STARTPTS[c];[a][b][c]concat=n=3:v=1:a=0[out]`,
    offset: from - FILLER_SECONDS,
  };
}

const speed = (times: number) => (source: VideoSource) => ({
  ...chain(`setpts=PTS/${times}`)(source),
  speed: times,
});

const crop = (share: number) => `crop=iw*${share}:ih*${share}`;

export const VIDEO_EDITS: VideoEdit[] = [
  { name: 'untouched copy', goal: 98, make: chain('null') },
  { name: 're-encode CRF 35 360p', goal: 98, make: chain('scale=-2:360', SMALL) },
  { name: 'grey', goal: 98, make: chain('hue=s=0') },
  { name: 'brightness, contrast', goal: 98, make: chain('eq=brightness=0.08:contrast=1.3') },
  {
    name: 'small logo',
    goal: 98,
    make: over(
      ({ drawings }) => drawings.logo,
      ({ width, height }) => {
        const size = Math.min(width, height) * 0.15;
        return { width: size, height: size, x: width - size * 1.2, y: size * 0.2 };
      },
    ),
  },
  { name: 'caption bar 15 %', goal: 98, make: caption() },
  { name: 'mirror', goal: 98, make: chain('hflip') },
  { name: 'quarter turn', goal: 98, make: chain('transpose=1') },
  { name: '5 s clip', goal: 98, make: clip(chain('null')) },
  { name: 'letterbox above, below', goal: 98, make: chain('pad=iw:trunc(ih*0.75)*2:0:(oh-ih)/2') },
  { name: 'letterbox left, right', goal: 98, make: chain('pad=trunc(iw*0.8)*2:ih:(ow-iw)/2:0') },
  {
    name: '5 s, CRF 35, caption',
    goal: 95,
    make: clip((source) => ({ ...caption()(source), encode: SMALL })),
  },
  { name: 'crop 90 %', goal: 95, make: chain(crop(0.9)) },
  { name: 'crop to square', goal: 95, make: chain('crop=min(iw\\,ih):min(iw\\,ih)') },
  { name: 'picture in picture, plain', goal: 95, make: pictureInPicture('plain') },
  { name: 'picture in picture, blurred', goal: 95, make: pictureInPicture('blurred') },
  { name: 'screen recording', goal: 95, make: screenRecording },
  { name: 'in a compilation', goal: 95, make: compilation },
  { name: 'speed 0.9', goal: 95, make: speed(0.9) },
  { name: 'speed 1.1', goal: 95, make: speed(1.1) },
  { name: 'crop 80 %', goal: 85, make: chain(crop(0.8)) },
  {
    name: '40 % logo',
    goal: 85,
    make: over(
      ({ drawings }) => drawings.logo,
      ({ width, height, index }) =>
        index % 2 === 0
          ? { width: width * 0.4, height: height * 0.4, x: width * 0.57, y: height * 0.55 }
          : { width: width * 0.4, height: height * 0.4, x: width * 0.3, y: height * 0.3 },
    ),
  },
  { name: 'mirror, crop 90 %, caption', goal: 85, make: caption(`hflip,${crop(0.9)}`, 0.9) },
  { name: 'turned 3°', goal: null, make: chain('rotate=3*PI/180') },
  {
    name: 'filmed off a screen',
    goal: null,
    make: chain(
      ({ width: w, height: h }) =>
        `perspective=${w * 0.05}:${h * 0.04}:${w * 0.97}:${h * 0.01}:${w * 0.03}:${h * 0.98}:${w * 0.95}:${h * 0.94}:sense=destination,` +
        'eq=brightness=0.05:contrast=0.85,noise=alls=12:allf=t',
    ),
  },
];
