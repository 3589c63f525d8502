import { expect } from 'chai';
import { OID } from '../../../pki/der/oids.js';
import { bitString, element, explicit, integer, nullValue, sequence, utcTime } from '../../../pki/der/writer.js';
import { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';
import { parseCertificate, type X509Certificate } from '../../../pki/x509/certificate.js';
import { type CertificateUsage, KEY_PURPOSE } from '../../../pki/x509/key-purposes.js';
import { encodeName } from '../../../pki/x509/name.js';
import { type PathInput, validatePath, validateRoot } from '../../../pki/x509/path.js';
import {
  authorityKeyId,
  type CertificateParts,
  caConstraints,
  extension,
  forgeCertificate,
  keyUsage,
  NONE,
  purposes,
  subjectKeyId,
} from '../support/forge-certificate.js';
import {
  createTestDomain,
  DOMAIN_NOT_AFTER,
  DOMAIN_NOT_BEFORE,
  IN_VALIDITY,
  issue,
  type TestDomain,
} from '../support/test-domain.js';

const [DS, NR, KE, KCS, CRL] = [0, 1, 2, 5, 6];

describe('validatePath', () => {
  let domain: TestDomain;
  let other: TestDomain;
  before(async () => {
    domain = await createTestDomain();
    other = await createTestDomain();
  });

  const judge = (overrides: Partial<PathInput> = {}): string[] =>
    validatePath({
      leaf: domain.licenceSigner.certificate,
      intermediates: [domain.issuingCa.certificate],
      anchor: domain.root.certificate,
      at: IN_VALIDITY,
      usage: 'licence-signing',
      ...overrides,
    }).map((finding) => `${finding.position} ${finding.code}`);

  it('finds nothing in a path of our profiles', () => {
    expect(judge()).to.deep.equal([]);
    expect(judge({ leaf: domain.sealSigner.certificate, usage: 'seal-signing' })).to.deep.equal([]);
    expect(judge({ leaf: domain.sealMaker.certificate, usage: 'seal-making' })).to.deep.equal([]);
    expect(judge({ leaf: domain.issuingCa.certificate, intermediates: [], usage: 'ca' })).to.deep.equal([]);
  });

  it('CERT_EXTENDED_KEY_USAGE: a certificate for one purpose serves no other', () => {
    const leaves = {
      'licence-signing': domain.licenceSigner.certificate,
      'seal-signing': domain.sealSigner.certificate,
      'seal-making': domain.sealMaker.certificate,
    };
    for (const [purpose, leaf] of Object.entries(leaves)) {
      for (const usage of Object.keys(leaves) as CertificateUsage[]) {
        const expected = purpose === usage ? [] : ['0 CERT_EXTENDED_KEY_USAGE'];
        expect(judge({ leaf, usage }), `${purpose} for ${usage}`).to.deep.equal(expected);
      }
    }
  });

  it('RFC 5280 §4.1.2.5: both ends of the validity belong to it', () => {
    expect(judge({ at: DOMAIN_NOT_BEFORE })).to.deep.equal([]);
    expect(judge({ at: DOMAIN_NOT_AFTER })).to.deep.equal([]);
  });

  it('CERT_NOT_YET_VALID and CERT_EXPIRED: judged at the given time, for every certificate', async () => {
    const [early, late] = [DOMAIN_NOT_BEFORE - 1, DOMAIN_NOT_AFTER + 1];
    expect(judge({ at: early })).to.deep.equal([0, 1, 2].map((position) => `${position} CERT_NOT_YET_VALID`));
    expect(judge({ at: late })).to.deep.equal([0, 1, 2].map((position) => `${position} CERT_EXPIRED`));
    const short = await issue('licence-signing', '短期', domain.issuingCa, { notAfter: IN_VALIDITY - 1000 });
    expect(judge({ leaf: short.certificate })).to.deep.equal(['0 CERT_EXPIRED']);
    expect(judge({ leaf: short.certificate, at: IN_VALIDITY - 1000 })).to.deep.equal([]);
  });

  it('a time that is no number is in no validity', () => {
    expect(judge({ at: Number.NaN })).to.include('0 CERT_NOT_YET_VALID');
    expect(judge({ at: Number.POSITIVE_INFINITY })).to.include('0 CERT_EXPIRED');
  });

  /** A path whose certificates are forged part by part over fixed names and keys. */
  const rootKey = Sm2PrivateKey.generate();
  const caKey = Sm2PrivateKey.generate();
  const leafKey = Sm2PrivateKey.generate();
  const name = (commonName: string) => encodeName({ commonName });
  const [rootName, caName, leafName] = [name('根'), name('签发'), name('签名')];
  const forge = (parts: CertificateParts): X509Certificate => parseCertificate(forgeCertificate(parts));
  const forgeRoot = (parts: CertificateParts = {}) =>
    forge({
      key: rootKey,
      issuer: rootName,
      subject: rootName,
      extensions: [caConstraints(1), keyUsage(KCS, CRL), subjectKeyId(Uint8Array.of(1))],
      ...parts,
    });
  const forgeCa = (parts: CertificateParts = {}) =>
    forge({
      key: rootKey,
      spki: caKey.publicKey.spki,
      issuer: rootName,
      subject: caName,
      extensions: [
        caConstraints(0),
        keyUsage(KCS, CRL),
        subjectKeyId(Uint8Array.of(2)),
        authorityKeyId(Uint8Array.of(1)),
      ],
      ...parts,
    });
  const leafExtensions = [keyUsage(DS, NR), purposes(KEY_PURPOSE.licenceSigning)];
  const forgeLeaf = (parts: CertificateParts = {}) =>
    forge({
      key: caKey,
      spki: leafKey.publicKey.spki,
      issuer: caName,
      subject: leafName,
      extensions: leafExtensions,
      ...parts,
    });
  const judgeForged = (
    { root = forgeRoot(), ca = forgeCa(), leaf = forgeLeaf(), ...rest } = {},
    more: Partial<PathInput> = {},
  ) => judge({ leaf, intermediates: [ca], anchor: root, ...rest, ...more });

  it('finds nothing in the forged path before a part is broken', () => {
    expect(judgeForged()).to.deep.equal([]);
  });

  it('CERT_SIGNATURE_INVALID: every certificate bears the signature of the next', () => {
    expect(judgeForged({ leaf: forgeLeaf({ key: leafKey, spki: leafKey.publicKey.spki }) })).to.deep.equal([
      '0 CERT_SIGNATURE_INVALID',
    ]);
    expect(judgeForged({ ca: forgeCa({ key: caKey }) })).to.deep.equal(['1 CERT_SIGNATURE_INVALID']);
    expect(judgeForged({ leaf: forgeLeaf({ signature: bitString(NONE) }) })).to.deep.equal([
      '0 CERT_SIGNATURE_INVALID',
    ]);
    const signature = Uint8Array.from({ length: 64 }, () => 1);
    expect(judgeForged({ leaf: forgeLeaf({ signature: bitString(signature) }) })).to.deep.equal([
      '0 CERT_SIGNATURE_INVALID',
    ]);
  });

  it('CERT_SIGNATURE_INVALID: an issuer whose key is off the curve has signed nothing', () => {
    const spki = caKey.publicKey.spki;
    spki[90] = (spki[90] ?? 0) ^ 1;
    expect(judgeForged({ ca: forgeCa({ spki }) })).to.deep.equal(['0 CERT_SIGNATURE_INVALID']);
  });

  it('CERT_ISSUER_MISMATCH: the issuer name is the subject of the next certificate', () => {
    expect(judgeForged({ leaf: forgeLeaf({ issuer: rootName }) })).to.deep.equal(['0 CERT_ISSUER_MISMATCH']);
    expect(judge({ leaf: domain.licenceSigner.certificate, intermediates: [other.issuingCa.certificate] })).to.include(
      '0 CERT_ISSUER_MISMATCH',
    );
  });

  it('CERT_ISSUER_MISMATCH: key identifiers agree where both are there', () => {
    const leaf = (id: number) => forgeLeaf({ extensions: [...leafExtensions, authorityKeyId(Uint8Array.of(id))] });
    expect(judgeForged({ leaf: leaf(2) })).to.deep.equal([]);
    expect(judgeForged({ leaf: leaf(3) })).to.deep.equal(['0 CERT_ISSUER_MISMATCH']);
  });

  it('CERT_ANCHOR_MISMATCH: the path ends at this anchor, not at another of the same name or at another root', () => {
    expect(judge({ anchor: other.root.certificate })).to.deep.equal(['1 CERT_ANCHOR_MISMATCH']);
    const foreignRoot = forgeRoot({ issuer: name('别的根'), subject: name('别的根') });
    expect(judgeForged({}, { intermediates: [forgeCa(), forgeRoot()], anchor: foreignRoot })).to.deep.equal([
      '2 CERT_ANCHOR_MISMATCH',
    ]);
  });

  it('CERT_ANCHOR_MISMATCH: the anchor is not in the path itself', () => {
    expect(judge({ intermediates: [domain.issuingCa.certificate, domain.root.certificate] })).to.deep.equal([
      '2 CERT_ANCHOR_MISMATCH',
    ]);
  });

  it('CERT_PATH_INCOMPLETE: no certificate is left out', () => {
    expect(judge({ intermediates: [] })).to.deep.equal(['0 CERT_PATH_INCOMPLETE']);
  });

  it('CERT_NOT_CA: every issuer says cA', () => {
    const ids = [subjectKeyId(Uint8Array.of(2))];
    expect(judgeForged({ ca: forgeCa({ extensions: [keyUsage(KCS), ...ids] }) })).to.deep.equal(['1 CERT_NOT_CA']);
    const empty = extension(OID.basicConstraints, sequence(), true);
    expect(judgeForged({ ca: forgeCa({ extensions: [empty, keyUsage(KCS), ...ids] }) })).to.deep.equal([
      '1 CERT_NOT_CA',
    ]);
    expect(judgeForged({ root: forgeRoot({ extensions: [keyUsage(KCS)] }) })).to.deep.equal(['2 CERT_NOT_CA']);
    expect(judgeForged({ ca: forgeCa({ version: explicit(0, integer(1)), extensionsField: NONE }) })).to.deep.equal([
      '1 CERT_NOT_CA',
      '1 CERT_KEY_USAGE',
    ]);
  });

  it('CERT_NOT_CA: a signing certificate issues nothing, even under its own good signature', () => {
    const leaf = forgeLeaf({ key: leafKey, issuer: leafName, subject: name('冒充'), spki: caKey.publicKey.spki });
    expect(judgeForged({}, { leaf, intermediates: [forgeLeaf(), forgeCa()] })).to.deep.equal([
      '1 CERT_NOT_CA',
      '1 CERT_KEY_USAGE',
      '2 CERT_PATH_LENGTH',
      '3 CERT_PATH_LENGTH',
    ]);
  });

  it('CERT_KEY_USAGE: every issuer says keyCertSign', () => {
    expect(judgeForged({ ca: forgeCa({ extensions: [caConstraints(0), keyUsage(CRL)] }) })).to.deep.equal([
      '1 CERT_KEY_USAGE',
    ]);
    expect(judgeForged({ ca: forgeCa({ extensions: [caConstraints(0)] }) })).to.deep.equal(['1 CERT_KEY_USAGE']);
    expect(judgeForged({ root: forgeRoot({ extensions: [caConstraints(1), keyUsage(CRL)] }) })).to.deep.equal([
      '2 CERT_KEY_USAGE',
    ]);
  });

  it('CERT_KEY_USAGE: a signer says digitalSignature and nonRepudiation', () => {
    const leaf = (...bits: number[]) =>
      forgeLeaf({ extensions: [keyUsage(...bits), purposes(KEY_PURPOSE.licenceSigning)] });
    expect(judgeForged({ leaf: leaf(DS, NR, KE) })).to.deep.equal([]);
    expect(judgeForged({ leaf: leaf(DS) })).to.deep.equal(['0 CERT_KEY_USAGE']);
    expect(judgeForged({ leaf: leaf(NR) })).to.deep.equal(['0 CERT_KEY_USAGE']);
    expect(judgeForged({ leaf: forgeLeaf({ extensions: [purposes(KEY_PURPOSE.licenceSigning)] }) })).to.deep.equal([
      '0 CERT_KEY_USAGE',
    ]);
  });

  it('CERT_KEY_USAGE: a signer is no CA', () => {
    const ekus = purposes(KEY_PURPOSE.licenceSigning);
    expect(judgeForged({ leaf: forgeLeaf({ extensions: [keyUsage(DS, NR, KCS), ekus] }) })).to.deep.equal([
      '0 CERT_KEY_USAGE',
    ]);
    expect(judgeForged({ leaf: forgeLeaf({ extensions: [keyUsage(DS, NR), caConstraints(), ekus] }) })).to.deep.equal([
      '0 CERT_KEY_USAGE',
    ]);
    expect(judge({ leaf: domain.issuingCa.certificate, intermediates: [] })).to.deep.equal([
      '0 CERT_KEY_USAGE',
      '0 CERT_KEY_USAGE',
      '0 CERT_EXTENDED_KEY_USAGE',
    ]);
  });

  it('CERT_EXTENDED_KEY_USAGE: a TLS certificate signs no licence, nor does one for anything or for nothing said', () => {
    const leaf = (...ids: string[]) => forgeLeaf({ extensions: [keyUsage(DS, NR), purposes(...ids)] });
    expect(judgeForged({ leaf: leaf(KEY_PURPOSE.sealSigning, KEY_PURPOSE.licenceSigning) })).to.deep.equal([]);
    expect(judgeForged({ leaf: leaf(OID.serverAuth) })).to.deep.equal(['0 CERT_EXTENDED_KEY_USAGE']);
    expect(judgeForged({ leaf: leaf(OID.serverAuth, KEY_PURPOSE.licenceSigning) })).to.deep.equal([
      '0 CERT_EXTENDED_KEY_USAGE',
    ]);
    expect(judgeForged({ leaf: leaf(OID.anyExtendedKeyUsage) })).to.deep.equal(['0 CERT_EXTENDED_KEY_USAGE']);
    expect(judgeForged({ leaf: forgeLeaf({ extensions: [keyUsage(DS, NR)] }) })).to.deep.equal([
      '0 CERT_EXTENDED_KEY_USAGE',
    ]);
  });

  it('CERT_EXTENDED_KEY_USAGE: a CA restricted to other purposes does not vouch', () => {
    const ca = (...ids: string[]) => forgeCa({ extensions: [caConstraints(0), keyUsage(KCS), purposes(...ids)] });
    expect(judgeForged({ ca: ca(KEY_PURPOSE.licenceSigning) })).to.deep.equal([]);
    expect(judgeForged({ ca: ca(OID.anyExtendedKeyUsage) })).to.deep.equal([]);
    expect(judgeForged({ ca: ca(OID.serverAuth) })).to.deep.equal(['1 CERT_EXTENDED_KEY_USAGE']);
  });

  it('CERT_CRITICAL_EXTENSION_UNKNOWN: what is critical is understood, name constraints are not', () => {
    const leaf = (critical: boolean) =>
      forgeLeaf({ extensions: [...leafExtensions, extension('1.2.3', nullValue(), critical)] });
    expect(judgeForged({ leaf: leaf(false) })).to.deep.equal([]);
    expect(judgeForged({ leaf: leaf(true) })).to.deep.equal(['0 CERT_CRITICAL_EXTENSION_UNKNOWN']);
    const nameConstraints = extension('2.5.29.30', sequence(element(0xa0)), true);
    const ca = forgeCa({ extensions: [caConstraints(0), keyUsage(KCS), nameConstraints] });
    expect(judgeForged({ ca })).to.deep.equal(['1 CERT_CRITICAL_EXTENSION_UNKNOWN']);
  });

  it('CERT_PATH_LENGTH: an issuing CA has no CA below it, the root one', () => {
    const subCa = forgeCa({
      key: caKey,
      issuer: caName,
      subject: name('下级'),
      spki: leafKey.publicKey.spki,
      extensions: [caConstraints(), keyUsage(KCS)],
    });
    const leaf = forgeLeaf({ key: leafKey, issuer: name('下级') });
    const wide = (pathLength: number) => forgeCa({ extensions: [caConstraints(pathLength), keyUsage(KCS)] });
    const wideRoot = forgeRoot({ extensions: [caConstraints(2), keyUsage(KCS)] });
    expect(judgeForged({ root: wideRoot }, { leaf, intermediates: [subCa, wide(1)] })).to.deep.equal([]);
    expect(judgeForged({ root: wideRoot }, { leaf, intermediates: [subCa, wide(0)] })).to.deep.equal([
      '2 CERT_PATH_LENGTH',
    ]);
    expect(judgeForged({}, { leaf, intermediates: [subCa, wide(1)] })).to.deep.equal(['3 CERT_PATH_LENGTH']);
  });

  it('CERT_PATH_LENGTH: for the usage ca, the certificate itself counts: it is to issue', () => {
    const subCa = forgeCa({
      key: caKey,
      issuer: caName,
      subject: name('下级'),
      extensions: [caConstraints(), keyUsage(KCS)],
    });
    const root = forgeRoot({ extensions: [caConstraints(2), keyUsage(KCS)] });
    expect(judgeForged({ root }, { leaf: subCa, usage: 'ca' })).to.deep.equal(['1 CERT_PATH_LENGTH']);
  });

  it('CERT_PATH_LENGTH: a chain of more than eight intermediates is refused before a signature is verified', () => {
    let asked = 0;
    const verifySignature = () => {
      asked += 1;
      return true;
    };
    expect(
      judgeForged({}, { intermediates: Array.from({ length: 9 }, () => forgeCa()), verifySignature }),
    ).to.deep.equal(['0 CERT_PATH_LENGTH']);
    expect(asked).to.equal(0);
  });

  it('usage ca: the certificate says cA and keyCertSign', () => {
    expect(judge({ usage: 'ca' })).to.include.members(['0 CERT_NOT_CA', '0 CERT_KEY_USAGE']);
  });

  it('gives every finding, not only the first', () => {
    const leaf = forgeLeaf({
      key: leafKey,
      validity: sequence(utcTime(Date.UTC(2025, 0, 1)), utcTime(Date.UTC(2025, 1, 1))),
      extensions: [extension('1.2.3', nullValue(), true)],
    });
    expect(judgeForged({ leaf, ca: forgeCa({ key: caKey, extensions: [keyUsage(KCS)] }) })).to.deep.equal([
      '0 CERT_EXPIRED',
      '0 CERT_CRITICAL_EXTENSION_UNKNOWN',
      '0 CERT_SIGNATURE_INVALID',
      '0 CERT_KEY_USAGE',
      '0 CERT_EXTENDED_KEY_USAGE',
      '1 CERT_SIGNATURE_INVALID',
      '1 CERT_NOT_CA',
    ]);
  });

  it('asks signatures of the function it is given', () => {
    const asked: string[] = [];
    const verifySignature = (certificate: X509Certificate, issuer: X509Certificate): boolean => {
      asked.push(`${certificate.serialNumber} ${issuer.serialNumber}`);
      return certificate !== domain.issuingCa.certificate;
    };
    expect(judge({ verifySignature })).to.deep.equal(['1 CERT_SIGNATURE_INVALID']);
    expect(asked).to.have.length(2);
  });

  describe('validateRoot', () => {
    const rootOf = (certificate: X509Certificate, at = IN_VALIDITY) =>
      validateRoot(certificate, at).map((each) => each.code);
    it('finds nothing in a root of our profile', () => expect(rootOf(domain.root.certificate)).to.deep.equal([]));
    it('wants the root in its validity', () => {
      expect(rootOf(domain.root.certificate, DOMAIN_NOT_AFTER + 1)).to.deep.equal(['CERT_EXPIRED']);
    });
    it('wants its own signature', () => {
      expect(rootOf(forgeRoot({ spki: caKey.publicKey.spki }))).to.deep.equal(['CERT_SIGNATURE_INVALID']);
      expect(rootOf(domain.issuingCa.certificate)).to.deep.equal(['CERT_ISSUER_MISMATCH']);
    });
    it('wants a CA', () => {
      expect(rootOf(forgeRoot({ extensions: [keyUsage(DS)] }))).to.deep.equal(['CERT_NOT_CA', 'CERT_KEY_USAGE']);
    });
  });
});
