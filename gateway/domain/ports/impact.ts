/** What licences rest on: any of these seals, or a signature under any of these certificates. */
export interface ImpactQuery {
  seals: readonly string[];
  certificates: readonly string[];
  authority?: string;
  /** When they were sealed, by this gateway's clock: from `from` on, before `until`. RFC 3339. */
  from?: string;
  until?: string;
}

export interface TouchedLicence {
  licenceId: string;
  ledgerKey: string;
  authority: string;
  type: string;
  licenceVersion: number;
  state?: string;
  seal: string;
  createdAt: string;
}

/** The licences of this gateway that a seal or a certificate has touched. */
export interface Impact {
  /** All of them, counted by state; `unconfirmed` where the ledger has not told one yet. */
  count(query: ImpactQuery): Promise<{ total: number; states: Record<string, number> }>;
  /** Oldest first, after a place. */
  page(
    query: ImpactQuery & { after?: { createdAt: string; licenceId: string }; limit: number },
  ): Promise<TouchedLicence[]>;
}
