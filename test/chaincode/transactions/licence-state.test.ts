import { expect } from 'chai';
import fc from 'fast-check';
import {
  COMMANDED_STATES,
  isLegalLicenceChange,
  LICENCE_STATE_REASONS,
  type LicenceState,
} from '../../../chaincode/model/licence-states.js';
import { ledgerCode } from '../../support/ledger-error.js';
import { freshTestNetwork, type TestNetwork } from '../../support/ledger-network.js';
import type { TestAuthority } from '../../support/test-domain.js';

type Commanded = (typeof COMMANDED_STATES)[number];

describe('licence-state', () => {
  let net: TestNetwork;
  let authority: TestAuthority;
  beforeEach(async () => {
    net = await freshTestNetwork();
    authority = net.domains['44'].authorities[0];
    await net.submit(net.batch(authority, [net.leaf(authority, 'one')]));
  });

  const change = (state: Commanded, header = {}, by = authority) =>
    net.act(by, 'licence-state', { target: net.licenceKey(authority, 'one'), body: { state }, header });
  const codeOf = (input: unknown) => ledgerCode(net.submit(input));
  const licence = () => net.record('licence', net.licenceKey(authority, 'one'));

  it('changes state, version, reason and `by`, and leaves the document alone', async () => {
    const before = licence();
    const { digest } = await net.submit(change('suspended', { reason: 'penalty-suspension' }));
    const changed = { version: 2, state: 'suspended', reason: 'penalty-suspension', by: digest };
    expect(licence()).to.deep.equal({ ...before, ...changed });
  });

  it('refuses every change that the table does not name', async () => {
    for (const first of COMMANDED_STATES) {
      for (const second of COMMANDED_STATES) {
        const fork = net.fork();
        const target = net.licenceKey(authority, 'one');
        const to = (state: Commanded) =>
          ledgerCode(fork.submit(fork.act(authority, 'licence-state', { target, body: { state } })));
        const reached = (await to(first)) === undefined ? first : 'active';
        const expected = isLegalLicenceChange(reached, second) ? undefined : 'STATE_CHANGE_ILLEGAL';
        expect(await to(second), `${reached} to ${second}`).to.equal(expected);
      }
    }
  });

  it('refuses a replay: suspend, resume, suspend, and the old resume', async () => {
    await net.submit(change('suspended'));
    const resume = change('active');
    await net.submit(resume);
    await net.submit(change('suspended', { reason: 'holder-request' }));
    expect(await codeOf(resume)).to.equal('VERSION_CONFLICT');
    expect(licence().state).to.equal('suspended');
  });

  it('refuses a reason of another state', async () => {
    expect(await codeOf(change('suspended', { reason: 'issued-in-error' }))).to.equal('REASON_UNKNOWN');
    expect(await codeOf(change('withdrawn', { reason: 'issued-in-error' }))).to.equal(undefined);
  });

  it('is for the authority that issued it, whose certificate signs', async () => {
    const neighbour = net.domains['44'].authorities[1];
    const stranger = net.domains['43'].authorities[0];
    expect(await codeOf(change('revoked', {}, neighbour))).to.equal('LICENCE_KEY_FOREIGN');
    expect(await codeOf(change('revoked', {}, stranger))).to.equal('LICENCE_KEY_FOREIGN');
    expect(await codeOf(change('revoked', { authority: authority.uscc }, neighbour))).to.equal(
      'SIGNER_NOT_OF_AUTHORITY',
    );
    const posing = { authority: authority.uscc, domain: '44' };
    expect(await codeOf(change('revoked', posing, stranger))).to.equal('SIGNER_NOT_OF_DOMAIN');
    const { governance } = net.domains['44'];
    const body = { state: 'revoked' } as const;
    const options = { target: net.licenceKey(authority, 'one'), body, header: { authority: authority.uscc } };
    const governed = net.govern(net.domains['44'], 'licence-state', { ...options, key: governance });
    expect(await codeOf(governed)).to.equal('SIGNER_UNKNOWN');
    expect(await codeOf(change('revoked'))).to.equal(undefined);
  });

  it('refuses a licence that is not there, and a target that is none', async () => {
    const body = { state: 'revoked' } as const;
    const two = net.act(authority, 'licence-state', { target: net.licenceKey(authority, 'two'), body });
    expect(await codeOf(two)).to.equal('ENTRY_MISSING');
    const seal = net.act(authority, 'licence-state', { target: `seal/${authority.seal}`, body });
    expect(await codeOf(seal)).to.equal('COMMAND_TARGET');
  });

  it('needs no right to the type: what was issued can be revoked', async () => {
    const domain = net.domains['44'];
    await net.submit(net.govern(domain, 'right-end', { target: `right/${authority.uscc}/${domain.type}`, body: {} }));
    expect(await codeOf(change('revoked'))).to.equal(undefined);
  });

  it('walks like its table, whatever the order of commands', async () => {
    const steps = fc.array(fc.constantFrom(...COMMANDED_STATES), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(steps, async (states) => {
        const fork = net.fork();
        const target = net.licenceKey(authority, 'one');
        let model: { state: LicenceState; version: number } = { state: 'active', version: 1 };
        for (const state of states) {
          const legal = isLegalLicenceChange(model.state, state);
          const input = fork.act(authority, 'licence-state', { target, body: { state } });
          const code = await ledgerCode(fork.submit(input));
          expect(code).to.equal(legal ? undefined : 'STATE_CHANGE_ILLEGAL');
          if (legal) model = { state, version: model.version + 1 };
          expect(fork.record('licence', target)).to.include(model);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('knows at least one reason for every state', () => {
    for (const state of COMMANDED_STATES) expect(LICENCE_STATE_REASONS[state]).to.not.have.length(0);
  });
});
