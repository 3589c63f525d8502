import {
  bitString,
  element,
  explicit,
  generalizedTime,
  ia5String,
  integer,
  octetString,
  oid,
  sequence,
  utcTime,
  utf8String,
} from '../../../pki/der/writer.js';
import { encodeBase64url } from '../../../pki/encoding/base64url.js';
import { decodeHex } from '../../../pki/encoding/hex.js';
import { sm3Hex } from '../../../pki/sm3.js';
import {
  digestOf,
  explicitTimestamp,
  extData,
  forgeSeal,
  forgeSealSignature,
  implicitTimestamp,
  type SealParts,
  type SignatureParts,
} from '../../pki/support/forge-seal.js';
import { evidenceBytes, issue } from '../../support/evidence-kit.js';
import type { World } from '../../support/evidence-kit-world.js';
import { DAY_MS, FOUNDED_AT } from '../../support/test-domain.js';
import type { HostilePart } from './hostile-certificates.js';

const [FROM, TO] = [FOUNDED_AT - DAY_MS, FOUNDED_AT + 365 * DAY_MS];
const UNKNOWN = '1.2.3.4';

/** Seals and seal signatures, their parts as given, registered and anchored as they are. */
export async function sealCases(world: World): Promise<HostilePart[]> {
  const { sealMaker, authorities, ca } = world.domains['44'];
  const [authority, other] = authorities;
  const signer = authority.sealSigning;
  const plain = await issue(world);
  const digest = plain.evidence.receipt.leaf.digest;
  const sealUsual: SealParts = {
    maker: sealMaker.der,
    key: sealMaker.privateKey,
    certList: sequence(octetString(signer.der)),
    times: [generalizedTime(FROM), generalizedTime(FROM), generalizedTime(TO)],
  };
  const sealTimes = (...at: [number, number, number]): SealParts => ({
    times: at.map(generalizedTime) as [Uint8Array, Uint8Array, Uint8Array],
  });
  const signUsual: SignatureParts = {
    signer: signer.der,
    key: signer.privateKey,
    dataHash: bitString(decodeHex(digest)),
    propertyInfo: ia5String('yinxin/licence/v1'),
    time: generalizedTime(FOUNDED_AT),
  };
  const forged = async (title: string, seal: SealParts, signature: SignatureParts = {}): Promise<HostilePart> => {
    const sealDer = forgeSeal({ ...sealUsual, ...seal });
    const ses = forgeSealSignature({ ...signUsual, seal: sealDer, ...signature });
    const { evidence } = await issue(world, {
      leaf: (leaf) => ({ ...leaf, seal: sm3Hex(sealDer), sealSignature: sm3Hex(ses) }),
    });
    return { title, evidence: evidenceBytes({ ...evidence, sealSignature: encodeBase64url(ses) }) };
  };
  const header = (version: number) => ({ header: sequence(ia5String('ES'), integer(version), ia5String('TEST')) });
  const raw = (key: typeof signer.privateKey) => (tbs: Uint8Array) => key.signRaw(tbs);
  const critical = sequence(extData(UNKNOWN, Buffer.of(1), true));
  const fraction = element(0x18, Buffer.from('20261121000000.5Z'));
  const seals: Record<string, SealParts> = {
    usual: {},
    'of version 5': { version: 5 },
    'of version 5 with a timestamp': { version: 5, after: explicitTimestamp(Buffer.of(1)) },
    'of version 4 with a timestamp': { after: explicitTimestamp(Buffer.of(1)) },
    'whose header says 7': header(7),
    'whose header says 5': header(5),
    'whose header is none': { header: sequence(ia5String('SE'), integer(4), ia5String('TEST')) },
    'that lists digests': { certListType: integer(2), certList: sequence(digestOf(signer.der)) },
    'that lists digests as SM3': { certListType: integer(2), certList: sequence(digestOf(signer.der, 'sm3')) },
    'that lists digests of another algorithm': {
      certListType: integer(2),
      certList: sequence(digestOf(signer.der, 'SHA256')),
    },
    'of list type 3': { certListType: integer(3) },
    'that lists nobody': { certList: sequence() },
    'that lists another signer': { certList: sequence(octetString(other.sealSigning.der)) },
    'with a raw signature': { sign: raw(sealMaker.privateKey) },
    'with no signature': { sign: () => new Uint8Array() },
    'signed by another key': { key: signer.privateKey },
    'of another algorithm': { algorithm: oid('1.2.156.10197.1.502') },
    'of another maker': { maker: ca.der, key: ca.privateKey },
    'of an unreadable maker': { maker: Buffer.of(0x30, 0) },
    'with extensions': { extensions: sequence(extData(UNKNOWN, Buffer.of(1))) },
    'with an encoded default': { extensions: sequence(extData(UNKNOWN, Buffer.of(1), false)) },
    'with a critical extension': { extensions: critical },
    'with an extension that is none': { extensions: sequence(integer(1)) },
    'with an empty list of extensions': { extensions: sequence() },
    'made after its end': sealTimes(TO + DAY_MS, FROM, TO),
    'made before its beginning': sealTimes(FROM - DAY_MS, FROM, TO),
    'that ends before it begins': sealTimes(FROM, TO, FROM),
    'with a fraction of a second': { times: [fraction, fraction, generalizedTime(TO)] },
    'with a fraction that ends in zero': {
      times: [element(0x18, Buffer.from('20261121000000.50Z')), fraction, generalizedTime(TO)],
    },
    'with a fraction of no digit': {
      times: [element(0x18, Buffer.from('20261121000000.Z')), fraction, generalizedTime(TO)],
    },
    'with UTCTime': { times: [utcTime(FROM), utcTime(FROM), utcTime(TO)] },
    'with a negative size': {
      picture: sequence(ia5String('PNG'), octetString(Buffer.of(1)), Uint8Array.of(2, 1, 0xff), integer(1)),
    },
    'with a name outside ASCII': { esId: element(0x16, Uint8Array.of(0xe5)) },
  };
  const signatures: Record<string, SignatureParts> = {
    'of version 3': { version: integer(3) },
    'of version 5': { version: integer(5) },
    'of no version': { version: Uint8Array.of(2, 1, 0xff) },
    'with a raw signature': { sign: raw(signer.privateKey) },
    'with 64 bytes that are none': { sign: () => new Uint8Array(64) },
    'of another algorithm': { algorithm: oid('1.2.156.10197.1.502') },
    'of an unreadable signer': { signer: Buffer.of(0x30, 0) },
    'with a timestamp': { after: explicitTimestamp(Buffer.of(1)) },
    'with an implicit timestamp': { after: implicitTimestamp(Buffer.of(1)) },
    'with an empty timestamp': { after: explicitTimestamp(new Uint8Array()) },
    'with a surplus element': { after: integer(1) },
    'with extensions': { extensions: explicit(0, sequence(extData(UNKNOWN, Buffer.of(1)))) },
    'with implicit extensions': { extensions: element(0xa0, extData(UNKNOWN, Buffer.of(1))) },
    'with a critical extension': { extensions: explicit(0, critical) },
    'with a critical implicit extension': { extensions: element(0xa0, extData(UNKNOWN, Buffer.of(1), true)) },
    'with a fraction of a second': { time: fraction },
    'with UTCTime': { time: utcTime(FOUNDED_AT) },
    'of a digest in OCTET STRING': { dataHash: octetString(decodeHex(digest)) },
    'of another digest': { dataHash: bitString(Buffer.alloc(32, 1)) },
    'of a scope in UTF8String': { propertyInfo: utf8String('yinxin/licence/v1') },
  };
  const made: HostilePart[] = [];
  for (const [title, parts] of Object.entries(seals)) made.push(await forged(`a seal ${title}`, parts));
  for (const [title, parts] of Object.entries(signatures))
    made.push(await forged(`a seal signature ${title}`, {}, parts));
  const v1: SealParts = { version: 1, times: [utcTime(FROM), utcTime(FROM), utcTime(TO)] };
  made.push(await forged('a seal signature of version 1', v1, { v1: true, time: bitString(Buffer.from('x')) }));
  made.push(await forged('a seal of version 1 in a signature of version 4', v1));
  made.push(
    await forged(
      'a seal of version 4 in a signature of version 1',
      {},
      { v1: true, time: bitString(Buffer.from('x')) },
    ),
  );
  return made;
}
