/**
 * Extended key usages of our own, which keep a key for licences, one for sealing and one for making seals apart: no public
 * standard has any for these. The arc is one that Microsoft gives away for private use, followed by the UUID
 * 28eb9b31-ba36-4aff-851d-bbb5e40f24ce in pieces of 16 and 24 bits; the UUID was drawn at random, once. The plain UUID arc
 * (2.25) would hold 128 bits in one number, and readers with 31-bit arcs, Go's among them, refuse such a certificate whole.
 */
const ARC = '1.2.840.113556.1.8000.2554.10475.39729.47670.19199.34077.12301796.992462';

export const KEY_PURPOSE = {
  licenceSigning: `${ARC}.1`,
  sealSigning: `${ARC}.2`,
  sealMaking: `${ARC}.3`,
} as const;

/** Policy under which a gateway stamps times: its own clock, one second. */
export const TIMESTAMP_POLICY = `${ARC}.4`;

/** What a path is validated for. */
export type CertificateUsage = 'licence-signing' | 'seal-signing' | 'seal-making' | 'ca';

export const PURPOSE_OF_USAGE: Readonly<Record<Exclude<CertificateUsage, 'ca'>, string>> = {
  'licence-signing': KEY_PURPOSE.licenceSigning,
  'seal-signing': KEY_PURPOSE.sealSigning,
  'seal-making': KEY_PURPOSE.sealMaking,
};
