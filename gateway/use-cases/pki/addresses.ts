/** Where what a certificate points to is served. */
export interface AuthorityAddresses {
  crlUrls: readonly string[];
  deltaCrlUrls: readonly string[];
  ocspUrls: readonly string[];
  caIssuersUrls: readonly string[];
}

export const PKI_PATHS = {
  issuingCa: '/v1/pki/issuing-ca.cer',
  full: '/v1/pki/full.crl',
  delta: '/v1/pki/delta.crl',
  ocsp: '/v1/pki/ocsp',
  timestamp: '/v1/pki/timestamp',
} as const;

/** `base`: the gateway's address as others reach it, without a slash at the end. */
export function addressesAt(base: string): AuthorityAddresses {
  return {
    crlUrls: [`${base}${PKI_PATHS.full}`],
    deltaCrlUrls: [`${base}${PKI_PATHS.delta}`],
    ocspUrls: [`${base}${PKI_PATHS.ocsp}`],
    caIssuersUrls: [`${base}${PKI_PATHS.issuingCa}`],
  };
}
