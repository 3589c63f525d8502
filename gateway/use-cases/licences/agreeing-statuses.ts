import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import { canonicalBytes, canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { parseTime } from '../../../pki/encoding/times.js';
import { PkiError } from '../../../pki/errors.js';
import { verifyProof } from '../../../pki/merkle/proof.js';
import { verifySignature } from '../../../pki/signer/verify-signature.js';
import { statusLeafHash } from '../../domain/evidence/leaves.js';
import type { StatusStatement } from '../../domain/evidence/status.js';
import type { TrustMaterial } from '../../domain/trust/material.js';

/** A word from this moment is at most so far from our clock, ahead or behind. */
const MOMENT_MS = 5 * 60_000;

export interface StatusGround {
  trust: TrustMaterial;
  /** This gateway's domain: its own word goes before the others'. */
  domain: string;
  /** The ledger keys asked about. */
  keys: readonly string[];
  /** The licence's own block: a word from before it cannot know the licence. */
  notBefore: number;
  /** Milliseconds since 1970. */
  now: number;
}

/**
 * Exactly a quorum of sound statements that say the same of every key, ordered by domain; none where no quorum agrees. What is
 * given is believed in nothing: a verifier judges evidence by the worst statement in it, so nobody's nonsense may come in.
 */
export function agreeingStatuses(given: readonly StatusStatement[], ground: StatusGround): StatusStatement[] {
  const { domain: own, trust } = ground;
  const sound = given.filter((statement) => isSound(statement, ground));
  const first = new Map(sound.toReversed().map((statement) => [statement.head.domain, statement]));
  const ordered = [...first.values()].sort(byDomain);
  for (const agreeing of Map.groupBy(ordered, wordOf).values()) {
    if (agreeing.length < trust.presentQuorum) continue;
    const [ours, others] = [agreeing.filter(isOf(own)), agreeing.filter((each) => !isOf(own)(each))];
    return [...ours, ...others].slice(0, trust.presentQuorum).sort(byDomain);
  }
  return [];
}

/** Never throws: signatures and times of others may be no encodings at all. */
function isSound(statement: StatusStatement, ground: StatusGround): boolean {
  try {
    return isOfNow(statement, ground) && isWhole(statement, ground.keys) && isSigned(statement, ground.trust);
  } catch (error) {
    if (error instanceof PkiError) return false;
    throw error;
  }
}

function isOfNow({ head }: StatusStatement, { trust, notBefore, now }: StatusGround): boolean {
  return (
    head.network === trust.network &&
    head.ledger === trust.ledger &&
    trust.presentMembers.includes(head.domain) &&
    trust.convictedFrom(head.domain) === undefined &&
    head.blockNumber >= notBefore &&
    Math.abs(parseTime(head.seenAt) - now) <= MOMENT_MS
  );
}

/** The keys that were asked about, each once, in order, and each in the tree of the head. */
function isWhole({ head, leaves }: StatusStatement, keys: readonly string[]): boolean {
  const asked = [...new Set(keys)].sort();
  return (
    leaves.length === asked.length &&
    leaves.every(({ leaf, proof }, at) => {
      parseTime(leaf.since);
      if (leaf.distrustFrom !== undefined) parseTime(leaf.distrustFrom);
      const isOurs = leaf.key === asked[at] && leaf.key.startsWith(`${leaf.kind}/`);
      return (
        isOurs && leaf.sinceBlock <= head.blockNumber && verifyProof(statusLeafHash(leaf), proof, head.root, head.size)
      );
    })
  );
}

/** With the key that the witness has at the height that it names. */
function isSigned({ head, signature }: StatusStatement, trust: TrustMaterial): boolean {
  const key = trust.domainAt(head.domain, head.blockNumber)?.witnessKey;
  return key !== undefined && verifySignature(key, 'status-head', canonicalBytes(head), decodeBase64url(signature, 64));
}

/** What it says of the entries, but for `since`: that differs by what each witness had of the others. */
function wordOf({ leaves }: StatusStatement): string {
  return canonicalJson(
    leaves.map(({ leaf: { key, version, digest, state, distrustFrom, sinceBlock, sinceIndex } }) => [
      key,
      version,
      digest,
      state,
      distrustFrom ?? '',
      sinceBlock,
      sinceIndex,
    ]),
  );
}

function isOf(domain: string) {
  return ({ head }: StatusStatement): boolean => head.domain === domain;
}

function byDomain(a: StatusStatement, b: StatusStatement): number {
  return a.head.domain < b.head.domain ? -1 : 1;
}
