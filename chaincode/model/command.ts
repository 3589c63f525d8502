import { z } from 'zod';
import { COMMANDED_STATES } from './licence-states.js';
import { licenceTypeDefinition } from './licence-type.js';
import {
  bytes,
  count,
  day,
  digest,
  domainCode,
  licenceTypeCode,
  reasonCode,
  signature,
  text,
  time,
  uscc,
  version,
} from './primitives.js';
import { signedTrustEntry } from './trust-entry.js';

/**
 * Every write is a command, signed by the party it speaks for. The signature covers `yinxin/<purpose>/v1`, a zero
 * byte and the canonical JSON of the whole command, so network, ledger, domain, target, expected version and expiry
 * are all the signer's own words.
 */
const header = {
  network: digest,
  ledger: digest,
  /** The domain that the command speaks for. */
  domain: domainCode,
  /** Ledger key that the command changes. */
  target: z.string().min(1).max(256),
  /** Version of that entry before the change; 0 where it must not exist. A replay meets another version. */
  expectedVersion: count,
  reason: reasonCode,
  issuedAt: time,
  /** At most 24 hours after `issuedAt`. */
  expires: time,
  /** SM3 of the 65-byte governance key, or the fingerprint of the authority's certificate. */
  signer: digest,
};

const domainEntry = <K extends string, S extends z.ZodRawShape>(kind: K, body: S) =>
  z.strictObject({ ...header, kind: z.literal(kind), body: z.strictObject(body) });

export const CERTIFICATE_ROLES = ['ca', 'authority', 'seal-maker'] as const;
/** What the key of a registered certificate may sign. */
export const CERTIFICATE_PURPOSES = [
  'licence-attestation',
  'licence-batch',
  'licence-state',
  'seal-signature',
  'seal',
] as const;
/** States that a seal-state command may ask for. */
export const SEAL_STATES = ['active', 'frozen', 'lost', 'cancelled'] as const;
export const SEAL_CLASSES = ['statutory-name', 'finance', 'invoice', 'contract'] as const;

const esId = z.string().regex(/^[0-9A-Za-z.-]{1,64}$/);
/**
 * A natural person who acted, under a name that only the domain can resolve: a keyed digest, salted by the application, so that
 * one person is the same within one application and nobody across two (docs/adr/0026).
 */
const person = digest;

/**
 * Target `certificate/<fingerprint>`. `authority` and `purposes` fit the role: a CA has neither, a seal maker the purpose
 * `seal` and no authority. `issuer` is the fingerprint of the certificate above it: one of the domain's roots for a CA
 * (where it may be left out), a registered CA of the domain for the others.
 */
export const certificateRegister = domainEntry('certificate-register', {
  certificate: bytes(4096),
  issuer: z.exactOptional(digest),
  role: z.enum(CERTIFICATE_ROLES),
  authority: z.exactOptional(uscc),
  purposes: z.array(z.enum(CERTIFICATE_PURPOSES)).max(CERTIFICATE_PURPOSES.length),
});
/** Target `certificate/<fingerprint>`. Sent again with an earlier `distrustFrom` it moves that time back, never forward. */
export const certificateRevoke = domainEntry('certificate-revoke', { distrustFrom: time });
/** Target `authority/<uscc>`. */
export const authorityRegister = domainEntry('authority-register', { name: text(200) });
/** Target `authority/<uscc>`. */
export const authorityEnd = domainEntry('authority-end', {});
/** Target `type/<code>`: registers a type of the domain's own, or puts a new definition in its place. */
export const typeRegister = domainEntry('type-register', { definition: licenceTypeDefinition });
/** Target `right/<uscc>/<type>`. */
export const rightGrant = domainEntry('right-grant', {});
/** Target `right/<uscc>/<type>`. */
export const rightEnd = domainEntry('right-end', {});
/** Target `seal-application/<SM3 of the application>`, whose contents stay in the domain. `replaces`: SM3 of the seal that ends with it. */
export const sealApply = domainEntry('seal-apply', {
  authority: uscc,
  esId,
  sealClass: z.enum(SEAL_CLASSES),
  applicant: person,
  replaces: z.exactOptional(digest),
});
/** Target `seal-application/<SM3>`. */
export const sealDecide = domainEntry('seal-decide', { decision: z.enum(['approved', 'rejected']), approver: person });
/** Target `seal-application/<SM3>`. `seal`: SM3 of the DER that was made of it. */
export const sealMake = domainEntry('seal-make', { seal: digest, makerCertificate: digest, maker: person });
/**
 * Target `seal/<SM3 of the seal's DER>`. The picture stays off the ledger. With `application` and `filer` it files (备案) what was
 * applied for, approved and made; without them the seal is in use at once.
 */
export const sealRegister = domainEntry('seal-register', {
  authority: uscc,
  esId,
  sealClass: z.enum(SEAL_CLASSES),
  makerCertificate: digest,
  signerCertificates: z.array(digest).min(1).max(32),
  validFrom: time,
  validUntil: time,
  application: z.exactOptional(digest),
  filer: z.exactOptional(person),
});
/** Target `seal/<SM3>`. `person` is needed where the seal came of an application. */
export const sealState = domainEntry('seal-state', {
  state: z.enum(SEAL_STATES),
  distrustFrom: z.exactOptional(time),
  person: z.exactOptional(person),
});
/** Target `use-journal/<domain>/<name of the journal>`: the newest record of the domain's journal of seal uses, and how many there are. */
export const useJournalAnchor = domainEntry('use-journal-anchor', { count: z.int().min(1), head: digest });
/** Target `domain/<code>`: new keys or addresses of the domain's own; other roots need votes. */
export const domainUpdate = domainEntry('domain-update', { signed: signedTrustEntry });
/** Target `heartbeat/<domain>`. */
export const heartbeat = domainEntry('heartbeat', {});

export const agreementTerms = z.strictObject({
  issuing: domainCode,
  recognising: domainCode,
  licenceType: licenceTypeCode,
  sealClass: z.enum(SEAL_CLASSES),
  decision: z.enum(['accept', 'accept-with-note', 'refuse']),
  note: z.exactOptional(text(500)),
  /** First and last day on which the decision holds. */
  from: day,
  until: z.exactOptional(day),
  version,
});
export type AgreementTerms = z.infer<typeof agreementTerms>;
/** Target `agreement-half/<agreement id>/<domain>`. Purpose `agreement-half`. In force when both halves say the same. */
export const agreementHalf = domainEntry('agreement-half', { terms: agreementTerms });

export const proposal = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('admit-domain'), signed: signedTrustEntry }),
  /** A domain's next entry, with other roots than before. */
  z.strictObject({ kind: z.literal('change-roots'), signed: signedTrustEntry }),
  z.strictObject({ kind: z.literal('end-domain'), domain: domainCode, version }),
  z.strictObject({ kind: z.literal('change-quorum'), quorum: z.enum(['majority', 'byzantine']), version }),
]);
export type Proposal = z.infer<typeof proposal>;
/** Target `vote/<SM3 of the canonical proposal>/<domain>`. Purpose `domain-vote`. Applied at the majority of the members. */
export const vote = domainEntry('vote', { proposal });

/** Target: the licence's key. Purpose `licence-state`, signed by the authority. */
export const licenceState = z.strictObject({
  ...header,
  kind: z.literal('licence-state'),
  authority: uscc,
  body: z.strictObject({ state: z.enum(COMMANDED_STATES) }),
});
/** Target `batch/<root>`; the expected versions are in the leaves. Purpose `licence-batch`, signed by the authority. */
export const licenceBatch = z.strictObject({
  ...header,
  kind: z.literal('licence-batch'),
  authority: uscc,
  body: z.strictObject({ root: digest, size: z.int().min(1).max(500) }),
});

/**
 * Target `network`: once, before anything else. Purpose `network-founding`; every founder signs the same command. List 0
 * follows from the body alone (founding-list.ts), and the command's `network` is its SM3.
 */
export const networkFound = domainEntry('network-found', {
  founding: digest,
  profile: z.enum(['production', 'evaluation']),
  quorum: z.enum(['majority', 'byzantine']),
  issuedAt: time,
  nextUpdate: time,
  domains: z.array(signedTrustEntry).min(1).max(100),
});

const signed = <C extends z.ZodType>(command: C) => z.strictObject({ command, signature });
export const signedTypeRegister = signed(typeRegister);
export const signedAgreementHalf = signed(agreementHalf);
export const signedLicenceBatch = signed(licenceBatch);
export type SignedAgreementHalf = z.infer<typeof signedAgreementHalf>;
export type SignedTypeRegister = z.infer<typeof signedTypeRegister>;
export type SignedLicenceBatch = z.infer<typeof signedLicenceBatch>;

export const command = z.discriminatedUnion('kind', [
  networkFound,
  domainUpdate,
  vote,
  authorityRegister,
  authorityEnd,
  certificateRegister,
  certificateRevoke,
  typeRegister,
  rightGrant,
  rightEnd,
  sealApply,
  sealDecide,
  sealMake,
  sealRegister,
  sealState,
  useJournalAnchor,
  agreementHalf,
  heartbeat,
  licenceBatch,
  licenceState,
]);
export type Command = z.infer<typeof command>;
export type CommandKind = Command['kind'];
export type CommandOf<K extends CommandKind> = Extract<Command, { kind: K }>;
