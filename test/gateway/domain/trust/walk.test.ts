import { expect } from 'chai';
import { MAX_ENTRY_VERSIONS, type SignedTrustEntry, type TrustEntry } from '../../../../chaincode/model/trust-entry.js';
import {
  type Conviction,
  type TrustList,
  type TrustListBody,
  trustList,
  trustListBody,
} from '../../../../chaincode/model/trust-list.js';
import { MAX_TYPE_BYTES, MAX_TYPE_VERSIONS } from '../../../../chaincode/transactions/type-quota.js';
import { deriveTrustList, type LedgerView } from '../../../../gateway/domain/trust/derive.js';
import { readTrust } from '../../../../gateway/domain/trust/read-trust.js';
import type { TrustCode } from '../../../../gateway/domain/trust/trust-codes.js';
import { type TrustResult, walkTrustLists } from '../../../../gateway/domain/trust/walk.js';
import { encodeBase64url } from '../../../../pki/encoding/base64url.js';
import { canonicalBytes } from '../../../../pki/encoding/canonical-json.js';
import { sm3Hex } from '../../../../pki/sm3.js';
import { issue, type MakeStatement } from '../../../support/evidence-kit.js';
import {
  agreement,
  createWorld,
  domainRecordOf,
  emptyView,
  kitType,
  LISTED_TO,
  nextBody,
  sharedWorld,
  signList,
  typeRecord,
  type World,
} from '../../../support/evidence-kit-world.js';
import { signEntry } from '../../../support/test-domain.js';
import { publicKeyText, testKey } from '../../../support/test-pki.js';

describe('the walk along trust lists', () => {
  let world: World;
  let list0: TrustList;
  let list1: TrustList;
  let body1: TrustListBody;

  before(async () => {
    world = await sharedWorld();
    [list0, list1] = world.lists;
    body1 = list1.list;
  });

  const walk = (...lists: TrustList[]) => walkTrustLists(lists, { pin: { network: world.network } });
  const codeOf = (result: TrustResult): TrustCode | 'ok' => (result.ok ? 'ok' : result.code);
  const signed = (list: TrustListBody, ...codes: ('44' | '43' | '52')[]) =>
    signList(
      list,
      codes.map((code) => world.domains[code]),
    );
  /** List 2 by a majority, as it follows from the ledger, changed. */
  const list2 = (change: (body: TrustListBody) => TrustListBody = (same) => same, view: Partial<LedgerView> = {}) =>
    signed(change(structuredClone(nextBody(body1, { ...emptyView(20), ...view }))), '44', '52');
  const entryOf = (code: '44' | '43' | '52'): SignedTrustEntry => {
    const found = list0.list.domains.find(({ signed: { entry } }) => entry.domain === code);
    if (found === undefined) throw new RangeError(code);
    return found.signed;
  };
  const nextEntry = (code: '44' | '43' | '52', change: Partial<TrustEntry>): TrustEntry => {
    const { entry } = entryOf(code);
    return { ...entry, version: 2, ...change };
  };
  const update = (entry: SignedTrustEntry, blockNumber = 15) => ({
    domains: [{ record: domainRecordOf(entry), blockNumber }],
  });

  it('takes list after list that a majority of the members before have signed', () => {
    const result = walk(list0, list1, list2());
    expect(codeOf(result)).to.equal('ok');
    if (!result.ok) return;
    expect(result.trust.sequence).to.equal(2);
    expect(result.trust.network).to.equal(world.network);
    expect(result.trust.presentMembers).to.have.members(['44', '43', '52']);
    expect(result.trust.presentQuorum).to.equal(2);
  });

  it('refuses another network than the pinned one', async () => {
    const other = await createWorld({ seed: 'another network' });
    expect(codeOf(walk(...other.lists))).to.equal('TRUST_WRONG_NETWORK');
  });

  it('begins at list 0 where only the network is pinned', () => {
    expect(codeOf(walk(list1, list2()))).to.equal('TRUST_GAP');
  });

  it('refuses list 0 that a founder did not sign', () => {
    expect(codeOf(walk(signed(list0.list, '44', '43')))).to.equal('TRUST_NOT_MAJORITY');
  });

  it('refuses a gap', () => {
    const list3 = signed(nextBody(list2().list, emptyView(21)), '44', '52');
    expect(codeOf(walk(list0, list1, list3))).to.equal('TRUST_GAP');
  });

  it('refuses a roll-back', () => {
    expect(codeOf(walk(list0, list1, list0))).to.equal('TRUST_ROLLED_BACK');
    expect(codeOf(walk(list0, list1, list1))).to.equal('TRUST_ROLLED_BACK');
    expect(
      codeOf(
        walk(
          list0,
          list1,
          list2((body) => ({ ...body, blockNumber: LISTED_TO - 1 })),
        ),
      ),
    ).to.equal('TRUST_ROLLED_BACK');
    expect(
      codeOf(
        walk(
          list0,
          list1,
          list2((body) => ({ ...body, issuedAt: body1.issuedAt })),
        ),
      ),
    ).to.equal('TRUST_ROLLED_BACK');
  });

  it('refuses a list that follows another one', () => {
    expect(
      codeOf(
        walk(
          list0,
          list1,
          list2((body) => ({ ...body, previous: sm3Hex(Buffer.of(1)) })),
        ),
      ),
    ).to.equal('TRUST_FORK');
  });

  it('refuses a list of another network, founding, ledger or profile', () => {
    for (const change of [
      { network: sm3Hex(Buffer.of(1)) },
      { founding: sm3Hex(Buffer.of(1)) },
      { ledger: sm3Hex(Buffer.of(1)) },
    ]) {
      expect(
        codeOf(
          walk(
            list0,
            list1,
            list2((body) => ({ ...body, ...change })),
          ),
        ),
      ).to.equal('TRUST_WRONG_NETWORK');
    }
    expect(
      codeOf(
        walk(
          list0,
          list1,
          list2((body) => ({ ...body, profile: 'production' })),
        ),
      ),
    ).to.equal('TRUST_WRONG_NETWORK');
  });

  describe('counts signatures', () => {
    it('and refuses a minority, one signer twice, and a stranger', () => {
      const { list } = list2();
      expect(codeOf(walk(list0, list1, signed(list, '44')))).to.equal('TRUST_NOT_MAJORITY');
      const [one] = signed(list, '44').signatures;
      if (one === undefined) throw new RangeError('no signature');
      expect(codeOf(walk(list0, list1, { list, signatures: [one, one] }))).to.equal('TRUST_SIGNATURE_INVALID');
      expect(codeOf(walk(list0, list1, { list, signatures: [one, { ...one, domain: '43' }] }))).to.equal(
        'TRUST_SIGNATURE_INVALID',
      );
      expect(codeOf(walk(list0, list1, { list, signatures: [one, { ...one, domain: '33' }] }))).to.equal(
        'TRUST_SIGNATURE_INVALID',
      );
    });

    it('and refuses the signature of the list before', () => {
      const { list } = list2();
      expect(codeOf(walk(list0, list1, { list, signatures: list1.signatures }))).to.equal('TRUST_SIGNATURE_INVALID');
    });

    it('with the key of the list before, not the one that the list brings', () => {
      const governance = testKey('a new governance key');
      const next = signEntry(
        nextEntry('44', { governanceKey: publicKeyText(governance) }),
        governance,
        world.domains['44'].governance,
      );
      const { list } = list2(undefined, update(next));
      expect(codeOf(walk(list0, list1, signed(list, '44', '52')))).to.equal('ok');
      const early = signList(list, [{ code: '44', governance }, world.domains['52']]);
      expect(codeOf(walk(list0, list1, early))).to.equal('TRUST_SIGNATURE_INVALID');
      const after = nextBody(list, emptyView(30));
      const late = signList(after, [{ code: '44', governance }, world.domains['52']]);
      expect(codeOf(walk(list0, list1, signed(list, '44', '52'), late))).to.equal('ok');
    });
  });

  describe("keeps each domain's entry its own", () => {
    it('a key of Hunan that the two others put in is refused', () => {
      const witness = testKey('a witness key that Hunan never had');
      const entry = nextEntry('43', { witnessKey: publicKeyText(witness) });
      const forged = signEntry(entry, world.domains['44'].governance);
      expect(codeOf(walk(list0, list1, list2(undefined, update(forged))))).to.equal('TRUST_ENTRY_FOREIGN');
      const own = signEntry(entry, world.domains['43'].governance);
      expect(codeOf(walk(list0, list1, list2(undefined, update(own))))).to.equal('ok');
    });

    it('a governance key that the key before did not hand over to is refused', () => {
      const governance = testKey('a governance key that Hunan never had');
      const entry = nextEntry('43', { governanceKey: publicKeyText(governance) });
      expect(codeOf(walk(list0, list1, list2(undefined, update(signEntry(entry, governance)))))).to.equal(
        'TRUST_ENTRY_FOREIGN',
      );
      const others = signEntry(entry, governance, world.domains['44'].governance);
      expect(codeOf(walk(list0, list1, list2(undefined, update(others))))).to.equal('TRUST_ENTRY_FOREIGN');
      const handed = signEntry(entry, governance, world.domains['43'].governance);
      expect(codeOf(walk(list0, list1, list2(undefined, update(handed))))).to.equal('ok');
    });

    it('an entry for another founding is refused', () => {
      const entry = nextEntry('43', { founding: sm3Hex(Buffer.of(1)) });
      const own = signEntry(entry, world.domains['43'].governance);
      expect(codeOf(walk(list0, list1, list2(undefined, update(own))))).to.equal('TRUST_ENTRY_FOREIGN');
    });

    it('a root that one domain adds alone is refused', async () => {
      const [root = ''] = entryOf('44').entry.roots;
      const own = signEntry(
        nextEntry('44', {
          roots: [root, encodeBase64url((await createWorld({ seed: 'root' })).domains['44'].root.der)],
        }),
        world.domains['44'].governance,
      );
      const { list } = list2(undefined, update(own));
      expect(codeOf(walk(list0, list1, signed(list, '44')))).to.equal('TRUST_NOT_MAJORITY');
      expect(codeOf(walk(list0, list1, signed(list, '44', '43')))).to.equal('ok');
    });

    it("a root or a key of another domain's is refused", () => {
      const [root = ''] = entryOf('43').entry.roots;
      const withRoot = signEntry(nextEntry('44', { roots: [root] }), world.domains['44'].governance);
      expect(codeOf(walk(list0, list1, list2(undefined, update(withRoot))))).to.equal('TRUST_KEY_SHARED');
      const withKey = signEntry(
        nextEntry('44', { witnessKey: entryOf('43').entry.witnessKey }),
        world.domains['44'].governance,
      );
      expect(codeOf(walk(list0, list1, list2(undefined, update(withKey))))).to.equal('TRUST_KEY_SHARED');
    });

    it('a root that is no self-signed CA is refused', () => {
      const own = signEntry(
        nextEntry('44', { roots: [encodeBase64url(world.domains['44'].ca.der)] }),
        world.domains['44'].governance,
      );
      expect(codeOf(walk(list0, list1, list2(undefined, update(own))))).to.equal('TRUST_ROOT_INVALID');
    });
  });

  describe('keeps what stood there', () => {
    const altered = (change: (body: TrustListBody) => void) => {
      const list = list2((body) => {
        change(body);
        return body;
      });
      return codeOf(walk(list0, list1, list));
    };
    it('refuses a list that drops, moves or reopens an entry', () => {
      expect(altered((body) => body.domains.pop())).to.equal('TRUST_ENTRY_ALTERED');
      expect(altered((body) => body.types.pop())).to.equal('TRUST_ENTRY_ALTERED');
      expect(altered((body) => body.agreements.pop())).to.equal('TRUST_ENTRY_ALTERED');
      expect(
        altered((body) => {
          for (const type of body.types) type.fromBlock += 1;
        }),
      ).to.equal('TRUST_ENTRY_ALTERED');
    });

    it('refuses an end in a block that the list before had seen', () => {
      const ended = (untilBlock: number) => (body: TrustListBody) => {
        const [first] = body.domains;
        if (first !== undefined) first.untilBlock = untilBlock;
      };
      expect(altered(ended(LISTED_TO))).to.equal('TRUST_ENTRY_ALTERED');
      expect(altered(ended(LISTED_TO + 1))).to.equal('ok');
    });

    it('refuses a new version in a block that the list before had seen', () => {
      const own = signEntry(nextEntry('43', { gateways: [] }), world.domains['43'].governance);
      const view = update(own);
      const body = nextBody(body1, { ...emptyView(20), ...view });
      const old = structuredClone(body);
      for (const each of old.domains) {
        if (each.fromBlock === 15) each.fromBlock = LISTED_TO;
        if (each.untilBlock === 15) each.untilBlock = LISTED_TO;
      }
      expect(codeOf(walk(list0, list1, signed(old, '44', '52')))).to.equal('TRUST_ENTRY_ALTERED');
      expect(codeOf(walk(list0, list1, signed(body, '44', '52')))).to.equal('ok');
    });

    it('refuses a list out of order', () => {
      expect(altered((body) => body.types.reverse())).to.equal('TRUST_MALFORMED');
    });

    it('keeps the former quorum for the blocks that it held for', () => {
      const changed = list2(undefined, { quorums: [{ quorum: 'byzantine', blockNumber: 15 }] });
      const result = walk(list0, list1, changed);
      expect(codeOf(result)).to.equal('ok');
      if (!result.ok) return;
      expect(result.trust.quorumAt(14)).to.equal(2);
      expect(result.trust.quorumAt(15)).to.equal(3);
      const silent = list2((body) => ({ ...body, quorum: 'byzantine' }));
      expect(codeOf(walk(list0, list1, silent))).to.equal('TRUST_ENTRY_ALTERED');
    });
  });

  describe('believes types, agreements and convictions by their own signatures', () => {
    it('a type that another domain signed is refused', () => {
      const { type } = world.domains['44'];
      const definition = kitType(`${type.slice(0, 18)}002`);
      const good = { record: typeRecord(world, world.domains['44'], definition), blockNumber: 12 };
      const bad = { record: typeRecord(world, world.domains['44'], definition, world.domains['43']), blockNumber: 12 };
      expect(codeOf(walk(list0, list1, list2(undefined, { types: [good] })))).to.equal('ok');
      expect(codeOf(walk(list0, list1, list2(undefined, { types: [bad] })))).to.equal('TRUST_TYPE_INVALID');
    });

    it('an agreement of two texts, or of one side, is refused', () => {
      const good = agreement(world, { recognising: '43', version: 2, decision: 'refuse' }, 12);
      expect(codeOf(walk(list0, list1, list2(undefined, { agreements: [good] })))).to.equal('ok');
      const other = agreement(world, { recognising: '43', version: 2, decision: 'accept' }, 12);
      const halves = [good.record.halves[0], other.record.halves[1]] as const;
      const torn = {
        ...good,
        record: { ...good.record, halves: [...halves] as [(typeof halves)[0], (typeof halves)[1]] },
      };
      expect(codeOf(walk(list0, list1, list2(undefined, { agreements: [torn] })))).to.equal('TRUST_AGREEMENT_INVALID');
      const [mine] = good.record.halves;
      const alone = { ...good, record: { ...good.record, halves: [mine, mine] as [typeof mine, typeof mine] } };
      expect(codeOf(walk(list0, list1, list2(undefined, { agreements: [alone] })))).to.equal('TRUST_AGREEMENT_INVALID');
    });

    it('a conviction needs two different bodies under the one key', async () => {
      const { makeStatement } = await issue(world);
      const one = makeStatement('43');
      const another = makeStatement('43', { blockHash: sm3Hex(Buffer.of(1)) });
      const forged = makeStatement('43', { blockHash: sm3Hex(Buffer.of(1)) }, { key: world.domains['44'].witness });
      const convict = (second: typeof one) =>
        codeOf(
          walk(
            list0,
            list1,
            list2(undefined, { convictions: [{ domain: '43', blockNumber: 20, statements: [one, second] }] }),
          ),
        );
      expect(convict(another)).to.equal('ok');
      expect(convict(forged)).to.equal('TRUST_CONVICTION_INVALID');
      expect(convict(makeStatement('43'))).to.equal('TRUST_CONVICTION_INVALID');
    });
  });

  describe('reads nothing but the encodings', () => {
    it('an agreement from or until a day that does not exist is malformed, and nothing that a verifier meets', () => {
      for (const days of [{ from: '2026-02-31' }, { until: '2027-02-29' }]) {
        const impossible = agreement(world, { recognising: '43', version: 2, ...days }, 12);
        expect(codeOf(walk(list0, list1, list2(undefined, { agreements: [impossible] })))).to.equal('TRUST_MALFORMED');
      }
    });

    it('a command of a time that does not exist is malformed', () => {
      const list = list2((body) => {
        for (const { command } of body.types) command.command.expires = '2026-11-31T00:00:00.000Z';
        return body;
      });
      expect(codeOf(walk(list0, list1, list))).to.equal('TRUST_MALFORMED');
    });

    it('a key off the curve is malformed, whichever of the entry it is', () => {
      const offCurve = encodeBase64url(Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]));
      for (const name of ['governanceKey', 'witnessKey', 'receiptKey'] as const) {
        const own = signEntry(nextEntry('43', { [name]: offCurve }), world.domains['43'].governance);
        expect(codeOf(walk(list0, list1, list2(undefined, update(own)))), name).to.equal('TRUST_MALFORMED');
      }
    });

    it('a root that is not base64url is malformed', () => {
      const own = signEntry(nextEntry('43', { roots: ['MAB'] }), world.domains['43'].governance);
      expect(codeOf(walk(list0, list1, list2(undefined, update(own))))).to.equal('TRUST_MALFORMED');
    });
  });

  describe('keeps one conviction for each domain', () => {
    let make: MakeStatement;
    before(async () => {
      make = (await issue(world)).makeStatement;
    });
    const at = (domain: '43' | '52', blockNumber: number, seed = 1): Conviction => {
      const other = { blockNumber, blockHash: sm3Hex(Buffer.of(seed)) };
      return { domain, blockNumber, statements: [make(domain, { blockNumber }), make(domain, other)] };
    };
    const heights = ({ convictions }: TrustListBody) =>
      convictions.map(({ domain, blockNumber }) => [domain, blockNumber]);
    const withThese = (...convictions: Conviction[]) => list2(undefined, { convictions });
    const listAfter = (list: TrustList, ...convictions: Conviction[]) => {
      const body = nextBody(list.list, { ...emptyView(30), convictions });
      return { body, change: (change: Partial<TrustListBody>) => signed({ ...body, ...change }, '44', '52') };
    };

    it('that of the lowest height', () => {
      const list = withThese(at('52', 19), at('43', 18), at('43', 12), at('43', 15));
      expect(heights(list.list)).to.deep.equal([
        ['43', 12],
        ['52', 19],
      ]);
      expect(codeOf(walk(list0, list1, list))).to.equal('ok');
    });

    it('so that no witness can fill a list', () => {
      const many = Array.from({ length: 401 }, (_, height) => at('43', height));
      const { list } = withThese(...many.toReversed());
      expect(heights(list)).to.deep.equal([['43', 0]]);
      expect(trustListBody.safeParse(list).success).to.equal(true);
    });

    it('and refuses a second one beside it', () => {
      const both = list2((body) => ({ ...body, convictions: [at('43', 12), at('43', 15)] }));
      expect(codeOf(walk(list0, list1, both))).to.equal('TRUST_MALFORMED');
    });

    it('and refuses one above the blocks that the list knows', () => {
      const above = list2((body) => ({ ...body, convictions: [at('43', body.blockNumber + 1)] }));
      expect(codeOf(walk(list0, list1, above))).to.equal('TRUST_CONVICTION_INVALID');
      const within = list2((body) => ({ ...body, convictions: [at('43', body.blockNumber)] }));
      expect(codeOf(walk(list0, list1, within))).to.equal('ok');
    });

    it('whose height only goes down, and whose proof stays', () => {
      const list = withThese(at('43', 15));
      const convicted = (convictions: Conviction[]) =>
        codeOf(walk(list0, list1, list, listAfter(list).change({ convictions })));
      expect(heights(listAfter(list, at('43', 18)).body)).to.deep.equal([['43', 15]]);
      expect(heights(listAfter(list, at('43', 12)).body)).to.deep.equal([['43', 12]]);
      expect(listAfter(list, at('43', 15, 2)).body.convictions).to.deep.equal(list.list.convictions);
      expect(convicted(list.list.convictions)).to.equal('ok');
      expect(convicted([at('43', 12)])).to.equal('ok');
      expect(convicted([at('43', 18)])).to.equal('TRUST_ENTRY_ALTERED');
      expect(convicted([at('43', 15, 2)])).to.equal('TRUST_ENTRY_ALTERED');
      expect(convicted([])).to.equal('TRUST_ENTRY_ALTERED');
      expect(convicted([at('52', 12)])).to.equal('TRUST_ENTRY_ALTERED');
      const forged: Conviction = {
        ...at('43', 12),
        statements: [make('43', { blockNumber: 12 }), make('43', { blockNumber: 12 })],
      };
      expect(convicted([forged])).to.equal('TRUST_CONVICTION_INVALID');
    });
  });

  it('takes a list in which one domain has used up its quota', () => {
    const { domains } = world;
    const types = Array.from({ length: MAX_TYPE_VERSIONS }, (_, at) => {
      const definition = kitType(`${domains['44'].type.slice(0, 18)}${String(at + 100).padStart(3, '0')}`);
      const [field] = definition.fields;
      if (field === undefined) throw new RangeError('no field');
      const label = { zh: '合'.repeat(47), en: 'x'.repeat(20) };
      definition.fields = Array.from({ length: 64 }, (_, name) => ({ ...field, name: `KZ_${name}`, label }));
      expect(canonicalBytes(definition).length).to.be.within(MAX_TYPE_BYTES - 1000, MAX_TYPE_BYTES);
      return { record: typeRecord(world, domains['44'], definition), blockNumber: 12 };
    });
    const gateways = Array.from({ length: 8 }, (_, at) => `https://${'g'.repeat(230)}${at}.example.test`);
    const entries = Array.from({ length: MAX_ENTRY_VERSIONS - 1 }, (_, at) => {
      const entry = nextEntry('44', { version: at + 2, gateways });
      return { record: domainRecordOf(signEntry(entry, domains['44'].governance)), blockNumber: 13 };
    });
    const list = list2(undefined, { types, domains: entries });
    expect(trustList.safeParse(list).success).to.equal(true);
    // With four roots of 2 KiB in each of the 200 versions there are 2.2 MiB more; the others' shares are their own.
    expect(Buffer.byteLength(JSON.stringify(list))).to.be.below(12 * 1024 * 1024);
    expect(codeOf(walk(list0, list1, list))).to.equal('ok');
  });

  describe('from a list that is held', () => {
    it('goes on from it, and knows it again', () => {
      expect(codeOf(walkTrustLists([list2()], { pin: { held: list1 } }))).to.equal('ok');
      expect(codeOf(walkTrustLists([list1, list2()], { pin: { held: list1 } }))).to.equal('ok');
      expect(codeOf(walkTrustLists([list0, list1, list2()], { pin: { held: list1 } }))).to.equal('ok');
    });

    it('refuses older ones, a gap and another list of its number', () => {
      expect(codeOf(walkTrustLists([list0], { pin: { held: list1 } }))).to.equal('TRUST_ROLLED_BACK');
      const list3 = signed(nextBody(list2().list, emptyView(21)), '44', '52');
      expect(codeOf(walkTrustLists([list3], { pin: { held: list1 } }))).to.equal('TRUST_GAP');
      const fork = signed({ ...body1, issuedAt: '2026-11-23T00:00:00.000Z' }, '44', '52');
      expect(codeOf(walkTrustLists([fork], { pin: { held: list1 } }))).to.equal('TRUST_FORK');
    });
  });

  describe('its material', () => {
    it('ends a domain for the blocks after, and keeps its keys for those before', () => {
      const ended = list2(undefined, {
        domains: [{ record: domainRecordOf(entryOf('43'), 'ended'), blockNumber: 15 }],
      });
      const result = walk(list0, list1, ended);
      if (!result.ok) throw new RangeError(result.code);
      expect(result.trust.membersAt(14)).to.have.members(['44', '43', '52']);
      expect(result.trust.membersAt(15)).to.have.members(['44', '52']);
      expect(result.trust.domainAt('43', 14)?.domain).to.equal('43');
      expect(result.trust.domainAt('43', 15)).to.equal(undefined);
      expect(result.trust.presentMembers).to.have.members(['44', '52']);
    });
  });

  it('derives the same list whatever part of the history is handed in again', () => {
    const own = signEntry(nextEntry('43', { gateways: [] }), world.domains['43'].governance);
    const view = { ...emptyView(20), ...update(own) };
    const times = { issuedAt: '2026-11-25T00:00:00.000Z', nextUpdate: '2026-12-25T00:00:00.000Z' };
    const whole = { ...view, domains: [{ record: domainRecordOf(entryOf('43')), blockNumber: 1 }, ...view.domains] };
    expect(deriveTrustList({ previous: body1, view: whole, ...times })).to.deep.equal(
      deriveTrustList({ previous: body1, view, ...times }),
    );
  });

  describe('read from a file', () => {
    const store = (lists: unknown[], pin?: string) =>
      Buffer.from(JSON.stringify({ format: 'yinxin/trust-store/v1', lists, ...(pin !== undefined && { pin }) }));
    it('takes a store, with the pin in it, and a bare list on its own word', () => {
      expect(codeOf(readTrust(store([list0, list1], world.network)))).to.equal('ok');
      expect(codeOf(readTrust(store([list0, list1], sm3Hex(Buffer.of(1)))))).to.equal('TRUST_WRONG_NETWORK');
      expect(codeOf(readTrust(Buffer.from(JSON.stringify(list1))))).to.equal('ok');
      expect(codeOf(readTrust(Buffer.from(JSON.stringify(list1)), { pin: { network: world.network } }))).to.equal(
        'TRUST_GAP',
      );
    });

    it('refuses garbage as malformed, and never throws', () => {
      const bytes = store([list0, list1], world.network);
      for (let end = 0; end < bytes.length; end += 997) {
        expect(codeOf(readTrust(bytes.subarray(0, end)))).to.equal('TRUST_MALFORMED');
      }
      for (let place = 0; place < bytes.length; place += 101) {
        const changed = Buffer.from(bytes);
        changed[place] = (changed[place] ?? 0) ^ 1;
        // White space that became another character is the one change without an effect; there is none in this text.
        expect(codeOf(readTrust(changed)), `byte ${place}`).not.to.equal('ok');
      }
    });
  });

  it('refuses no list at all', () => {
    expect(codeOf(walkTrustLists([]))).to.equal('TRUST_ABSENT');
  });
});
