import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether two secrets are the same, in constant time, also for different lengths. */
export const isSameSecret = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
