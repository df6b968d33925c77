import { AppError } from '../errors.ts';

/** What a moderator wrote, without space around it. `limit`: UTF-16 units. @throws `text-empty`, `text-too-long` */
export function writtenText(text: string, limit: number): string {
  const trimmed = text.trim();
  if (!trimmed) throw new AppError('text-empty');
  if (trimmed.length > limit) throw new AppError('text-too-long', { params: { limit } });
  return trimmed;
}
