import { AppError } from '../../errors.ts';

/**
 * A business-scoped user id: the country, a dot, letters and digits. Meta makes it for each person and business and
 * shows it also where the telephone number is hidden
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids).
 */
const USER_ID = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/u;
const PHONE_NUMBER = /^\d{5,20}$/u;

export const isUserId = (text: string): boolean => USER_ID.test(text);
export const isAddress = (text: string): boolean => isUserId(text) || PHONE_NUMBER.test(text);

/** Whom a message goes to. @throws `send-refused` for what is no address at all */
export function recipientOf(conversation: string): { recipient: string } | { to: string } {
  if (isUserId(conversation)) return { recipient: conversation };
  if (PHONE_NUMBER.test(conversation)) return { to: conversation };
  throw new AppError('send-refused');
}
