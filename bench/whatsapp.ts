/**
 * Memory of WhatsApp with a number of one's own, the process and its browser apart: `npm run bench -- whatsapp`. The
 * shipped program, the real library and browser, a stand-in for WhatsApp's page (the real one takes more). Linux only.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { WhatsAppPage } from '../tests/standins/whatsapp-page.ts';
import { browsersOn } from '../tests/support/browser-processes.ts';
import { freePort, TipLineHome, until } from '../tests/support/tip-line-process.ts';

const QUESTIONS = 100;
const FILE_MB = 64;
const POLL_MS = 100;

const field = async (pid: number, file: string, name: string): Promise<number> => {
  // One that has ended meanwhile has none.
  const text = await readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
  return Number(new RegExp(`^${name}:\\s+(\\d+)`, 'mu').exec(text)?.[1] ?? 0);
};

/** Proportional share of a process and all that it started, megabytes. */
async function memoryOfTree(root: number): Promise<number> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  const parents = new Map(
    await Promise.all(pids.map(async (pid) => [pid, await field(pid, 'status', 'PPid')] as const)),
  );
  const isInTree = (pid: number): boolean => pid === root || (pid > 1 && isInTree(parents.get(pid) ?? 0));
  const shares = await Promise.all(pids.filter(isInTree).map((pid) => field(pid, 'smaps_rollup', 'Pss')));
  return shares.reduce((total, share) => total + share, 0) / 1024;
}

const home = await TipLineHome.make();
const page = await WhatsAppPage.start();
try {
  const tipLine = await home.start({
    PORT: String(await freePort()),
    WHATSAPP_WEB: 'on',
    WHATSAPP_WEB_CHROME_ARGS: page.browserArguments.join(' '),
    WHATSAPP_WEB_TYPING: '0-0',
    WHATSAPP_WEB_REPLIES_PER_HOUR: '10000',
  });
  await until(() => tipLine.run.stdout.includes('▀'), 60_000, 'a code');
  page.scan();
  await until(() => tipLine.run.stdout.includes('واتساب متصل'), 60_000, 'the connection');
  const [browser = 0] = await browsersOn(join(home.folder, 'whatsapp-web', 'profile'));
  const child = await field(browser, 'status', 'PPid');
  const now = async () => {
    const inBrowser = await memoryOfTree(browser);
    return { process: (await memoryOfTree(child)) - inBrowser, browser: inBrowser };
  };
  const report = (what: string, memory: { process: number; browser: number }): void => {
    const [own, chromium] = [memory.process, memory.browser].map((megabytes) => Math.round(megabytes));
    process.stdout.write(`${what}: process ${own} MB, browser ${chromium} MB\n`);
  };
  /** The most of each, until all of it is answered. */
  const mostUntil = async (isDone: () => boolean) => {
    const most = { process: 0, browser: 0 };
    while (!isDone()) {
      const memory = await now();
      most.process = Math.max(most.process, memory.process);
      most.browser = Math.max(most.browser, memory.browser);
      await delay(POLL_MS);
    }
    return most;
  };
  const answered = (id: string): boolean => page.sent.some(({ quoted }) => quoted === id);

  report('connected', await now());
  const ids = Array.from({ length: QUESTIONS }, (_, i) => page.says(`${9e14 + i}@lid`, { body: '/help' }));
  report(`most during ${QUESTIONS} questions at once`, await mostUntil(() => ids.every(answered)));
  // What is in it does not matter: it is brought, and then found to be no film.
  const film = { type: 'video', ...page.media(Buffer.alloc(FILE_MB * 1024 * 1024, 7), 'video/mp4') };
  const asked = page.says(`${9e14 + QUESTIONS}@lid`, film);
  report(`most while ${FILE_MB} MB are fetched`, await mostUntil(() => answered(asked)));
  report('after it', await now());
  await tipLine.stop();
} finally {
  await home.close();
  await page.close();
}
