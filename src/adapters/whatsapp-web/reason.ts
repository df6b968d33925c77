/** What an error says for the log: its first line, without numbers by which people could be known. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return (text.split('\n')[0] ?? '').replace(/\d{6,}/gu, '…').slice(0, 200);
}
