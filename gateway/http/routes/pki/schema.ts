import { z } from 'zod';
import { digest, time } from '../../../../chaincode/model/primitives.js';
import { END_REASONS, LEAF_PROFILES } from '../../../domain/pki/certificates.js';
import { bytesBody, jsonBody } from '../../body/body.js';
import { SAMPLE_AUTHORITY } from '../samples.js';

const LARGEST_REQUEST = 16_384;

const serialNumber = z.string().regex(/^(?:[0-9a-f]{2}){1,20}$/);
export const bySerialNumber = z.strictObject({ serialNumber });

/** DER in base64 with padding (RFC 4648 §4), as it stands between the lines of a PEM file. */
const der = z
  .string()
  .max(2 * LARGEST_REQUEST)
  .regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/);
const text = z.string().min(1).max(64);
/** RFC 1123 names, perhaps under a wildcard. */
const dnsName = z
  .string()
  .max(253)
  .regex(/^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);
const number = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9-]+$/);

export const issueRequest = {
  body: jsonBody(
    z
      .strictObject({
        profile: z.enum(LEAF_PROFILES),
        request: der,
        subject: z.strictObject({
          organization: z.exactOptional(text),
          organizationIdentifier: z.exactOptional(text),
          commonName: text,
        }),
        dnsNames: z.exactOptional(z.array(dnsName).min(1).max(64)),
        identity: z.exactOptional(
          z.strictObject({
            personal: z.exactOptional(number),
            socialInsurance: z.exactOptional(number),
            businessRegistration: z.exactOptional(number),
            organisation: z.exactOptional(number),
            taxpayer: z.exactOptional(number),
          }),
        ),
      })
      .meta({
        examples: [
          {
            profile: 'tls-server',
            request: 'MAA=',
            subject: { organizationIdentifier: SAMPLE_AUTHORITY, commonName: '样例网关' },
            dnsNames: ['gateway.example'],
          },
        ],
      }),
  ),
};

export const renewRequest = {
  path: bySerialNumber,
  body: jsonBody(z.strictObject({ request: der }).meta({ examples: [{ request: 'MAA=' }] })),
};

export const endRequest = {
  path: bySerialNumber,
  body: jsonBody(
    z
      .strictObject({ reason: z.enum(END_REASONS), invalidAt: z.exactOptional(time) })
      .meta({ examples: [{ reason: 'keyCompromise', invalidAt: '2026-11-21T00:00:00.000Z' }] }),
  ),
};

export const ocspRequest = { body: bytesBody(['application/ocsp-request'], LARGEST_REQUEST) };
/** RFC 6960 appendix A.1: base64, then percent-encoded; some clients leave out the second step. */
export const ocspQuery = {
  path: z.strictObject({ request: z.string().max(2 * LARGEST_REQUEST) }),
};
export const timestampRequest = { body: bytesBody(['application/timestamp-query'], LARGEST_REQUEST) };

export const issuedView = z.object({
  serialNumber,
  fingerprint: digest,
  profile: z.enum(LEAF_PROFILES),
  notBefore: time,
  notAfter: time,
  certificate: z.string(),
});
export const endedView = z.object({ serialNumber, revokedAt: time, listNumber: z.int() });
