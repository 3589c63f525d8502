import type { Evidence } from '../../domain/evidence/evidence.js';
import { fieldDigest } from '../../domain/licence/field-digest.js';
import type { Expectation } from './step.js';

export interface Forgery extends Expectation {
  step: string;
  make(): unknown;
}

/**
 * What a forger would try with genuine evidence in hand: `mine` is a good licence, `sister` another licence of the same
 * batch authority, `foreign` one of another authority of the province.
 */
export function forgeries(mine: Evidence, sister: Evidence, foreign: Evidence): Forgery[] {
  const { sealSignature: _seal, ...unsealed } = mine;
  const { receipt: _receipt, ...unanchored } = mine;
  const [first, ...others] = mine.fields;
  const [statement] = mine.receipt.statements;
  const { batchProof } = mine.receipt;
  const withReceipt = (receipt: Partial<Evidence['receipt']>) => ({
    ...mine,
    receipt: { ...mine.receipt, ...receipt },
  });
  return [
    {
      step: 'forged: a field altered',
      verdict: 'invalid',
      code: 'FIELD_FOREIGN',
      make: () => ({
        ...mine,
        fields: first === undefined ? [] : sorted([{ ...first, value: `${first.value}改` }, ...others]),
      }),
    },
    {
      step: 'forged: validity prolonged in the document',
      verdict: 'invalid',
      code: 'ATTESTATION_INVALID',
      make: () => ({ ...mine, document: { ...mine.document, validUntil: '2099-12-31' } }),
    },
    {
      step: 'forged: signed by another authority of the province',
      verdict: 'invalid',
      code: 'ATTESTATION_INVALID',
      make: () => ({ ...mine, attestation: foreign.attestation }),
    },
    {
      step: 'forged: seal signature of another licence',
      verdict: 'invalid',
      code: 'SEAL_SIGNATURE_OTHER_DOCUMENT',
      make: () => ({ ...mine, sealSignature: sister.sealSignature }),
    },
    {
      step: 'forged: sealed with another authority’s seal',
      verdict: 'invalid',
      code: 'SEAL_MISMATCH',
      make: () => ({ ...mine, sealSignature: foreign.sealSignature }),
    },
    {
      step: 'forged: ledger receipt of another licence',
      verdict: 'invalid',
      code: 'LEAF_MISMATCH',
      make: () => ({ ...mine, receipt: sister.receipt }),
    },
    {
      step: 'forged: proof for another place in a larger batch',
      verdict: 'invalid',
      code: 'BATCH_PROOF_INVALID',
      make: () =>
        withReceipt({ batchProof: { ...batchProof, index: batchProof.index + 1, size: batchProof.size + 1 } }),
    },
    {
      step: 'forged: certificate chain of another authority',
      verdict: 'invalid',
      code: 'CERTIFICATE_MISSING',
      make: () => ({ ...mine, certificates: foreign.certificates }),
    },
    {
      step: 'forged: a witness’s time moved',
      verdict: 'invalid',
      code: 'WITNESS_SIGNATURE_INVALID',
      make: () =>
        withReceipt({
          statements: mine.receipt.statements.map((each, at) =>
            at === 0 ? { ...each, statement: { ...each.statement, seenAt: '2020-01-01T00:00:00.000Z' } } : each,
          ),
        }),
    },
    {
      step: 'forged: one witness’s statement doubled',
      verdict: 'invalid',
      make: () => withReceipt({ statements: statement === undefined ? [] : [...mine.receipt.statements, statement] }),
    },
    { step: 'left out: the seal signature', verdict: 'invalid', code: 'EVIDENCE_MALFORMED', make: () => unsealed },
    { step: 'left out: the ledger receipt', verdict: 'invalid', code: 'EVIDENCE_MALFORMED', make: () => unanchored },
  ];
}

/** Evidence wants its fields in the order of their digests; a forger would see to that. */
function sorted(fields: Evidence['fields']): Evidence['fields'] {
  return fields
    .map((field) => ({ field, digest: fieldDigest(field) }))
    .sort((a, b) => (a.digest < b.digest ? -1 : 1))
    .map(({ field }) => field);
}
