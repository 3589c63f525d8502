import { expect } from 'chai';
import type { Evidence } from '../../../../gateway/domain/evidence/evidence.js';
import type { KeptEvidence } from '../../../../gateway/domain/evidence/read-kept.js';
import { policyOf } from '../../../../gateway/domain/verification/policy.js';
import { createVerifier } from '../../../../gateway/domain/verification/verify.js';
import type { EvidenceInput } from '../../../../gateway/domain/verification/verify-evidence.js';
import { AT, type Issued, issue, STATUS_AT, STATUS_BLOCK } from '../../../support/evidence-kit.js';
import { sharedWorld, type World } from '../../../support/evidence-kit-world.js';

const without = { statuses: async () => [] };

/** The texts that a gateway would have kept of it. */
function keptOf({ document, fields, attestation, sealSignature, certificates, receipt }: Evidence): KeptEvidence {
  const { leaf, batchProof, batch, transactionId, blockProof, statements } = receipt;
  const text = JSON.stringify;
  return {
    licenceId: document.licenceId,
    ...{ document: text(document), fields: text(fields), leaf: text(leaf), batchProof: text(batchProof) },
    ...{ attestation, sealSignature },
    batch: {
      transactionId,
      ...{ certificates: text(certificates), signed: text(batch) },
      ...{ blockProof: text(blockProof), statements: text(statements) },
    },
  };
}

/** A value with one of its texts, numbers or lists changed, for each of them. */
function* variants(value: unknown): Generator<unknown> {
  if (typeof value === 'string') {
    const at = Math.floor(value.length / 2);
    yield `${value.slice(0, at)}${value[at] === 'b' ? 'c' : 'b'}${value.slice(at + 1)}`;
  } else if (typeof value === 'number') yield value + 1;
  else if (Array.isArray(value)) {
    if (value.length > 0) yield value.slice(1);
    if (value.length > 1) yield value.toReversed();
    for (const [at, item] of value.entries()) for (const variant of variants(item)) yield value.with(at, variant);
  } else if (typeof value === 'object' && value !== null) {
    yield { ...value, surplus: 1 };
    for (const [name, member] of Object.entries(value)) {
      const { [name]: _, ...rest } = value as Record<string, unknown>;
      yield rest;
      for (const variant of variants(member)) yield { ...value, [name]: variant };
    }
  }
}

describe('evidence from the texts that a gateway keeps', () => {
  let world: World;
  let issued: Issued;
  const verifier = createVerifier();
  const report = (input: EvidenceInput, judge = verifier) =>
    judge.verifyEvidence({
      ...input,
      trust: world.trust,
      policy: policyOf({ statusSource: 'node' }),
      facts: { height: STATUS_BLOCK, seenAt: STATUS_AT, entries: issued.statusLeaves },
      at: AT,
    });

  before(async () => {
    world = await sharedWorld();
    issued = await issue(world, without);
    const reading = verifier.readKept(keptOf(issued.evidence));
    if (reading === undefined) throw new Error('the genuine evidence cannot be read');
    expect(report({ reading }).verdict).to.equal('valid');
  });

  it('is read as the evidence is, and judged alike, with a batch that is known and with one that is not', () => {
    const { evidence } = issued;
    const whole = createVerifier().read(evidence);
    for (const judge of [verifier, createVerifier()]) {
      const reading = judge.readKept(keptOf(evidence));
      expect(reading).to.deep.include(whole);
      expect(reading && report({ reading }, judge)).to.deep.equal(report({ evidence }, createVerifier()));
    }
  });

  it('of which anything has changed since the batch became known is judged as if nothing were known', function () {
    this.timeout(60_000);
    let judged = 0;
    let refused = 0;
    for (const variant of variants(issued.evidence)) {
      // A member that has no text of its own, or none any more, cannot come from the database.
      if (!isStored(variant)) continue;
      const kept = keptOf(variant);
      const reading = verifier.readKept(kept);
      const fresh = createVerifier({ signatureCacheSize: 64 });
      const whole = fresh.read(variant);
      expect(reading !== undefined, kept.document).to.equal(whole.ok);
      if (reading === undefined) refused += 1;
      else {
        judged += 1;
        const got = report({ reading });
        expect(got).to.deep.equal(report({ reading: whole }, fresh));
        // Whoever shows the licence may leave fields out.
        const isHiding = variant.fields.length < issued.evidence.fields.length;
        if (!isHiding) expect(got.verdict).to.not.equal('valid');
      }
    }
    expect(judged).to.be.greaterThan(40);
    expect(refused).to.be.greaterThan(100);
  });

  it('is judged by the trust list of the moment, whatever an earlier one said', async () => {
    const reading = verifier.readKept(keptOf(issued.evidence));
    if (reading === undefined) throw new Error('cannot be read');
    const trust = { ok: true as const, trust: { ...trustOf(world), domainAt: () => undefined } };
    const { codes } = verifier.verifyEvidence({ reading, trust, policy: policyOf(), at: AT });
    expect(codes).to.include('WITNESS_UNKNOWN');
  });

  it("is another licence's under the identifier asked for: none", async () => {
    const other = await issue(world, { ...without, serial: 'SAMPLE0002' });
    const kept = { ...keptOf(other.evidence), licenceId: issued.evidence.document.licenceId };
    expect(verifier.readKept(kept)).to.equal(undefined);
  });

  it('does not count the parts of a batch in another order of texts', () => {
    const kept = keptOf(issued.evidence);
    const { batch } = kept;
    const swapped = { ...batch, certificates: batch.statements, statements: batch.certificates };
    expect(verifier.readKept({ ...kept, batch: swapped })).to.equal(undefined);
    expect(verifier.readKept({ ...kept, batch: { ...batch, statements: '[' } })).to.equal(undefined);
  });
});

function trustOf({ trust }: World) {
  if (!trust.ok) throw new Error(trust.code);
  return trust.trust;
}

function isStored(value: unknown): value is Evidence {
  const { format, statuses, document, fields, receipt, certificates, ...rest } = value as Evidence;
  return (
    format === 'yinxin/evidence/v1' &&
    Array.isArray(statuses) &&
    statuses.length === 0 &&
    typeof document?.licenceId === 'string' &&
    fields !== undefined &&
    certificates !== undefined &&
    !('surplus' in rest) &&
    !('surplus' in (receipt ?? {})) &&
    Object.values(receipt ?? {}).length === 6
  );
}
