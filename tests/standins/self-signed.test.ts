import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, it } from 'vitest';
import { selfSigned } from './self-signed.ts';

it('makes a certificate that is valid now, for its name, signed with its own key', () => {
  const { key, cert } = selfSigned('web.whatsapp.com');
  const certificate = new X509Certificate(cert);
  expect(certificate.subject).toBe('CN=web.whatsapp.com');
  expect(certificate.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  const [from, to] = [certificate.validFrom, certificate.validTo].map((date) => Date.parse(date));
  expect(from).toBeLessThan(Date.now());
  expect(to).toBeGreaterThan(Date.now());
});
