import type { SignedTrustEntry, TrustEntry } from '../../../chaincode/model/trust-entry.js';
import type { Conviction, TrustList, TrustListBody } from '../../../chaincode/model/trust-list.js';
import { createRandom } from '../../../fixtures/random.js';
import { encodeBase64url } from '../../../pki/encoding/base64url.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { issue } from '../../support/evidence-kit.js';
import {
  agreement,
  type Code,
  domainRecordOf,
  emptyView,
  kitType,
  nextBody,
  signList,
  typeRecord,
  type World,
} from '../../support/evidence-kit-world.js';
import { signEntry } from '../../support/test-domain.js';
import { publicKeyText, testKey } from '../../support/test-pki.js';
import { ALTERATIONS, type Json } from './alterations.js';

export interface TrustCase {
  title: string;
  trust: Uint8Array;
  network?: string;
}

/** How many random changes of a list that a majority signs after them. */
const SIGNED_CHANGES = 600;
const SEEN = 20;

/** Trust material that holds and, far more, that does not: as files, and lists altered by a majority that signs what it altered. */
export async function trustCases(world: World): Promise<TrustCase[]> {
  const { lists, network, domains } = world;
  const [list0, list1] = lists;
  const store = (given: readonly TrustList[], pin?: string) =>
    Buffer.from(JSON.stringify({ format: 'yinxin/trust-store/v1', ...(pin && { pin }), lists: given }));
  const third = await fullList(world);
  const signed = (list: TrustListBody, ...codes: Code[]) =>
    signList(
      list,
      codes.map((code) => domains[code]),
    );
  const [list2, after] = (await laterLists(world)) as [TrustList, TrustList];
  const [signature] = list2.signatures;
  const cases: TrustCase[] = [
    { title: 'three lists', trust: store([list0, list1, list2, after], network) },
    { title: 'a bare list 0', trust: Buffer.from(JSON.stringify(list0)) },
    { title: 'a bare list on its own word', trust: Buffer.from(JSON.stringify(list1)) },
    { title: 'a bare list where the network is pinned', trust: Buffer.from(JSON.stringify(list1)), network },
    { title: 'another network pinned', trust: store(lists, network), network: sm3Hex(Buffer.of(1)) },
    { title: 'another network pinned in the file alone', trust: store(lists, sm3Hex(Buffer.of(1))), network },
    { title: 'a gap', trust: store([list0, list1, after]) },
    { title: 'a list twice', trust: store([list0, list1, list1]) },
    { title: 'a list of before', trust: store([list0, list1, list0]) },
    { title: 'a minority', trust: store([list0, list1, signed(third, '44')]) },
    { title: 'one founder missing', trust: store([signed(list0.list, '44', '43')]) },
    {
      title: 'one signature twice',
      trust: store([list0, list1, { ...list2, signatures: [...list2.signatures, ...list2.signatures] }]),
    },
    {
      title: 'signatures of the list before',
      trust: store([list0, list1, { ...list2, signatures: list1.signatures }]),
    },
    { title: 'not evidence but a list', trust: Buffer.from('{"format":"other"}') },
  ];
  if (signature !== undefined) {
    const stranger = { ...list2, signatures: [...list2.signatures, { ...signature, domain: '33' }] };
    cases.push({ title: 'the signature of a stranger', trust: store([list0, list1, stranger]) });
  }
  for (const [title, body] of forgedLists(world, third)) {
    cases.push({ title, trust: store([list0, list1, signed(body, '44', '52')], network) });
  }
  const random = createRandom('yinxin/second-verifier/lists');
  const text = JSON.stringify(third);
  const other = JSON.stringify(list1.list);
  const names = ['a part dropped', 'a value changed within its kind', 'a list turned round, or two parts exchanged'];
  const foreign = "a part exchanged for another licence's";
  while (cases.length < SIGNED_CHANGES) {
    const name = random.pick([...names, ...names, foreign]);
    const altered = ALTERATIONS[name]?.(text, other, random);
    if (altered === undefined) continue;
    const list: Json = JSON.parse(altered.toString());
    if (!isSignable(list)) continue;
    // What the majority signs need not be of the format.
    const again = signed(list as unknown as TrustListBody, '44', '52');
    cases.push({ title: `${name}, ${cases.length}`, trust: store([list0, list1, again], network) });
  }
  for (let at = 0; at < 200; at += 1) {
    const altered = ALTERATIONS['a byte changed']?.(store([list0, list1, list2], network).toString(), '', random);
    if (altered !== undefined) cases.push({ title: `a byte of the store, ${at}`, trust: altered });
  }
  return cases;
}

/** Lists 2 and 3 of the same world, with something new in every part. */
export async function laterLists(world: World): Promise<TrustList[]> {
  const signers = [world.domains['44'], world.domains['52']];
  const body = await fullList(world);
  return [signList(body, signers), signList(nextBody(body, emptyView(SEEN + 1)), signers)];
}

/** Only what has canonical bytes can be signed. */
function isSignable(list: Json): boolean {
  return typeof list === 'object' && !Array.isArray(list) && !JSON.stringify(list).includes('null');
}

/** List 2 with something new in every part. */
async function fullList(world: World): Promise<TrustListBody> {
  const { domains, lists } = world;
  const [, { list }] = lists;
  const { makeStatement } = await issue(world);
  const twice = { blockNumber: 18, blockHash: sm3Hex(Buffer.of(1)) };
  const conviction: Conviction = {
    domain: '52',
    blockNumber: 18,
    statements: [makeStatement('52', { blockNumber: 18 }), makeStatement('52', twice)],
  };
  const entry = { ...entryOf(world, '43'), version: 2, witnessKey: publicKeyText(testKey('a later witness of Hunan')) };
  return nextBody(list, {
    ...emptyView(SEEN),
    domains: [{ record: domainRecordOf(signEntry(entry, domains['43'].governance)), blockNumber: 15 }],
    types: [
      { record: typeRecord(world, domains['44'], kitType(`${domains['44'].type.slice(0, 18)}002`)), blockNumber: 12 },
    ],
    agreements: [
      agreement(world, { recognising: '43', version: 2, decision: 'accept-with-note', note: '合成附注' }, 13),
      agreement(world, { recognising: '52', version: 2, until: '2027-12-31' }, 14),
    ],
    quorums: [{ quorum: 'byzantine', blockNumber: 16 }],
    convictions: [conviction],
  });
}

function entryOf({ lists }: World, code: Code): TrustEntry {
  const found = lists[0].list.domains.find(({ signed: { entry } }) => entry.domain === code);
  if (found === undefined) throw new RangeError(code);
  return found.signed.entry;
}

/** Entries and commands that somebody else signed, or that are signed well and say what no reader takes. */
function forgedLists(world: World, third: TrustListBody): [string, TrustListBody][] {
  const { domains } = world;
  const made: [string, TrustListBody][] = [];
  const withEntry = (title: string, signed: SignedTrustEntry) => {
    const at = third.domains.findIndex(({ signed: { entry } }) => entry.domain === '43' && entry.version === 2);
    const before = third.domains[at];
    if (before !== undefined) made.push([title, { ...third, domains: third.domains.with(at, { ...before, signed }) }]);
  };
  const own = (change: Partial<TrustEntry>) => ({ ...entryOf(world, '43'), version: 2, ...change });
  const governance = testKey('a governance key that Hunan never had');
  withEntry('an entry that another domain signed', signEntry(own({}), domains['44'].governance));
  withEntry(
    'a governance key that nobody handed over to',
    signEntry(own({ governanceKey: publicKeyText(governance) }), governance),
  );
  withEntry(
    'a governance key that another domain handed over to',
    signEntry(own({ governanceKey: publicKeyText(governance) }), governance, domains['44'].governance),
  );
  withEntry(
    'a governance key that was handed over to',
    signEntry(own({ governanceKey: publicKeyText(governance) }), governance, domains['43'].governance),
  );
  withEntry('a signature too many', signEntry(own({}), domains['43'].governance, domains['43'].governance));
  withEntry('another founding', signEntry(own({ founding: sm3Hex(Buffer.of(1)) }), domains['43'].governance));
  withEntry('another ledger', signEntry(own({ ledger: sm3Hex(Buffer.of(1)) }), domains['43'].governance));
  withEntry("another domain's root", signEntry(own({ roots: entryOf(world, '44').roots }), domains['43'].governance));
  withEntry(
    "another domain's key",
    signEntry(own({ receiptKey: entryOf(world, '44').witnessKey }), domains['43'].governance),
  );
  for (const [name, der] of Object.entries({ 'an issuing CA': domains['43'].ca.der, nothing: Buffer.of(0x30, 0) })) {
    withEntry(`${name} as a root`, signEntry(own({ roots: [encodeBase64url(der)] }), domains['43'].governance));
  }
  const offCurve = encodeBase64url(Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]));
  withEntry('a witness key off the curve', signEntry(own({ witnessKey: offCurve }), domains['43'].governance));
  withEntry('a receipt key off the curve', signEntry(own({ receiptKey: offCurve }), domains['43'].governance));
  withEntry('a gateway', signEntry(own({ gateways: ['http://127.0.0.1:8043'] }), domains['43'].governance));
  const withAgreement = (title: string, change: Parameters<typeof agreement>[1], drop = '2') => {
    const { record, blockNumber } = agreement(world, change, 14);
    const [issuing, recognising] = record.halves;
    const agreements = third.agreements.map((each) => {
      const { terms } = each.halves[0].command.body;
      const isIt = terms.recognising === '52' && String(terms.version) === drop;
      return isIt ? { ...each, fromBlock: blockNumber, halves: [issuing, recognising] as typeof each.halves } : each;
    });
    made.push([title, { ...third, agreements }]);
  };
  withAgreement('an agreement from a day that does not exist', { recognising: '52', version: 2, from: '2026-02-31' });
  withAgreement('an agreement until a day that does not exist', { recognising: '52', version: 2, until: '2027-02-29' });
  withAgreement('an agreement of a version that was there', { recognising: '52', version: 1, until: '2027-12-31' });
  withAgreement('an agreement of a later version', { recognising: '52', version: 7, decision: 'accept' });
  return made;
}
