import { OID } from '../der/oids.js';
import { PkiError } from '../errors.js';
import { sm3 } from '../sm3.js';
import { parseCertificate, type X509Certificate } from '../x509/certificate.js';
import { contentTypeOf, messageDigestOf, signingTimeOf } from './attributes.js';
import { type CmsDeviation, isData } from './dialects.js';
import type { SignedData, SignerInfo } from './signed-data.js';

export const CMS_FINDING_CODES = [
  'CMS_SIGNER_ABSENT',
  'CMS_CONTENT_ABSENT',
  'CMS_CONTENT_MISMATCH',
  'CMS_CERTIFICATE_ABSENT',
  'CMS_ALGORITHM_UNSUPPORTED',
  'CMS_ATTRIBUTES_ABSENT',
  'CMS_CONTENT_TYPE_MISMATCH',
  'CMS_DIGEST_MISMATCH',
  'CMS_SIGNATURE_INVALID',
] as const;

export type CmsFindingCode = (typeof CMS_FINDING_CODES)[number];

/** One reason why a message is not valid. */
export interface CmsFinding {
  readonly code: CmsFindingCode;
  /** Position of the signer; undefined when it concerns the message as a whole. */
  readonly signer?: number;
  /** For people; quotes the rule. */
  readonly detail: string;
}

export interface CmsInput {
  readonly message: SignedData;
  /** What the message is said to sign: needed when it is detached, compared when it is not. */
  readonly content?: Uint8Array;
  /** Beside those of the message. */
  readonly certificates?: readonly X509Certificate[];
  /** Takes an attached content of 32 bytes that is the SM3 of `content` for it, as some OFD writers do. Never by default: whoever signs a digest that he was handed does not know what he signs. */
  readonly digestAsContent?: boolean;
}

export interface CmsResult {
  /** Empty when every signer's signature is good; says nothing of their certificates. */
  readonly findings: readonly CmsFinding[];
  /** In the order of the message; the certificate is undefined where none was found. */
  readonly signers: readonly { readonly certificate?: X509Certificate; readonly signingTime?: number }[];
  readonly deviations: ReadonlySet<CmsDeviation>;
}

/**
 * Judges a signed message (RFC 5652 §5.4, §5.6; GB/T 35275 likewise): each signer's digest, content type and SM2 signature over the
 * original bytes, and gives every finding. One signer whose signature is bad makes the message bad. Path, validity, use and
 * revocation of the certificates are the caller's, as is what the deviations are worth.
 */
export function verifySignedData(input: CmsInput): CmsResult {
  const { message } = input;
  const findings: CmsFinding[] = [];
  const deviations = new Set(message.deviations);
  const content = contentOf(input, findings, deviations);
  if (message.signers.length === 0) {
    findings.push({ code: 'CMS_SIGNER_ABSENT', detail: 'a message that nobody has signed' });
  }
  const certificates = [...readable(message.certificates), ...(input.certificates ?? [])];
  const signers = message.signers.map((signer, position) => {
    const report = (code: CmsFindingCode, detail: string) => findings.push({ code, signer: position, detail });
    const certificate = certificates.find((each) => isNamed(signer, each));
    if (content !== undefined) checkSigner({ message, signer, certificate, content, deviations, report });
    const signingTime = signer.signedAttributes === undefined ? undefined : signingTimeOf(signer.signedAttributes);
    return {
      ...(certificate === undefined ? {} : { certificate }),
      ...(signingTime === undefined ? {} : { signingTime }),
    };
  });
  return { findings, signers, deviations };
}

/** The bytes that are signed or digested. */
function contentOf(
  { message, content, digestAsContent = false }: CmsInput,
  findings: CmsFinding[],
  deviations: Set<CmsDeviation>,
): Uint8Array | undefined {
  const attached = message.content;
  if (attached === undefined) {
    if (content === undefined)
      findings.push({ code: 'CMS_CONTENT_ABSENT', detail: 'a detached message without content' });
    return content;
  }
  if (content === undefined || Buffer.compare(attached, content) === 0) return attached;
  if (digestAsContent && Buffer.compare(attached, sm3(content)) === 0) {
    deviations.add('DIGEST_AS_CONTENT');
    return attached;
  }
  findings.push({ code: 'CMS_CONTENT_MISMATCH', detail: 'the message holds other content' });
  return attached;
}

interface SignerCheck {
  readonly message: SignedData;
  readonly signer: SignerInfo;
  readonly certificate: X509Certificate | undefined;
  readonly content: Uint8Array;
  readonly deviations: Set<CmsDeviation>;
  readonly report: (code: CmsFindingCode, detail: string) => void;
}

function checkSigner({ message, signer, certificate, content, deviations, report }: SignerCheck): void {
  if (!isSm2(signer)) {
    report('CMS_ALGORITHM_UNSUPPORTED', `digest ${signer.digestAlgorithm}, signature ${signer.signatureAlgorithm}`);
    return;
  }
  const { signedAttributes } = signer;
  if (signedAttributes === undefined) {
    // RFC 5652 §5.3: signedAttrs must be present where the content is not data.
    if (!isData(message.contentType))
      report('CMS_ATTRIBUTES_ABSENT', `${message.contentType} without signed attributes`);
  } else {
    checkContentType(message.contentType, contentTypeOf(signedAttributes), deviations, report);
    const digest = messageDigestOf(signedAttributes);
    if (digest === undefined || Buffer.compare(digest, sm3(content)) !== 0) {
      report('CMS_DIGEST_MISMATCH', "the messageDigest attribute is not the content's SM3 (RFC 5652 §5.6)");
    }
  }
  if (certificate === undefined) {
    report('CMS_CERTIFICATE_ABSENT', 'no certificate of the signer');
    return;
  }
  if (!verifySignature(certificate, signedAttributes?.signedBytes ?? content, signer)) {
    report('CMS_SIGNATURE_INVALID', "the signature is not the signer's (RFC 5652 §5.6)");
  }
}

/** RFC 5652 §11.1: the attribute is the type of the content, and must be there. */
function checkContentType(
  type: string,
  said: string | undefined,
  deviations: Set<CmsDeviation>,
  report: SignerCheck['report'],
): void {
  if (said === type) return;
  if (said !== undefined && isData(said) && isData(type)) deviations.add('DATA_TYPES_MIXED');
  else report('CMS_CONTENT_TYPE_MISMATCH', 'the contentType attribute is not the type of the content');
}

function isSm2({ digestAlgorithm, signatureAlgorithm }: SignerInfo): boolean {
  return (
    digestAlgorithm === OID.sm3 && (signatureAlgorithm === OID.sm2WithSm3 || signatureAlgorithm === OID.sm2Signature)
  );
}

/** Never throws: a key that is no point of the curve has signed nothing. */
function verifySignature(certificate: X509Certificate, bytes: Uint8Array, signer: SignerInfo): boolean {
  try {
    switch (signer.signatureForm) {
      case 'der':
        return certificate.publicKey.verifyDer(bytes, signer.signature);
      case 'raw':
        return certificate.publicKey.verifyRaw(bytes, signer.signature);
      case 'unreadable':
        return false;
    }
  } catch (error) {
    if (error instanceof PkiError) return false;
    throw error;
  }
}

/** Those that our reader takes; the others have signed nothing that is verified here. */
function readable(certificates: readonly Uint8Array[]): X509Certificate[] {
  return certificates.flatMap((der) => {
    try {
      return [parseCertificate(der)];
    } catch (error) {
      if (error instanceof PkiError) return [];
      throw error;
    }
  });
}

function isNamed({ identifier }: SignerInfo, certificate: X509Certificate): boolean {
  if ('subjectKeyId' in identifier) return identifier.subjectKeyId === certificate.subjectKeyId;
  return (
    identifier.serialNumber === certificate.serialNumber &&
    Buffer.compare(identifier.issuerDer, certificate.issuerDer) === 0
  );
}
