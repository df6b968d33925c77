import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * Finds the keys of texts that the source asks for. It knows `words.t(language, 'ns:key')` and every
 * function that hands a parameter named `key` on to it behind a prefix (`say`, `t`, `#lines` …).
 */
export interface Usage {
  /** `src/cli/queue-command.ts:15` */
  where: string;
  /** Full key; a part that is computed reads `*`. */
  key: string;
}

/** A function that looks up `prefix + key`. */
interface LookUp {
  name: string;
  /** Position of the key among its arguments. */
  position: number;
  prefix: string;
  /** Where its file defines it, and where its body looks up. */
  at: number;
  bodyAt: number;
}

const WORDS_T: LookUp = { name: '.t', position: 1, prefix: '', at: -1, bodyAt: -1 };
/** The class that looks up is not one of its own callers. */
const SKIPPED = ['src/words.ts', 'src/store/prisma-client/'];

export function usagesIn(root: string): Usage[] {
  const files = sourceFiles(join(root, 'src')).map((path) => ({
    path: relative(root, path),
    source: withoutComments(readFileSync(path, 'utf8')),
  }));
  const kept = files.filter(({ path }) => !SKIPPED.some((skipped) => path.startsWith(skipped)));
  const exported = kept.flatMap(({ source }) =>
    lookUpsDefinedIn(source, [WORDS_T])
      .filter(({ name }) => source.includes(`export const ${name} =`))
      .map((lookUp) => ({ ...lookUp, at: -1, bodyAt: -1 })),
  );
  return kept.flatMap(({ path, source }) => usagesInFile(path, source, exported));
}

function usagesInFile(path: string, source: string, exported: LookUp[]): Usage[] {
  const imported = exported.filter(({ name }) =>
    new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\}`, 'u').test(source),
  );
  const known = [WORDS_T, ...imported];
  const lookUps = [...known, ...lookUpsDefinedIn(source, known)];
  const bodies = new Set(lookUps.map(({ bodyAt }) => bodyAt));
  const usages = keyTypesIn(source, lookUps);
  for (const name of new Set(lookUps.map((lookUp) => lookUp.name))) {
    for (const call of callsOf(source, name)) {
      if (bodies.has(call.at)) continue;
      const namesakes = lookUps.filter((one) => one.name === name);
      const lookUp = namesakes.findLast(({ at }) => at <= call.at) ?? namesakes[0];
      const argument = lookUp && call.args[lookUp.position];
      if (!lookUp || argument === undefined) continue;
      for (const key of keysIn(argument)) usages.push({ at: call.at, key: `${lookUp.prefix}${key}` });
    }
  }
  return usages.map(({ at, key }) => ({ where: `${path}:${source.slice(0, at).split('\n').length}`, key }));
}

const DEFINITION =
  /(?:(?:const|function)\s+|\n\s+)(?<name>#?\w+)(?:\s*=\s*|\s*)\((?<parameters>[^()]*?\bkey: \w+[^()]*)\)/gu;

/** Letters of a function in which its look-up is expected. */
const BODY = 200;

/** Functions with a parameter `key` whose body passes it to a function that looks up. */
function lookUpsDefinedIn(source: string, known: LookUp[]): LookUp[] {
  const found: LookUp[] = [];
  const definitions = [...source.matchAll(DEFINITION)];
  // Twice: a method may stand before the one it calls.
  for (const match of [...definitions, ...definitions]) {
    const { name = '', parameters = '' } = match.groups ?? {};
    const start = match.index + match[0].length;
    if (found.some(({ at }) => at === match.index)) continue;
    const position = splitArguments(parameters).findIndex((parameter) => /^\s*key:/u.test(parameter));
    for (const inner of [...known, ...found].reverse()) {
      const call = callsOf(source.slice(start, start + BODY), inner.name)[0];
      const argument = call?.args[inner.position]?.trim();
      const tail = argument === 'key' ? '' : /^`([^`$]*)\$\{key\}`$/u.exec(argument ?? '')?.[1];
      if (!call || tail === undefined) continue;
      const bodyAt = start + call.at;
      found.push({ name, position, prefix: `${inner.prefix}${tail}`, at: match.index, bodyAt });
      break;
    }
  }
  return found;
}

/** `type TextKey = 'a' | 'b'`: keys for the function whose `key` parameter has this type. */
function keyTypesIn(source: string, lookUps: LookUp[]): { at: number; key: string }[] {
  return [...source.matchAll(/type (?<type>\w*Key) =(?<union>[^;]+);/gu)].flatMap((match) => {
    const { type = '', union = '' } = match.groups ?? {};
    const owner = new RegExp(`(#?\\w+)\\(key: ${type}\\b`, 'u').exec(source)?.[1];
    const prefix = lookUps.find(({ name }) => name === owner)?.prefix;
    return prefix === undefined
      ? []
      : [...union.matchAll(/'([^']+)'/gu)].map((key) => ({ at: match.index, key: `${prefix}${key[1]}` }));
  });
}

/** The keys an argument can be: its literals, and its templates with `*` for what is computed. */
function keysIn(argument: string): string[] {
  const expression = argument.trim();
  if (/^[\w.#]+$/u.test(expression)) return [];
  // Of a choice `a === 'x' ? 'one' : 'two'` only the ends are keys.
  const ends = expression.includes('?') ? expression.slice(expression.indexOf('?')) : expression;
  const templates = [...ends.matchAll(/`([^`]*)`/gu)].map((match) =>
    (match[1] ?? '').replace(/\$\{[^}]*\}/gu, '*'),
  );
  const literals = [...ends.replace(/`[^`]*`/gu, '').matchAll(/'([^']*)'/gu)].map((match) => match[1] ?? '');
  return [...literals, ...templates];
}

function callsOf(source: string, name: string): { at: number; args: string[] }[] {
  const before = name.startsWith('.') || name.startsWith('#') ? '' : '(?<![\\w.#])';
  const pattern = new RegExp(`${before}${name.replace('.', '\\.')}\\(`, 'gu');
  return [...source.matchAll(pattern)].map((match) => ({
    at: match.index,
    args: splitArguments(source.slice(match.index + match[0].length)),
  }));
}

/** Cuts at the commas outside of brackets and strings, up to the bracket that closes. */
function splitArguments(text: string): string[] {
  const args = [''];
  let depth = 0;
  let quote = '';
  for (const letter of text) {
    if (quote) {
      if (letter === quote) quote = '';
    } else if (/['"`]/u.test(letter)) quote = letter;
    else if (/[([{]/u.test(letter)) depth++;
    else if (/[)\]}]/u.test(letter) && --depth < 0) break;
    if (!quote && depth === 0 && letter === ',') args.push('');
    else args[args.length - 1] += letter;
  }
  return args;
}

/** Keeps the lines, so that places stay true. */
const withoutComments = (source: string): string =>
  source
    .replace(/^[^\S\n]*\/\*[\s\S]*?\*\//gmu, (comment) => comment.replace(/[^\n]/gu, ''))
    .replace(/^[^\S\n]*\/\/.*$/gmu, '');

const sourceFiles = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/u.test(name))
    .map((name) => join(folder, name))
    .sort();
