import { raw } from 'hono/html';
import { renderSVG } from 'uqr';

/** For six digits of an app, or a backup code. */
export function CodeField({ label }: { label: string }) {
  return (
    <label>
      {label}
      <input
        class="code"
        name="code"
        autocomplete="one-time-code"
        autocapitalize="none"
        spellcheck={false}
        maxlength={40}
        dir="ltr"
        required
      />
    </label>
  );
}

/** Around a code, in its modules: what scanners ask for. */
const QUIET_ZONE = 4;

/** Drawn here, as a picture that needs neither a script nor a further request. */
export function QrCode({ content, label }: { content: string; label: string }) {
  return (
    <div class="qr" role="img" aria-label={label}>
      {raw(renderSVG(content, { border: QUIET_ZONE }))}
    </div>
  );
}

/** Letters in fours, as they are easier to type. */
export const inFours = (secret: string): string => secret.replace(/.{4}(?=.)/gu, '$& ');
