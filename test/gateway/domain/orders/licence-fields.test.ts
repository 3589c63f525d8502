import { expect } from 'chai';
import { REAL_ESTATE_CERTIFICATE, ROAD_TRANSPORT_QUALIFICATION } from '../../../../fixtures/licence-types.js';
import { generateOrders } from '../../../../fixtures/orders.js';
import { provincialAuthority } from '../../../../fixtures/provinces.js';
import { licenceFields, STANDARD_FIELDS } from '../../../../gateway/domain/orders/licence-fields.js';

describe('fields of a licence', () => {
  it('are the metadata of GB/T 36903 and the business fields', () => {
    const [type, authority] = [ROAD_TRANSPORT_QUALIFICATION, provincialAuthority('52', 'transport')];
    const [order] = generateOrders({ seed: 'fields', count: 1, type, authority });
    if (order === undefined) throw new Error('no order');
    const fields = licenceFields(order, { type, authorityName: authority.name.zh, licenceId: 'id' });
    expect(Object.keys(fields)).to.deep.equal([...Object.keys(STANDARD_FIELDS), ...Object.keys(order.fields)]);
    expect(fields).to.include({
      ZZMC: '道路运输从业资格证',
      ZZBS: 'id',
      ZZBH: order.licenceNumber,
      CZZTDMLX: '公民身份号码',
      CZZTDMLXDM: '111',
      ZZYXQJZRQ: order.validUntil,
    });
  });

  it('join several holders with ^, and have no end of a long-term licence', () => {
    const [type, authority] = [REAL_ESTATE_CERTIFICATE, provincialAuthority('43', 'natural-resources')];
    const orders = generateOrders({ seed: 'fields', count: 50, type, authority });
    const order = orders.find(({ holders }) => holders.length === 2);
    if (order === undefined) throw new Error('no order with two holders');
    const fields = licenceFields(order, { type, authorityName: authority.name.zh, licenceId: 'id' });
    expect(fields.CZZT).to.equal(order.holders.map(({ name }) => name).join('^'));
    expect(fields.CZZTDM?.split('^')).to.have.length(2);
    expect(fields).not.to.have.property('ZZYXQJZRQ');
  });
});
