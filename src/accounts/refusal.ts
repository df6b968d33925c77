/** better-auth says no by throwing an error with the status of an HTTP answer. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'statusCode' in error && Number(error.statusCode) < 500;

/** Its own code for why, such as `INVALID_CODE`; null when it is none of its errors. */
export function refusalCode(error: unknown): string | null {
  if (!isRefusal(error)) return null;
  const { body } = error as { body?: { code?: unknown } };
  return typeof body?.code === 'string' ? body.code : '';
}
