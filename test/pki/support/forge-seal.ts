import { OID } from '../../../pki/der/oids.js';
import {
  bitString,
  boolean,
  element,
  explicit,
  generalizedTime,
  ia5String,
  integer,
  octetString,
  oid,
  printableString,
  sequence,
  utcTime,
  utf8String,
} from '../../../pki/der/writer.js';
import { Sm2PrivateKey } from '../../../pki/sm2/private-key.js';
import { sm3 } from '../../../pki/sm3.js';
import { forgeCertificate, keyUsage, NONE } from './forge-certificate.js';

/** Seals and seal signatures of any version, part by part, under signatures that are good over what was forged. */
export const makerKey = Sm2PrivateKey.generate();
export const signerKey = Sm2PrivateKey.generate();
export const makerDer = forgeCertificate({ key: makerKey });
export const signerDer = forgeCertificate({ key: signerKey });
export const otherSignerDer = forgeCertificate({ key: signerKey, extensions: [keyUsage(0)] });

export const SEAL_FROM = Date.UTC(2026, 1, 1);
export const SEAL_TO = Date.UTC(2026, 11, 1);
export const SIGNED_AT = Date.UTC(2026, 5, 1);
export const DATA_HASH = sm3(Buffer.from('document'));
export const PROPERTY_INFO = '/Doc_0/Signs/Sign_0/Signature.xml';
export const PICTURE = Buffer.from('89504e470d0a1a0a', 'hex');

export interface SealParts {
  version?: 1 | 4 | 5;
  header?: Uint8Array;
  esId?: Uint8Array;
  certListType?: Uint8Array;
  certList?: Uint8Array;
  times?: readonly [Uint8Array, Uint8Array, Uint8Array];
  picture?: Uint8Array;
  extensions?: Uint8Array;
  maker?: Uint8Array;
  algorithm?: Uint8Array;
  key?: Sm2PrivateKey;
  /** The content of signedValue, from what is signed by the version's rule. */
  sign?: (tbs: Uint8Array) => Uint8Array;
  after?: Uint8Array;
}

export const extData = (id: string, value: Uint8Array, critical?: boolean): Uint8Array =>
  sequence(oid(id), critical === undefined ? NONE : boolean(critical), octetString(value));
export const digestOf = (certificate: Uint8Array, algorithm: string = OID.sm3): Uint8Array =>
  sequence(printableString(algorithm), octetString(sm3(certificate)));

export function forgeSeal(parts: SealParts = {}): Uint8Array {
  const version = parts.version ?? 4;
  const time = version === 1 ? utcTime : generalizedTime;
  const info = sequence(
    parts.header ?? sequence(ia5String('ES'), integer(version), ia5String('TEST')),
    parts.esId ?? ia5String('ES-0001'),
    sequence(
      integer(1),
      utf8String('合成测试用印章'),
      version === 1 ? NONE : (parts.certListType ?? integer(1)),
      parts.certList ?? sequence(octetString(otherSignerDer), octetString(signerDer)),
      ...(parts.times ?? [time(SEAL_FROM), time(SEAL_FROM), time(SEAL_TO)]),
    ),
    parts.picture ?? sequence(ia5String('PNG'), octetString(PICTURE), integer(40), integer(30)),
    parts.extensions ?? NONE,
  );
  const maker = octetString(parts.maker ?? makerDer);
  const algorithm = parts.algorithm ?? oid(OID.sm2WithSm3);
  const sign = parts.sign ?? ((tbs: Uint8Array) => (parts.key ?? makerKey).signDer(tbs));
  const after = parts.after ?? NONE;
  if (version === 1) {
    const value = bitString(sign(sequence(info, maker, algorithm)));
    return sequence(info, sequence(maker, algorithm, value), after);
  }
  return sequence(info, maker, algorithm, bitString(sign(info)), after);
}

export interface SignatureParts {
  version?: Uint8Array;
  seal?: Uint8Array;
  time?: Uint8Array;
  dataHash?: Uint8Array;
  propertyInfo?: Uint8Array;
  extensions?: Uint8Array;
  signer?: Uint8Array;
  algorithm?: Uint8Array;
  key?: Sm2PrivateKey;
  sign?: (tbs: Uint8Array) => Uint8Array;
  after?: Uint8Array;
  v1?: boolean;
}

export function forgeSealSignature(parts: SignatureParts = {}): Uint8Array {
  const signer = octetString(parts.signer ?? signerDer);
  const algorithm = parts.algorithm ?? oid(OID.sm2WithSm3);
  const v1 = parts.v1 === true;
  const toSign = sequence(
    parts.version ?? integer(v1 ? 1 : 4),
    parts.seal ?? forgeSeal(v1 ? { version: 1 } : {}),
    parts.time ?? (v1 ? bitString(Buffer.from('20260601000000Z')) : generalizedTime(SIGNED_AT)),
    parts.dataHash ?? bitString(DATA_HASH),
    parts.propertyInfo ?? ia5String(PROPERTY_INFO),
    ...(v1 ? [signer, algorithm] : [parts.extensions ?? NONE]),
  );
  const sign = parts.sign ?? ((tbs: Uint8Array) => (parts.key ?? signerKey).signDer(tbs));
  const value = bitString(sign(toSign));
  const after = parts.after ?? NONE;
  return v1 ? sequence(toSign, value, after) : sequence(toSign, signer, algorithm, value, after);
}

export const explicitTimestamp = (token: Uint8Array): Uint8Array => explicit(0, bitString(token));
export const implicitTimestamp = (token: Uint8Array): Uint8Array => element(0x80, Uint8Array.of(0), token);
