import { expect } from 'chai';
import { policyOf } from '../../../../gateway/domain/verification/policy.js';
import { createVerifier, type LedgerFacts } from '../../../../gateway/domain/verification/verify.js';
import { AT, issue, STATUS_BLOCK } from '../../../support/evidence-kit.js';
import { sharedWorld, type World } from '../../../support/evidence-kit-world.js';

describe('a question by identifier or digest alone', () => {
  let world: World;
  let facts: LedgerFacts;
  let licence: { key: string; digest: string; licenceId: string };
  const policy = policyOf({ statusSource: 'node' });
  const ask = (
    about: Partial<{
      facts: LedgerFacts | 'unreachable';
      licence: typeof licence & { validFrom?: string; version?: number };
    }> = {},
  ) => createVerifier().verifyLedgerFacts({ licence, facts, trust: world.trust, policy, at: AT, ...about });

  before(async () => {
    world = await sharedWorld();
    const { evidence, statusLeaves } = await issue(world);
    facts = { height: STATUS_BLOCK, seenAt: AT, entries: statusLeaves };
    const { leaf } = evidence.receipt;
    licence = { key: leaf.key, digest: leaf.digest, licenceId: evidence.document.licenceId };
  });

  it('is answered by the ledger, and says that the contents were not judged', () => {
    const report = ask();
    expect(report.verdict).to.equal('valid');
    expect(report.scope).to.equal('ledger');
    const contents = report.checks.find(({ name }) => name === 'attestation');
    expect(contents).to.deep.equal({ name: 'attestation', outcome: 'skipped', code: 'EVIDENCE_NOT_PRESENT' });
  });

  it('is never answered by a ledger out of reach', () => {
    const report = ask({ facts: 'unreachable' });
    expect(report.verdict).to.equal('indeterminate');
    expect(report.codes).to.deep.equal(['LEDGER_UNAVAILABLE', 'STATUS_UNKNOWN']);
  });

  it('names a revocation', () => {
    const entries = facts.entries.map((leaf) =>
      leaf.kind === 'licence' ? { ...leaf, state: 'revoked', version: 2 } : leaf,
    );
    const report = ask({ facts: { ...facts, entries } });
    expect(report.verdict).to.equal('invalid');
    expect(report.codes).to.deep.equal(['LICENCE_REVOKED']);
  });

  it('finds no licence of another digest or identifier', () => {
    const another = licence.digest.replace(/^./, (first) => (first === '0' ? '1' : '0'));
    expect(ask({ licence: { ...licence, digest: another } }).codes).to.deep.equal(['LICENCE_SUPERSEDED']);
    expect(ask({ licence: { ...licence, licenceId: '1.2.3' } }).codes).to.deep.equal(['IDENTIFIER_INVALID']);
  });

  it('says of an identifier of another version than the ledger’s newest nothing good', () => {
    const entries = facts.entries.map((leaf) =>
      leaf.kind === 'licence' ? { ...leaf, version: 2, digest: 'f'.repeat(64) } : leaf,
    );
    const { digest: _, ...byId } = licence;
    const about = { facts: { ...facts, entries } };
    const codesAt = (version: number) => {
      const { key, licenceId } = byId;
      const input = { licence: { key, licenceId, version }, trust: world.trust, policy, at: AT, ...about };
      return createVerifier().verifyLedgerFacts(input).codes;
    };
    expect(codesAt(1)).to.deep.equal([]);
    expect(codesAt(2)).to.deep.equal(['LICENCE_SUPERSEDED']);
    expect(ask({ licence: { ...licence, version: 0 } }).codes).to.deep.equal(['IDENTIFIER_MISMATCH']);
    expect(ask({ licence: { ...licence, version: 2 }, facts: 'unreachable' }).verdict).to.equal('indeterminate');
  });

  it('is not answered for an entry that the node does not have', () => {
    const report = ask({ facts: { ...facts, entries: [] } });
    expect(report.verdict).to.equal('indeterminate');
    expect(report.codes).to.include('LEDGER_ENTRY_MISSING');
  });

  it('judges the days that the asker knows', () => {
    expect(ask({ licence: { ...licence, validFrom: '2027-01-01' } }).codes).to.deep.equal(['LICENCE_NOT_YET_VALID']);
  });
});
