import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { AttemptLimit, addressOf } from '../../../src/web/desk/attempt-limit.ts';

const seen = async (remoteAddress: string, forwarded?: string): Promise<string> => {
  const app = new Hono().get('/', (c) => c.text(addressOf(c) ?? ''));
  const headers = new Headers(forwarded === undefined ? [] : [['x-forwarded-for', forwarded]]);
  return (await app.request('/', { headers }, { incoming: { socket: { remoteAddress } } })).text();
};

it.each([
  ['of the connection', '203.0.113.7', undefined, '203.0.113.7'],
  ['without what a socket for both kinds puts before it', '::ffff:203.0.113.7', undefined, '203.0.113.7'],
  [
    'that the nearest proxy names, when it stands in our network',
    '::ffff:127.0.0.1',
    '198.51.100.1, 203.0.113.9',
    '203.0.113.9',
  ],
  ['never one that a stranger names', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
  ['never what is none', '127.0.0.1', '<script>', '127.0.0.1'],
])('an address is the one %s', async (_what, remote, forwarded, expected) => {
  expect(await seen(remote, forwarded)).toBe(expected);
});

it('twenty tries in ten minutes are all an address has', () => {
  let now = 0;
  const limit = new AttemptLimit(() => now);
  for (let tries = 0; tries < 20; tries++) limit.count('203.0.113.7');
  expect(() => limit.count('203.0.113.7')).toThrow('sign-in-too-often');
  expect(() => limit.count('203.0.113.8')).not.toThrow();
  now += 10 * 60_000;
  expect(() => limit.count('203.0.113.7')).not.toThrow();
});
