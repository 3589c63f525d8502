import { expect } from 'chai';
import { BUSINESS_LICENCE } from '../../fixtures/licence-types.js';
import { GatewayRefusal } from '../../gateway/start/client.js';
import { type LiveNetwork, ledgerPicture, withNetwork } from '../support/live-network.js';

describe('registering a licence type', function () {
  this.timeout(60_000);
  let network: LiveNetwork;
  before(async () => {
    network = await withNetwork();
  });

  const register = (definition: unknown) =>
    network
      .of('44')
      .as('44', 'governance')
      .post('/v1/types', { definition })
      .then(
        () => undefined,
        (error: unknown) => error,
      );
  const [first, second] = BUSINESS_LICENCE.fields;

  for (const [what, fields, pointer] of [
    ['a pattern of another kind', [{ ...first, pattern: '(a+)+' }], '/definition/fields/0/pattern'],
    ['a field named twice', [first, { ...second, name: first?.name }], '/definition/fields/1/name'],
  ] as const) {
    it(`is refused for ${what}, and the ledger hears nothing of it`, async () => {
      const before = await ledgerPicture(network);
      const refusal = await register({ ...BUSINESS_LICENCE, fields });
      expect(refusal).to.be.instanceOf(GatewayRefusal).and.to.include({ status: 400, code: 'INVALID_REQUEST' });
      expect(String(refusal)).to.include(`"pointer":"${pointer}","code":"LICENCE_TYPE_INVALID"`);
      expect(await ledgerPicture(network)).to.deep.equal(before);
    });
  }
});
