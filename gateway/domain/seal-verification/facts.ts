import { formatTime } from '../../../pki/encoding/times.js';
import { PkiError } from '../../../pki/errors.js';
import { describeName } from '../../../pki/path/name.js';
import { readableCertificate } from '../../../pki/ses/check-parts.js';
import type { SesExtension } from '../../../pki/ses/fields.js';
import type { Seal, SignerList } from '../../../pki/ses/seal.js';
import type { SealSignature } from '../../../pki/ses/seal-signature.js';
import { sm3Hex } from '../../../pki/sm3.js';
import type { SealReport } from './report-schema.js';

type SealFacts = SealReport['seal'];
type SignatureFacts = NonNullable<SealReport['signature']>;
type CertificateFacts = SealFacts['maker'];

/** A hostile file can list a hundred thousand; a report for people and programs stays short. */
const MOST_LISTED = 100;

/** What a seal says of itself; to be believed as far as a verdict says so. */
export function sealFacts(seal: Seal): SealFacts {
  const { picture } = seal;
  return {
    version: seal.version,
    sm3: sm3Hex(seal.der),
    vendorId: seal.vendorId,
    esId: seal.esId,
    type: seal.type,
    name: seal.name,
    createdAt: formatTime(seal.createdAt),
    validFrom: formatTime(seal.validFrom),
    validTo: formatTime(seal.validTo),
    picture: {
      type: picture.type,
      width: picture.width,
      height: picture.height,
      bytes: picture.data.length,
      sm3: sm3Hex(picture.data),
    },
    signers: signerFacts(seal.signers),
    ...extensionFacts(seal.extensions),
    maker: certificateFacts(seal.makerCertificateDer),
    algorithm: seal.algorithm,
    signatureForm: seal.signature.form,
    ...(seal.timestamp !== undefined && { timestampBytes: seal.timestamp.length }),
    deviations: [...seal.deviations],
  };
}

/** The same of a seal signature; its seal stands beside it. */
export function signatureFacts(signature: SealSignature): SignatureFacts {
  return {
    version: signature.version,
    statedVersion: signature.statedVersion,
    ...(signature.signedAt !== undefined && { signedAt: formatTime(signature.signedAt) }),
    dataHash: hex(signature.dataHash),
    propertyInfo: signature.propertyInfo,
    ...extensionFacts(signature.extensions),
    signer: certificateFacts(signature.signerCertificateDer),
    algorithm: signature.algorithm,
    signatureForm: signature.signature.form,
    ...(signature.timestamp !== undefined && { timestampBytes: signature.timestamp.length }),
    deviations: [...signature.deviations],
  };
}

function signerFacts(signers: SignerList): SealFacts['signers'] {
  switch (signers.type) {
    case 'certificates': {
      const { certificates } = signers;
      return {
        list: 'certificates',
        count: certificates.length,
        certificates: certificates.slice(0, MOST_LISTED).map(certificateFacts),
      };
    }
    case 'digests':
      return {
        list: 'digests',
        count: signers.digests.length,
        digests: signers.digests
          .slice(0, MOST_LISTED)
          .map(({ algorithm, value }) => ({ algorithm, value: hex(value) })),
      };
    case 'identifiers':
      return {
        list: 'identifiers',
        count: signers.identifiers.length,
        identifiers: signers.identifiers.slice(0, MOST_LISTED),
      };
  }
}

function extensionFacts(extensions: readonly SesExtension[]): Pick<SealFacts, 'extensions' | 'extensionCount'> {
  return {
    extensions: extensions
      .slice(0, MOST_LISTED)
      .map(({ oid, critical, value }) => ({ oid, critical, bytes: value.length })),
    extensionCount: extensions.length,
  };
}

function certificateFacts(der: Uint8Array): CertificateFacts {
  const certificate = readableCertificate(der);
  const sm3 = sm3Hex(der);
  if (certificate === undefined) return { sm3 };
  const { keyUsage } = certificate;
  return {
    sm3,
    subject: nameOf(certificate.subjectDer),
    issuer: nameOf(certificate.issuerDer),
    serialNumber: certificate.serialNumber,
    notBefore: formatTime(certificate.notBefore),
    notAfter: formatTime(certificate.notAfter),
    ...(keyUsage !== undefined && { keyUsage: [...keyUsage] }),
  };
}

/** Names of the field hold whatever their makers put there. */
function nameOf(der: Uint8Array): string {
  try {
    return describeName(der);
  } catch (error) {
    if (error instanceof PkiError) return `#${hex(der)}`;
    throw error;
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
