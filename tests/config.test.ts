import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';

const problemsOf = (env: Record<string, string>): string => {
  try {
    readConfig(env);
    return '';
  } catch (error) {
    return String(error);
  }
};

describe('the brand in the environment', () => {
  it('is empty while nothing is set', () => {
    expect(readConfig({ BRAND_NAME: '  ' }).brand).toEqual({ name: null, colour: null, logo: null });
  });

  it('is a name, a colour and the path of a logo', () => {
    const env = { BRAND_NAME: ' مرصد المثال ', BRAND_COLOR: '#0B5F57', BRAND_LOGO: 'logo.png' };
    expect(readConfig(env).brand).toEqual({
      name: 'مرصد المثال',
      colour: '#0b5f57',
      logo: resolve('logo.png'),
    });
  });

  it.each(['red', '#fff', '#0b5f5', '0b5f57', '#0b5f57;'])(
    'is refused with another form of colour: %s',
    (colour) => {
      const problems = problemsOf({ BRAND_COLOR: colour });
      expect(problems).toContain('BRAND_COLOR: must be a colour such as #0b5f57');
      expect(problems.replace('#0b5f57', '')).not.toContain(colour);
    },
  );

  it('is refused with a name that no card has room for', () => {
    expect(problemsOf({ BRAND_NAME: 'م'.repeat(61) })).toContain(
      'BRAND_NAME: must have at most 60 characters',
    );
  });
});

describe('WhatsApp with a number of its own in the environment', () => {
  it('is off unless it is switched on', () => {
    expect(readConfig({ WHATSAPP_WEB_TYPING: '0-0' }).whatsAppWeb).toBeNull();
  });

  it('has a careful pace, which can be changed', () => {
    expect(readConfig({ WHATSAPP_WEB: 'on' }).whatsAppWeb).toEqual({
      browserArguments: [],
      repliesPerHour: 120,
      typingMs: { least: 1000, most: 4000 },
    });
    const env = { WHATSAPP_WEB: 'on', WHATSAPP_WEB_TYPING: '0.5-2', WHATSAPP_WEB_REPLIES_PER_HOUR: '30' };
    expect(readConfig(env).whatsAppWeb).toMatchObject({
      repliesPerHour: 30,
      typingMs: { least: 500, most: 2000 },
    });
  });

  it('takes arguments for the browser, also with spaces in them', () => {
    const env = { WHATSAPP_WEB: 'on', WHATSAPP_WEB_CHROME_ARGS: ' --proxy-server=a  --rules=MAP a b ' };
    expect(readConfig(env).whatsAppWeb?.browserArguments).toEqual(['--proxy-server=a', '--rules=MAP a b']);
  });

  it.each([
    ['WHATSAPP_WEB', 'yes'],
    ['WHATSAPP_WEB_TYPING', '4-1'],
    ['WHATSAPP_WEB_TYPING', 'long'],
    ['WHATSAPP_WEB_REPLIES_PER_HOUR', '0'],
    ['WHATSAPP_WEB_CHROME_ARGS', 'no dashes'],
  ])('is refused with %s=%s', (name, value) => {
    expect(problemsOf({ [name]: value })).toContain(`${name}: `);
  });
});

describe('the time zone in the environment', () => {
  it('is where the newsroom is', () => {
    expect(readConfig({ TIME_ZONE: 'Asia/Amman' }).timeZone).toBe('Asia/Amman');
  });

  it("is the machine's when nothing is set", () => {
    expect(readConfig({}).timeZone).toBe(new Intl.DateTimeFormat().resolvedOptions().timeZone);
  });

  it.each(['Amman', 'UTC+99', "'; drop table tips"])(
    'is refused when there is none of its name: %s',
    (zone) => {
      const problems = problemsOf({ TIME_ZONE: zone });
      expect(problems).toContain('TIME_ZONE: must be a time zone such as Asia/Amman');
    },
  );
});
