import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One key of one language: its text, or its texts by plural form. */
export interface Entry {
  /** `namespace:path.to.key`, without plural form. */
  key: string;
  /** By plural form; a key that counts nothing has its only text under ''. */
  forms: Map<string, string>;
}

const PLURAL_FORM = /^(?<key>.+)_(?<form>zero|one|two|few|many|other)$/u;

/** All keys of one language, by name. */
export function readLanguage(directory: string): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const file of readdirSync(directory).filter((name) => name.endsWith('.json'))) {
    const namespace = file.slice(0, -'.json'.length);
    const content: unknown = JSON.parse(readFileSync(join(directory, file), 'utf8'));
    for (const [path, text] of leaves(content)) {
      const { key = path, form = '' } = PLURAL_FORM.exec(path)?.groups ?? {};
      const name = `${namespace}:${key}`;
      const entry = entries.get(name) ?? { key: name, forms: new Map() };
      entry.forms.set(form, text);
      entries.set(name, entry);
    }
  }
  return entries;
}

function leaves(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) throw new Error(`${path}: neither a text nor a group`);
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner, path ? `${path}.${name}` : name));
}

const PLACEHOLDER = /\{\{\s*(?<name>\w+)\s*(?:,\s*(?<format>\w+)\s*)?\}\}/gu;
/** The formatters of `src/words.ts`. */
const FORMATS = ['number', 'isolate'];

function placeholders(text: string): Set<string> {
  return new Set([...text.matchAll(PLACEHOLDER)].map((match) => match.groups?.name ?? ''));
}

/** Plural forms and placeholders of one language. */
export function faultsWithin(language: string, { key, forms }: Entry): string[] {
  const faults = [...forms].flatMap(([form, text]) => faultsOfText(`${language} ${nameOf(key, form)}`, text));
  if (forms.has('') && forms.size > 1) faults.push(`${language} ${key}: both with and without plural forms`);
  if (!forms.has('')) faults.push(...faultsOfForms(language, key, forms));
  return faults;
}

function faultsOfText(where: string, text: string): string[] {
  const faults: string[] = [];
  for (const { groups } of text.matchAll(PLACEHOLDER)) {
    if (groups?.format && !FORMATS.includes(groups.format)) {
      faults.push(`${where}: unknown format "${groups.format}"`);
    }
  }
  if (/[{}]/u.test(text.replace(PLACEHOLDER, ''))) faults.push(`${where}: a brace that opens no placeholder`);
  if (text !== text.trim() && !text.startsWith('  ')) faults.push(`${where}: blank at its beginning or end`);
  return faults;
}

function faultsOfForms(language: string, key: string, forms: Map<string, string>): string[] {
  const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const missing = needed.filter((form) => !forms.has(form));
  // i18next reads `zero` in every language.
  const surplus = [...forms.keys()].filter((form) => form !== 'zero' && !needed.some((n) => n === form));
  const names = namesOf(forms);
  return [
    ...missing.map((form) => `${language} ${nameOf(key, form)}: is missing`),
    ...surplus.map((form) => `${language} ${nameOf(key, form)}: the language has no such form`),
    ...[...forms].flatMap(([form, text]) =>
      form === 'zero' || sameNames(placeholders(text), names)
        ? []
        : [`${language} ${nameOf(key, form)}: not the placeholders of the other forms`],
    ),
  ];
}

/** Whether two languages fill in the same things. */
export function faultBetween(language: string, one: Entry, other: Entry): string[] {
  if (one.forms.has('') !== other.forms.has(''))
    return [`${language} ${other.key}: counts in one language only`];
  return sameNames(namesOf(one.forms), namesOf(other.forms))
    ? []
    : [`${language} ${other.key}: other placeholders than in the first language`];
}

const namesOf = (forms: Map<string, string>): Set<string> =>
  new Set([...forms.values()].flatMap((text) => [...placeholders(text)]));

/** `count` may be written in words ("two people"). */
function sameNames(one: Set<string>, other: Set<string>): boolean {
  const differing = [...one].filter((n) => !other.has(n)).concat([...other].filter((n) => !one.has(n)));
  return differing.every((name) => name === 'count');
}

const nameOf = (key: string, form: string): string => (form ? `${key}_${form}` : key);
