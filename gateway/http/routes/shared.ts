import { z } from 'zod';
import { digest, licenceTypeCode, uscc } from '../../../chaincode/model/primitives.js';
import type { Committed } from '../../use-cases/contract.js';

/** An identifier by its form; whether it holds (GB/T 36904) is the use case's to say. */
export const licenceId = z
  .string()
  .regex(/^1\.2\.156\.3005\.2\.[0-9A-Z]{21}\.[0-9A-Z]{18}\.[0-9A-Z]{1,64}\.\d{3}\.[0-9A-Z]$/);

export const byLicenceId = z.strictObject({ licenceId });
export const byUscc = z.strictObject({ uscc });
export const byDigest = z.strictObject({ digest });
export const byFingerprint = z.strictObject({ fingerprint: digest });
export const byRight = z.strictObject({ uscc, type: licenceTypeCode });

/** A decimal number of a query. */
export const decimal = (max: number) =>
  z
    .string()
    .regex(/^(0|[1-9][0-9]{0,14})$/)
    .transform(Number)
    .pipe(z.int().max(max));

/** Field names, parted by commas. */
export const fieldNames = z
  .string()
  .max(4096)
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,43}(,[A-Za-z][A-Za-z0-9_]{0,43}){0,79}$/)
  .transform((names) => names.split(','));

/** What a command did on the ledger. */
export const committed = z.object({
  target: z.string(),
  version: z.int(),
  transactionId: z.string(),
  blockNumber: z.int(),
});

export function presentCommitted(done: Committed): z.infer<typeof committed> {
  return {
    target: done.target,
    version: done.version,
    transactionId: done.transactionId,
    blockNumber: done.blockNumber,
  };
}
