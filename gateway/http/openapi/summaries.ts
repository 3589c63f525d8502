/** One sentence a route, for whoever reads the description. */
const SUMMARIES: Readonly<Record<string, string>> = {
  issueLicence: 'Issues one licence; the same idempotency key answers with the same licence',
  issueLicences: 'Issues licences, one order a line, and answers line by line in the same order',
  listLicences: 'Lists the licences of a tenant, newest first, by pages',
  readLicence: 'Reads a licence with its fields',
  licenceHistory: 'Reads what the ledger holds of a licence, version by version',
  downloadEvidence: 'Downloads the evidence file with fresh status statements, all fields open or those of `reveal`',
  suspendLicence: 'Suspends a licence (暂扣)',
  resumeLicence: 'Ends the suspension of a licence',
  revokeLicence: 'Revokes a licence as a penalty (吊销)',
  withdrawLicence: 'Withdraws a licence that should not have been issued (撤销)',
  cancelLicence: 'Cancels a licence whose holder or term has ended (注销)',
  reissueLicence: 'Issues the next version of a licence (换发)',
  verifyLicence: 'Verifies by identifier, or by ledger key and digest',
  verifyEvidence: 'Verifies an evidence file',
  listSeals: 'Lists seals',
  makeSeal: 'Makes a seal and registers it on the ledger',
  changeSealState: 'Freezes, releases, reports lost or cancels a seal',
  listAuthorities: 'Lists the issuing authorities of the network',
  registerAuthority: 'Registers an issuing authority of the domain',
  equipAuthority: 'Makes the keys of an authority and registers their certificates',
  grantRight: 'Gives an authority the right to issue a type',
  endRight: 'Ends the right of an authority to issue a type',
  revokeCertificate: 'Revokes a certificate from a time on, which only ever moves earlier',
  listTypes: 'Lists licence types',
  registerType: 'Registers a licence type of the domain, or its next definition',
  listDomains: 'Lists the trust domains',
  listAgreements: 'Lists recognition agreements (互认)',
  signAgreement: 'Signs the domain’s half of a recognition agreement',
  foundingEntry: 'Signs the domain’s own entry for a network to be founded',
  signFounding: 'Signs the founding that all founders have agreed on',
  found: 'Founds the network with the signatures of all founders',
  castVote: 'Casts the domain’s vote on a proposal',
  registerDomainCertificates: 'Registers the CA and the seal maker of a domain that has joined',
  proposeTrustList: 'Derives the next trust list from the ledger',
  signTrustList: 'Signs a proposed trust list, where this gateway derives the same',
  publishTrustList: 'Keeps a trust list that follows from the last one',
  readTrustList: 'Reads a trust list by its number, or the latest',
  listBlockStatements: 'Lists the block statements of this domain’s witness by height',
  statusStatement: 'Makes a signed statement on the present state of ledger entries',
  readDailyStatement: 'Reads the domain’s signed statement of a day (每日声明), or the latest',
  readReconciliation: 'Reads the newest results of holding database and ledger against each other (对账)',
  healthz: 'Tells that the process runs',
  readyz: 'Tells whether the gateway can serve',
  openapi: 'Describes this interface',
};

/** Throws TypeError for a route that nobody has described. */
export function summaryOf(route: string): string {
  const summary = SUMMARIES[route];
  if (summary === undefined) throw new TypeError(`${route}: the route has no summary`);
  return summary;
}
