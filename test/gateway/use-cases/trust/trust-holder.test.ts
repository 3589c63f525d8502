import { expect } from 'chai';
import type { TrustList, TrustListBody } from '../../../../chaincode/model/trust-list.js';
import { AppError } from '../../../../gateway/domain/errors.js';
import { listDigest } from '../../../../gateway/domain/trust/check-succession.js';
import { createTrustHolder } from '../../../../gateway/use-cases/trust/trust-holder.js';
import {
  type Code,
  createWorld,
  emptyView,
  nextBody,
  sharedWorld,
  signList,
  type World,
} from '../../../support/evidence-kit-world.js';
import { memoryLists } from './support.js';

describe('the trust lists that a gateway holds', () => {
  let world: World;
  let second: TrustList;
  before(async () => {
    world = await sharedWorld();
    second = signed(next());
  });

  const next = (change: Partial<TrustListBody> = {}, before = world.lists[1]): TrustListBody => ({
    ...nextBody(before.list, emptyView(before.list.blockNumber + 1)),
    ...change,
  });
  const signed = (list: TrustListBody, by: readonly Code[] = ['44', '52']) =>
    signList(
      list,
      by.map((code) => world.domains[code]),
    );
  const setUp = async (lists: readonly TrustList[] = world.lists, options = { production: false }) => {
    const store = memoryLists(...lists);
    const holder = await createTrustHolder(store, { pin: { network: world.network }, ...options });
    const publish = (list: TrustList) =>
      holder.publish(list).then(
        () => 'kept',
        (error: unknown) => (error instanceof AppError ? (error.details.reason ?? error.code) : error),
      );
    return { store, holder, publish };
  };

  it('go on with one that a majority signed', async () => {
    const { store, holder, publish } = await setUp();
    expect(await publish(second)).to.equal('kept');
    expect(holder.material().sequence).to.equal(2);
    expect(holder.lists()).to.deep.equal([...world.lists, second]);
    expect(await publish(signed(next({}, second)))).to.equal('kept');
    expect(store.added).to.have.length(2);
    const again = await createTrustHolder(store, { pin: { network: world.network }, production: false });
    expect(again.material().sequence).to.equal(3);
  });

  it('begin with list 0 of the pinned network alone', async () => {
    const elsewhere = await createWorld({ seed: 'another network' });
    const { store, publish } = await setUp([]);
    expect(await publish(elsewhere.lists[0])).to.equal('TRUST_WRONG_NETWORK');
    expect(await publish(world.lists[1])).to.equal('TRUST_GAP');
    expect(await publish(world.lists[0])).to.equal('kept');
    expect(await publish(world.lists[1])).to.equal('kept');
    expect(store.added).to.deep.equal(world.lists);
  });

  it('stay as they are when one of them is published again, whoever signed it', async () => {
    const { store, holder, publish } = await setUp();
    for (const list of [...world.lists, signed(world.lists[1].list, ['43']), { ...world.lists[0], signatures: [] }]) {
      expect(await publish(list)).to.equal('kept');
    }
    expect(store.added).to.deep.equal([]);
    expect(holder.lists()).to.deep.equal(world.lists);
  });

  const REFUSED: [what: string, make: () => TrustList, reason: string][] = [
    ['another of a number that is held', () => signed({ ...world.lists[1].list, blockNumber: 11 }), 'TRUST_FORK'],
    ['one after a gap', () => signed(next({ sequence: 3 })), 'TRUST_GAP'],
    ['one that follows another', () => signed(next({ previous: '0'.repeat(64) })), 'TRUST_FORK'],
    ['one that is not later', () => signed(next({ issuedAt: world.lists[1].list.issuedAt })), 'TRUST_ROLLED_BACK'],
    ['one signature', () => signed(next(), ['44']), 'TRUST_NOT_MAJORITY'],
    ['one signature twice', () => signed(next(), ['44', '44']), 'TRUST_SIGNATURE_INVALID'],
    [
      'signatures on another',
      () => ({ ...signed(next()), list: next({ blockNumber: 12 }) }),
      'TRUST_SIGNATURE_INVALID',
    ],
    ['a domain less', () => signed(next({ domains: world.lists[1].list.domains.slice(1) })), 'TRUST_ENTRY_ALTERED'],
    ['another network', () => signed(next({ network: '0'.repeat(64) })), 'TRUST_WRONG_NETWORK'],
    ['an end that does not exist', () => signed(next({ nextUpdate: '2027-02-31T00:00:00.000Z' })), 'TRUST_MALFORMED'],
  ];
  for (const [what, make, reason] of REFUSED) {
    it(`refuse ${what}`, async () => {
      const { store, holder, publish } = await setUp();
      expect(await publish(make())).to.equal(reason);
      expect(store.added).to.deep.equal([]);
      expect(holder.material().sequence).to.equal(1);
      expect(await publish(second)).to.equal('kept');
    });
  }

  it('are not verified again for one that no majority signed', async () => {
    let reads = 0;
    const [zero, one] = world.lists;
    const types = new Proxy(one.list.types, {
      get: (target, name) => {
        if (name === Symbol.iterator) reads += 1;
        return Reflect.get(target, name);
      },
    });
    const held: TrustList = { ...one, list: { ...one.list, types } };
    const { publish } = await setUp([zero, held]);
    const during = async (work: () => unknown) => {
      reads = 0;
      await work();
      return reads;
    };
    // To see that the new list names the held one.
    const digest = await during(() => listDigest(held.list));
    expect(await during(() => publish(signed(next(), ['44'])))).to.equal(digest);
    expect(await during(() => publish(signed(next({ sequence: 3 }))))).to.equal(0);
    expect(await during(() => publish(second))).to.be.greaterThan(digest);
  });

  it('keep one of two that come at once', async () => {
    const { store, publish } = await setUp();
    const fork = signed(next({ blockNumber: 12 }));
    expect(await Promise.all([publish(second), publish(fork), publish(second)])).to.deep.equal([
      'kept',
      'TRUST_FORK',
      'kept',
    ]);
    expect(store.added).to.deep.equal([second]);
  });

  it('stay as they are when the database fails, and take the list when it comes again', async () => {
    const { store, holder, publish } = await setUp();
    const { add } = store;
    store.add = async () => {
      throw new Error('no database');
    };
    expect(await publish(second)).to.be.instanceOf(Error);
    expect(holder.material().sequence).to.equal(1);
    store.add = add;
    expect(await publish(second)).to.equal('kept');
  });

  it('answer nothing, and take no other, where they are not the pinned network’s', async () => {
    const elsewhere = await createWorld({ seed: 'another network' });
    const { holder, publish } = await setUp(elsewhere.lists);
    expect(() => holder.material()).to.throw(AppError);
    expect(await publish(second)).to.equal('TRUST_WRONG_NETWORK');
  });

  it('are never an evaluation network’s in production', async () => {
    const { publish } = await setUp([], { production: true });
    expect(await publish(world.lists[0])).to.equal('TRUST_LIST_REFUSED');
  });
});
