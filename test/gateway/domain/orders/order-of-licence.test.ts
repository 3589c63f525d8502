import { expect } from 'chai';
import { BUSINESS_LICENCE } from '../../../../fixtures/licence-types.js';
import { generateOrders } from '../../../../fixtures/orders.js';
import { provincialAuthority } from '../../../../fixtures/provinces.js';
import { licenceFields } from '../../../../gateway/domain/orders/licence-fields.js';
import { orderOfLicence } from '../../../../gateway/domain/orders/order-of-licence.js';

describe('the order of a licence that is there', () => {
  const authority = provincialAuthority('44', 'market-regulation');
  const orders = [...generateOrders({ seed: 'inverse', count: 50, type: BUSINESS_LICENCE, authority })];
  const about = { type: BUSINESS_LICENCE, authorityName: authority.name.zh, licenceId: 'synthetic' };

  it('is the one that made it', () => {
    for (const order of orders) {
      expect(orderOfLicence(licenceFields(order, about), order.idempotencyKey)).to.deep.equal(order);
    }
  });

  it('has all its holders', () => {
    const [order] = orders;
    if (order === undefined) throw new TypeError('an order');
    const several = { ...order, holders: [...order.holders, ...order.holders] };
    expect(orderOfLicence(licenceFields(several, about), 'again')).to.deep.equal({
      ...several,
      idempotencyKey: 'again',
    });
  });

  for (const name of ['ZZLXDM', 'ZZBH', 'ZZBFJGDM', 'ZZBFRQ', 'ZZYXQQSRQ', 'CZZT', 'CZZTDM', 'CZZTDMLXDM']) {
    it(`is none without ${name}`, () => {
      const [order] = orders;
      if (order === undefined) throw new TypeError('an order');
      const { [name]: _left, ...rest } = licenceFields(order, about);
      expect(orderOfLicence(rest, 'again')).to.equal(undefined);
    });
  }

  it('is none with holders that do not fit together', () => {
    const [order] = orders;
    if (order === undefined) throw new TypeError('an order');
    const fields = licenceFields(order, about);
    for (const changed of [
      { CZZT: 'a^b' },
      { CZZTDM: 'a^b' },
      { CZZTDMLXDM: '999^999' },
      { CZZTDMLXDM: '__proto__' },
    ]) {
      expect(orderOfLicence({ ...fields, ...changed }, 'again'), JSON.stringify(changed)).to.equal(undefined);
    }
  });
});
