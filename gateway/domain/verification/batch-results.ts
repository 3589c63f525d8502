import type { BlockStatementBody } from '../../../chaincode/model/block-statement.js';
import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import { canonicalBytes, canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { parseTime } from '../../../pki/encoding/times.js';
import { verifyProof } from '../../../pki/merkle/proof.js';
import type { X509Certificate } from '../../../pki/x509/certificate.js';
import type { LedgerReceipt } from '../evidence/evidence.js';
import { batchCommandDigest, blockEntryLeaf } from '../evidence/leaves.js';
import type { Memory } from './memory.js';

type BatchReceipt = Pick<LedgerReceipt, 'batch' | 'transactionId' | 'blockProof' | 'statements'>;

/**
 * What follows from the parts of evidence that a batch's licences share: pure functions' results, worked out when first asked for.
 * Kept as long as those very parts are. The parts must not change.
 */
export interface BatchResults {
  /** Whether the signature of the command is the certificate's. */
  isSignedBy(certificate: X509Certificate, memory: Pick<Memory, 'verifyShared'>): boolean;
  /** Whether the command's entry stands in the tree of this root and size. */
  isInBlock(root: string, size: number): boolean;
  /** One for each statement, in their order. */
  readonly statements: readonly SeenStatement[];
}

export interface SeenStatement {
  readonly body: BlockStatementBody;
  /** The body's canonical text. */
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly seenAt: number;
  /** Whether the signature is the key's, 65 bytes. */
  isSignedBy(witnessKey: Uint8Array, memory: Pick<Memory, 'verifyShared'>): boolean;
}

export function createBatchResults({ batch, transactionId, blockProof, statements }: BatchReceipt): BatchResults {
  const signers = new WeakSet<X509Certificate>();
  const blocks = new Set<string>();
  let results: readonly SeenStatement[] | undefined;
  return {
    isSignedBy(certificate, memory) {
      return onlyYes(signers, certificate, () => {
        const signature = decodeBase64url(batch.signature, 64);
        const bytes = canonicalBytes(batch.command);
        return memory.verifyShared(certificate.publicKey.point, 'licence-batch', bytes, signature);
      });
    },
    isInBlock(root, size) {
      return onlyYes(blocks, `${root} ${size}`, () => {
        const entry = blockEntryLeaf(transactionId, 'licence-batch', batchCommandDigest(batch.command));
        return verifyProof(entry, blockProof, root, size);
      });
    },
    get statements() {
      results ??= statements.map(seenStatement);
      return results;
    },
  };
}

function seenStatement({ statement, signature }: BatchReceipt['statements'][number]): SeenStatement {
  const text = canonicalJson(statement);
  const keys = new WeakSet<Uint8Array>();
  return {
    body: statement,
    text,
    seenAt: parseTime(statement.seenAt),
    isSignedBy: (witnessKey, memory) =>
      onlyYes(keys, witnessKey, () =>
        memory.verifyShared(witnessKey, 'block-statement', Buffer.from(text), decodeBase64url(signature, 64)),
      ),
  };
}

/** A no is worked out anew: it is the exception, and the trust list that it rests on may be followed by another. */
function onlyYes<T>(known: { has(item: T): boolean; add(item: T): unknown }, item: T, ask: () => boolean): boolean {
  if (known.has(item)) return true;
  const holds = ask();
  if (holds) known.add(item);
  return holds;
}
