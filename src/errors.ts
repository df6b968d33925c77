/**
 * The catalogue of everything that can go wrong. Each code has words for people under the same name
 * in `locales/<language>/errors.json`: what happened and what to do.
 */
export const ERROR_CODES = {
  internal: { retryable: true },
  usage: { retryable: false },
  'config-invalid': { retryable: false },
  'already-running': { retryable: false },
  'port-in-use': { retryable: false },
  'database-start-failed': { retryable: false },
  'database-unreachable': { retryable: true },
  'database-too-old': { retryable: false },
  'migration-failed': { retryable: false },
  'migration-unknown': { retryable: false },
  'ffmpeg-missing': { retryable: false },
  'file-not-found': { retryable: false },
  'file-too-large': { retryable: false },
  'file-gone': { retryable: false },
  'file-altered': { retryable: false },
  'file-unreadable': { retryable: false },
  'file-empty': { retryable: false },
  'file-type-unsupported': { retryable: false },
  'download-failed': { retryable: true },
  'media-index-unavailable': { retryable: true },
  'download-refused': { retryable: false },
  'media-timeout': { retryable: false },
  'media-too-big-to-decode': { retryable: false },
  'media-without-content': { retryable: false },
  'media-codec-unsupported': { retryable: false },
  'message-malformed': { retryable: false },
  'text-empty': { retryable: false },
  'text-too-long': { retryable: false },
  'too-many-files': { retryable: false },
  'not-found': { retryable: false },
  'request-malformed': { retryable: false },
  'request-type-unsupported': { retryable: false },
  'request-too-large': { retryable: false },
  'request-forbidden': { retryable: false },
  'not-receiving': { retryable: true },
  'send-refused': { retryable: false },
  'send-rejected': { retryable: false },
  'send-rate-limited': { retryable: true },
  'send-unreachable': { retryable: true },
  'send-window-closed': { retryable: false },
  'messenger-unreachable': { retryable: true },
  'messenger-unauthorized': { retryable: true },
  'messenger-conflict': { retryable: true },
  'messenger-blocked': { retryable: true },
  'messenger-unlinked': { retryable: true },
  'browser-missing': { retryable: true },
  'card-unavailable': { retryable: true },
  'import-nothing-found': { retryable: false },
  'import-format-unknown': { retryable: false },
  'user-exists': { retryable: false },
  'user-unknown': { retryable: false },
  'user-name-invalid': { retryable: false },
  'password-too-short': { retryable: false },
  'password-too-long': { retryable: false },
  'invitation-void': { retryable: false },
  'sign-in-refused': { retryable: false },
  'sign-in-too-often': { retryable: false },
  'session-ended': { retryable: false },
  'password-wrong': { retryable: false },
  'code-wrong': { retryable: false },
  'code-expired': { retryable: false },
  'second-factor-exists': { retryable: false },
  'second-factor-needed': { retryable: false },
  'last-admin': { retryable: false },
  'setting-invalid': { retryable: false },
  'approval-impossible': { retryable: false },
  'approval-own': { retryable: false },
  'claim-changed': { retryable: false },
  'claim-undecided': { retryable: false },
  'merge-impossible': { retryable: false },
  'verdict-incomplete': { retryable: false },
  'fact-check-changed': { retryable: false },
  'fact-check-refused': { retryable: false },
  'link-not-https': { retryable: false },
  'source-not-a-link': { retryable: false },
  'moderator-unknown': { retryable: false },
  'role-missing': { retryable: false },
} as const satisfies Record<string, { retryable: boolean }>;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface AppErrorOptions {
  cause?: unknown;
  /** Fills the placeholders of the words for people. Never a token, an address or a message's text. */
  params?: Record<string, string | number>;
  /** With `send-rate-limited`: how long to wait. */
  retryAfterMs?: number;
}

/** An error with a code of the catalogue. `message` is for logs; people read the words of the code. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly params: Record<string, string | number>;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    const params = options.params ?? {};
    const details = Object.entries(params).map(([k, v]) => `${k}=${v}`);
    super([code, ...details].join(' '), { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.params = params;
    this.retryAfterMs = options.retryAfterMs;
  }

  get retryable(): boolean {
    return ERROR_CODES[this.code].retryable;
  }
}

export const isAppError = (error: unknown, code?: ErrorCode): error is AppError =>
  error instanceof AppError && (code === undefined || error.code === code);

/** The error itself when it has a code, else `internal` with it as the cause. */
export const toAppError = (error: unknown): AppError =>
  error instanceof AppError ? error : new AppError('internal', { cause: error });
