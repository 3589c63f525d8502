import { expect } from 'chai';
import type { Proposal } from '../../../chaincode/model/command.js';
import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { ledgerCode } from '../../support/ledger-error.js';
import { freshTestNetwork, type TestNetwork, testType } from '../../support/ledger-network.js';
import { signEntry, type TestDomain, testDomain, testEntry } from '../../support/test-domain.js';
import { testUscc } from '../../support/test-uscc.js';

describe('authorities, types and rights', () => {
  let net: TestNetwork;
  let guangdong: TestDomain;
  let hunan: TestDomain;
  beforeEach(async () => {
    net = await freshTestNetwork();
    guangdong = net.domains['44'];
    hunan = net.domains['43'];
  });

  const authority = (domain: TestDomain, uscc: string) =>
    net.govern(domain, 'authority-register', { target: ledgerKeys.authority(uscc), body: { name: '合成机构' } });
  const endAuthority = (domain: TestDomain, uscc: string) =>
    net.govern(domain, 'authority-end', { target: ledgerKeys.authority(uscc), body: {} });
  const right = (domain: TestDomain, kind: 'right-grant' | 'right-end', uscc: string, type: string) =>
    net.govern(domain, kind, { target: ledgerKeys.right(uscc, type), body: {} });
  const type = (domain: TestDomain, code: string) =>
    net.govern(domain, 'type-register', { target: ledgerKeys.licenceType(code), body: { definition: testType(code) } });
  const codeOf = (input: unknown) => ledgerCode(net.submit(input));

  describe('authority-register', () => {
    it('takes a USCC whose check characters are right', async () => {
      const uscc = testUscc('1144000000000009');
      const wrong = `${uscc.slice(0, 17)}${uscc.endsWith('0') ? '1' : '0'}`;
      expect(await codeOf(authority(guangdong, wrong))).to.equal('USCC_INVALID');
      expect(await codeOf(authority(guangdong, uscc))).to.equal(undefined);
      expect(net.record('authority', `authority/${uscc}`)).to.include({ domain: '44', state: 'active', version: 1 });
    });

    it('keeps a province to its own area, also after the end of an authority', async () => {
      const fresh = testUscc('1144000000000009');
      expect(await codeOf(authority(hunan, fresh))).to.equal('AUTHORITY_OUTSIDE_DOMAIN');
      for (const area of ['10', '99']) {
        const other = testUscc(`11${area}000000000009`);
        expect(await codeOf(authority(hunan, other)), area).to.equal('AUTHORITY_OUTSIDE_DOMAIN');
      }
      expect(await codeOf(authority(hunan, testUscc('1143010000000009')))).to.equal(undefined);
      const [{ uscc }] = guangdong.authorities;
      await net.submit(endAuthority(guangdong, uscc));
      expect(await codeOf(authority(hunan, uscc))).to.equal('AUTHORITY_OUTSIDE_DOMAIN');
      expect(await codeOf(authority(guangdong, uscc))).to.equal(undefined);
      expect(net.record('authority', `authority/${uscc}`)).to.include({ state: 'active', version: 3 });
    });
  });

  describe('authority-register of a ministry', () => {
    const admitted = async (domain: TestDomain) => {
      const proposal: Proposal = {
        kind: 'admit-domain',
        signed: signEntry({ ...testEntry(domain, net.founding, net.ledger), gateways: [] }, domain.governance),
      };
      const digest = sm3Hex(canonicalBytes(proposal));
      for (const voter of [guangdong, hunan, net.domains['52']]) {
        if (net.memory.record(`domain/${domain.code}`) !== undefined) return;
        await net.submit(
          net.govern(voter, 'vote', { target: ledgerKeys.vote(digest, voter.code), body: { proposal } }),
        );
      }
    };

    it('takes central bodies alone, and leaves a USCC under the ministry that had it first', async () => {
      const [first, second] = [
        { ...(await testDomain('61', 'ministry')), code: testUscc('1110000000000001') },
        { ...(await testDomain('62', 'ministry')), code: testUscc('1110000000000002') },
      ];
      for (const ministry of [first, second]) await admitted(ministry);
      const central = testUscc('1110000000000009');
      expect(await codeOf(authority(first, testUscc('1144000000000009')))).to.equal('AUTHORITY_OUTSIDE_DOMAIN');
      expect(await codeOf(authority(first, testUscc('1111000000000009')))).to.equal('AUTHORITY_OUTSIDE_DOMAIN');
      expect(await codeOf(authority(first, central))).to.equal(undefined);
      expect(await codeOf(authority(second, central))).to.equal('AUTHORITY_FOREIGN');
      await net.submit(endAuthority(first, central));
      expect(await codeOf(authority(second, central))).to.equal('AUTHORITY_FOREIGN');
    });
  });

  describe('authority-end', () => {
    it('refuses another domain’s, an unknown one and one that has ended', async () => {
      const [{ uscc }] = guangdong.authorities;
      expect(await codeOf(endAuthority(hunan, uscc))).to.equal('AUTHORITY_FOREIGN');
      expect(await codeOf(endAuthority(guangdong, testUscc('1144000000000009')))).to.equal('ENTRY_MISSING');
      expect(await codeOf(endAuthority(guangdong, uscc))).to.equal(undefined);
      expect(await codeOf(endAuthority(guangdong, uscc))).to.equal('AUTHORITY_ENDED');
    });

    it('leaves an ended authority nothing to do', async () => {
      const [ended] = guangdong.authorities;
      await net.submit(net.batch(ended, [net.leaf(ended, 'one')]));
      await net.submit(endAuthority(guangdong, ended.uscc));
      expect(await codeOf(net.batch(ended, [net.leaf(ended, 'two')]))).to.equal('AUTHORITY_ENDED');
      const target = net.licenceKey(ended, 'one');
      expect(await codeOf(net.act(ended, 'licence-state', { target, body: { state: 'suspended' } }))).to.equal(
        'AUTHORITY_ENDED',
      );
      expect(await codeOf(right(guangdong, 'right-grant', ended.uscc, hunan.type))).to.equal('AUTHORITY_ENDED');
    });
  });

  describe('type-register', () => {
    it('lets the owner define a type anew, and nobody else', async () => {
      expect(await codeOf(type(hunan, guangdong.type))).to.equal('TYPE_FOREIGN');
      expect(await codeOf(type(guangdong, guangdong.type))).to.equal(undefined);
      expect(net.record('type', `type/${guangdong.type}`).version).to.equal(2);
    });

    it('takes a new code from the domain of its defining authority alone, once that is registered', async () => {
      const code = `${guangdong.authorities[0].uscc}777`;
      expect(await codeOf(type(hunan, code))).to.equal('TYPE_FOREIGN');
      expect(await codeOf(type(guangdong, code))).to.equal(undefined);
      // An authority that no member has registered: a ministry's type, say.
      expect(await codeOf(type(hunan, `${testUscc('1110000000000009')}001`))).to.equal(undefined);
    });

    it('keeps the owner’s signed command', async () => {
      const code = `${guangdong.authorities[0].uscc}002`;
      const input = type(guangdong, code);
      await net.submit(input);
      expect(net.record('type', `type/${code}`).signed).to.deep.equal(input);
    });

    it('refuses a code of no organisation, a field twice and another code’s target', async () => {
      expect(await codeOf(type(guangdong, '114400000000000000001'))).to.equal('USCC_INVALID');
      const definition = testType(guangdong.type);
      const [first] = definition.fields;
      if (first === undefined) throw new RangeError('no field');
      const twice = { ...definition, fields: [first, first] };
      const target = ledgerKeys.licenceType(guangdong.type);
      const submit = (body: { definition: typeof definition }) =>
        codeOf(net.govern(guangdong, 'type-register', { target, body }));
      expect(await submit({ definition: twice })).to.equal('TRANSACTION_MALFORMED');
      expect(await submit({ definition: testType(hunan.type) })).to.equal('COMMAND_TARGET');
    });
  });

  describe('right-grant and right-end', () => {
    it('lets an own authority issue another domain’s type', async () => {
      const [{ uscc }] = guangdong.authorities;
      expect(await codeOf(right(guangdong, 'right-grant', uscc, hunan.type))).to.equal(undefined);
      expect(await codeOf(right(guangdong, 'right-grant', uscc, hunan.type))).to.equal('STATE_CHANGE_ILLEGAL');
    });

    it('refuses an unknown type, an unknown authority and another domain’s', async () => {
      const [{ uscc }] = guangdong.authorities;
      expect(await codeOf(right(guangdong, 'right-grant', uscc, `${uscc}999`))).to.equal('ENTRY_MISSING');
      const unknown = testUscc('1144000000000009');
      expect(await codeOf(right(guangdong, 'right-grant', unknown, hunan.type))).to.equal('ENTRY_MISSING');
      expect(await codeOf(right(hunan, 'right-grant', uscc, hunan.type))).to.equal('AUTHORITY_FOREIGN');
    });

    it('ends a right and grants it again', async () => {
      const [{ uscc }] = guangdong.authorities;
      expect(await codeOf(right(hunan, 'right-end', uscc, guangdong.type))).to.equal('AUTHORITY_FOREIGN');
      expect(await codeOf(right(guangdong, 'right-end', uscc, hunan.type))).to.equal('ENTRY_MISSING');
      await net.submit(right(guangdong, 'right-end', uscc, guangdong.type));
      expect(await codeOf(right(guangdong, 'right-end', uscc, guangdong.type))).to.equal('STATE_CHANGE_ILLEGAL');
      expect(await codeOf(right(guangdong, 'right-grant', uscc, guangdong.type))).to.equal(undefined);
      expect(net.record('right', ledgerKeys.right(uscc, guangdong.type))).to.include({ state: 'active', version: 3 });
    });
  });
});
