import { expect } from 'chai';
import { AppError } from '../../../../gateway/domain/errors.js';
import { readSignerPolicy } from '../../../../gateway/keys/remote/policy.js';

const certificate = 'a'.repeat(64);
const grants = [{ keys: '*.licence*', purposes: ['licence-batch', 'licence-state'], create: true }];
const policyOf = (over: object = {}) =>
  JSON.stringify({
    format: 'yinxin/signer-policy/v1',
    clients: [{ name: 'gateway-44', certificate, grants, ...over }],
  });
const rights = (keys: string, create = true) =>
  readSignerPolicy(policyOf({ grants: [{ keys, purposes: ['seal'], create }] })).rightsOf(certificate);

describe('the policy of a signer', () => {
  it('gives a client the keys and purposes of its grants, and nobody else any', () => {
    const policy = readSignerPolicy(policyOf());
    const client = policy.rightsOf(certificate);
    expect(client?.name).to.equal('gateway-44');
    expect(client?.maySign('91.licence', 'licence-batch')).to.equal(true);
    expect(client?.maySign('91.licence', 'seal-signature')).to.equal(false);
    expect(client?.maySign('91.seal', 'licence-batch')).to.equal(false);
    expect(policy.rightsOf('b'.repeat(64))).to.equal(undefined);
    expect(policy.rightsOf(certificate.toUpperCase())).to.equal(undefined);
  });

  it('lets a key be made for purposes of one grant that says so only', () => {
    const client = readSignerPolicy(policyOf()).rightsOf(certificate);
    expect(client?.mayCreate('91.licence.2', ['licence-batch'])).to.equal(true);
    expect(client?.mayCreate('91.licence.2', ['licence-batch', 'seal'])).to.equal(false);
    expect(rights('a', false)?.mayCreate('a', ['seal'])).to.equal(false);
    expect(rights('a', false)?.maySee('a')).to.equal(true);
  });

  for (const [pattern, fits, not] of [
    ['a', ['a'], ['', 'aa', 'b']],
    ['a*', ['a', 'ab', 'a.*'], ['ba', '']],
    ['*a', ['a', 'ba'], ['ab']],
    ['a*a', ['aa', 'aba'], ['a', 'ab']],
    ['*a*b*', ['ab', 'xaybz', 'aab'], ['ba', 'a', 'b']],
    ['*', ['', 'a'], []],
    ['a.c', ['a.c'], ['abc']],
  ] as const) {
    it(`takes ${pattern} for ${fits.join(', ')}`, () => {
      for (const keyId of fits) expect(rights(pattern)?.maySee(keyId), keyId).to.equal(true);
      for (const keyId of not) expect(rights(pattern)?.maySee(keyId), keyId).to.equal(false);
    });
  }

  it('is matched in short time whatever it says', () => {
    const before = performance.now();
    rights('*a*a*a*a*a*a*a*a*a*a*a*a*a*b')?.maySee('a'.repeat(64));
    expect(performance.now() - before).to.be.lessThan(50);
  });

  for (const [what, text] of [
    ['no JSON', '{'],
    ['nothing', ''],
    ['another format', policyOf().replace('v1', 'v2')],
    ['no client', JSON.stringify({ format: 'yinxin/signer-policy/v1', clients: [] })],
    ['an unknown purpose', policyOf().replace('licence-batch', 'payment')],
    ['a pattern with a slash', policyOf().replace('*.licence*', '../x')],
    ['a certificate in capitals', policyOf({ certificate: certificate.toUpperCase() })],
    ['a member that nobody knows', policyOf({ admin: true })],
    ['no grant', policyOf({ grants: [] })],
    [
      'one certificate twice',
      policyOf().replace(
        '"clients":[',
        `"clients":[{"name":"b","certificate":"${certificate}","grants":${JSON.stringify(grants)}},`,
      ),
    ],
  ] as const) {
    it(`is refused: ${what}`, () => {
      expect(() => readSignerPolicy(text))
        .to.throw(AppError)
        .with.property('code', 'CONFIGURATION_INVALID');
    });
  }
});
