import { expect } from 'chai';
import { drawKekShares, joinShares, openShare, sealShare } from '../../../pki/signer/split-kek.js';
import { expectCode } from '../support/expect-code.js';
import { rejection } from '../support/survives-garbage.js';

const LABEL = { number: 1, holder: '甲' } as const;

describe('a key encryption key of two people', function () {
  this.timeout(30_000);
  const { kek, shares } = drawKekShares();
  let text: string;
  before(async () => {
    text = await sealShare(shares[0], 'passphrase', LABEL);
  });

  it('is both shares together, and neither alone', () => {
    expect(Buffer.compare(joinShares(...shares), kek)).to.equal(0);
    for (const share of shares) expect(Buffer.compare(share, kek)).not.to.equal(0);
    const [another] = drawKekShares().shares;
    expect(Buffer.compare(joinShares(shares[0], another), kek)).not.to.equal(0);
  });

  it('wants shares of 32 bytes', () =>
    expectCode('KEY_STORE_UNREADABLE', () => joinShares(shares[0], new Uint8Array(31))));

  it('has shares that open under their passphrase', async () => {
    const { share, label } = await openShare(Buffer.from(text), 'passphrase');
    expect(Buffer.compare(share, shares[0])).to.equal(0);
    expect(label).to.deep.equal(LABEL);
  });

  it('has shares that open under no other, and none without', async () => {
    expect(await rejection(openShare(Buffer.from(text), 'Passphrase'))).to.equal('KEY_STORE_UNREADABLE');
    expect(await rejection(openShare(Buffer.from(text), ''))).to.equal('KEY_STORE_UNREADABLE');
    expect(await rejection(sealShare(shares[0], '', LABEL))).to.equal('KEY_STORE_UNREADABLE');
  });

  it('has shares whose every member is authenticated', async () => {
    const record = JSON.parse(text) as Record<string, unknown>;
    const changes: Record<string, unknown> = {
      number: 2,
      holder: '乙',
      cipher: 'none',
      format: 'yinxin/kek-share/v2',
      surplus: 1,
      salt: 'AAAAAAAAAAAAAAAAAAAAAA',
      nonce: 'AAAAAAAAAAAAAAAA',
      tag: 'AAAAAAAAAAAAAAAAAAAAAA',
    };
    for (const [member, value] of Object.entries(changes)) {
      const sorted = Object.entries({ ...record, [member]: value }).sort(([a], [b]) => (a < b ? -1 : 1));
      const changed = Buffer.from(JSON.stringify(Object.fromEntries(sorted)));
      expect(await rejection(openShare(changed, 'passphrase')), member).to.equal('KEY_STORE_UNREADABLE');
    }
  });

  it('survives what is no share', async () => {
    for (const noise of ['', '{}', '[]', '1', text.slice(0, -1), `${text} `, '{"number":1}']) {
      expect(await rejection(openShare(Buffer.from(noise), 'passphrase')), noise).to.equal('KEY_STORE_UNREADABLE');
    }
  });
});
