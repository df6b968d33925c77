import type { Moderator } from '../domain/role.ts';
import { AppError } from '../errors.ts';
import type { Tx } from '../store/database.ts';
import { recordAccountEvent } from '../store/users.ts';
import { ISSUER } from './issuer.ts';
import { refusalCode } from './refusal.ts';
import type { SignInEngine } from './sign-in-engine.ts';

/** Base32, as an app takes it. */
export const SECRET_FORM = /^[A-Z2-7]{16,128}$/u;

/** What an app that makes codes has to know. RFC 6238, with the defaults of all apps: SHA-1, 6 digits, 30 seconds. */
export const keyUri = (name: string, secret: string): string =>
  `otpauth://totp/${encodeURIComponent(ISSUER)}:${encodeURIComponent(name)}?${new URLSearchParams({ secret, issuer: ISSUER })}`;

interface Request {
  /** With the cookies. */
  headers: Headers;
  origin: string | null;
}

interface Own extends Request {
  moderator: Moderator;
}

/** A code at sign-in beside the password, from an app on the phone or from a list of codes that each hold once. */
export class SecondFactor {
  readonly #tx: Tx;
  readonly #engine: () => Promise<SignInEngine>;

  constructor(tx: Tx, engine: () => Promise<SignInEngine>) {
    this.#tx = tx;
    this.#engine = engine;
  }

  async isSet({ id }: Moderator): Promise<boolean> {
    const user = await this.#tx.user.findUnique({ where: { id }, select: { twoFactorEnabled: true } });
    return user?.twoFactorEnabled ?? false;
  }

  /**
   * A secret for the app; nothing changes before `confirm`.
   * @throws `password-wrong`, `second-factor-exists`
   */
  async begin({ headers }: Own, password: string): Promise<string> {
    const { api } = await this.#engine();
    const set = await said(api.enableTwoFactor({ headers, body: { password, method: 'totp' } }));
    const uri = 'totpURI' in set ? new URL(set.totpURI) : null;
    const secret = uri?.searchParams.get('secret') ?? '';
    if (!SECRET_FORM.test(secret)) throw new Error('a secret that no app could take');
    return secret;
  }

  /**
   * From now on codes are asked for. Resolves with the cookies of the session and the backup codes.
   * @throws `code-wrong`, `code-expired`, `second-factor-exists`
   */
  async confirm({ headers, origin, moderator }: Own, code: string) {
    // Who has the app already would see the backup codes again.
    if (await this.isSet(moderator)) throw new AppError('second-factor-exists');
    const { api } = await this.#engine();
    const { headers: sent } = await said(
      api.verifyTOTP({ headers, body: { code: plain(code) }, returnHeaders: true }),
    );
    const { backupCodes } = await api.viewBackupCodes({ body: { userId: moderator.id } });
    await this.#note('second-factor-set', moderator.name, origin);
    return { cookies: sent.getSetCookie(), backupCodes };
  }

  /** Resolves with the cookies of the session. @throws `password-wrong` */
  async remove({ headers, origin, moderator }: Own, password: string): Promise<string[]> {
    const { api } = await this.#engine();
    const { headers: sent } = await said(
      api.disableTwoFactor({ headers, body: { password }, returnHeaders: true }),
    );
    await this.#note('second-factor-removed', moderator.name, origin);
    return sent.getSetCookie();
  }

  /** New backup codes; the old ones are void. @throws `password-wrong` */
  async renewCodes({ headers, origin, moderator }: Own, password: string): Promise<string[]> {
    const { api } = await this.#engine();
    const { backupCodes } = await said(api.generateBackupCodes({ headers, body: { password } }));
    await this.#note('backup-codes-made', moderator.name, origin);
    return backupCodes;
  }

  /**
   * Ends a sign-in that waits for its code: six digits of the app, or a backup code. Resolves with the cookies of the
   * session.
   * @throws `code-wrong`; `code-expired`: the password is needed again; `sign-in-too-often`
   */
  async signIn(request: Request, typed: string): Promise<string[]> {
    const { api } = await this.#engine();
    const { origin } = request;
    const code = plain(typed);
    const pending = pendingOf(request.headers);
    const body = { headers: pending.headers, body: { code }, returnHeaders: true } as const;
    try {
      const { headers: sent, response } = await said(
        /^\d{6}$/u.test(code) ? api.verifyTOTP(body) : api.verifyBackupCode(body),
      );
      await this.#note('signed-in', response.user.name, origin);
      return sent.getSetCookie();
    } catch (error) {
      if (error instanceof AppError) {
        const about = await this.#whose(pending.identifier);
        await recordAccountEvent(this.#tx, { type: 'code-failed', actor: null, about, origin });
      }
      throw error;
    }
  }

  /** The user of a sign-in that waits for its code. */
  async #whose(identifier: string): Promise<string | null> {
    const waiting = await this.#tx.verification.findFirst({ where: { identifier } });
    const user = waiting && (await this.#tx.user.findUnique({ where: { id: waiting.value } }));
    return user?.name ?? null;
  }

  async #note(
    type: Parameters<typeof recordAccountEvent>[1]['type'],
    name: string | null,
    origin: string | null,
  ): Promise<void> {
    await recordAccountEvent(this.#tx, { type, actor: name, about: name, origin });
  }
}

/** The cookie of a sign-in that waits, without any session the browser has besides; and what it is stored under. */
function pendingOf(headers: Headers): { headers: Headers; identifier: string } {
  const cookies = (headers.get('cookie') ?? '').split(/;\s*/u);
  const cookie = cookies.find((one) => /^(?:__Secure-)?desk\.two_factor=/u.test(one)) ?? '';
  const [identifier = ''] = cookie.slice(cookie.indexOf('=') + 1).split('.');
  return { headers: new Headers({ cookie }), identifier: decodeURIComponent(identifier) };
}

/** Digits of any script, without the gaps that apps show. */
const plain = (code: string): string =>
  code
    .slice(0, 100)
    .replace(/[٠-٩]/gu, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[\s\u200e\u200f]/gu, '');

const CODES = {
  INVALID_PASSWORD: 'password-wrong',
  TOTP_ALREADY_ENABLED: 'second-factor-exists',
  INVALID_CODE: 'code-wrong',
  INVALID_BACKUP_CODE: 'code-wrong',
  ACCOUNT_TEMPORARILY_LOCKED: 'sign-in-too-often',
} as const;

/** In words of our own catalogue. */
async function said<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    const code = refusalCode(error);
    if (code === null) throw error;
    throw new AppError(CODES[code as keyof typeof CODES] ?? 'code-expired', { cause: error });
  }
}
