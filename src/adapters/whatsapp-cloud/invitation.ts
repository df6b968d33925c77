import { AppError } from '../../errors.ts';

/** What the button of the invitation carries back to us. */
export const INVITATION_TOKEN = 'show-result';

/** A template that Meta has approved: words without blanks to fill in, and one quick-reply button. */
export interface InvitationTemplate {
  name: string;
  /** As Meta writes it, such as `ar` or `en_US`. */
  language: string;
}

/** What is sent to somebody whose window is closed. @throws `send-window-closed` when no template is configured */
export function invitationBody(template: InvitationTemplate | null): Record<string, unknown> {
  if (!template) throw new AppError('send-window-closed');
  return {
    type: 'template',
    template: {
      name: template.name,
      language: { code: template.language },
      components: [
        {
          type: 'button',
          sub_type: 'quick_reply',
          index: '0',
          parameters: [{ type: 'payload', payload: INVITATION_TOKEN }],
        },
      ],
    },
  };
}
