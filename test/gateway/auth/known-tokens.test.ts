import { expect } from 'chai';
import { createKnownTokens, isInForce } from '../../../gateway/auth/known-tokens.js';

describe('known tokens', () => {
  it('keep the thousand taken last', () => {
    const known = createKnownTokens();
    for (let at = 0; at <= 1_000; at += 1) known.add(`token ${at}`, { key: at, header: { alg: 'ES256' }, claims: {} });
    expect(known.get('token 0')).to.equal(undefined);
    expect(known.get('token 1')?.key).to.equal(1);
    expect(known.get('token 1000')?.key).to.equal(1_000);
  });

  it('are in force from nbf to exp, the tolerance included, and never without exp', () => {
    const at = (seconds: number) => isInForce({ nbf: 100, exp: 200 }, seconds * 1000, 30);
    expect([69, 70, 229, 230].map(at)).to.deep.equal([false, true, true, false]);
    expect(isInForce({ nbf: 100 }, 150_000, 30)).to.equal(false);
    expect(isInForce({ exp: 200 }, 0, 30)).to.equal(true);
  });
});
