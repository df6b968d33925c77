/** What the app on the phone that makes codes calls us. */
export const ISSUER = 'Tabayyan';
