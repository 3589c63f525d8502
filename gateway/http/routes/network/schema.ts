import { z } from 'zod';
import { networkFound, proposal } from '../../../../chaincode/model/command.js';
import { digest, domainCode, signature } from '../../../../chaincode/model/primitives.js';
import { signedTrustEntry } from '../../../../chaincode/model/trust-entry.js';
import { jsonBody } from '../../body/body.js';

/** A hundred founders with eight roots each. */
const FOUNDING_LIMIT = 4_194_304;

const founderSignatures = { domain: domainCode, commandSignature: signature, listSignature: signature };

export const entryRequest = {
  body: jsonBody(z.strictObject({ founding: digest }).meta({ examples: [{ founding: '0'.repeat(64) }] })),
};
export const signRequest = { body: jsonBody(z.strictObject({ command: networkFound }), FOUNDING_LIMIT) };
export const foundRequest = {
  body: jsonBody(
    z.strictObject({
      command: networkFound,
      signatures: z.array(z.strictObject(founderSignatures)).min(1).max(100),
    }),
    FOUNDING_LIMIT,
  ),
};
export const voteRequest = {
  body: jsonBody(
    z
      .strictObject({ proposal })
      .meta({ examples: [{ proposal: { kind: 'change-quorum', quorum: 'byzantine', version: 2 } }] }),
  ),
};

export const foundingEntry = z.object({ ledger: digest, signed: signedTrustEntry });
export const founderSignature = z.object(founderSignatures);
export const founded = z.object({ network: digest });
export const domainCertificates = z.object({
  items: z.array(z.object({ fingerprint: digest, role: z.enum(['ca', 'seal-maker']) })),
});
