import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import i18next, { type i18n } from 'i18next';
import { PROJECT_ROOT } from './project-root.ts';

/** Languages people can be answered in; the first is the default. */
export const LANGUAGES = ['ar', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

export type WordParams = Record<string, string | number>;

/** First strong isolate and its end: keep a URL or a Latin name from turning the Arabic line around it. */
export const isolate = (text: string): string => `\u2068${text}\u2069`;

/** The language of ours that fits a BCP 47 tag best. */
export const languageOf = (tag: string | null | undefined): Language =>
  LANGUAGES.find((language) => tag?.toLowerCase().split(/[-_]/u)[0] === language) ?? LANGUAGES[0];

/** How a language writes numbers and days. */
interface Forms {
  number: Intl.NumberFormat;
  date: Intl.DateTimeFormat;
  dateTime: Intl.DateTimeFormat;
}

/** All words for people, from `locales/<language>/<namespace>.json`, keys written `namespace:path.to.key`. */
export class Words {
  readonly #i18n: i18n;
  readonly #locale: string;
  readonly #formsOf = new Map<Language, Forms>();

  private constructor(i18n: i18n, locale: string) {
    this.#i18n = i18n;
    this.#locale = locale;
  }

  /** @param locale BCP 47 tag with the digits and month names the newsroom wants, e.g. `ar-u-nu-latn`. */
  static async load(directory: string, locale: string): Promise<Words> {
    const resources = Object.fromEntries(
      LANGUAGES.map((language) => [language, readNamespaces(join(directory, language))]),
    );
    const instance = i18next.createInstance();
    await instance.init({
      resources,
      ns: Object.keys(resources[LANGUAGES[0]] ?? {}),
      fallbackLng: LANGUAGES[0],
      supportedLngs: [...LANGUAGES],
      interpolation: { escapeValue: false },
      returnNull: false,
    });
    const words = new Words(instance, locale);
    const { formatter } = instance.services;
    formatter?.add('number', (value, lng) => words.number(languageOf(lng), Number(value)));
    formatter?.add('isolate', (value) => isolate(String(value)));
    return words;
  }

  /** Language of the newsroom: `LOCALE` without region and extensions. */
  get language(): Language {
    return languageOf(this.#locale);
  }

  t(language: Language, key: string, params: WordParams = {}): string {
    return this.#i18n.t(key, { ...params, lng: language });
  }

  has(language: Language, key: string): boolean {
    return this.#i18n.exists(key, { lng: language, fallbackLng: [] });
  }

  number(language: Language, value: number): string {
    return this.#forms(language).number.format(value);
  }

  /** `date` is an ISO date or date-time; only its day is shown. */
  date(language: Language, date: string): string {
    return this.#forms(language).date.format(new Date(date));
  }

  /** Day and minute, in the server's time zone. */
  dateTime(language: Language, date: Date): string {
    return this.#forms(language).dateTime.format(date);
  }

  /** Made once: to make one takes about a millisecond. */
  #forms(language: Language): Forms {
    const known = this.#formsOf.get(language);
    if (known) return known;
    const locale = this.localeOf(language);
    const forms = {
      number: new Intl.NumberFormat(locale),
      date: new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }),
      dateTime: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }),
    };
    this.#formsOf.set(language, forms);
    return forms;
  }

  direction(language: Language): 'rtl' | 'ltr' {
    return language === 'ar' ? 'rtl' : 'ltr';
  }

  /** Digits and month names follow the newsroom's locale where it speaks the reader's language. */
  localeOf(language: Language): string {
    return languageOf(this.#locale) === language ? this.#locale : language;
  }
}

/** The words of this program. @param locale as for `Words.load` */
export const loadWords = (locale: string): Promise<Words> =>
  Words.load(join(PROJECT_ROOT, 'locales'), locale);

function readNamespaces(directory: string): Record<string, object> {
  return Object.fromEntries(
    readdirSync(directory)
      .filter((name) => name.endsWith('.json'))
      .map((name) => [
        name.slice(0, -'.json'.length),
        JSON.parse(readFileSync(join(directory, name), 'utf8')),
      ]),
  );
}
