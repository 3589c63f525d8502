import { expect } from 'chai';
import { x509Time } from '../../../pki/der/writer.js';
import { readPathCertificate } from '../../../pki/path/certificate.js';
import { expectCode } from '../support/expect-code.js';
import { NONE } from '../support/forge-certificate.js';
import { garbageOf } from '../support/garbage.js';
import {
  altNames,
  ask,
  ca,
  certify,
  codesOf,
  constraints,
  directory,
  distributionPoints,
  dns,
  type Entity,
  leaf,
  mappings,
  NOW,
  nameConstraints,
  nameOf,
  policies,
  policyConstraints,
  uri,
} from '../support/path-lab.js';

const expired = { notAfter: x509Time(NOW - 1000) };

describe('building paths (RFC 4158)', () => {
  let root: Entity;
  let sub: Entity;
  let user: Entity;
  before(async () => {
    root = await ca('合成根');
    sub = await ca('合成 CA', root);
    user = await leaf('合成用户', sub);
  });
  const serialsOf = (...args: Parameters<typeof ask>) => {
    const { path } = ask(...args);
    return path === undefined ? [] : [...path.certificates, path.anchor].map(({ serialNumber }) => serialNumber);
  };
  const serialOf = ({ serial }: Entity) => Buffer.from(serial).toString('hex');

  it('goes from target to anchor, whatever the order of what is given', async () => {
    const other = await ca('另一合成 CA', root);
    for (const intermediates of [
      [sub, other],
      [other, sub],
      [root, other, sub],
      [user, sub],
    ]) {
      expect(serialsOf([user, sub, root], { intermediates })).to.deep.equal([user, sub, root].map(serialOf));
    }
  });
  it('finds nothing without the issuer, without its anchor, without any anchor', async () => {
    const other = await ca('另一合成根');
    expect(codesOf([user, sub, root], { intermediates: [] })).to.deep.equal(['PATH_NOT_FOUND']);
    expect(codesOf([user, sub, root], { anchors: [other] })).to.deep.equal(['PATH_NOT_FOUND']);
    expect(codesOf([user, sub, root], { anchors: [] })).to.deep.equal(['TRUST_ANCHORS_ABSENT']);
    expect(codesOf([root], { anchors: [root] })).to.deep.equal(['TARGET_IS_ANCHOR']);
  });
  it('an intermediate may be the anchor', async () => {
    expect(serialsOf([user, sub, root], { anchors: [sub] })).to.deep.equal([user, sub].map(serialOf));
  });
  it('of several certificates of one name takes the one whose key signed', async () => {
    const twins = await Promise.all([ca('合成 CA', root), ca('合成 CA', root), ca('合成 CA', root)]);
    const bare = await leaf('合成用户', sub, { keyIdentifiers: NONE });
    for (const target of [user, bare]) {
      expect(serialsOf([target, ...twins, sub, root])).to.deep.equal([target, sub, root].map(serialOf));
    }
  });
  it('of a renewed certificate takes the one that is valid', async () => {
    const old = await certify(sub, root, expired);
    expect(serialsOf([user, old, sub, root])).to.deep.equal([user, sub, root].map(serialOf));
    expect(codesOf([user, old, root])).to.deep.equal(['EXPIRED']);
  });
  it('of two anchors takes the one that has not expired', async () => {
    const old = await certify(root, root, expired);
    expect(serialsOf([user, sub, root], { anchors: [old, root] })).to.deep.equal([user, sub, root].map(serialOf));
  });
  it('goes round a cross certificate that does not hold', async () => {
    const bridge = await ca('合成桥', undefined);
    const broken = await certify(sub, bridge, { basicConstraints: constraints(false) });
    const toBridge = await certify(bridge, root);
    const asked = { intermediates: [broken, toBridge, sub] };
    expect(serialsOf([user, sub, root], asked)).to.deep.equal([user, sub, root].map(serialOf));
    const good = await certify(sub, bridge);
    expect(codesOf([user, good, toBridge, root])).to.equal('valid');
  });
  it('ends in rings of cross certificates', async () => {
    const [a, b, c] = [await ca('合成甲'), await ca('合成乙'), await ca('合成丙')];
    const ring = [
      await certify(a, b),
      await certify(b, c),
      await certify(c, a),
      await certify(b, a),
      await certify(c, b),
      await certify(a, c),
    ];
    const end = await leaf('合成用户', a);
    expect(codesOf([end, ...ring, root])).to.deep.equal(['PATH_NOT_FOUND']);
    const out = await certify(c, root);
    expect(codesOf([end, ...ring, out, root])).to.equal('valid');
  });
  it('says of the best path what is wrong', async () => {
    const old = await certify(sub, root, { ...expired, basicConstraints: constraints(false) });
    const worn = await certify(sub, root, expired);
    expect(codesOf([user, old, worn, root])).to.deep.equal(['EXPIRED']);
  });
  it('gives the same answer each time', async () => {
    const twins = await Promise.all([certify(sub, root), certify(sub, root)]);
    const first = serialsOf([user, ...twins, sub, root]);
    for (let round = 0; round < 3; round++) expect(serialsOf([user, ...twins, sub, root])).to.deep.equal(first);
  });
  it('gives up in bounded time where everybody certifies everybody', async function () {
    this.timeout(60_000);
    const names = Array.from({ length: 8 }, (_, i) => i);
    const nodes = await Promise.all(names.map((i) => ca(`合成 ${i}`)));
    const edges = await Promise.all(nodes.flatMap((a) => nodes.filter((b) => a !== b).map((b) => certify(a, b))));
    const [first = root] = nodes;
    const begun = performance.now();
    const codes = codesOf([await leaf('合成用户', first), ...edges, root]);
    expect(codes).to.deep.equal(['LIMIT_EXCEEDED']);
    expect(ask([await leaf('合成用户', first), ...edges, root]).verdict).to.equal('indeterminate');
    expect(performance.now() - begun).to.be.below(20_000);
  });
  it('follows a path of 24 certificates, and no longer one', async () => {
    const path: Entity[] = [root];
    for (let depth = 0; depth < 24; depth++) path.unshift(await ca(`合成 ${depth}`, path[0]));
    expect(codesOf(path)).to.equal('valid');
    path.unshift(await ca('合成末级', path[0]));
    expect(codesOf(path)).to.deep.equal(['PATH_NOT_FOUND']);
  });
  it('the reader has no other error for garbage', async () => {
    const rich = await ca('合成 CA', root, {
      basicConstraints: constraints(true, 3),
      extensions: [
        altNames(dns('a.example'), directory(nameOf('甲'))),
        nameConstraints({ permitted: [dns('example')], excluded: [uri('.example')] }),
        policies('1.2.3', '1.2.4'),
        mappings(['1.2.3', '1.2.4']),
        policyConstraints(1, 2),
        distributionPoints({ fullName: [uri('http://a.example/')], issuer: [directory(nameOf('乙'))] }),
      ],
    });
    for (const garbage of garbageOf(rich.der)) {
      expectCode('CERTIFICATE_MALFORMED', () => readPathCertificate(garbage), { mayPass: true });
    }
  });
});
