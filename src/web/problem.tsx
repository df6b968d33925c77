import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { AppError, type ErrorCode, toAppError } from '../errors.ts';
import type { Language } from '../words.ts';
import { callerLanguage, pageLanguage } from './language.ts';
import { Layout } from './layout.tsx';
import type { WebRoom } from './room.ts';

const STATUS: Partial<Record<ErrorCode, ContentfulStatusCode>> = {
  internal: 500,
  'not-found': 404,
  'request-forbidden': 403,
  'role-missing': 403,
  'session-ended': 401,
  'sign-in-refused': 401,
  'code-wrong': 401,
  'code-expired': 401,
  'second-factor-needed': 403,
  'last-admin': 409,
  'approval-impossible': 409,
  'approval-own': 403,
  'sign-in-too-often': 429,
  'invitation-void': 410,
  'claim-changed': 409,
  'fact-check-changed': 409,
  'request-type-unsupported': 415,
  'request-too-large': 413,
  'file-too-large': 413,
  'text-too-long': 413,
  'too-many-files': 413,
  'file-type-unsupported': 415,
};

export function statusOf(error: AppError): ContentfulStatusCode {
  return STATUS[error.code] ?? (error.retryable ? 503 : 400);
}

/** Words for people; a size is told as people read it. */
export function wordsOf(room: WebRoom, language: Language, error: AppError): string {
  return room.words.t(language, `errors:${error.code}`, error.params);
}

/** Answers every error: JSON to programs, a page to people. */
export function answerProblem(room: WebRoom, c: Context, thrown: unknown): Response | Promise<Response> {
  const error = understood(thrown);
  const status = statusOf(error);
  if (status >= 500) room.log.error({ err: error, path: c.req.path }, 'a request failed');
  c.header('Cache-Control', 'no-store');
  if (wantsJson(c)) {
    const message = wordsOf(room, callerLanguage(c, room.words), error);
    return c.json({ error: { code: error.code, message } }, status);
  }
  const language = pageLanguage(c, room.words);
  return c.html(
    <ProblemPage {...{ room, language, status, error }} isDesk={isDeskPath(c.req.path)} />,
    status,
  );
}

const understood = (thrown: unknown): AppError =>
  thrown instanceof HTTPException && thrown.status === 403
    ? new AppError('request-forbidden', { cause: thrown })
    : toAppError(thrown);

const isDeskPath = (path: string): boolean => /^\/desk(?:\/|$)/u.test(path);

function wantsJson(c: Context): boolean {
  if (/^\/(?:api|webhooks)\/|^\/(?:healthz|readyz|metrics)$/u.test(c.req.path)) return true;
  return /\bapplication\/json\b/iu.test(c.req.header('accept') ?? '');
}

interface ProblemProps {
  room: WebRoom;
  language: Language;
  status: number;
  error: AppError;
  isDesk: boolean;
}

function ProblemPage({ room, language, status, error, isDesk }: ProblemProps) {
  const t = (key: string) => room.words.t(language, `web:${key}`);
  return (
    <Layout room={room} language={language} title={t('problem.title')}>
      <main class="page problem">
        <p class="problem-status">{room.words.number(language, status)}</p>
        <h1>{t('problem.title')}</h1>
        <p>{wordsOf(room, language, error)}</p>
        <a class="button primary" href={isDesk ? '/desk' : '/'}>
          {isDesk ? t('problem.backToDesk') : t('problem.back')}
        </a>
      </main>
    </Layout>
  );
}
