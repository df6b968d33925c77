import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { twoFactor } from 'better-auth/plugins/two-factor';
import { username } from 'better-auth/plugins/username';
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import { ISSUER } from './issuer.ts';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from './password-length.ts';
import { comparable } from './user-name.ts';

const HOUR_SECONDS = 60 * 60;
/** A session ends so long after it was last used. */
const SESSION_SECONDS = 24 * HOUR_SECONDS;

export interface EngineOptions {
  database: Database;
  secretKey: string;
  /** Where people reach the server. */
  baseUrl: string;
  log: Log;
}

/**
 * better-auth as this program uses it: passwords, sessions and their cookies. None of its routes is open to the
 * network; our own pages call it.
 */
export const createSignInEngine = ({ database, secretKey, baseUrl, log }: EngineOptions) =>
  betterAuth({
    appName: 'tabayyan',
    baseURL: baseUrl,
    secret: secretKey,
    database: prismaAdapter(database.prisma, { provider: 'postgresql' }),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: SHORTEST_PASSWORD,
      maxPasswordLength: LONGEST_PASSWORD,
    },
    plugins: [
      username({
        minUsernameLength: 1,
        maxUsernameLength: 100,
        // Names are checked when a user is added; whatever is typed later is only compared.
        usernameValidator: () => true,
        usernameNormalization: comparable,
      }),
      twoFactor({ issuer: ISSUER }),
    ],
    user: {
      additionalFields: {
        role: { type: 'string', input: false },
        disabledAt: { type: 'date', input: false, required: false },
      },
    },
    session: {
      expiresIn: SESSION_SECONDS,
      updateAge: HOUR_SECONDS,
      cookieCache: { enabled: false },
    },
    advanced: {
      cookiePrefix: 'desk',
      useSecureCookies: baseUrl.startsWith('https:'),
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true, path: '/desk' },
      ipAddress: { disableIpTracking: true },
    },
    telemetry: { enabled: false },
    logger: { level: 'error', log: (_level, message) => log.error(message) },
  });

export type SignInEngine = ReturnType<typeof createSignInEngine>;
