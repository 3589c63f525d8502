import { verifyProof } from '../../../../pki/merkle/proof.js';
import { batchLeafHash } from '../../evidence/leaves.js';
import type { Anchoring, Case } from '../case.js';
import { type Finding, failed, passed, skipped } from '../finding.js';
import { judgePath } from '../path-to-root.js';
import { foreignTo } from './signing-certificate.js';

/** The leaf is in the batch that the authority signed. Root and size come from the signed command, never from the proof. */
export function checkBatch(ground: Case, anchoring: Anchoring | undefined): Finding {
  const { evidence, certificates, memory, batchResults } = ground;
  const { document, receipt } = evidence;
  const { command } = receipt.batch;
  const { root, size } = command.body;
  if (command.domain !== document.domain) return failed('BATCH_MISMATCH', { part: 'domain' });
  if (command.authority !== document.authority) return failed('BATCH_MISMATCH', { part: 'authority' });
  if (command.target !== `batch/${root}`) return failed('BATCH_MISMATCH', { part: 'target' });
  if (!verifyProof(batchLeafHash(receipt.leaf), receipt.batchProof, root, size))
    return failed('BATCH_PROOF_INVALID', { root });
  const signer = certificates.get(command.signer);
  if (signer === undefined) return failed('CERTIFICATE_MISSING', { certificate: command.signer });
  const foreign = foreignTo(signer, document.authority);
  if (foreign !== undefined) return foreign;
  if (!batchResults.isSignedBy(signer, memory)) {
    return failed('BATCH_SIGNATURE_INVALID', { certificate: command.signer });
  }
  if (anchoring === undefined) return skipped('ANCHORING_UNKNOWN');
  const path = judgePath(signer, 'licence-signing', ground, anchoring);
  return path.outcome === 'passed' ? passed({ root, size, index: receipt.batchProof.index }) : path;
}
