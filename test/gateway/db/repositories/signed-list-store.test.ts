import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { createSignedListStore } from '../../../../gateway/db/repositories/material-store.js';
import type { SignedListStore } from '../../../../gateway/domain/ports/material-store.js';
import { NOW, openGatewayDatabase } from '../support.js';

const DAY = 24 * 3600_000;

describe('the trust lists that a domain has signed', () => {
  let source: DataSource;
  let close: () => Promise<void>;
  let store: SignedListStore;
  before(async function () {
    this.timeout(60_000);
    ({ source, close } = await openGatewayDatabase());
    store = createSignedListStore(source);
  });
  after(() => close());
  beforeEach(() => source.query('DELETE FROM signed_trust_list'));

  const claim = (sequence: number, digest: string, at = NOW) =>
    store.claim({ sequence, digest }, { at, before: at - DAY });
  const kept = async () => source.query('SELECT sequence, digest, signed_at AS at FROM signed_trust_list ORDER BY 1');

  it('are one for each number, and that one again', async () => {
    expect(await claim(1, 'a')).to.equal(true);
    expect(await claim(1, 'b')).to.equal(false);
    expect(await claim(2, 'b')).to.equal(true);
    expect(await claim(1, 'a', NOW + 1)).to.equal(true);
    expect(await kept()).to.deep.equal([
      { sequence: 1, digest: 'a', at: new Date(NOW) },
      { sequence: 2, digest: 'b', at: new Date(NOW) },
    ]);
  });

  it('give way to another after the time that is asked for, and no moment before', async () => {
    await claim(1, 'a');
    expect(await claim(1, 'b', NOW + DAY - 1)).to.equal(false);
    expect(await claim(1, 'b', NOW - DAY)).to.equal(false);
    expect(await claim(1, 'b', NOW + DAY)).to.equal(true);
    expect(await claim(1, 'a', NOW + DAY)).to.equal(false);
    expect(await kept()).to.deep.equal([{ sequence: 1, digest: 'b', at: new Date(NOW + DAY) }]);
  });

  it('are still one of each number when several are claimed at once', async () => {
    const claimed = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((digest) => claim(1, digest)));
    expect(claimed.filter(Boolean)).to.have.length(1);
    expect(await kept()).to.have.length(1);
  });
});
