import { expect } from 'chai';
import { readMembers } from '../../../chaincode/host/members.js';

describe('the members of the channel', () => {
  it('are read from JSON', () => {
    expect([...readMembers('{"44":"GuangdongMSP","43":"HunanMSP"}')]).to.deep.equal([
      ['43', 'HunanMSP'],
      ['44', 'GuangdongMSP'],
    ]);
  });

  it('are a TypeError for anything else', () => {
    const garbage = ['', 'no JSON', '[]', 'null', '1', '{}', '{"44":1}', '{"44":""}', '{"44":"A B"}', '{"44":"../x"}'];
    for (const text of garbage) expect(() => readMembers(text), text).to.throw(TypeError);
  });

  it('have an MSP each', () => {
    expect(() => readMembers('{"44":"AMSP","43":"AMSP"}')).to.throw(TypeError, 'of its own');
  });
});
