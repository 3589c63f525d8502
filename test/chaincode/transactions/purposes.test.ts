import { expect } from 'chai';
import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { PURPOSE_OF_KIND, type TransactionInput } from '../../../chaincode/model/transaction.js';
import { encodeBase64url } from '../../../pki/encoding/base64url.js';
import { canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import { OWN_PURPOSES, type OwnPurpose } from '../../../pki/signer/purposes.js';
import type { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { ledgerCode } from '../../support/ledger-error.js';
import { foundingInput, freshTestNetwork, type TestNetwork } from '../../support/ledger-network.js';
import { createMemoryLedger } from '../../support/memory-ledger.js';
import { testEntry } from '../../support/test-domain.js';
import { testSignature } from '../../support/test-pki.js';

/** One good command of each signing purpose, with the key that signs it. */
function examples(net: TestNetwork): { input: TransactionInput; key: Sm2PrivateKey }[] {
  const domain = net.domains['44'];
  const [authority] = domain.authorities;
  const proposal = { kind: 'change-quorum', quorum: 'byzantine', version: 1 } as const;
  const terms = { ...net.record('agreement', `agreement/44/43/${domain.type}/statutory-name`).terms, version: 2 };
  const governed = [
    net.govern(domain, 'heartbeat', { target: ledgerKeys.heartbeat('44'), body: {} }),
    net.govern(domain, 'vote', { target: voteKey(proposal), body: { proposal } }),
    net.govern(domain, 'agreement-half', {
      target: `agreement-half/44/43/${domain.type}/statutory-name/44`,
      body: { terms },
    }),
  ];
  return [
    ...governed.map((input) => ({ input, key: domain.governance })),
    { input: net.batch(authority, [net.leaf(authority, 'one')]), key: authority.signing.privateKey },
    {
      input: net.act(authority, 'licence-state', {
        target: net.licenceKey(authority, 'zero'),
        body: { state: 'suspended' },
      }),
      key: authority.signing.privateKey,
    },
  ];
}

describe('purposes of signatures', () => {
  let net: TestNetwork;
  beforeEach(async () => {
    net = await freshTestNetwork();
    const [authority] = net.domains['44'].authorities;
    await net.submit(net.batch(authority, [net.leaf(authority, 'zero')]));
  });

  it('refuses a signature made for any other purpose', async () => {
    const seen = new Set<string>();
    for (const { input, key } of examples(net)) {
      const right: OwnPurpose = PURPOSE_OF_KIND[input.command.kind];
      seen.add(right);
      for (const purpose of OWN_PURPOSES.filter((each) => each !== right)) {
        const swapped = { ...input, signature: testSignature(key, purpose, input.command) };
        expect(await ledgerCode(net.submit(swapped)), `${right} as ${purpose}`).to.equal('COMMAND_SIGNATURE_INVALID');
      }
      const bare = encodeBase64url(key.signRaw(canonicalBytes(input.command)));
      expect(await ledgerCode(net.submit({ ...input, signature: bare }))).to.equal('COMMAND_SIGNATURE_INVALID');
      expect(await ledgerCode(net.submit(input)), right).to.equal(undefined);
    }
    seen.add('network-founding');
    expect([...seen].sort()).to.deep.equal([...new Set(Object.values(PURPOSE_OF_KIND))].sort());
  });

  it('refuses founding signatures and entries made for any other purpose', async () => {
    const good = foundingInput(net);
    const first = net.domains['44'];
    for (const purpose of OWN_PURPOSES.filter((each) => each !== 'network-founding')) {
      const swapped = { ...good, signature: testSignature(first.governance, purpose, good.command) };
      const answer = createMemoryLedger(net.ledger).submit(swapped, net.now);
      expect(await ledgerCode(answer), purpose).to.equal('COMMAND_SIGNATURE_INVALID');
    }
    const entry = { ...testEntry(first, net.founding, net.ledger), version: 2 };
    for (const purpose of OWN_PURPOSES) {
      const signed = { entry, signature: testSignature(first.governance, purpose, entry) };
      const update = net.govern(first, 'domain-update', { target: ledgerKeys.domain('44'), body: { signed } });
      const expected = purpose === 'trust-entry' ? undefined : 'TRUST_ENTRY_INVALID';
      expect(await ledgerCode(net.fork().submit(update)), purpose).to.equal(expected);
    }
  });
});

function voteKey(proposal: { kind: 'change-quorum'; quorum: 'byzantine'; version: number }): string {
  return ledgerKeys.vote(sm3Hex(canonicalBytes(proposal)), '44');
}
