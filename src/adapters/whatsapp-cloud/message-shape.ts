import { z } from 'zod';

/** The parts of a stored message that are read; what else may be there is left alone. */

const media = z.object({
  id: z.string().min(1),
  mime_type: z.string().optional(),
  sha256: z.string().optional(),
  caption: z.string().optional(),
});

const reply = z.object({ id: z.string().min(1) });

export const storedShape = z.object({
  sender: z.string().min(1),
  message: z.object({
    id: z.string().min(1),
    type: z.string(),
    text: z.object({ body: z.string() }).optional(),
    image: media.optional(),
    video: media.optional(),
    audio: media.optional(),
    voice: media.optional(),
    document: media.optional(),
    button: z.object({ payload: z.string().optional(), text: z.string().optional() }).optional(),
    interactive: z
      .object({ type: z.string(), button_reply: reply.optional(), list_reply: reply.optional() })
      .optional(),
    unsupported: z.object({ type: z.string().optional() }).optional(),
    context: z
      .object({
        id: z.string().optional(),
        forwarded: z.boolean().optional(),
        frequently_forwarded: z.boolean().optional(),
      })
      .optional(),
  }),
});

export type MediaShape = z.infer<typeof media>;
export type MessageShape = z.infer<typeof storedShape>['message'];
