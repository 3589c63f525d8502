import { expect } from 'chai';
import type { AgreementTerms } from '../../../chaincode/model/command.js';
import { agreementId, ledgerKeys } from '../../../chaincode/model/keys.js';
import { ledgerCode } from '../../support/ledger-error.js';
import { agreementHalves, freshTestNetwork, type TestNetwork } from '../../support/ledger-network.js';

describe('agreement-half', () => {
  let net: TestNetwork;
  let terms: AgreementTerms;
  beforeEach(async () => {
    net = await freshTestNetwork();
    terms = {
      issuing: '52',
      recognising: '44',
      licenceType: net.domains['52'].type,
      sealClass: 'statutory-name',
      decision: 'accept-with-note',
      note: '合成说明',
      from: '2026-12-01',
      until: '2027-11-30',
      version: 1,
    };
  });

  const half = (code: '44' | '43' | '52', about: AgreementTerms) =>
    net.govern(net.domains[code], 'agreement-half', {
      target: ledgerKeys.agreementHalf(agreementId(about), code),
      body: { terms: about },
    });
  const codeOf = (code: '44' | '43' | '52', about: AgreementTerms) => ledgerCode(net.submit(half(code, about)));
  const agreement = () => net.record('agreement', ledgerKeys.agreement(agreementId(terms)));

  it('is in force when both sides have signed the same, whoever came first', async () => {
    const [issuing, recognising] = agreementHalves(net, terms);
    await net.submit(recognising);
    expect(net.memory.record(ledgerKeys.agreement(agreementId(terms)))).to.equal(undefined);
    await net.submit(issuing);
    expect(agreement()).to.deep.include({ version: 1, state: 'agreed', terms, halves: [issuing, recognising] });
  });

  it('is not in force while the halves differ, and a half may be replaced', async () => {
    await net.submit(half('52', terms));
    await net.submit(half('44', { ...terms, decision: 'refuse' }));
    expect(net.memory.record(ledgerKeys.agreement(agreementId(terms)))).to.equal(undefined);
    await net.submit(half('44', terms));
    expect(agreement().version).to.equal(1);
  });

  it('changes by both sides only, and never back to an older version', async () => {
    await net.submit(half('52', terms));
    await net.submit(half('44', terms));
    const next: AgreementTerms = { ...terms, decision: 'refuse', version: 2 };
    await net.submit(half('44', next));
    expect(agreement().terms.decision).to.equal('accept-with-note');
    expect(await codeOf('44', terms)).to.equal('VERSION_CONFLICT');
    expect(await codeOf('52', { ...next, version: 3 })).to.equal('VERSION_CONFLICT');
    await net.submit(half('52', next));
    expect(agreement()).to.deep.include({ version: 2, terms: next });
  });

  it('is for the two sides it is about', async () => {
    expect(await codeOf('43', terms)).to.equal('AGREEMENT_FOREIGN');
    expect(await codeOf('44', { ...terms, issuing: '44' })).to.equal('AGREEMENT_FOREIGN');
    expect(await codeOf('44', { ...terms, issuing: '61' })).to.equal('NOT_A_MEMBER');
  });

  it('wants a registered type and days in order', async () => {
    const unknown = `${net.domains['52'].authorities[0].uscc}999`;
    expect(await codeOf('44', { ...terms, licenceType: unknown })).to.equal('ENTRY_MISSING');
    expect(await codeOf('44', { ...terms, until: '2026-11-30' })).to.equal('TRANSACTION_MALFORMED');
    expect(await codeOf('44', { ...terms, from: '2026-11-31' })).to.equal('TRANSACTION_MALFORMED');
    expect(await codeOf('44', { ...terms, from: '2027-11-30' })).to.equal(undefined);
  });
});
