import { expect } from 'chai';
import type { LicenceRecord } from '../../../../chaincode/model/records.js';
import { AppError } from '../../../../gateway/domain/errors.js';
import type { Actor } from '../../../../gateway/domain/policy/actor.js';
import type { Ledger, LedgerHistoryItem } from '../../../../gateway/domain/ports/ledger.js';
import { createVerifier } from '../../../../gateway/domain/verification/verify.js';
import {
  createVerifyByDigest,
  createVerifyById,
  type VerifyDeps,
} from '../../../../gateway/use-cases/verification/verify-evidence.js';
import { AT, BLOCK, issue, STATUS_BLOCK } from '../../../support/evidence-kit.js';
import { sharedWorld, type World } from '../../../support/evidence-kit-world.js';

const WINDOW: Actor = { subject: 'sample', tenant: '52', roles: ['window'] };

describe('a licence whose document is elsewhere', () => {
  let world: World;
  let key: string;
  let digest: string;
  let licenceId: string;
  let record: LicenceRecord;
  let deps: VerifyDeps;

  before(async () => {
    world = await sharedWorld();
    const { evidence, statusLeaves } = await issue(world);
    const { leaf } = evidence.receipt;
    ({ key, digest } = leaf);
    ({ licenceId } = evidence.document);
    const { domain, authority, type, attestationCertificate, sealCertificate, seal } = leaf;
    const same = { domain, authority, type, attestationCertificate, sealCertificate, seal };
    record = {
      ...same,
      kind: 'licence',
      version: 1,
      digest,
      state: 'active',
      by: 'f'.repeat(64),
      licenceVersion: 1,
      leaf: 'f'.repeat(64),
      reason: 'issue',
    };
    // Neither document nor statements are asked for here, nor anything of the ledger but what a test gives.
    deps = {
      domain: '52',
      production: false,
      verifier: createVerifier(),
      trust: { result: () => world.trust },
      witness: { facts: async () => ({ height: STATUS_BLOCK, seenAt: AT, entries: statusLeaves }) },
      licences: { find: async () => undefined },
      address: { network: async () => world.network, profile: 'development' },
      clock: { now: () => Date.parse(AT) },
    } as unknown as VerifyDeps;
  });

  const down = async (): Promise<never> => {
    throw new AppError('LEDGER_UNAVAILABLE');
  };
  const place = { blockNumber: BLOCK, index: 1 };
  const ledgerOf = (known: LicenceRecord | undefined): Pick<Ledger, 'read' | 'history'> => ({
    read: async () => ({
      height: STATUS_BLOCK,
      entries: new Map(known === undefined ? [] : [[key, { ...place, key, record: known }]]),
    }),
    history: async (): Promise<LedgerHistoryItem[]> =>
      known === undefined ? [] : [{ ...place, transactionId: 'f'.repeat(64), at: AT, record: known }],
  });
  const byId = (ledger: Pick<Ledger, 'read' | 'history'>) =>
    createVerifyById({ ...deps, ledger: ledger as Ledger })(WINDOW, { licenceId });
  const byDigest = (ledger: Pick<Ledger, 'read' | 'history'>) =>
    createVerifyByDigest({ ...deps, ledger: ledger as Ledger })(WINDOW, { key, digest });

  it('is told with the domain and version that the ledger has', async () => {
    const ledger = ledgerOf(record);
    for (const report of [await byId(ledger), await byDigest(ledger)]) {
      expect(report.codes).not.to.include('LICENCE_SUPERSEDED');
      expect(report.licence).to.include({ key, digest, domain: '44', version: 1 });
    }
  });

  it('is told without a domain and a version where the ledger does not answer', async () => {
    for (const report of [await byId({ read: down, history: down }), await byDigest({ read: down, history: down })]) {
      expect(report.licence).to.include({ key });
      expect(report.licence).not.to.have.any.keys('version', 'domain');
    }
  });

  it('is judged by identifier only where something is known of versions', async () => {
    expect((await byId(ledgerOf(record))).verdict).to.equal('valid');
    expect((await byId({ ...ledgerOf(record), history: down })).verdict).to.equal('valid');
    expect((await byId({ ...ledgerOf(record), read: down })).verdict).to.equal('valid');
    const report = await byId({ read: down, history: down });
    expect(report.verdict).to.equal('indeterminate');
    expect(report.codes).to.include('LEDGER_UNAVAILABLE');
  });

  it('is superseded where the ledger has a newer version, though its history does not answer', async () => {
    const newer = { ...record, licenceVersion: 2 };
    const report = await byId({ ...ledgerOf(newer), history: down });
    expect(report.codes).to.include('LICENCE_SUPERSEDED');
    expect(report.verdict).to.equal('invalid');
  });
});
