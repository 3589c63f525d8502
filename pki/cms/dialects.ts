import { OID } from '../der/oids.js';

/**
 * Two standards with one structure: RFC 5652 and GB/T 35275 (GM/T 0010). They differ in the types' identifiers, in the version
 * and in the identifier of the signature algorithm.
 */
export const CMS_DIALECTS = {
  rfc5652: { signedData: OID.signedData, data: OID.data, signatureAlgorithm: OID.sm2WithSm3 },
  gmt0010: { signedData: OID.gmSignedData, data: OID.gmData, signatureAlgorithm: OID.sm2Signature },
} as const;

export type CmsDialect = keyof typeof CMS_DIALECTS;

/** Both identifiers of plain content. */
export function isData(contentType: string): boolean {
  return contentType === OID.data || contentType === OID.gmData;
}

/** What a reader lets pass, and tells: seen in OFD files of the field, or written by common libraries. */
export const CMS_DEVIATIONS = [
  /** A SET OF is not in the order of DER. */
  'SET_UNORDERED',
  /** The signature is 64 bytes r‖s instead of a DER SEQUENCE. */
  'RAW_SIGNATURE',
  /** The content's type is data of the one standard, the attribute says data of the other. */
  'DATA_TYPES_MIXED',
  /** The content is the SM3 digest of the document instead of the document. */
  'DIGEST_AS_CONTENT',
] as const;

export type CmsDeviation = (typeof CMS_DEVIATIONS)[number];
