import { z } from 'zod';
import { batchLeaf } from '../../../chaincode/model/batch-leaf.js';
import { blockStatement } from '../../../chaincode/model/block-statement.js';
import { signedLicenceBatch } from '../../../chaincode/model/command.js';
import { decodeBase64url, encodeBase64url } from '../../../pki/encoding/base64url.js';
import { AppError } from '../../domain/errors.js';
import type { EvidenceParts } from '../../domain/evidence/assemble-evidence.js';
import { merkleProof } from '../../domain/evidence/proof.js';
import type { KeptEvidence } from '../../domain/evidence/read-kept.js';
import { licenceDocument, openedField } from '../../domain/licence/document.js';
import type { StoredLicence } from '../../domain/ports/licence-store.js';
import type { Witness } from '../../domain/ports/witness.js';

const statements = z.array(blockStatement);
const fields = z.array(openedField);
const certificates = z.array(z.string());

/**
 * What the database has kept of a licence, as the parts of its evidence, without statuses. Nothing is checked here: the
 * verifier does that; only the identifier is, which is what was asked for. Throws LICENCE_NOT_ANCHORED while no quorum has witnessed the block, LICENCE_EVIDENCE_LOST where a row
 * cannot be read.
 */
export async function evidenceParts(licence: StoredLicence, witness: Witness): Promise<EvidenceParts> {
  const { batch } = licence;
  if (batch.blockNumber === undefined || batch.blockProof === undefined || batch.transactionId === undefined) {
    throw new AppError('LICENCE_NOT_ANCHORED');
  }
  const witnessed =
    batch.statements === undefined
      ? await witness.receiptStatements(batch.blockNumber)
      : read(statements, batch.statements);
  if (witnessed === undefined) throw new AppError('LICENCE_NOT_ANCHORED');
  const document = read(licenceDocument, licence.document);
  // Another licence's evidence under this identifier would be sound, and the answer to another question.
  if (document.licenceId !== licence.licenceId) throw new AppError('LICENCE_EVIDENCE_LOST');
  return {
    document,
    fields: read(fields, licence.fields),
    attestation: licence.attestation,
    sealSignature: licence.sealSignature,
    certificates: read(certificates, batch.certificates).map((text) => decodeBase64url(text)),
    receipt: {
      leaf: read(batchLeaf, licence.leaf),
      batchProof: read(merkleProof, licence.batchProof),
      batch: read(signedLicenceBatch, batch.signed),
      transactionId: batch.transactionId,
      blockProof: read(merkleProof, batch.blockProof),
      statements: witnessed,
    },
    statuses: [],
  };
}

/** The evidence as its texts stand in the database, for `Verifier.readKept`; undefined where the licence is not anchored yet. */
export function evidenceAsKept({ batch, ...licence }: StoredLicence): KeptEvidence | undefined {
  const { certificates: of, signed, statements: witnessed, blockNumber, blockProof, transactionId } = batch;
  if (witnessed === undefined || blockNumber === undefined) return undefined;
  if (blockProof === undefined || transactionId === undefined) return undefined;
  const { licenceId, document, fields: opened, attestation, leaf, batchProof } = licence;
  return {
    licenceId,
    document,
    fields: opened,
    attestation,
    sealSignature: encodeBase64url(licence.sealSignature),
    leaf,
    batchProof,
    batch: { certificates: of, signed, transactionId, blockProof, statements: witnessed },
  };
}

function read<T>(schema: z.ZodType<T>, text: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('LICENCE_EVIDENCE_LOST', 'a stored part of the evidence cannot be read', { cause });
  }
}
