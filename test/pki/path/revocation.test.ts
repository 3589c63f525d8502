import { expect } from 'chai';
import { OID } from '../../../pki/der/oids.js';
import { element, nullValue, oid, printableString, sequence, setOf, x509Time } from '../../../pki/der/writer.js';
import { extension, NONE } from '../support/forge-certificate.js';
import {
  type CrlParts,
  crlNumber,
  deltaOf,
  type EntryParts,
  forgeCrl,
  implicitBits,
  issuingPoint,
  REVOKED_AT,
} from '../support/forge-crl.js';
import { algorithmOf, ecKey, rsaKey, signingAs } from '../support/forge-key.js';
import {
  type Asked,
  ask,
  ca,
  certify,
  codesOf,
  directory,
  distributionPoints,
  type Entity,
  leaf,
  NOW,
  nameOf,
  pointName,
  uri,
  usage,
} from '../support/path-lab.js';

const UNKNOWN_OID = '1.2.156.10197.6.7.2.2.1';
const UNKNOWN = ['REVOCATION_UNKNOWN'];
const REVOKED = ['REVOKED'];
const DAY = 86_400_000;
const old: CrlParts = { thisUpdate: x509Time(NOW - 30 * DAY), nextUpdate: x509Time(NOW - 1000) };

describe('revocation lists of a path (RFC 5280 §6.3)', () => {
  let root: Entity;
  let sub: Entity;
  let user: Entity;
  let rootCrl: Uint8Array;
  before(async () => {
    root = await ca('合成根');
    sub = await ca('合成 CA', root);
    user = await leaf('合成用户', sub);
    rootCrl = await crl(root);
  });
  const crl = (issuer: Entity, parts: CrlParts = {}) => forgeCrl(issuer.name, issuer.key, parts);
  const entry = ({ serial }: Entity, more: Omit<EntryParts, 'serial'> = {}): EntryParts => ({ serial, ...more });
  const required = (chain: readonly Entity[], crls: readonly Uint8Array[], more: Asked = {}) =>
    codesOf(chain, { crls, revocation: 'required', ...more });
  /** User, CA and root, with a good list of the root and these of the CA. */
  const judge = (...crls: Uint8Array[]) => required([user, sub, root], [rootCrl, ...crls]);

  describe('off, soft, required', () => {
    it('nothing at hand', () => {
      const chain = [user, sub, root];
      expect(codesOf(chain, { revocation: 'off' })).to.equal('valid');
      expect(codesOf(chain, { revocation: 'soft' })).to.equal('valid');
      expect(codesOf(chain, { revocation: 'required' })).to.deep.equal(UNKNOWN);
      expect(ask(chain, { revocation: 'required' }).verdict).to.equal('indeterminate');
      expect(ask(chain, { revocation: 'soft' }).statuses.map(({ state }) => state)).to.deep.equal([
        'unknown',
        'unknown',
      ]);
      expect(ask(chain).statuses).to.deep.equal([]);
    });
    it('a list that revokes', async () => {
      const crls = [rootCrl, await crl(sub, { entries: [entry(user, { reason: 1 })] })];
      const chain = [user, sub, root];
      expect(codesOf(chain, { crls, revocation: 'off' })).to.equal('valid');
      for (const revocation of ['soft', 'required'] as const) {
        const { verdict, findings } = ask(chain, { crls, revocation });
        expect(verdict).to.equal('invalid');
        expect(findings).to.have.length(1);
        expect(findings[0]).to.include({
          code: 'REVOKED',
          position: 0,
          revokedAt: REVOKED_AT,
          reason: 'keyCompromise',
        });
      }
    });
    it('a list for each', async () => {
      expect(await judge(await crl(sub))).to.equal('valid');
      expect(required([user, sub, root], [await crl(sub)])).to.deep.equal(UNKNOWN);
    });
  });

  describe('basic rules', () => {
    it('a CA that is revoked', async () => {
      const crls = [await crl(root, { entries: [entry(sub)] }), await crl(sub)];
      expect(required([user, sub, root], crls)).to.deep.equal(REVOKED);
    });
    it('another serial number is another certificate', async () => {
      expect(await judge(await crl(sub, { entries: [{ serial: Uint8Array.of(...user.serial, 0) }] }))).to.equal(
        'valid',
      );
    });
    it('a list of another issuer', async () => {
      expect(await judge(await crl({ ...sub, name: nameOf('另一合成 CA') }))).to.deep.equal(UNKNOWN);
    });
    it('the issuer name in other words', async () => {
      const spaced = sequence(
        setOf(sequence(oid(OID.countryName), printableString('cn'))),
        setOf(sequence(oid(OID.organizationName), element(0x0c, Buffer.from(' 合成测试单位 ')))),
        setOf(sequence(oid(OID.commonName), element(0x0c, Buffer.from('合成  ca')))),
      );
      expect(await judge(await crl({ ...sub, name: spaced }))).to.equal('valid');
    });
    it('a signature of another key', async () =>
      expect(await judge(await crl({ ...sub, key: root.key }))).to.deep.equal(UNKNOWN));
    it('an issuer without cRLSign', async () => {
      const silent = await ca('合成 CA', root, { keyUsage: usage([5]) });
      const end = await leaf('合成用户', silent);
      expect(required([end, silent, root], [rootCrl, await crl(silent)])).to.deep.equal(UNKNOWN);
    });
    it('an algorithm that is not allowed', async () => {
      const rsa = await ca('合成 RSA CA', root, { key: rsaKey() });
      const end = await leaf('合成用户', rsa);
      const good = await crl(rsa);
      const sha1 = await crl({
        ...rsa,
        key: signingAs(rsaKey('sha1WithRSAEncryption'), algorithmOf('sha1WithRSAEncryption', nullValue())),
      });
      expect(required([end, rsa, root], [rootCrl, good])).to.equal('valid');
      expect(required([end, rsa, root], [rootCrl, sha1])).to.deep.equal(UNKNOWN);
    });
    it('ECDSA all through', async () => {
      const top = await ca('合成 EC 根', undefined, { key: ecKey() });
      const end = await leaf('合成用户', top, { key: ecKey('P-384') });
      expect(required([end, top], [await crl(top)])).to.equal('valid');
      expect(required([end, top], [await crl(top, { entries: [entry(end)] })])).to.deep.equal(REVOKED);
    });
    it('critical extensions that nobody knows, of the list and of an entry', async () => {
      const odd = extension(UNKNOWN_OID, nullValue(), true);
      const plain = extension(UNKNOWN_OID, nullValue());
      expect(await judge(await crl(sub, { extensions: [crlNumber(1), odd] }))).to.deep.equal(UNKNOWN);
      expect(await judge(await crl(sub, { extensions: [crlNumber(1), plain] }))).to.equal('valid');
      const other: EntryParts = { serial: Uint8Array.of(9) };
      expect(await judge(await crl(sub, { entries: [{ ...other, extensions: [odd] }] }))).to.deep.equal(UNKNOWN);
      expect(await judge(await crl(sub, { entries: [{ ...other, extensions: [plain] }] }))).to.equal('valid');
    });
    it('two entries for one certificate say nothing good', async () => {
      const twice = { serial: Uint8Array.of(9) };
      expect(await judge(await crl(sub, { entries: [twice, twice] }))).to.deep.equal(UNKNOWN);
    });
  });

  describe('as of a time', () => {
    it('a list that is past, not there yet, or without an end', async () => {
      expect(await judge(await crl(sub, old))).to.deep.equal(UNKNOWN);
      expect(await judge(await crl(sub, { thisUpdate: x509Time(NOW + 1000) }))).to.deep.equal(UNKNOWN);
      expect(await judge(await crl(sub, { nextUpdate: NONE }))).to.deep.equal(UNKNOWN);
      expect(await judge(await crl(sub, { thisUpdate: x509Time(NOW), nextUpdate: x509Time(NOW) }))).to.equal('valid');
    });
    it('revoked later is not revoked yet', async () => {
      expect(await judge(await crl(sub, { entries: [entry(user, { revokedAt: NOW + 1000 })] }))).to.equal('valid');
      expect(await judge(await crl(sub, { entries: [entry(user, { revokedAt: NOW })] }))).to.deep.equal(REVOKED);
    });
    it('a key lost before counts from then (§5.3.2)', async () => {
      const lost = entry(user, { revokedAt: NOW + 1000, invalidityDate: NOW - 1000 });
      expect(await judge(await crl(sub, { entries: [lost] }))).to.deep.equal(REVOKED);
    });
    it('a newer list ends a hold, and nothing else', async () => {
      const newer = await crl(sub, { thisUpdate: x509Time(NOW - 1000) });
      expect(await judge(await crl(sub, { entries: [entry(user, { reason: 6 })] }), newer)).to.equal('valid');
      expect(await judge(await crl(sub, { entries: [entry(user, { reason: 1 })] }), newer)).to.deep.equal(REVOKED);
      const holding = await crl(sub, { thisUpdate: x509Time(NOW - 1000), entries: [entry(user, { reason: 6 })] });
      expect(await judge(await crl(sub), holding)).to.deep.equal(REVOKED);
    });
    it('a list that is past still revokes, but for a hold', async () => {
      expect(await judge(await crl(sub, { ...old, entries: [entry(user, { reason: 1 })] }))).to.deep.equal(REVOKED);
      expect(await judge(await crl(sub, { ...old, entries: [entry(user, { reason: 6 })] }))).to.deep.equal(UNKNOWN);
      expect(await judge(await crl(sub, { entries: [entry(user, { reason: 6 })] }))).to.deep.equal(REVOKED);
    });
  });

  describe('signers of lists (§6.3.3 (f))', () => {
    const SIGNER = { keyUsage: usage([6]) };
    it('a key of its own for lists, certified by the root', async () => {
      const signer = await leaf('合成 CA', root, SIGNER);
      const list = await crl(signer);
      const chain = [user, sub, root];
      expect(required(chain, [rootCrl, list], { intermediates: [sub, signer] })).to.equal('valid');
      expect(required(chain, [rootCrl, list])).to.deep.equal(UNKNOWN);
      const revoking = await crl(signer, { entries: [entry(user)] });
      expect(required(chain, [rootCrl, revoking], { intermediates: [sub, signer] })).to.deep.equal(REVOKED);
      const rootRevokes = await crl(root, { entries: [entry(signer)] });
      expect(required(chain, [rootRevokes, list], { intermediates: [sub, signer] })).to.deep.equal(UNKNOWN);
    });
    it('the signer of lists below another root', async () => {
      const other = await ca('另一合成根');
      const signer = await leaf('合成 CA', other, SIGNER);
      const asked = { intermediates: [sub, signer], anchors: [root, other] };
      expect(required([user, sub, root], [rootCrl, await crl(signer), await crl(other)], asked)).to.deep.equal(UNKNOWN);
    });
    it('an expired signer, one that may not sign lists', async () => {
      for (const parts of [{ ...SIGNER, notAfter: x509Time(NOW - 1000) }, { keyUsage: usage([0]) }]) {
        const signer = await leaf('合成 CA', root, parts);
        expect(
          required([user, sub, root], [rootCrl, await crl(signer)], { intermediates: [sub, signer] }),
        ).to.deep.equal(UNKNOWN);
      }
    });
    it('roll-over: lists of the new key are about certificates of the old one', async () => {
      const renewed = await ca('合成 CA', root);
      const oldWithNew = await certify(sub, renewed);
      const newWithOld = await certify(renewed, sub);
      const list = await crl(renewed);
      expect(required([user, oldWithNew, renewed, root], [rootCrl, list])).to.equal('valid');
      const revoking = await crl(renewed, { entries: [entry(user)] });
      expect(required([user, oldWithNew, renewed, root], [rootCrl, revoking])).to.deep.equal(REVOKED);
      const fresh = await leaf('合成用户', renewed);
      const oldList = await crl(sub, { extensions: [crlNumber(1), issuingPoint({ caCerts: true })] });
      expect(required([fresh, newWithOld, sub, root], [rootCrl, oldList, list])).to.equal('valid');
    });
    it('a list about its own signer counts, and is noted', async () => {
      const signer = await leaf('合成 CA', sub, { ...SIGNER, extensions: [] });
      const list = await crl(signer);
      const answer = ask([user, sub, root], {
        crls: [rootCrl, list],
        revocation: 'required',
        intermediates: [sub, signer],
      });
      expect(answer.verdict).to.equal('valid');
      expect(answer.deviations).to.deep.equal([{ code: 'CRL_SIGNER_VOUCHES_FOR_ITSELF' }]);
      const byCa = await crl(sub, { entries: [entry(signer)], thisUpdate: x509Time(NOW - 20 * DAY) });
      const forUsers = await crl(signer, { extensions: [crlNumber(1), issuingPoint({ userCerts: true })] });
      expect(
        ask([user, sub, root], {
          crls: [rootCrl, forUsers, byCa],
          revocation: 'required',
          intermediates: [sub, signer],
        }).deviations,
      ).to.deep.equal([]);
      const suicide = await crl(signer, { entries: [entry(signer)] });
      expect(required([user, sub, root], [rootCrl, suicide], { intermediates: [sub, signer] })).to.deep.equal(UNKNOWN);
    });
  });

  describe('distribution points (§6.3.3 (b), §5.2.5)', () => {
    const [HERE, THERE] = [uri('http://crl.example/1.crl'), uri('http://crl.example/2.crl')];
    const POINT = directory(nameOf('合成发布点'));
    const withPoints = (...points: Parameters<typeof distributionPoints>) =>
      leaf('合成用户', sub, { extensions: [distributionPoints(...points)] });
    const scoped = (...points: Uint8Array[]) => issuingPoint({ point: element(0xa0, ...points) });
    const list = (idp: Uint8Array, parts: CrlParts = {}) => crl(sub, { extensions: [crlNumber(1), idp], ...parts });

    it('one name in common is enough, none is not', async () => {
      const end = await withPoints({ fullName: [HERE, POINT] });
      expect(required([end, sub, root], [rootCrl, await list(scoped(THERE, POINT))])).to.equal('valid');
      expect(required([end, sub, root], [rootCrl, await list(scoped(THERE))])).to.deep.equal(UNKNOWN);
      expect(required([end, sub, root], [rootCrl, await crl(sub)])).to.equal('valid');
    });
    it('scheme and host of a URI in other case (§7.4)', async () => {
      const end = await withPoints({ fullName: [uri('HTTP://CRL.Example/1.crl')] });
      expect(required([end, sub, root], [rootCrl, await list(scoped(HERE))])).to.equal('valid');
      const other = await withPoints({ fullName: [uri('http://crl.example/1.CRL')] });
      expect(required([other, sub, root], [rootCrl, await list(scoped(HERE))])).to.deep.equal(UNKNOWN);
    });
    it('a list of a point, for a certificate without one', async () => {
      expect(await judge(await list(scoped(HERE)))).to.deep.equal(UNKNOWN);
      expect(await judge(await list(scoped(directory(sub.name))))).to.equal('valid');
    });
    it('a name relative to the issuer, on either side', async () => {
      const attribute = sequence(oid(OID.organizationalUnitName), element(0x0c, Buffer.from('发布点')));
      const full = element(0x30, sub.name.subarray(2), setOf(attribute));
      const relative = { relative: attribute };
      const end = await withPoints(relative);
      const plain = await withPoints({ fullName: [directory(full)] });
      for (const idp of [issuingPoint({ point: pointName(relative) }), scoped(directory(full))]) {
        expect(required([end, sub, root], [rootCrl, await list(idp)])).to.equal('valid');
        expect(required([plain, sub, root], [rootCrl, await list(idp)])).to.equal('valid');
      }
      expect(required([end, sub, root], [rootCrl, await list(scoped(directory(sub.name)))])).to.equal('valid');
      expect(required([end, sub, root], [rootCrl, await list(scoped(POINT))])).to.deep.equal(UNKNOWN);
    });
    it('lists for users, CAs, attributes', async () => {
      const users = { extensions: [crlNumber(1), issuingPoint({ userCerts: true })] };
      const cas = { extensions: [crlNumber(1), issuingPoint({ caCerts: true })] };
      const attributes = { extensions: [crlNumber(1), issuingPoint({ attributeCerts: true })] };
      const chain = [user, sub, root];
      expect(required(chain, [await crl(root, cas), await crl(sub, users)])).to.equal('valid');
      expect(required(chain, [await crl(root, users), await crl(sub, users)])).to.deep.equal(UNKNOWN);
      expect(required(chain, [await crl(root, cas), await crl(sub, cas)])).to.deep.equal(UNKNOWN);
      expect(required(chain, [rootCrl, await crl(sub, attributes)])).to.deep.equal(UNKNOWN);
    });
    it('lists for some reasons (onlySomeReasons)', async () => {
      const some = (reasons: number[], parts: CrlParts = {}) => list(issuingPoint({ reasons }), parts);
      const [first, rest] = [await some([1, 2]), await some([3, 4, 5, 6, 7, 8])];
      expect(await judge(first)).to.deep.equal(UNKNOWN);
      expect(await judge(first, rest)).to.equal('valid');
      expect(
        await judge(first, await some([3, 4, 5, 6, 7, 8], { entries: [entry(user, { reason: 4 })] })),
      ).to.deep.equal(REVOKED);
      expect(await judge(await some([1, 2], { entries: [entry(user, { reason: 1 })] }))).to.deep.equal(REVOKED);
    });
    it('points for some reasons', async () => {
      const some = (bits: number[]) => implicitBits(1, bits);
      const end = await withPoints(
        { fullName: [HERE], reasons: some([1, 2]) },
        { fullName: [THERE], reasons: some([3, 4, 5, 6, 7, 8]) },
      );
      const [one, two] = [await list(scoped(HERE)), await list(scoped(THERE))];
      expect(required([end, sub, root], [rootCrl, one, two])).to.equal('valid');
      expect(required([end, sub, root], [rootCrl, one])).to.deep.equal(UNKNOWN);
    });
  });

  describe('indirect lists (§5.2.5, §5.3.3)', () => {
    let keeper: Entity;
    before(async () => {
      keeper = await leaf('合成吊销列表机构', root, { keyUsage: usage([6]) });
    });
    const INDIRECT = [crlNumber(1), issuingPoint({ indirect: true })];
    const keeperName = () => directory(keeper.name);
    const end = (...points: Parameters<typeof distributionPoints>) =>
      leaf('合成用户', sub, { extensions: [distributionPoints(...points)] });
    const kept = (entries: readonly EntryParts[], extensions: readonly Uint8Array[] = INDIRECT) =>
      crl(keeper, { entries, extensions });
    const all = (target: Entity, ...crls: Uint8Array[]) =>
      required([target, sub, root], [rootCrl, ...crls], { intermediates: [sub, keeper] });

    it('whose issuer the point names', async () => {
      const target = await end({ issuer: [keeperName()] });
      expect(all(target, await kept([]))).to.equal('valid');
      expect(all(target, await kept([entry(target, { issuer: [directory(sub.name)] })]))).to.deep.equal(REVOKED);
      expect(all(target, await kept([entry(target)]))).to.equal('valid');
      expect(all(target, await kept([entry(target, { issuer: [directory(root.name)] })]))).to.equal('valid');
    });
    it('that stand for several issuers: an entry without one has that of the entry before', async () => {
      const target = await end({ issuer: [keeperName()] });
      const first = { serial: Uint8Array.of(1), issuer: [directory(sub.name)] };
      expect(all(target, await kept([first, entry(target)]))).to.deep.equal(REVOKED);
      const other = { serial: Uint8Array.of(2), issuer: [directory(root.name)] };
      expect(all(target, await kept([first, other, entry(target)]))).to.equal('valid');
    });
    it('whose issuer the point does not name, or that do not say that they are indirect', async () => {
      const other = await end({ issuer: [directory(nameOf('另一机构'))] });
      expect(all(other, await kept([]))).to.deep.equal(UNKNOWN);
      const target = await end({ issuer: [keeperName()] });
      expect(all(target, await kept([], [crlNumber(1)]))).to.deep.equal(UNKNOWN);
      expect(all(await end({ fullName: [uri('http://crl.example/1.crl')] }), await kept([]))).to.deep.equal(UNKNOWN);
      expect(all(user, await kept([]))).to.deep.equal(UNKNOWN);
    });
    it('named by the point or by their issuer', async () => {
      const scoped = (name: Uint8Array) => [crlNumber(1), issuingPoint({ indirect: true, point: element(0xa0, name) })];
      const named = await end({ fullName: [uri('http://crl.example/1.crl')], issuer: [keeperName()] });
      expect(all(named, await kept([], scoped(uri('http://crl.example/1.crl'))))).to.equal('valid');
      expect(all(named, await kept([], scoped(uri('http://crl.example/2.crl'))))).to.deep.equal(UNKNOWN);
      const bare = await end({ issuer: [keeperName()] });
      expect(all(bare, await kept([], scoped(keeperName())))).to.equal('valid');
      expect(all(bare, await kept([], scoped(uri('http://crl.example/1.crl'))))).to.deep.equal(UNKNOWN);
    });
    it('of the CA itself, for its own certificates', async () => {
      const own = await crl(sub, {
        extensions: INDIRECT,
        entries: [{ serial: Uint8Array.of(3), issuer: [directory(root.name)] }],
      });
      expect(await judge(own)).to.equal('valid');
      expect(await judge(await crl(sub, { extensions: INDIRECT, entries: [entry(user)] }))).to.deep.equal(REVOKED);
    });
    it('whose signer is revoked', async () => {
      const target = await end({ issuer: [keeperName()] });
      const crls = [await crl(root, { entries: [entry(keeper)] }), await kept([])];
      expect(required([target, sub, root], crls, { intermediates: [sub, keeper] })).to.deep.equal(UNKNOWN);
    });
    it('that are about their own signer', async () => {
      const self = await leaf('合成自述机构', root, {
        keyUsage: usage([6]),
        extensions: [distributionPoints({ issuer: [directory(nameOf('合成自述机构'))] })],
      });
      const target = await end({ issuer: [directory(self.name)] });
      const list = await crl(self, { extensions: INDIRECT });
      expect(required([target, sub, root], [rootCrl, list], { intermediates: [sub, self] })).to.equal('valid');
    });
  });

  describe('delta lists (§5.2.4, §6.3.3 (c))', () => {
    const base = (parts: CrlParts = {}) => crl(sub, { extensions: [crlNumber(5)], ...parts });
    const delta = (from: number, number: number, parts: CrlParts = {}) =>
      crl(sub, { extensions: [crlNumber(number), deltaOf(from)], ...parts });

    it('alone says nothing', async () => expect(await judge(await delta(5, 6))).to.deep.equal(UNKNOWN));
    it('revokes, and takes a hold back', async () => {
      const hold = { entries: [entry(user, { reason: 6 })] };
      const removed = { entries: [entry(user, { reason: 8 })] };
      expect(await judge(await base(), await delta(5, 6))).to.equal('valid');
      expect(await judge(await base(), await delta(5, 6, { entries: [entry(user)] }))).to.deep.equal(REVOKED);
      expect(await judge(await base(hold), await delta(5, 6))).to.deep.equal(REVOKED);
      expect(await judge(await base(hold), await delta(5, 6, removed))).to.equal('valid');
    });
    it('the newest one counts', async () => {
      const revoking = await delta(5, 6, { entries: [entry(user, { reason: 6 })] });
      const removing = await delta(5, 7, { entries: [entry(user, { reason: 8 })] });
      expect(await judge(await base(), revoking, removing)).to.equal('valid');
    });
    it('that starts after the list, or is not newer, does not continue it', async () => {
      const revoking = { entries: [entry(user)] };
      expect(await judge(await base(), await delta(6, 7, revoking))).to.equal('valid');
      expect(await judge(await base(), await delta(4, 5, revoking))).to.equal('valid');
      expect(await judge(await base(), await delta(4, 6, revoking))).to.deep.equal(REVOKED);
    });
    it('keeps a list that is past current', async () => {
      expect(await judge(await base(old), await delta(5, 6))).to.equal('valid');
      expect(await judge(await base(old), await delta(6, 7))).to.deep.equal(UNKNOWN);
      expect(await judge(await base(old), await delta(5, 6, old))).to.deep.equal(UNKNOWN);
    });
    it('of another scope or another key does not count', async () => {
      const idp = issuingPoint({ userCerts: true });
      const revoking = { entries: [entry(user)] };
      const scoped = await delta(5, 6, { ...revoking, extensions: [crlNumber(6), deltaOf(5), idp] });
      expect(await judge(await base(), scoped)).to.equal('valid');
      expect(await judge(await base({ extensions: [crlNumber(5), idp] }), scoped)).to.deep.equal(REVOKED);
      const forged = await forgeCrl(sub.name, root.key, { ...revoking, extensions: [crlNumber(6), deltaOf(5)] });
      expect(await judge(await base(), forged)).to.equal('valid');
    });
  });

  it('bounds what signers of lists cost', async function () {
    this.timeout(20_000);
    const signers = await Promise.all(Array.from({ length: 30 }, () => leaf('合成 CA', sub, { keyUsage: usage([6]) })));
    const crls = await Promise.all(
      signers.map((each) => crl(each, { extensions: [crlNumber(1), issuingPoint({ caCerts: true })] })),
    );
    const begun = performance.now();
    required([user, sub, root], [rootCrl, ...crls], { intermediates: [sub, ...signers] });
    expect(performance.now() - begun).to.be.below(5_000);
  });
});
