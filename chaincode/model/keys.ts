/** Ledger keys: one namespace per kind of entry; every key names exactly one entry. */
export const ledgerKeys = {
  network: 'network',
  domain: (domain: string) => `domain/${domain}`,
  vote: (proposalDigest: string, domain: string) => `vote/${proposalDigest}/${domain}`,
  authority: (uscc: string) => `authority/${uscc}`,
  certificate: (fingerprint: string) => `certificate/${fingerprint}`,
  licenceType: (code: string) => `type/${code}`,
  /** How many versions of types a domain has registered. */
  typeCount: (domain: string) => `type-count/${domain}`,
  right: (authority: string, type: string) => `right/${authority}/${type}`,
  seal: (sealDigest: string) => `seal/${sealDigest}`,
  sealApplication: (applicationDigest: string) => `seal-application/${applicationDigest}`,
  /** Stands from an authority's first application on. */
  sealControl: (authority: string) => `seal-control/${authority}`,
  sealNumber: (authority: string, esId: string) => `seal-number/${authority}/${esId}`,
  agreementHalf: (agreementId: string, domain: string) => `agreement-half/${agreementId}/${domain}`,
  agreement: (agreementId: string) => `agreement/${agreementId}`,
  useJournal: (domain: string, journal: string) => `use-journal/${domain}/${journal}`,
  heartbeat: (domain: string) => `heartbeat/${domain}`,
} as const;

/** An agreement is found by what it is about: `<issuing>/<recognising>/<type>/<seal class>`. */
export function agreementId(terms: {
  issuing: string;
  recognising: string;
  licenceType: string;
  sealClass: string;
}): string {
  return `${terms.issuing}/${terms.recognising}/${terms.licenceType}/${terms.sealClass}`;
}
