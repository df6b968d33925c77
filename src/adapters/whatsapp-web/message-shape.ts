import { z } from 'zod';

/** What is stored of a message. */

const file = z.object({
  mime: z.string().optional(),
  /** Of the content, as WhatsApp announces it: base64. */
  sha256: z.string().optional(),
  /** Bytes. */
  size: z.number().nonnegative().optional(),
});

const message = z.object({
  /** Serialized: by it the library finds the message again. */
  id: z.string().min(1),
  type: z.string().min(1),
  text: z.string().optional(),
  file: file.optional(),
  /** How often it was forwarded, as WhatsApp counts; 127: very often. */
  forwards: z.number().nonnegative(),
});

const quote = z.object({
  id: z.string().min(1),
  isOurs: z.boolean(),
  /** What another person said, which is answered. */
  message: message.optional(),
});

export const storedShape = z.object({
  /** Where to answer. */
  chat: z.string().min(1),
  sender: z.string().min(1),
  message,
  quote: quote.optional(),
  group: z.object({ mentionsUs: z.boolean() }).optional(),
  isEdit: z.literal(true).optional(),
});

export type StoredFile = z.infer<typeof file>;
export type StoredMessage = z.infer<typeof message>;
export type StoredQuote = z.infer<typeof quote>;
export type StoredPayload = z.infer<typeof storedShape>;
