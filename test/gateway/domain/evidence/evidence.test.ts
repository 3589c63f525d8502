import { expect } from 'chai';
import { assembleEvidence } from '../../../../gateway/domain/evidence/assemble-evidence.js';
import type { Evidence } from '../../../../gateway/domain/evidence/evidence.js';
import { statusLeafHash } from '../../../../gateway/domain/evidence/leaves.js';
import { readEvidence } from '../../../../gateway/domain/evidence/read-evidence.js';
import { statusTree } from '../../../../gateway/domain/evidence/status-tree.js';
import { decodeBase64url } from '../../../../pki/encoding/base64url.js';
import { encodeHex } from '../../../../pki/encoding/hex.js';
import { verifyProof } from '../../../../pki/merkle/proof.js';
import { evidenceBytes, issue } from '../../../support/evidence-kit.js';
import { sharedWorld } from '../../../support/evidence-kit-world.js';

describe('evidence', () => {
  let evidence: Evidence;
  before(async () => {
    ({ evidence } = await issue(await sharedWorld()));
  });
  const codeOf = (given: unknown) => {
    const reading = readEvidence(given);
    return reading.ok ? 'ok' : reading.code;
  };

  it('is put together in the one order that is read, whatever order its parts came in', () => {
    const again = assembleEvidence({
      document: evidence.document,
      fields: evidence.fields.toReversed(),
      attestation: evidence.attestation,
      sealSignature: decodeBase64url(evidence.sealSignature),
      certificates: [...evidence.certificates, ...evidence.certificates].map((text) => decodeBase64url(text)).reverse(),
      receipt: { ...evidence.receipt, statements: evidence.receipt.statements.toReversed() },
      statuses: evidence.statuses.toReversed(),
    });
    expect(again).to.deep.equal(evidence);
    expect(codeOf(evidenceBytes(again))).to.equal('ok');
  });

  it('is refused in any other order', () => {
    const { receipt, document } = evidence;
    const others = [
      { fields: evidence.fields.toReversed() },
      { certificates: evidence.certificates.toReversed() },
      { statuses: evidence.statuses.toReversed() },
      { statuses: evidence.statuses.map((each) => ({ ...each, leaves: each.leaves.toReversed() })) },
      { receipt: { ...receipt, statements: receipt.statements.toReversed() } },
      { document: { ...document, fieldDigests: document.fieldDigests.toReversed() } },
      { document: { ...document, fieldDigests: [...document.fieldDigests, document.fieldDigests.at(-1)] } },
    ];
    for (const other of others) expect(codeOf({ ...evidence, ...other })).to.equal('EVIDENCE_ORDER');
  });

  it('is refused with days and times that the calendar does not have', () => {
    const { document, receipt } = evidence;
    expect(codeOf({ ...evidence, document: { ...document, validFrom: '2026-02-30' } })).to.equal('EVIDENCE_MALFORMED');
    const [first] = receipt.statements;
    const statements = [{ ...first, statement: { ...first?.statement, seenAt: '2026-02-30T00:00:00.000Z' } }];
    expect(codeOf({ ...evidence, receipt: { ...receipt, statements } })).to.equal('EVIDENCE_MALFORMED');
  });

  it('is refused over a mebibyte', () => {
    expect(codeOf(Buffer.concat([evidenceBytes(evidence), Buffer.alloc(1024 * 1024, 0x20)]))).to.equal(
      'EVIDENCE_TOO_LARGE',
    );
    expect(codeOf({ ...evidence, sealSignature: 'A'.repeat(350_000) })).to.equal('EVIDENCE_MALFORMED');
  });

  it('is refused with another spelling of its base64url', () => {
    const [first = '', ...rest] = evidence.certificates;
    expect(codeOf({ ...evidence, certificates: [`${first}=`, ...rest] })).to.equal('EVIDENCE_MALFORMED');
    expect(codeOf({ ...evidence, attestation: `${evidence.attestation.slice(0, -1)}B` })).to.equal(
      'EVIDENCE_MALFORMED',
    );
  });
});

describe('a status tree', () => {
  it('has each key once, in ascending order, and proves every one', () => {
    const leaf = (key: string) => ({
      key,
      kind: 'seal' as const,
      version: 1,
      digest: '0'.repeat(64),
      state: 'active',
      since: '2026-12-01T00:00:00.000Z',
      sinceBlock: 1,
      sinceIndex: 0,
    });
    const { leaves, tree } = statusTree([leaf('seal/c'), leaf('seal/a'), leaf('seal/b'), leaf('seal/a')]);
    expect(leaves.map(({ key }) => key)).to.deep.equal(['seal/a', 'seal/b', 'seal/c']);
    for (const [at, each] of leaves.entries()) {
      expect(verifyProof(statusLeafHash(each), tree.proof(at), encodeHex(tree.root), 3)).to.equal(true);
    }
  });
});
