import { expect } from 'chai';
import { isUscc } from '../../../../chaincode/transactions/checks/uscc.js';

describe('isUscc', () => {
  // Codes of the standards' own examples and of published type codes.
  const PUBLISHED = ['91350100M000100Y43', '11100000000013338W'];

  it('takes published codes', () => {
    for (const code of PUBLISHED) expect(isUscc(code), code).to.equal(true);
  });

  it('refuses every other last character, and every other character of the organisation code', () => {
    for (const code of PUBLISHED) {
      for (const at of [8, 12, 15, 16, 17]) {
        for (const other of '0123456789ABCDEFGHJKLMNPQRTUWXY') {
          const changed = code.slice(0, at) + other + code.slice(at + 1);
          if (other !== code[at]) expect(isUscc(changed), changed).to.equal(false);
        }
      }
    }
  });

  it('refuses other lengths, letters that the standard leaves out, and a wrong organisation code under a right sum', () => {
    for (const code of ['', '91350100M000100Y4', '91350100M000100Y433', '91350100I000100Y43', '91350100m000100y43']) {
      expect(isUscc(code), code).to.equal(false);
    }
    const rightSums = [...'0123456789ABCDEFGHJKLMNPQRTUWXY'].filter((last) => isUscc(`91350100M000100X${last}3`));
    expect(rightSums).to.deep.equal([]);
  });
});
