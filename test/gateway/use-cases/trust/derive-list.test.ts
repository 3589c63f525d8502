import { expect } from 'chai';
import type { Conviction, TrustList, TrustListBody } from '../../../../chaincode/model/trust-list.js';
import { walkTrustLists } from '../../../../gateway/domain/trust/walk.js';
import { formatTime } from '../../../../pki/encoding/times.js';
import { sharedWorld, signList, type World } from '../../../support/evidence-kit-world.js';
import { conviction, deriverOf, statementOn } from './support.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

describe('the next trust list', () => {
  let world: World;
  let now: number;
  before(async () => {
    world = await sharedWorld();
    now = Date.parse(world.lists[1].list.issuedAt) + DAY;
  });

  type Gateway = Omit<Parameters<typeof deriverOf>[1], 'now'>;
  const at =
    (offset = 0) =>
    () =>
      now + offset;
  const propose = async (gateway: Gateway = {}, offset = 0) =>
    (await deriverOf(world, { ...gateway, now: at(offset) })).propose();
  const check = async (list: TrustListBody, gateway: Gateway = {}, offset = 0): Promise<unknown> => {
    const deriver = await deriverOf(world, { ...gateway, now: at(offset) });
    return deriver.check(list).then(
      () => 'signed',
      (error: unknown) => Reflect.get(Object(error), 'code'),
    );
  };
  const sign = (list: TrustListBody) => signList(list, [world.domains['44'], world.domains['43']]);
  const follows = (...lists: TrustList[]) => walkTrustLists([...world.lists, ...lists], { pin: world }).ok;

  it('is the same at every gateway', async () => {
    const list = await propose();
    expect(list).to.deep.include({ sequence: 2, blockNumber: 15, issuedAt: formatTime(now), convictions: [] });
    expect(await check(list)).to.equal('signed');
    expect(await check(list, { height: 20 })).to.equal('signed');
    expect(follows(sign(list))).to.equal(true);
  });

  it('is refused in a block that the node has not seen', async () => {
    expect(await check(await propose({ height: 16 }))).to.equal('TRUST_LIST_REFUSED');
  });

  describe('with a witness that has signed two bodies for one height', () => {
    it('has the convictions of the gateway that proposes', async () => {
      const own = conviction(world, '52', 12);
      const list = await propose({ convictions: [own] });
      expect(list.convictions).to.deep.equal([own]);
      expect(follows(sign(list))).to.equal(true);
    });

    it('is signed by gateways to which the witness has shown other doubles, or none', async () => {
      const list = await propose({ convictions: [conviction(world, '52', 12)] });
      expect(await check(list)).to.equal('signed');
      expect(await check(list, { convictions: [conviction(world, '52', 11)] })).to.equal('signed');
      expect(await check(list, { convictions: [conviction(world, '52', 12, ['a', 'd'])] })).to.equal('signed');
      expect(await check(await propose(), { convictions: [conviction(world, '52', 12)] })).to.equal('signed');
    });

    it('leaves out one of a block that it does not know yet', async () => {
      expect((await propose({ convictions: [conviction(world, '52', 16)] })).convictions).to.deep.equal([]);
    });

    const UNPROVED: [what: string, make: () => Conviction][] = [
      ['one body twice', () => conviction(world, '52', 12, ['a', 'a'])],
      ['a signature of another', () => of('52', 12, statementOn(world, '52', 12, 'c', '43'))],
      ['a statement of another domain', () => of('52', 12, statementOn(world, '43', 12, 'c'))],
      ['a statement on another height', () => of('52', 12, statementOn(world, '52', 13, 'c'))],
      ['two heights that are another', () => ({ ...conviction(world, '52', 12), blockNumber: 11 })],
      ['a domain that does not exist', () => ({ ...conviction(world, '52', 12), domain: '11' })],
      ['a block that the list does not know', () => conviction(world, '52', 16)],
    ];
    for (const [what, make] of UNPROVED) {
      it(`is refused where the proof is ${what}`, async () => {
        const list = { ...(await propose()), convictions: [make()] };
        expect(await check(list)).to.equal('TRUST_LIST_REFUSED');
        expect(await check(list, { convictions: [conviction(world, '52', 12)], height: 20 })).to.equal(
          'TRUST_LIST_REFUSED',
        );
      });
    }

    it('keeps a conviction word for word, or takes one of a lower height', async () => {
      const old = conviction(world, '52', 14);
      const lists = [...world.lists, sign(await propose({ convictions: [old] }))];
      const next = (convictions: readonly Conviction[]) => propose({ lists, convictions }, MINUTE);
      const judge = async (convictions: readonly Conviction[]) =>
        check({ ...(await next([])), convictions: [...convictions] }, { lists }, MINUTE);

      expect((await next([])).convictions).to.deep.equal([old]);
      expect((await next([conviction(world, '52', 15)])).convictions).to.deep.equal([old]);
      expect(await judge([old])).to.equal('signed');
      for (const bad of [[], [conviction(world, '52', 15)], [conviction(world, '52', 14, ['a', 'd'])]]) {
        expect(await judge(bad)).to.equal('TRUST_LIST_REFUSED');
      }
      const lower = conviction(world, '52', 13);
      expect((await next([lower])).convictions).to.deep.equal([lower]);
      expect(await judge([lower])).to.equal('signed');
      expect(await judge([lower, old])).to.equal('TRUST_LIST_REFUSED');
      expect(await judge([old, lower])).to.equal('TRUST_LIST_REFUSED');
    });
  });

  describe('in time', () => {
    it('is signed five minutes off, and no more', async () => {
      const list = await propose();
      for (const offset of [-5 * MINUTE, 5 * MINUTE]) expect(await check(list, {}, offset)).to.equal('signed');
      for (const offset of [-5 * MINUTE - 1, 5 * MINUTE + 1]) {
        expect(await check(list, {}, offset)).to.equal('TRUST_LIST_REFUSED');
      }
    });

    it('is later than the list before, whatever the clock says', async () => {
      const { issuedAt } = world.lists[1].list;
      const behind = Date.parse(issuedAt) - now;
      expect((await propose({}, behind - MINUTE)).issuedAt).to.equal(formatTime(Date.parse(issuedAt) + 1));
      const list = await propose({}, behind);
      expect(await check(list, {}, behind)).to.equal('signed');
      expect(await check({ ...list, issuedAt }, {}, behind)).to.equal('TRUST_LIST_REFUSED');
    });

    const TIMES: [what: string, times: () => Partial<TrustListBody>][] = [
      ['a life of no time', () => ({ nextUpdate: formatTime(now) })],
      ['an end before the beginning', () => ({ nextUpdate: formatTime(now - 1) })],
      ['a life of more than thirty days', () => ({ nextUpdate: formatTime(now + 30 * DAY + 1) })],
      ['a beginning that does not exist', () => ({ issuedAt: '2026-02-31T00:00:00.000Z' })],
      ['an end that does not exist', () => ({ nextUpdate: '2027-02-31T00:00:00.000Z' })],
    ];
    for (const [what, times] of TIMES) {
      it(`is refused with ${what}`, async () => {
        expect(await check({ ...(await propose()), ...times() })).to.equal('TRUST_LIST_REFUSED');
      });
    }
  });

  const of = (domain: '52', blockNumber: number, other: Conviction['statements'][1]): Conviction => ({
    domain,
    blockNumber,
    statements: [statementOn(world, domain, blockNumber, 'a'), other],
  });
});
