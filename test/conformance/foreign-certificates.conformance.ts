import { expect } from 'chai';
import { OID } from '../../pki/der/oids.js';
import {
  bitString,
  explicit,
  generalizedTime,
  integer,
  oid,
  sequence,
  unsignedInteger,
  utcTime,
} from '../../pki/der/writer.js';
import { Sm2PrivateKey } from '../../pki/sm2/private-key.js';
import { parseCertificate } from '../../pki/x509/certificate.js';
import { KEY_PURPOSE } from '../../pki/x509/key-purposes.js';
import { encodeName } from '../../pki/x509/name.js';
import {
  type CertificateParts,
  caConstraints,
  extension,
  forgeCertificate,
  keyUsage,
  purposes,
  SM2_WITH_SM3,
  SM2_WITH_SM3_NULL,
} from '../pki/support/forge-certificate.js';
import { type EngineName, type Fields, make } from './support/engines.js';
import { allOf, oursJudges } from './support/matrix.js';
import { judgeLink, judgePath, type OurPath, pathCodes } from './support/ours.js';
import { allFlipped, flipped } from './support/tamper.js';
import { expectJudged, type Verdict, verdict } from './support/verdicts.js';

const MAKERS = ['bc', 'gmsm', 'openssl'] as const;
const PATH_ENGINES = ['bc', 'gmsm'] as const;
const iso = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');
const [FROM, AT, TO, LATE] = [Date.UTC(2026, 0, 1), Date.UTC(2026, 10, 21), Date.UTC(2036, 0, 1), Date.UTC(2062, 5, 1)];
/** openssl begins now and takes days. */
const validity = (name: EngineName): Fields => (name === 'openssl' ? {} : { notBefore: iso(FROM), notAfter: iso(TO) });
const UNKNOWN = '1.2.156.10197.6.7.2.2.1';
const sealSigning = {
  oid: OID.extendedKeyUsage,
  critical: false,
  value: sequence(oid(KEY_PURPOSE.sealSigning)),
};

interface Pair {
  readonly key: Sm2PrivateKey;
  readonly cert: Uint8Array;
}

/** A certificate made by an engine, over a key of ours. */
async function madeBy(name: EngineName, profile: string, issuer?: Pair, more: Fields = {}): Promise<Pair> {
  const key = Sm2PrivateKey.generate();
  const cert = await make(
    name,
    'cert.make',
    {
      key: (issuer?.key ?? key).toPkcs8(),
      spki: key.publicKey.spki,
      subject: `/C=CN/O=合成测试机构/CN=合成 ${profile}`,
      profile,
      ...(issuer === undefined ? {} : { issuer: issuer.cert }),
      ...validity(name),
      ...more,
    },
    'cert',
  );
  return { key, cert };
}

describe('certificates that others issue', () => {
  for (const name of MAKERS) {
    it(`we accept root, issuing and leaf of ${name}, and no twin of them`, async () => {
      const root = await madeBy(name, 'root');
      const issuing = await madeBy(name, 'issuing', root);
      const more = name === 'openssl' ? {} : { extensions: [sealSigning] };
      const leaf = await madeBy(name, 'leaf', issuing, { serial: '1a2b3c', ...more });
      expect(parseCertificate(leaf.cert).serialNumber).to.equal('1a2b3c');
      const stranger = await madeBy(name, 'root');
      for (const [object, child, parent] of [
        ['root', root, root],
        ['issuing', issuing, root],
        ['leaf', leaf, issuing],
      ] as const) {
        // A changed root is held against the root as it was.
        const changed = allFlipped(child.cert).map((each) => judgeLink(each, parent.cert));
        oursJudges(object, name, {
          good: judgeLink(child.cert, parent.cert),
          twins: {
            'each of its bits': allOf(changed, 'refused'),
            'a byte after the end': judgeLink(Uint8Array.of(...child.cert, 0), parent.cert),
            'another issuer': judgeLink(child.cert, stranger.cert),
          },
        });
      }
      const at = name === 'openssl' ? parseCertificate(leaf.cert).notBefore : AT;
      const path: OurPath = {
        cert: leaf.cert,
        intermediates: [issuing.cert],
        root: root.cert,
        at,
        usage: 'seal-signing',
      };
      // openssl's profiles have no place for our purpose, without which a path is not for us.
      expect(pathCodes(path)).to.deep.equal(name === 'openssl' ? ['CERT_EXTENDED_KEY_USAGE'] : []);
      expect(pathCodes({ ...path, cert: issuing.cert, intermediates: [], usage: 'ca' })).to.deep.equal([]);
      expect(pathCodes({ ...path, intermediates: [] })).to.include('CERT_PATH_INCOMPLETE');
      expect(pathCodes({ ...path, at: at - 400 * 86_400_000 })).to.include('CERT_NOT_YET_VALID');
      expect(pathCodes({ ...path, at: at + 4000 * 86_400_000 })).to.include('CERT_EXPIRED');
      expect(judgePath({ ...path, root: stranger.cert })).to.equal('refused');
    });
  }

  for (const name of ['bc', 'gmsm'] as const) {
    it(`we read a validity of ${name} that ends after 2049, and an extension that we do not know`, async () => {
      const late = { notAfter: iso(LATE) };
      const root = await madeBy(name, 'root', undefined, late);
      const unknown = { oid: UNKNOWN, critical: false, value: Buffer.from('2.1') };
      const leaf = await madeBy(name, 'leaf', root, { ...late, extensions: [sealSigning, unknown] });
      expect(parseCertificate(leaf.cert).notAfter).to.equal(LATE);
      const path = { cert: leaf.cert, intermediates: [], root: root.cert, usage: 'seal-signing' } as const;
      expect(pathCodes({ ...path, at: LATE })).to.deep.equal([]);
      expect(pathCodes({ ...path, at: LATE + 1000 })).to.deep.equal(['CERT_EXPIRED']);
    });

    it(`a critical extension that nobody knows, made by ${name}: no path for bc, gmsm and us`, async () => {
      const root = await madeBy(name, 'root');
      const unknown = { oid: UNKNOWN, value: Buffer.from('2.1') };
      const leaf = async (critical: boolean) =>
        (await madeBy(name, 'leaf', root, { extensions: [sealSigning, { ...unknown, critical }] })).cert;
      const [plain, critical] = [await leaf(false), await leaf(true)];
      const path = { intermediates: [], root: root.cert, at: AT, usage: 'seal-signing' } as const;
      expect(pathCodes({ ...path, cert: plain })).to.deep.equal([]);
      expect(pathCodes({ ...path, cert: critical })).to.deep.equal(['CERT_CRITICAL_EXTENSION_UNKNOWN']);
      for (const judge of PATH_ENGINES) {
        const good = { cert: plain, roots: [root.cert], time: iso(AT) };
        await expectJudged(judge, { op: 'cert.verify', good, twins: { critical: { cert: critical } } });
      }
    });
  }

  describe('in forms that differ, under a good signature', () => {
    const [rootKey, key] = [Sm2PrivateKey.generate(), Sm2PrivateKey.generate()];
    const rootName = encodeName({ commonName: '合成根' });
    const root = forgeCertificate({
      key: rootKey,
      issuer: rootName,
      subject: rootName,
      extensions: [caConstraints(1), keyUsage(5, 6)],
    });
    const known = [keyUsage(0, 1), purposes(KEY_PURPOSE.sealSigning)];
    const leafWith = (parts: CertificateParts) =>
      forgeCertificate({
        key: rootKey,
        spki: key.publicKey.spki,
        issuer: rootName,
        extensions: known,
        ...parts,
      });
    const { point } = key.publicKey;
    const odd = (point[64] ?? 0) & 1;
    const compressed = Uint8Array.of(2 + odd, ...point.subarray(1, 33));
    const hybrid = Uint8Array.of(6 + odd, ...point.subarray(1));
    const algorithm = sequence(oid(OID.ecPublicKey), oid(OID.sm2Curve));
    const spkiOf = (bytes: Uint8Array) => sequence(algorithm, bitString(bytes));
    const times = (first: (at: number) => Uint8Array, to: number) => sequence(first(FROM), generalizedTime(to));
    const [YES, NO, FALSE] = ['valid', 'refused', 'explicit false'] as const;

    /** The form, how its certificate is made, and who accepts it: where others are laxer than RFC 5280 or DER, we are not. */
    const forms: readonly (readonly [string, CertificateParts, ...Verdict[]])[] = [
      // form, parts, bc, gmsm, openssl, ours
      ['no parameters of the signature algorithm', { algorithm: SM2_WITH_SM3 }, YES, YES, YES, YES],
      ['NULL parameters', { algorithm: SM2_WITH_SM3_NULL }, YES, YES, YES, YES],
      ['NULL inside, none outside', { algorithm: SM2_WITH_SM3_NULL, outerAlgorithm: SM2_WITH_SM3 }, NO, NO, NO, NO],
      ['none inside, NULL outside', { algorithm: SM2_WITH_SM3, outerAlgorithm: SM2_WITH_SM3_NULL }, NO, NO, NO, NO],
      ['other parameters than NULL', { algorithm: sequence(oid(OID.sm2WithSm3), integer(1)) }, YES, YES, YES, NO],
      ['a compressed point', { spki: spkiOf(compressed) }, YES, NO, YES, NO],
      ['a hybrid point', { spki: spkiOf(hybrid) }, YES, NO, YES, NO],
      ['UTCTime, then GeneralizedTime after 2049', { validity: times(utcTime, LATE) }, YES, YES, YES, YES],
      ['GeneralizedTime before 2050', { validity: times(generalizedTime, TO) }, YES, YES, YES, NO],
      ['an unknown extension', { extensions: [...known, extension(UNKNOWN, point)] }, YES, YES, YES, YES],
      ['critical FALSE written', { extensions: [...known, extension(UNKNOWN, point, FALSE)] }, YES, YES, YES, NO],
      ['an extension twice', { extensions: [...known, keyUsage(0, 1)] }, NO, NO, NO, NO],
      ['no extension in the list', { extensionsField: explicit(3, sequence()) }, YES, YES, YES, NO],
      ['version 2 with extensions', { version: explicit(0, integer(1)) }, NO, YES, YES, NO],
      ['serial number 0', { serialNumber: integer(0) }, YES, YES, YES, NO],
      ['a negative serial number', { serialNumber: integer(-5) }, YES, NO, YES, NO],
      [
        'a serial number of 21 octets',
        { serialNumber: unsignedInteger(new Uint8Array(21).fill(17)) },
        YES,
        YES,
        YES,
        NO,
      ],
      ['an empty subject', { subject: sequence() }, YES, YES, YES, YES],
    ];

    for (const [form, parts, ...expected] of forms) {
      const accepting = [...MAKERS, 'we'].filter((_, at) => expected[at] === YES);
      it(`${form}: accepted by ${accepting.join(', ') || 'none'}`, async () => {
        const cert = leafWith(parts);
        const changed = flipped(cert, -1);
        const judge = (der: Uint8Array) =>
          Promise.all(MAKERS.map((name) => verdict(name, 'cert.verify', { cert: der, issuer: root })));
        expect([...(await judge(cert)), judgeLink(cert, root)]).to.deep.equal(expected);
        expect([...(await judge(changed)), judgeLink(changed, root)]).to.deep.equal([NO, NO, NO, NO]);
      });
    }
  });
});
