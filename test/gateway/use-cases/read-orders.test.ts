import { expect } from 'chai';
import { ledgerKeys } from '../../../chaincode/model/keys.js';
import type { LedgerRecord } from '../../../chaincode/model/records.js';
import { BUSINESS_LICENCE } from '../../../fixtures/licence-types.js';
import { generateOrders } from '../../../fixtures/orders.js';
import { provincialAuthority } from '../../../fixtures/provinces.js';
import type { Profile } from '../../../gateway/domain/codes/area-codes.js';
import type { LedgerEntry } from '../../../gateway/domain/ports/ledger.js';
import { createOrderReader, readRow } from '../../../gateway/use-cases/licences/read-orders.js';

const AUTHORITY = provincialAuthority('44', 'market-regulation');
const TYPE = BUSINESS_LICENCE.typeCode;

describe('reading orders', () => {
  const [order, second] = [
    ...generateOrders({ seed: 'reader', count: 2, type: BUSINESS_LICENCE, authority: AUTHORITY }),
  ];

  const reader = (options: { profile?: Profile; key?: number; right?: 'active' | 'ended'; network?: string } = {}) =>
    createOrderReader({
      ledger: ledgerWith(options.right ?? 'active'),
      profile: options.profile ?? 'development',
      identifierKey: new Uint8Array(32).fill(options.key ?? 1),
      network: async () => options.network ?? 'a'.repeat(64),
    });
  const itemOf = async (read: ReturnType<typeof reader>, input: unknown = order) => {
    const [result] = await read(AUTHORITY.uscc, [input]);
    if (result?.ok !== true) throw new Error(`refused: ${result?.code}`);
    return result.item;
  };
  const codeOf = async (read: ReturnType<typeof reader>, input: unknown, authority = AUTHORITY.uscc) => {
    const [result] = await read(authority, [input]);
    return result?.ok === false ? result.code : undefined;
  };

  it('gives the same identifier and key for the same idempotency key, whatever else the order says', async () => {
    const item = await itemOf(reader());
    const other = await itemOf(reader(), { ...order, licenceNumber: '44YX77777777' });
    expect(other.identifier.text).to.equal(item.identifier.text);
    expect(other.ledgerKey).to.equal(item.ledgerKey);
    expect(other.orderMac).not.to.equal(item.orderMac);
  });

  it('gives identifiers that nobody without the key can compute', async () => {
    const texts = await Promise.all([
      itemOf(reader()),
      itemOf(reader({ key: 2 })),
      itemOf(reader(), { ...order, idempotencyKey: 'another' }),
      itemOf(reader(), second),
    ]);
    expect(new Set(texts.map(({ identifier }) => identifier.text)).size).to.equal(4);
    expect(texts[0]?.identifier.serial).to.match(/^[0-9A-Z]{20,}$/);
  });

  it('gives another ledger key on another network', async () => {
    const [a, b] = [await itemOf(reader()), await itemOf(reader({ network: 'b'.repeat(64) }))];
    expect(a.identifier.text).to.equal(b.identifier.text);
    expect(a.ledgerKey).not.to.equal(b.ledgerKey);
  });

  it('refuses the synthetic area 99 in production, of persons and of organisations', async () => {
    const read = reader({ profile: 'production' });
    expect(await codeOf(read, order)).to.be.a('string');
    expect(await codeOf(reader(), order)).to.equal(undefined);
    const person = [{ name: '合成甲', codeType: '111', code: '990101199001010014' }];
    expect(await codeOf(read, { ...order, holders: person })).to.be.a('string');
  });

  it('refuses a type that was never granted, or not any more, and orders for another authority', async () => {
    expect(await codeOf(reader({ right: 'ended' }), order)).to.equal('LICENCE_TYPE_NOT_OF_AUTHORITY');
    expect(await codeOf(reader(), { ...order, licenceType: `${AUTHORITY.uscc}999` })).to.equal('LICENCE_TYPE_UNKNOWN');
    expect(await codeOf(reader(), { ...order, licenceType: '' })).to.be.a('string');
    const other = provincialAuthority('44', 'transport').uscc;
    expect(await codeOf(reader(), order, other)).to.be.a('string');
  });

  it('answers rubbish with codes, in its place', async () => {
    const rubbish = [
      undefined,
      null,
      1,
      'x',
      [],
      {},
      () => 1,
      Object.create(null),
      { licenceType: {}, idempotencyKey: [] },
    ];
    const results = await reader()(AUTHORITY.uscc, [...rubbish, order]);
    expect(results.map(({ ok }) => ok)).to.deep.equal([...rubbish.map(() => false), true]);
  });

  it('reads rows as strict JSON only', () => {
    expect(readRow('{"a":"印"}')).to.deep.equal({ value: { a: '印' } });
    for (const bad of [
      '',
      '{',
      '{"a":1,"a":1}',
      '{"a":null}',
      '1.5',
      '{"a":"\\ud800"}',
      '\ufeff{}',
      `"${'x'.repeat(70_000)}"`,
    ]) {
      expect(readRow(bad), bad.slice(0, 20)).to.equal(undefined);
    }
  });
});

function ledgerWith(right: 'active' | 'ended') {
  const record = (value: unknown) => value as LedgerRecord;
  const records = new Map<string, LedgerRecord>([
    [
      ledgerKeys.licenceType(TYPE),
      record({ kind: 'type', signed: { command: { body: { definition: BUSINESS_LICENCE } } } }),
    ],
    [ledgerKeys.right(AUTHORITY.uscc, TYPE), record({ kind: 'right', state: right })],
  ]);
  const read = async (keys: readonly string[]) => {
    const entries = new Map<string, LedgerEntry>();
    for (const key of keys) {
      const found = records.get(key);
      if (found !== undefined) entries.set(key, { key, record: found, blockNumber: 1, index: 0 });
    }
    return { height: 1, entries };
  };
  const none = () => {
    throw new Error('not asked for');
  };
  return { ledgerId: 'c'.repeat(64), read, submit: none, history: none, blocks: none };
}
