import { expect } from 'chai';
import fc from 'fast-check';
import { LEDGER_ERROR_CODES, LedgerError } from '../../../chaincode/errors.js';
import type { TransactionInput } from '../../../chaincode/model/transaction.js';
import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { ledgerCode } from '../../support/ledger-error.js';
import { foundingInput, freshTestNetwork, type TestNetwork } from '../../support/ledger-network.js';

describe('hostile input', () => {
  let net: TestNetwork;
  let good: TransactionInput[];
  before(async () => {
    net = await freshTestNetwork();
    const [authority] = net.domains['44'].authorities;
    const { code, type } = net.domains['44'];
    good = [
      net.govern(net.domains['44'], 'heartbeat', { target: `heartbeat/${code}`, body: {} }),
      net.govern(net.domains['44'], 'right-end', { target: `right/${authority.uscc}/${type}`, body: {} }),
      net.batch(authority, [net.leaf(authority, 'one'), net.leaf(authority, 'two')]),
      foundingInput(net),
    ];
  });

  /** Whether the rules refuse with an error of their own and leave the ledger as it was. Any other error goes on. */
  const refused = async (input: unknown): Promise<boolean> => {
    const ledger = net.memory.fork();
    const before = ledger.keys().length;
    const code = await ledgerCode(ledger.submit(input, net.now));
    return code !== undefined && ledger.keys().length === before;
  };

  it('only ever causes LedgerError, as a value', async () => {
    const anything = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
    await fc.assert(fc.asyncProperty(anything, refused), { numRuns: 300 });
  });

  it('only ever causes LedgerError, as text', async () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.json());
    await fc.assert(fc.asyncProperty(texts, refused), { numRuns: 300 });
  });

  it('is never applied with one character of a good command changed', async () => {
    const place = fc.record({ which: fc.nat(3), at: fc.nat(), by: fc.constantFrom(...'09afAZ{}[]",:-_') });
    await fc.assert(
      fc.asyncProperty(place, async ({ which, at, by }) => {
        const text = canonicalJson(good[which] ?? {});
        const index = at % text.length;
        fc.pre(text[index] !== by);
        const answer = await ledgerCode(
          net.memory.fork().submit(text.slice(0, index) + by + text.slice(index + 1), net.now),
        );
        expect(answer).to.be.oneOf([...LEDGER_ERROR_CODES]);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses values that are not JSON, text without a canonical form, and text without an end', async () => {
    const bomb = new Proxy(
      {},
      {
        get: () => {
          throw new Error('boom');
        },
      },
    );
    for (const input of [undefined, null, 1, '', '{', bomb, [], '['.repeat(100_000), ' '.repeat(5_000_000)]) {
      expect(await ledgerCode(net.memory.fork().submit(input, net.now))).to.equal('TRANSACTION_MALFORMED');
    }
    const [beat] = good;
    const lone = { ...beat, command: { ...beat?.command, target: '\ud800' } };
    expect(await ledgerCode(net.memory.fork().submit(lone, net.now))).to.equal('TRANSACTION_MALFORMED');
  });

  it('gets a code and a detail that fit one line', () => {
    expect(new LedgerError('WRONG_LEDGER', 'abc').message).to.equal('WRONG_LEDGER:abc');
    expect(new LedgerError('WRONG_LEDGER').message).to.equal('WRONG_LEDGER');
  });
});
