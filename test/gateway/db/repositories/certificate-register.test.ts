import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { createCertificateRegister } from '../../../../gateway/db/repositories/certificate-register.js';
import type {
  CertificateRegister,
  PublishedLists,
  Revocation,
} from '../../../../gateway/domain/ports/certificate-register.js';
import { NOW, openGatewayDatabase } from '../support.js';

const entry = {
  ...{ issuer: 'aa', serialNumber: '0a', fingerprint: 'f1', profile: 'tls-server' as const, issuedAt: NOW },
  der: Uint8Array.of(1, 2),
};
const revocation: Revocation = {
  ...{ issuer: 'aa', serialNumber: '0a', revokedAt: NOW, reason: 'superseded', invalidAt: NOW - 1000 },
  mac: Uint8Array.of(3),
};
const lists = (number: number, scheduled = false): PublishedLists => ({
  ...{ issuer: 'aa', number, scheduled, thisUpdate: NOW, nextUpdate: NOW + 1000, full: Uint8Array.of(number) },
});

describe('the certificate register', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  let register: CertificateRegister;
  before(async function () {
    this.timeout(60_000);
    ({ source, close } = await openGatewayDatabase());
    register = createCertificateRegister(source);
  });
  after(() => close());

  it('holds entries by issuer and serial number, and never changes one', async () => {
    await register.add(entry);
    await register.add({ ...entry, profile: 'tls-client' });
    const found = await register.find('aa', '0a');
    expect(found.entry).to.deep.include({ profile: 'tls-server', issuedAt: NOW, fingerprint: 'f1' });
    expect(Buffer.from(found.entry?.der ?? [])).to.deep.equal(Buffer.from(entry.der));
    expect(found.revocation).to.equal(undefined);
    expect(await register.find('bb', '0a')).to.deep.equal({});
  });

  it('takes one revocation of a certificate, for good', async () => {
    expect(await register.revoke(revocation)).to.equal(true);
    expect(await register.revoke({ ...revocation, reason: 'keyCompromise' })).to.equal(false);
    expect((await register.find('aa', '0a')).revocation).to.deep.include({
      ...{ revokedAt: NOW, reason: 'superseded', invalidAt: NOW - 1000 },
    });
    const { invalidAt: _, ...second } = revocation;
    await register.revoke({ ...second, serialNumber: '09' });
    const all = await register.revocations('aa');
    expect(all.map(({ serialNumber, invalidAt }) => [serialNumber, invalidAt])).to.deep.equal([
      ['09', undefined],
      ['0a', NOW - 1000],
    ]);
    expect(await register.countRevocations('aa')).to.equal(2);
    expect(await register.countRevocations('bb')).to.equal(0);
  });

  it('lets nobody take a revocation back, the owner of the table included', async () => {
    for (const statement of [
      'DELETE FROM certificate_revocation',
      `UPDATE certificate_revocation SET reason = 'unspecified'`,
      'TRUNCATE certificate_revocation',
    ]) {
      const outcome = await source.query(statement).catch((error: Error) => error.message);
      expect(outcome).to.contain('never taken back');
    }
  });

  it('keeps the newest lists, and those that deltas count from', async () => {
    expect(await register.newest('aa')).to.equal(undefined);
    expect(await register.publish(lists(1, true))).to.equal(true);
    expect(await register.publish(lists(1))).to.equal(false);
    await register.publish({ ...lists(2), delta: Uint8Array.of(9) });
    expect(await register.newest('aa')).to.deep.include({ number: 2, thisUpdate: NOW, nextUpdate: NOW + 1000 });
    expect(Buffer.from((await register.newest('aa'))?.delta ?? [])).to.deep.equal(Buffer.of(9));
    expect((await register.newest('aa', { scheduled: true }))?.number).to.equal(1);
    await register.publish(lists(3, true));
    await register.publish(lists(4));
    const rows: { number: number }[] = await source.query('SELECT number FROM revocation_list ORDER BY number');
    expect(rows.map(({ number }) => number)).to.deep.equal([3, 4]);
  });
});
