import { runProgram } from '../../src/program.ts';

/** What a command said and ended with. */
export interface CommandEnd {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command of the program in this process: all of it but `main.ts`. Nothing of our environment reaches it. */
export async function runCommand(
  args: string[],
  env: Record<string, string>,
  input = '',
): Promise<CommandEnd> {
  const end = { code: 0, stdout: '', stderr: '' };
  const { PATH, FFMPEG_PATH } = process.env;
  end.code = await runProgram(args, {
    env: { PATH, FFMPEG_PATH, LOG_LEVEL: 'silent', ...env },
    print: (line) => {
      end.stdout += `${line}\n`;
    },
    note: (text) => {
      end.stderr += text;
    },
    readInput: async () => input,
    isTerminal: false,
    isStyled: false,
    askedToStop: () => Promise.reject(new Error('start runs in a process of its own')),
  });
  return end;
}
