import { z } from 'zod';
import { count, digest, time } from '../../../chaincode/model/primitives.js';
import { SES_DEVIATIONS } from '../../../pki/ses/deviations.js';
import { SES_VERDICT_CHECK_IDS, SES_VERDICT_CODES } from '../../../pki/ses/verdict/check.js';

const deviations = z.array(z.enum(SES_DEVIATIONS));
const code = z.enum(SES_VERDICT_CODES);

const certificate = z.strictObject({
  /** SM3 of its DER. */
  sm3: digest,
  /** Absent, with all that follows, where this reader cannot read it. */
  subject: z.exactOptional(z.string()),
  issuer: z.exactOptional(z.string()),
  serialNumber: z.exactOptional(z.string()),
  notBefore: z.exactOptional(time),
  notAfter: z.exactOptional(time),
  keyUsage: z.exactOptional(z.array(z.string())),
});

const extension = z.strictObject({ oid: z.string(), critical: z.boolean(), bytes: count });

const seal = z.strictObject({
  version: z.union([z.literal(1), z.literal(4), z.literal(5)]),
  /** SM3 of its DER. */
  sm3: digest,
  vendorId: z.string(),
  esId: z.string(),
  type: count,
  name: z.string(),
  createdAt: time,
  validFrom: time,
  validTo: time,
  picture: z.strictObject({ type: z.string(), width: count, height: count, bytes: count, sm3: digest }),
  /** The first hundred entries; `count` is that of all. */
  signers: z.strictObject({
    list: z.enum(['certificates', 'digests', 'identifiers']),
    count,
    certificates: z.exactOptional(z.array(certificate)),
    digests: z.exactOptional(z.array(z.strictObject({ algorithm: z.string(), value: z.string() }))),
    identifiers: z.exactOptional(z.array(z.string())),
  }),
  extensions: z.array(extension),
  extensionCount: count,
  maker: certificate,
  algorithm: z.string(),
  signatureForm: z.enum(['der', 'raw', 'unreadable']),
  timestampBytes: z.exactOptional(count),
  deviations,
});

const signature = z.strictObject({
  version: z.union([z.literal(1), z.literal(4), z.literal(5)]),
  statedVersion: count,
  /** Absent in v1 where it is no time. */
  signedAt: z.exactOptional(time),
  dataHash: z.string(),
  propertyInfo: z.string(),
  extensions: z.array(extension),
  extensionCount: count,
  signer: certificate,
  algorithm: z.string(),
  signatureForm: z.enum(['der', 'raw', 'unreadable']),
  timestampBytes: z.exactOptional(count),
  deviations,
});

const check = z.strictObject({
  id: z.enum(SES_VERDICT_CHECK_IDS),
  part: z.enum(['signature', 'seal']),
  outcome: z.enum(['passed', 'failed', 'warning', 'skipped']),
  code,
  required: z.boolean(),
  evidence: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
});

const facts = {
  kind: z.enum(['seal', 'signature']),
  signature: z.exactOptional(signature),
  /** In a signature: the seal that it holds. */
  seal,
};

/** What `yinxin seal inspect` writes: what the file says of itself. */
export const sealInspection = z.strictObject({ format: z.literal('yinxin/seal-inspection/v1'), ...facts });

/** What `yinxin seal verify` writes: the same, judged. */
export const sealReport = z.strictObject({
  format: z.literal('yinxin/seal-report/v1'),
  verdict: z.enum(['valid', 'invalid', 'indeterminate']),
  at: time,
  policy: z.string(),
  ...facts,
  signingTime: z.exactOptional(
    z.strictObject({ at: time, basis: z.enum(['declared', 'timestamp']), provenBy: z.exactOptional(time) }),
  ),
  checks: z.array(check),
  /** Codes of what speaks against `valid`, in order. */
  codes: z.array(code),
  warnings: z.array(code),
});

export type SealInspection = z.infer<typeof sealInspection>;
export type SealReport = z.infer<typeof sealReport>;
