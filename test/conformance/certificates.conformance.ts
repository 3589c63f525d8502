import { expect } from 'chai';
import { OID } from '../../pki/der/oids.js';
import { bitString, nullValue } from '../../pki/der/writer.js';
import type { Sm2PrivateKey } from '../../pki/sm2/private-key.js';
import type { CertificateUsage } from '../../pki/x509/key-purposes.js';
import { CERTIFICATE_PROFILES, type CertificateProfile } from '../../pki/x509/profiles.js';
import {
  AUTHORITY,
  createTestDomain,
  DOMAIN_NOT_AFTER,
  DOMAIN_NOT_BEFORE,
  IN_VALIDITY,
  type Issued,
  issue,
  type TestDomain,
} from '../pki/support/test-domain.js';
import { ask, type Fields } from './support/engines.js';
import { judgeLink, judgePath } from './support/ours.js';
import { allFlipped, appended, edited, elementAt, flipped } from './support/tamper.js';
import { expectJudged, expectJudgedBy, expectQuirk, verdict } from './support/verdicts.js';

const ENGINES = ['bc', 'gmsm', 'openssl'] as const;
/** openssl takes one link at a time. */
const PATH_ENGINES = ['bc', 'gmsm'] as const;
const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');
const time = iso(IN_VALIDITY);
const LATE = Date.UTC(2062, 0, 1);

describe('certificates that we issue', () => {
  let domain: TestDomain;
  let other: TestDomain;
  let leaves: Readonly<Record<string, Issued>>;
  before(async () => {
    domain = await createTestDomain();
    other = await createTestDomain();
    const { licenceSigner, sealSigner, sealMaker } = domain;
    leaves = { 'licence-signing': licenceSigner, 'seal-signing': sealSigner, 'seal-making': sealMaker };
  });

  const der = ({ certificate }: Issued): Uint8Array => certificate.der;
  const resigned = (cert: Uint8Array, key: Sm2PrivateKey): Uint8Array =>
    edited(cert, [2], () => bitString(key.signDer(elementAt(cert, [0]))));

  it('every link is accepted by all: root, issuing, and the three kinds of signers', async () => {
    const { root, issuingCa } = domain;
    const links = [[root, root], [issuingCa, root], ...Object.values(leaves).map((leaf) => [leaf, issuingCa])];
    for (const [child, parent] of links as [Issued, Issued][]) {
      const cert = der(child);
      const stranger = parent === root ? other.root : other.issuingCa;
      const twins = {
        'the last bit of the signature': { cert: flipped(cert, -1) },
        'a bit of the serial number': { cert: flipped(cert, 16) },
        'a bit of the key': { cert: flippedIn(cert, child.certificate.spki) },
        'a bit of the subject': { cert: flippedIn(cert, child.certificate.subjectDer) },
        "another issuer's key": { issuer: stranger.key.publicKey.spki },
        "another issuer's signature": { cert: resigned(cert, stranger.key) },
      };
      for (const { cert: twin = cert, issuer } of Object.values<{ cert?: Uint8Array; issuer?: Uint8Array }>(twins)) {
        expect(judgeLink(twin, issuer === undefined ? der(parent) : der(stranger))).to.equal('refused');
      }
      expect(judgeLink(cert, der(parent))).to.equal('valid');
      const object = child === root ? 'root' : child === issuingCa ? 'issuing' : 'leaf';
      await expectJudgedBy(ENGINES, { object, op: 'cert.verify', good: { cert, issuer: der(parent) }, twins });
    }
  });

  it('a validity is judged at the given time by all', async () => {
    const twins = {
      'a second before it begins': { time: iso(DOMAIN_NOT_BEFORE - 1000) },
      'a second after it ends': { time: iso(DOMAIN_NOT_AFTER + 1000) },
    };
    const good = { cert: der(domain.sealSigner), issuer: der(domain.issuingCa), time };
    await expectJudgedBy(ENGINES, { op: 'cert.verify', good, twins });
    // RFC 5280 §4.1.2.5: both ends belong to the validity. To openssl the last second is over.
    const ends = [DOMAIN_NOT_BEFORE, DOMAIN_NOT_AFTER];
    for (const name of ENGINES) {
      const found = await Promise.all(ends.map((at) => verdict(name, 'cert.verify', { ...good, time: iso(at) })));
      expect(found, name).to.deep.equal(['valid', name === 'openssl' ? 'refused' : 'valid']);
    }
  });

  it('the whole path of every kind of signer is accepted, and no twin of it', async () => {
    const { root, issuingCa } = domain;
    for (const [profile, leaf] of Object.entries(leaves)) {
      const stray = await issue('seal-signing', '其他', leaf);
      const good = { cert: der(leaf), intermediates: [der(issuingCa)], roots: [der(root)], time };
      const twins: Record<
        string,
        { cert?: Uint8Array; intermediates?: Uint8Array[]; roots?: Uint8Array[]; time?: string }
      > = {
        'a bit of the leaf': { cert: flipped(der(leaf), -1) },
        'a bit of the issuing certificate': { intermediates: [flipped(der(issuingCa), -1)] },
        'the issuing certificate left out': { intermediates: [] },
        'the issuing certificate of another domain': { intermediates: [der(other.issuingCa)] },
        'the root of another domain': { roots: [der(other.root)] },
        'a leaf issued by a leaf': { cert: der(stray), intermediates: [der(leaf), der(issuingCa)] },
        'before its validity': { time: iso(DOMAIN_NOT_BEFORE - 1000) },
        'after its validity': { time: iso(DOMAIN_NOT_AFTER + 1000) },
      };
      const usage = profile as Exclude<CertificateUsage, 'ca'>;
      const ours = (fields: typeof good) =>
        judgePath({
          cert: fields.cert,
          intermediates: fields.intermediates,
          root: fields.roots[0] ?? der(root),
          at: Date.parse(fields.time),
          usage,
        });
      expect(ours(good)).to.equal('valid');
      for (const [what, twin] of Object.entries(twins)) expect(ours({ ...good, ...twin }), what).to.equal('refused');
      await expectJudgedBy(PATH_ENGINES, { op: 'cert.verify', good, twins: twins as Record<string, Fields> });
    }
  });

  it('path lengths and keyCertSign are kept by all: an issuing CA below an issuing CA is refused', async () => {
    const below = await issue('issuing-ca', '下级', domain.issuingCa);
    const leaf = await issue('licence-signing', '末级', below);
    const path = {
      cert: der(leaf),
      intermediates: [der(below), der(domain.issuingCa)],
      roots: [der(domain.root)],
      time,
    };
    expect(judgePath({ ...path, root: der(domain.root), at: IN_VALIDITY, usage: 'licence-signing' })).to.equal(
      'refused',
    );
    for (const name of PATH_ENGINES) {
      const direct = { ...path, cert: der(domain.licenceSigner), intermediates: [der(domain.issuingCa)] };
      expect(await verdict(name, 'cert.verify', direct), name).to.equal('valid');
      expect(await verdict(name, 'cert.verify', path), name).to.equal('refused');
    }
  });

  it('all read what we wrote', async () => {
    const { root, issuingCa } = domain;
    for (const [profile, { certificate }] of Object.entries({ root, 'issuing-ca': issuingCa, ...leaves })) {
      const rules = CERTIFICATE_PROFILES[profile as CertificateProfile];
      for (const name of ENGINES) {
        const read = await ask(name, 'cert.dump', { cert: certificate.der });
        expect(read.serial, `${name} serial`).to.equal(certificate.serialNumber);
        expect(Date.parse(String(read.notBefore)), `${name} notBefore`).to.equal(certificate.notBefore);
        expect(Date.parse(String(read.notAfter)), `${name} notAfter`).to.equal(certificate.notAfter);
        // Only the name of organizationIdentifier differs.
        const subject = String(read.subject).replace(
          /\/(2\.5\.4\.97|organizationIdentifier|ORGANIZATIONIDENTIFIER)=/i,
          '/97=',
        );
        const [commonName] = certificate.subject.filter(({ oid }) => oid === OID.commonName);
        expect(subject, `${name} subject`).to.equal(
          `/C=CN/O=${AUTHORITY.organization}/97=${AUTHORITY.organizationIdentifier}/CN=${commonName?.value}`,
        );
        if (name === 'openssl') continue;
        const ca = 'basicConstraints' in rules;
        expect(read.authority, `${name} authority`).to.equal(ca);
        if (ca) expect(read.pathLength, `${name} path length`).to.equal(rules.basicConstraints.pathLength);
        const extensions = read.extensions as readonly { oid: string; critical: boolean }[];
        expect(extensions.filter(({ critical }) => critical).map(({ oid }) => oid)).to.have.members(
          ca ? [OID.keyUsage, OID.basicConstraints] : [OID.keyUsage],
        );
      }
    }
  });

  it('every one-bit change of a certificate is refused by all, and by us; but bc takes any octet for TRUE', async () => {
    const cert = der(domain.licenceSigner);
    const issuer = der(domain.issuingCa);
    const changed = allFlipped(cert);
    expect(changed.filter((each) => judgeLink(each, issuer) !== 'refused')).to.deep.equal([]);
    const twins = changed.map((each, at) => [at, { cert: each }] as const);
    const good = { cert, issuer };
    await expectJudged('gmsm', { op: 'cert.verify', good, twins: Object.fromEntries(twins) });

    // bc checks the signature over what it writes again, where TRUE is FF: X.690 §11.1 is not asked of what came.
    const isTrue = (at: number) => Buffer.compare(cert.subarray(at - 2, at + 1), Uint8Array.of(1, 1, 0xff)) === 0;
    const strict = twins.filter(([at]) => !isTrue(at >> 3));
    expect(twins.length - strict.length, 'bits of the one TRUE').to.equal(8);
    await expectJudged('bc', { op: 'cert.verify', good, twins: Object.fromEntries(strict) });
    for (const [at, twin] of twins.filter(([at]) => isTrue(at >> 3))) {
      expect(await verdict('bc', 'cert.verify', { ...good, ...twin }), `TRUE bit ${at & 7}`).to.equal('valid');
    }

    const some = twins.filter(([at]) => at % 257 === 0);
    await expectJudged('openssl', { op: 'cert.verify', good, twins: Object.fromEntries(some) });
  });

  it('surplus bytes: openssl passes over those after the end, gmsm over an element after the signature', async () => {
    const cert = der(domain.licenceSigner);
    const good = { cert, issuer: der(domain.issuingCa) };
    const after = { cert: Uint8Array.of(...cert, 0) };
    const inside = { cert: appended(cert, nullValue()) };
    const within = { cert: edited(cert, [0], (tbs) => appended(tbs, nullValue())) };
    for (const { cert: twin } of [after, inside, within]) expect(judgeLink(twin, good.issuer)).to.equal('refused');
    await expectJudged('bc', { op: 'cert.verify', good, twins: { after, inside, within } });
    await expectJudged('gmsm', { op: 'cert.verify', good, twins: { after, within } });
    await expectJudged('openssl', { op: 'cert.verify', good, twins: { inside, within } });
    const judged = { object: 'leaf', op: 'cert.verify', good } as const;
    await expectQuirk(
      'gmsm',
      { ...judged, twins: { 'an element after the signature': inside } },
      "passes over an element after a certificate's signature",
    );
    await expectQuirk(
      'openssl',
      { ...judged, twins: { 'a byte after the end': after } },
      'accepts bytes after the end of a DER certificate',
    );
  });

  it('a signature under another user id is refused by all, and by us', async () => {
    const cert = der(domain.licenceSigner);
    const issuer = der(domain.issuingCa);
    for (const uid of ['ALICE123@YAHOO.COM', '1']) {
      const { signature } = await ask('bc', 'sm2.sign', {
        key: domain.issuingCa.key.toPkcs8(),
        data: elementAt(cert, [0]),
        uid,
      });
      const twin = edited(cert, [2], () => bitString(Buffer.from(String(signature), 'base64')));
      expect(judgeLink(twin, issuer)).to.equal('refused');
      await expectJudgedBy(ENGINES, { op: 'cert.verify', good: { cert, issuer }, twins: { [uid]: { cert: twin } } });
    }
  });

  it('a validity that ends after 2049 is written as GeneralizedTime and read by all', async () => {
    const root = await issue('root', '长期根证书', undefined, { notAfter: LATE });
    const leaf = await issue('issuing-ca', '长期签发证书', root, { notAfter: LATE });
    expect(elementAt(leaf.certificate.der, [0, 4, 1])[0]).to.equal(0x18);
    const good = { cert: der(leaf), issuer: der(root), time: iso(LATE - 1000) };
    await expectJudgedBy(ENGINES, { op: 'cert.verify', good, twins: { 'after the end': { time: iso(LATE + 1000) } } });
    for (const name of ENGINES) {
      const { notAfter } = await ask(name, 'cert.dump', { cert: der(leaf) });
      expect(Date.parse(String(notAfter)), name).to.equal(LATE);
    }
  });
});

/** One bit changed in the middle of a part, a view of `bytes`. */
function flippedIn(bytes: Uint8Array, part: Uint8Array): Uint8Array {
  return flipped(bytes, part.byteOffset - bytes.byteOffset + (part.length >> 1));
}
