export interface SoundEdit {
  name: string;
  goal: number | null;
  /** Sounds shorter than this are left out, seconds. */
  atLeast: number;
  /** Arguments between the options and the target, and where second 0 of the copy lies in the original. */
  make(
    path: string,
    duration: number,
  ): { inputs: string[]; filter: string; encode: string[]; ending: string; offset: number };
}

const file = (path: string): string[] => ['-i', `file:${path}`];
const AAC = { encode: ['-c:a', 'aac', '-b:a', '64k'], ending: 'm4a' };
const OPUS = { encode: ['-c:a', 'libopus', '-b:a', '16k', '-ac', '1'], ending: 'ogg' };

const whole =
  (filter: string, how: { encode: string[]; ending: string } = AAC, offset = 0): SoundEdit['make'] =>
  (path) => ({ inputs: file(path), filter: `[0:a]${filter}[out]`, offset, ...how });

export const SOUND_EDITS: SoundEdit[] = [
  { name: 'opus 16 kbit/s', goal: 95, atLeast: 0, make: whole('anull', OPUS) },
  {
    name: '8 s clip',
    goal: 95,
    atLeast: 9,
    make: (path, duration) => {
      const from = Math.round((duration - 8) * 0.47 * 1000) / 1000;
      return {
        inputs: ['-ss', String(from), '-t', '8', ...file(path)],
        filter: '[0:a]anull[out]',
        offset: from,
        ...OPUS,
      };
    },
  },
  {
    name: 'telephone band',
    goal: 95,
    atLeast: 0,
    make: whole('highpass=f=300,lowpass=f=3400,aresample=8000'),
  },
  {
    name: 'noise',
    goal: 95,
    atLeast: 0,
    make: (path, duration) => ({
      inputs: [
        ...file(path),
        ...['-f', 'lavfi', '-i', `anoisesrc=d=${duration.toFixed(2)}:c=pink:a=0.03:r=44100`],
      ],
      filter:
        '[0:a]aresample=44100,aformat=channel_layouts=mono[a];[a][1:a]amix=inputs=2:duration=first[out]',
      offset: 0,
      ...AAC,
    }),
  },
  { name: '5 s of silence in front', goal: 95, atLeast: 0, make: whole('adelay=5000|5000', AAC, -5) },
];
