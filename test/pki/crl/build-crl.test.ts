import { expect } from 'chai';
import { buildCrl, type CrlOrder } from '../../../pki/crl/build-crl.js';
import { CRL_REASONS } from '../../../pki/crl/reasons.js';
import { OID } from '../../../pki/der/oids.js';
import { childrenOf, type DerNode, readDer } from '../../../pki/der/reader.js';
import { checkTree } from '../../../pki/der/tree.js';
import { readBitStringOctets, readPositiveIntegerHex } from '../../../pki/der/values.js';
import { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';
import { encodeName } from '../../../pki/x509/name.js';
import { readRawExtensions } from '../../../pki/x509/raw-extensions.js';
import { rejection } from '../support/survives-garbage.js';

const key = Sm2PrivateKey.generate();
const THIS_UPDATE = Date.UTC(2026, 5, 1);
const order = (changes: Partial<CrlOrder> = {}): CrlOrder => ({
  issuer: { subjectDer: encodeName({ commonName: '示例签发证书' }), subjectKeyId: '0102' },
  number: 7,
  thisUpdate: THIS_UPDATE,
  nextUpdate: Date.UTC(2026, 5, 8),
  revoked: [],
  sign: async (tbs) => key.signRaw(tbs),
  ...changes,
});
const refuses = async (changes: Partial<CrlOrder>) =>
  expect(await rejection(buildCrl(order(changes)))).to.equal('CRL_ORDER_INVALID');

/** A second reading of RFC 5280 §5.1, for these tests alone. */
async function built(changes: Partial<CrlOrder> = {}) {
  const root = readDer(await buildCrl(order(changes)));
  checkTree(root);
  const [tbs, algorithm, signature] = childrenOf(root) as [DerNode, DerNode, DerNode];
  const fields = childrenOf(tbs);
  const extensions = readRawExtensions(childrenOf(fields.at(-1) as DerNode)[0] as DerNode);
  const list = fields.length === 7 ? childrenOf(fields[5] as DerNode) : undefined;
  return {
    signed: key.publicKey.verifyDer(tbs.raw, readBitStringOctets(signature)),
    algorithms: [hex((fields[1] as DerNode).raw), hex(algorithm.raw)],
    times: fields.slice(3, 5).map(({ content }) => Buffer.from(content).toString('latin1')),
    extensions: extensions.map(({ oid, critical, value }) => [oid, critical, hex(value)]),
    entries: list?.map((entry) => {
      const [serial, time, more] = childrenOf(entry) as [DerNode, DerNode, DerNode | undefined];
      return [
        readPositiveIntegerHex(serial),
        Buffer.from(time.content).toString('latin1'),
        ...(more === undefined ? [] : readRawExtensions(more).map(({ oid, value }) => [oid, hex(value)])),
      ];
    }),
  };
}
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const entry = (serialNumber: string, more = {}) => ({ serialNumber, revokedAt: THIS_UPDATE - 1, ...more });

describe('buildCrl', () => {
  it('writes an empty list without entries (RFC 5280 §5.1.2.6), numbered and signed', async () => {
    const list = await built();
    expect(list.signed).to.equal(true);
    expect(list.entries).to.equal(undefined);
    expect(list.times).to.deep.equal(['260601000000Z', '260608000000Z']);
    expect(list.algorithms[0]).to.equal(list.algorithms[1]);
    expect(list.extensions).to.deep.equal([
      [OID.authorityKeyIdentifier, false, '300480020102'],
      [OID.crlNumber, false, '020107'],
    ]);
  });

  it('writes serial numbers, times, reasons and invalidity dates', async () => {
    const revoked = [
      entry('01'),
      entry('ff'.repeat(20), { reason: 'keyCompromise', invalidAt: Date.UTC(2026, 0, 2, 3, 4, 5) }),
      entry('007f', { reason: 'unspecified' }),
      entry('80', { revokedAt: Date.UTC(2051, 0, 1), invalidAt: Date.UTC(2050, 0, 1) }),
    ];
    expect((await built({ revoked })).entries).to.deep.equal([
      ['01', '260531235959Z'],
      [
        'ff'.repeat(20),
        '260531235959Z',
        [OID.crlReason, '0a0101'],
        [OID.invalidityDate, `180f${hex(Buffer.from('20260102030405Z'))}`],
      ],
      ['7f', '260531235959Z'],
      ['80', '20510101000000Z', [OID.invalidityDate, `180f${hex(Buffer.from('20500101000000Z'))}`]],
    ]);
  });

  it('writes every reason by its number', async () => {
    const names = CRL_REASONS.filter((name) => name !== undefined);
    const revoked = names.map((reason, at) => entry(`0${at}1`.slice(-2), { reason }));
    const list = await built({ revoked, baseNumber: 6 });
    const written = list.entries?.map((each) => each[2]?.[1] ?? '0a0100');
    expect(written).to.deep.equal(names.map((name) => `0a010${CRL_REASONS.indexOf(name).toString(16)}`));
  });

  it('marks a delta list by its base, critical, and a distribution point, critical', async () => {
    const list = await built({ baseNumber: 5, distributionPoint: 'http://c.example/a' });
    expect(list.extensions.slice(2)).to.deep.equal([
      [OID.deltaCrlIndicator, true, '020105'],
      [OID.issuingDistributionPoint, true, `3018a016a0148612${hex(Buffer.from('http://c.example/a'))}`],
    ]);
    expect((await built({ deltaUrls: ['http://c.example/d'] })).extensions.at(-1)?.slice(0, 2)).to.deep.equal([
      OID.freshestCrl,
      false,
    ]);
  });

  it('refuses a delta list that is not after its base, or points to delta lists (RFC 5280 §5.2.4, §5.2.6)', async () => {
    await refuses({ baseNumber: 7 });
    await refuses({ baseNumber: -1 });
    await refuses({ baseNumber: 5, deltaUrls: ['http://c.example/d'] });
  });

  it('refuses removeFromCRL in a full list (RFC 5280 §5.3.1)', async () => {
    const revoked = [entry('01', { reason: 'removeFromCRL' })];
    await refuses({ revoked });
    expect((await built({ revoked, baseNumber: 5 })).entries).to.have.length(1);
  });

  it('refuses a serial number twice, however it is padded', async () => {
    await refuses({ revoked: [entry('0a'), entry('0a')] });
    await refuses({ revoked: [entry('0a'), entry('000a')] });
  });

  it('refuses serial numbers that are none', async () => {
    for (const serial of ['', '0', 'zz', '00', 'AB', 'ff'.repeat(21)]) await refuses({ revoked: [entry(serial)] });
  });

  it('refuses times that cannot be written, and a next update that is not after this one', async () => {
    for (const revokedAt of [Number.NaN, -1, Number.POSITIVE_INFINITY]) {
      await refuses({ revoked: [entry('01', { revokedAt })] });
    }
    await refuses({ nextUpdate: THIS_UPDATE + 999 });
    await refuses({ nextUpdate: Number.NaN });
    await refuses({ number: -1 });
    await refuses({ number: 1.5 });
  });

  it('refuses what is no signature', async () => {
    expect(await rejection(buildCrl(order({ sign: async () => new Uint8Array(64) })))).to.equal('ENCODING_INVALID');
  });

  it('takes ten thousand entries of the longest kind', async () => {
    const revoked = Array.from({ length: 10_000 }, (_, at) =>
      entry(`ff${at.toString(16).padStart(38, '0')}`, { reason: 'aACompromise', invalidAt: 1 }),
    );
    expect((await built({ revoked })).entries).to.have.length(10_000);
  });
});
