import type { MiddlewareHandler } from 'hono';
import { csrf } from 'hono/csrf';
import { secureHeaders } from 'hono/secure-headers';
import type { WebRoom } from './room.ts';

/** No script and no style but our own files; pictures and films also from the person's own device. */
export const policy = (room: WebRoom): MiddlewareHandler =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      fontSrc: ["'self'"],
      imgSrc: ["'self'", 'blob:'],
      mediaSrc: ["'self'", 'blob:'],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: 'DENY',
    // With `no-referrer` browsers would send `Origin: null` with forms, and `sameOrigin` refuse them.
    referrerPolicy: 'same-origin',
    strictTransportSecurity: room.secure ? 'max-age=15552000' : false,
    permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [] },
  });

/** Forms must come from our own pages; behind a proxy those have the public address. */
export function sameOrigin(room: WebRoom): MiddlewareHandler {
  const known = room.publicUrl ? new URL(room.publicUrl).origin : null;
  return csrf({ origin: (origin, c) => origin === known || origin === new URL(c.req.url).origin });
}
