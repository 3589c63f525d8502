import { expect } from 'chai';
import { ledgerKeys } from '../../../chaincode/model/keys.js';
import type { LicenceTypeDefinition } from '../../../chaincode/model/licence-type.js';
import type { LedgerRecord, TypeCountRecord } from '../../../chaincode/model/records.js';
import { applyTransaction } from '../../../chaincode/transactions/index.js';
import { MAX_TYPE_BYTES, MAX_TYPE_VERSIONS } from '../../../chaincode/transactions/type-quota.js';
import { canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import { formatTime } from '../../../pki/encoding/times.js';
import { ledgerCode } from '../../support/ledger-error.js';
import { freshTestNetwork, type TestNetwork, testType } from '../../support/ledger-network.js';

describe('what one domain can put into the trust lists', () => {
  let net: TestNetwork;
  beforeEach(async () => {
    net = await freshTestNetwork();
  });

  const register = (definition: LicenceTypeDefinition, code: '44' | '43' = '44') =>
    net.govern(net.domains[code], 'type-register', {
      target: ledgerKeys.licenceType(definition.typeCode),
      body: { definition },
    });

  /** A definition of exactly so many canonical bytes. */
  const ofSize = (bytes: number): LicenceTypeDefinition => {
    const definition = testType(net.domains['44'].type);
    const [field] = definition.fields;
    if (field === undefined) throw new RangeError('no field');
    definition.fields = Array.from({ length: 64 }, (_, at) => ({
      ...field,
      name: `KZ_${at}`,
      label: { zh: 'x', en: 'x' },
      pattern: 'x',
    }));
    let missing = bytes - canonicalBytes(definition).length;
    for (const { label } of definition.fields) {
      const more = Math.min(199, missing);
      label.zh += 'x'.repeat(more);
      missing -= more;
    }
    return definition;
  };

  it('is 16 KiB for a type', async () => {
    expect(canonicalBytes(ofSize(MAX_TYPE_BYTES))).to.have.length(MAX_TYPE_BYTES);
    expect(await ledgerCode(net.submit(register(ofSize(MAX_TYPE_BYTES + 1))))).to.equal('TYPE_TOO_LARGE');
    expect(await ledgerCode(net.submit(register(ofSize(MAX_TYPE_BYTES))))).to.equal(undefined);
  });

  it('is a number of versions, of all of its types together', async () => {
    const count = (code: string) => net.record('type-count', `type-count/${code}`).version;
    const before = count('44');
    await net.submit(register(testType(net.domains['44'].type)));
    await net.submit(register(testType(`${net.domains['44'].authorities[0].uscc}002`)));
    expect(count('44')).to.equal(before + 2);
    const input = register(testType(`${net.domains['44'].authorities[0].uscc}003`));
    await net.submit(input);
    expect((await net.submit(input)).writes).to.deep.equal([]);
    expect([count('44'), count('43')]).to.deep.equal([before + 3, before]);
  });

  /** Applies over the test ledger with the count of Guangdong's versions as it is said. */
  const applyAt = (version: number, input: unknown) => {
    const counted: TypeCountRecord = {
      kind: 'type-count',
      version,
      digest: net.ledger,
      state: 'counted',
      by: net.ledger,
    };
    const written = new Map<string, LedgerRecord>([['type-count/44', counted]]);
    return applyTransaction(
      {
        ledger: net.ledger,
        transactionTime: formatTime(net.now),
        get: async (key) => written.get(key) ?? net.memory.record(key),
        put: async (key, record) => void written.set(key, record),
      },
      input,
    );
  };

  it('ends at 500 versions for that domain, and for no other', async () => {
    const own = register(testType(net.domains['44'].type));
    expect(await ledgerCode(applyAt(MAX_TYPE_VERSIONS - 1, own))).to.equal(undefined);
    expect(await ledgerCode(applyAt(MAX_TYPE_VERSIONS, own))).to.equal('QUOTA_EXHAUSTED');
    const others = register(testType(net.domains['43'].type), '43');
    expect(await ledgerCode(applyAt(MAX_TYPE_VERSIONS, others))).to.equal(undefined);
  });
});
