import { OID } from '../../../pki/der/oids.js';
import {
  bitString,
  boolean,
  element,
  explicit,
  generalizedTime,
  integer,
  namedBits,
  octetString,
  oid,
  sequence,
  setOf,
  unsignedInteger,
  utcTime,
  utf8String,
} from '../../../pki/der/writer.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { parseCertificate } from '../../../pki/x509/certificate.js';
import { KEY_PURPOSE } from '../../../pki/x509/key-purposes.js';
import { encodeName } from '../../../pki/x509/name.js';
import {
  authorityKeyId,
  type CertificateParts,
  caConstraints,
  extension,
  forgeCertificate,
  keyUsage,
  purposes,
  SM2_WITH_SM3_NULL,
  subjectKeyId,
} from '../../pki/support/forge-certificate.js';
import { evidenceBytes, issue } from '../../support/evidence-kit.js';
import type { World } from '../../support/evidence-kit-world.js';
import { DAY_MS, FOUNDED_AT } from '../../support/test-domain.js';
import { type TestCertificate, testKey } from '../../support/test-pki.js';

/** Evidence in which one certificate, seal or seal signature is made another way, and everything above it put right. */
export interface HostilePart {
  title: string;
  evidence: Uint8Array;
}

const [FROM, TO] = [FOUNDED_AT - DAY_MS, FOUNDED_AT + 365 * DAY_MS];
const { licenceSigning, sealSigning, sealMaking } = KEY_PURPOSE;
const UNKNOWN = '1.2.3.4';

/** One certificate signs for the authority, its parts as given, below Guangdong's CA or one of ours below that domain's root. */
export async function certificateCases(world: World): Promise<HostilePart[]> {
  const { ca, root, authorities } = world.domains['44'];
  const { uscc } = authorities[0];
  const subject = encodeName({ organization: 'Synthetic', organizationIdentifier: uscc, commonName: 'Parts' });
  const validity = sequence(utcTime(FROM), utcTime(TO));
  const below = (issuer: TestCertificate, privateKey: ReturnType<typeof testKey>, parts: CertificateParts) => {
    const { subjectDer } = parseCertificate(issuer.der);
    const spki = privateKey.publicKey.spki;
    const der = forgeCertificate({ key: issuer.privateKey, issuer: subjectDer, subject, validity, spki, ...parts });
    return { privateKey, der, fingerprint: sm3Hex(der) };
  };
  const idOf = ({ der }: TestCertificate) => Buffer.from(parseCertificate(der).subjectKeyId ?? '', 'hex');
  const usual = [keyUsage(0, 1), purposes(licenceSigning), authorityKeyId(idOf(ca))];
  const [usage, , akid] = usual as [Uint8Array, Uint8Array, Uint8Array];
  const text = (type: string, value: Uint8Array) => setOf(sequence(oid(type), value));
  const one = text(OID.organizationIdentifier, utf8String(uscc));
  const signers: Record<string, CertificateParts> = {
    usual: {},
    'of version 1': { version: new Uint8Array(), extensionsField: new Uint8Array() },
    'of version 2': { version: explicit(0, integer(1)), extensionsField: new Uint8Array() },
    'of version 2 with extensions': { version: explicit(0, integer(1)) },
    'of an encoded version 1': { version: explicit(0, integer(0)) },
    'of version 4': { version: explicit(0, integer(3)) },
    'of serial number 0': { serialNumber: integer(0) },
    'of a negative serial number': { serialNumber: Uint8Array.of(2, 1, 0x80) },
    'of a serial number of 20 bytes': { serialNumber: unsignedInteger(new Uint8Array(20).fill(0xff)) },
    'of a serial number of 21 bytes': { serialNumber: unsignedInteger(new Uint8Array(21).fill(0x11)) },
    'with NULL parameters': { algorithm: SM2_WITH_SM3_NULL },
    'with two algorithms': { outerAlgorithm: SM2_WITH_SM3_NULL },
    'with another algorithm': { algorithm: sequence(oid('1.2.840.10045.4.3.2')) },
    'with unique identifiers': {
      uniqueIds: Buffer.concat([element(0x81, Uint8Array.of(0, 1)), element(0x82, Uint8Array.of(0, 1))]),
    },
    'with a surplus element': { afterSignature: Uint8Array.of(5, 0) },
    'with an unreadable signature': { signature: bitString(Uint8Array.of(1, 2, 3)) },
    'with an empty signature': { signature: bitString(new Uint8Array()) },
    'whose validity is turned round': { validity: sequence(utcTime(TO), utcTime(FROM)) },
    'with GeneralizedTime before 2050': { validity: sequence(utcTime(FROM), generalizedTime(TO)) },
    'with GeneralizedTime from 2050 on': { validity: sequence(utcTime(FROM), generalizedTime(Date.UTC(2051, 0, 1))) },
    'with three times': { validity: sequence(utcTime(FROM), utcTime(TO), utcTime(TO)) },
    'with two authorities': { subject: sequence(one, one) },
    'with no authority': { subject: sequence(text(OID.commonName, utf8String('x'))) },
    'with an authority in BMPString': {
      subject: sequence(text(OID.organizationIdentifier, element(0x1e, Buffer.from(uscc, 'utf16le').swap16()))),
    },
    'with an authority in TeletexString': {
      subject: sequence(text(OID.organizationIdentifier, element(0x14, Buffer.from(uscc)))),
    },
    'with an authority in OCTET STRING': {
      subject: sequence(text(OID.organizationIdentifier, octetString(Buffer.from(uscc)))),
    },
    'with an authority that is no text': {
      subject: sequence(text(OID.organizationIdentifier, element(0x0c, Uint8Array.of(0xff)))),
    },
    'with an empty RDN': { subject: sequence(element(0x31, new Uint8Array()), one) },
    'with an RDN out of order': {
      subject: sequence(
        element(
          0x31,
          sequence(oid(OID.organizationIdentifier), utf8String(uscc)),
          sequence(oid(OID.commonName), utf8String('x')),
        ),
      ),
    },
    'with an attribute of no value': { subject: sequence(one, element(0x31, sequence(oid(OID.commonName)))) },
    'with an attribute type that is cut off': {
      subject: sequence(one, element(0x31, sequence(element(0x06, Uint8Array.of(0x55, 0x84)), utf8String('x')))),
    },
    'with a constructed string': { subject: sequence(one, text(OID.commonName, element(0x2c, utf8String('x')))) },
    'without extensions': { extensionsField: new Uint8Array() },
    'with an empty list of extensions': { extensionsField: explicit(3, sequence()) },
    'with an extension twice': { extensions: [...usual, usage] },
    'with an unknown extension': { extensions: [...usual, extension(UNKNOWN, octetString(new Uint8Array()))] },
    'with an unknown critical extension': {
      extensions: [...usual, extension(UNKNOWN, octetString(new Uint8Array()), true)],
    },
    'with critical FALSE encoded': {
      extensions: [...usual, extension(UNKNOWN, octetString(new Uint8Array()), 'explicit false')],
    },
    'with a critical authority key identifier': {
      extensions: [
        usage,
        purposes(licenceSigning),
        extension(OID.authorityKeyIdentifier, sequence(element(0x80, idOf(ca))), true),
      ],
    },
    'without key usage': { extensions: [purposes(licenceSigning), akid] },
    'with digitalSignature alone': { extensions: [keyUsage(0), purposes(licenceSigning), akid] },
    'with nonRepudiation alone': { extensions: [keyUsage(1), purposes(licenceSigning), akid] },
    'with keyCertSign': { extensions: [keyUsage(0, 1, 5), purposes(licenceSigning), akid] },
    'with cRLSign': { extensions: [keyUsage(0, 1, 6), purposes(licenceSigning), akid] },
    'with decipherOnly': { extensions: [keyUsage(0, 1, 8), purposes(licenceSigning), akid] },
    'with key usage bit 9': { extensions: [keyUsage(0, 1, 9), purposes(licenceSigning), akid] },
    'with no key usage bit': {
      extensions: [extension(OID.keyUsage, namedBits([]), true), purposes(licenceSigning), akid],
    },
    'with zero bits behind its key usage': {
      extensions: [extension(OID.keyUsage, Uint8Array.of(3, 2, 4, 0xc0), true), purposes(licenceSigning), akid],
    },
    'for all three purposes': { extensions: [usage, purposes(licenceSigning, sealSigning, sealMaking), akid] },
    'for a web server too': { extensions: [usage, purposes(licenceSigning, OID.serverAuth), akid] },
    'for any purpose': { extensions: [usage, purposes(OID.anyExtendedKeyUsage), akid] },
    'for no purpose': { extensions: [usage, extension(OID.extendedKeyUsage, sequence()), akid] },
    'as a CA': { extensions: [...usual, caConstraints()] },
    'with empty basicConstraints': { extensions: [...usual, extension(OID.basicConstraints, sequence())] },
    'with cA FALSE encoded': { extensions: [...usual, extension(OID.basicConstraints, sequence(boolean(false)))] },
    'with a path length and no cA': { extensions: [...usual, extension(OID.basicConstraints, sequence(integer(0)))] },
    'without an authority key identifier': { extensions: [usage, purposes(licenceSigning)] },
    'with another authority key identifier': {
      extensions: [usage, purposes(licenceSigning), authorityKeyId(Buffer.of(1))],
    },
    'with half of an issuer in it': {
      extensions: [
        usage,
        purposes(licenceSigning),
        extension(OID.authorityKeyIdentifier, sequence(element(0x82, Uint8Array.of(1)))),
      ],
    },
    'signed by another key': { key: testKey('another CA') },
    'of a key off the curve': {
      spki: Buffer.concat([testKey('x').publicKey.spki.subarray(0, 27), Buffer.alloc(64, 1)]),
    },
    'of a P-256 key': {
      spki: sequence(
        sequence(oid('1.2.840.10045.2.1'), oid('1.2.840.10045.3.1.7')),
        bitString(testKey('x').publicKey.point),
      ),
    },
  };
  const made: HostilePart[] = [];
  for (const [title, parts] of Object.entries(signers)) {
    const signing = below(ca, testKey('parts'), { extensions: usual, ...parts });
    made.push({ title: `a signer ${title}`, evidence: evidenceBytes((await issue(world, { signing })).evidence) });
  }
  const caUsual = [caConstraints(0), keyUsage(5, 6), subjectKeyId(Buffer.of(7)), authorityKeyId(idOf(root))];
  const [constraints, caUsage, skid, rootId] = caUsual as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const middle = testKey('a CA of parts');
  const cas: Record<string, CertificateParts> = {
    usual: {},
    'of version 1': { version: new Uint8Array(), extensionsField: new Uint8Array() },
    'without basicConstraints': { extensions: [caUsage, skid, rootId] },
    'without keyCertSign': { extensions: [constraints, keyUsage(6), skid, rootId] },
    'without key usage': { extensions: [constraints, skid, rootId] },
    'for licences': { extensions: [...caUsual, purposes(licenceSigning)] },
    'for seals alone': { extensions: [...caUsual, purposes(sealMaking)] },
    'for any purpose': { extensions: [...caUsual, purposes(OID.anyExtendedKeyUsage)] },
    'with a long path length': { extensions: [caConstraints(7), caUsage, skid, rootId] },
    'with a negative path length': {
      extensions: [
        extension(OID.basicConstraints, sequence(boolean(true), Uint8Array.of(2, 1, 0xff)), true),
        caUsage,
        skid,
        rootId,
      ],
    },
    'with name constraints': { extensions: [...caUsual, extension('2.5.29.30', sequence(), true)] },
    'that has expired': { validity: sequence(utcTime(FROM), utcTime(FOUNDED_AT)) },
    'not signed by the root': { key: testKey('another root') },
    'without a subject key identifier': { extensions: [constraints, caUsage, rootId] },
    'with another subject key identifier': { extensions: [constraints, caUsage, subjectKeyId(Buffer.of(8)), rootId] },
  };
  for (const [title, parts] of Object.entries(cas)) {
    const issuer = {
      ...below(root, middle, { subject: encodeName({ commonName: 'Parts CA' }), extensions: caUsual, ...parts }),
    };
    const signing = readable(issuer)
      ? below(issuer, testKey('parts'), { extensions: [usage, purposes(licenceSigning), authorityKeyId(Buffer.of(7))] })
      : below(ca, testKey('parts'), { extensions: usual });
    const { evidence } = await issue(world, { signing, cas: [ca, issuer] });
    made.push({ title: `a CA ${title}`, evidence: evidenceBytes(evidence) });
    // Two CAs deep, where the usual one admits none below it.
    if (!readable(issuer)) continue;
    const lower = below(issuer, testKey('lower CA'), {
      subject: encodeName({ commonName: 'Lower CA' }),
      extensions: [constraints, caUsage, subjectKeyId(Buffer.of(9)), authorityKeyId(Buffer.of(7))],
    });
    const deep = below(lower, testKey('parts'), {
      extensions: [usage, purposes(licenceSigning), authorityKeyId(Buffer.of(9))],
    });
    const below2 = await issue(world, { signing: deep, cas: [ca, issuer, lower] });
    made.push({ title: `a CA below a CA ${title}`, evidence: evidenceBytes(below2.evidence) });
  }
  return made;
}

function readable({ der }: TestCertificate): boolean {
  try {
    return parseCertificate(der).version === 3;
  } catch {
    return false;
  }
}
