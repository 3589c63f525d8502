import { z } from 'zod';
import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import { isPurpose } from '../../../pki/signer/purposes.js';

/** What the gateway and its signer say to each other: JSON over HTTPS, in which both show a certificate. */

export const PATHS = { keys: '/v1/keys', signatures: '/v1/signatures' } as const;

/** Of the bytes to sign: more than any command or certificate has. */
export const MAX_SIGNED_BYTES = 1_048_576;
/** Of a request, which carries them in base64url. */
export const MAX_REQUEST_BYTES = Math.ceil((MAX_SIGNED_BYTES * 4) / 3) + 1024;
export const MAX_ANSWER_BYTES = 4096;

const keyId = z.string().regex(/^[a-z0-9._-]{1,64}$/);
const purpose = z.string().refine(isPurpose);
const bytes = (length?: number) =>
  z.string().transform((text, context) => {
    try {
      return decodeBase64url(text, length);
    } catch {
      context.addIssue({ code: 'custom', message: 'not base64url' });
      return z.NEVER;
    }
  });

export const keyRequest = z.strictObject({ keyId, purposes: z.array(purpose).min(1).max(32).optional() });
export const signatureRequest = z.strictObject({ keyId, purpose, bytes: bytes() });

export const keyAnswer = z.strictObject({ keyId, purposes: z.array(purpose).min(1).max(32), publicKey: bytes(65) });
export const signatureAnswer = z.strictObject({ signature: bytes(64) });
export const refusalAnswer = z.strictObject({ code: z.string().regex(/^[A-Z0-9_]{1,64}$/) });
