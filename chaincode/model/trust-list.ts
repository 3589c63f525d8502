import { z } from 'zod';
import { blockStatement } from './block-statement.js';
import { signedAgreementHalf, signedTypeRegister } from './command.js';
import { count, digest, domainCode, signature, time } from './primitives.js';
import { signedTrustEntry } from './trust-entry.js';

/** `fromBlock` is the first block at which the item counts, `untilBlock` the first at which it no longer does. */
const span = { fromBlock: count, untilBlock: z.exactOptional(count) };

/** A domain's entry; a new version stands beside the ended one, so that old evidence keeps its keys. */
export const trustedDomain = z.strictObject({ ...span, signed: signedTrustEntry });
/** A licence type, as its owner's signed command. */
export const trustedType = z.strictObject({ ...span, command: signedTypeRegister });
/** A recognition agreement, as the signed commands of both sides. */
export const trustedAgreement = z.strictObject({
  ...span,
  halves: z.tuple([signedAgreementHalf, signedAgreementHalf]),
});
/** Proof that a witness signed two bodies for one height: from `blockNumber` on its statements count for nothing. */
export const conviction = z.strictObject({
  domain: domainCode,
  blockNumber: count,
  statements: z.tuple([blockStatement, blockStatement]),
});
export type Conviction = z.infer<typeof conviction>;

export const QUORUMS = ['majority', 'byzantine'] as const;
/** A quorum that was in force before: old evidence carries exactly as many statements as it asked for. */
export const formerQuorum = z.strictObject({ quorum: z.enum(QUORUMS), untilBlock: count });

/**
 * What one domain can put into a list is bounded by the rules of the ledger, the whole list here: a hundred domains at their quota fit
 * (docs/adr/0012).
 *
 * The trust list without its signatures. List 0 has no `network` and no `previous`: the network *is* the SM3 of the
 * canonical list 0, in which the 32 random bytes of `founding` make it unique (docs/adr/0005).
 */
export const trustListBody = z.strictObject({
  format: z.literal('yinxin/trust-list/v1'),
  profile: z.enum(['production', 'evaluation']),
  /** The quorum from the last `untilBlock` of `formerQuorums` on; the members' names are counted at each height. */
  quorum: z.enum(QUORUMS),
  /** In ascending order of `untilBlock`; absent as long as the quorum has never been changed. */
  formerQuorums: z.exactOptional(z.array(formerQuorum).min(1).max(100)),
  founding: digest,
  network: z.exactOptional(digest),
  sequence: count,
  previous: z.exactOptional(digest),
  issuedAt: time,
  nextUpdate: time,
  ledger: digest,
  /** The list is derived from the ledger up to and including this block. */
  blockNumber: count,
  /** Ascending by domain, then version (list 0: as the founding command has them); ended entries stay. */
  domains: z.array(trustedDomain).min(1).max(20_000),
  /** Ascending by code, then `fromBlock`, then the command's expected version. */
  types: z.array(trustedType).max(50_000),
  /** Ascending by agreement id, then `fromBlock`, then the version of the terms. */
  agreements: z.array(trustedAgreement).max(100_000),
  /** Ascending by domain, one at most for each: the one of the lowest height that is proved. */
  convictions: z.array(conviction).max(400),
});
export type TrustListBody = z.infer<typeof trustListBody>;

export const trustList = z.strictObject({
  list: trustListBody,
  signatures: z
    .array(z.strictObject({ domain: domainCode, signature }))
    .min(1)
    .max(100),
});
export type TrustList = z.infer<typeof trustList>;
