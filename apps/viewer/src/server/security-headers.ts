import { dataPolicyHeader } from './content-security-policy.ts';

/**
 * What every answer says. The types are those that are stated, the page is alone with its origin (so that it could share memory
 * with its workers), and no other origin may read what is here.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  // The page's own files say another.
  'Content-Security-Policy': dataPolicyHeader,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};
