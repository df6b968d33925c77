#!/usr/bin/env node
import { text } from 'node:stream/consumers';
import { isAppError } from './errors.ts';
import { runProgram } from './program.ts';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Ctrl-C under `npm start` reaches us twice, from the terminal and from npm: signals this close are one. */
const SAME_SIGNAL_MS = 1_000;

const note = (text: string): void => void process.stderr.write(text);

/** A second signal ends the process without waiting. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    let askedAt: number | null = null;
    const onSignal = () => {
      if (askedAt !== null && performance.now() - askedAt > SAME_SIGNAL_MS) process.exit(1);
      askedAt ??= performance.now();
      resolve();
    };
    for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  });
}

process.exitCode = await runProgram(process.argv.slice(2), {
  env: process.env,
  print: (line) => void process.stdout.write(`${line}\n`),
  note,
  readInput: () => text(process.stdin),
  isTerminal: process.stderr.isTTY === true,
  isStyled: process.stdout.isTTY === true,
  askedToStop: stopSignal,
}).catch((error) => {
  note(`${isAppError(error) ? error.message : error}\n`);
  return 1;
});
