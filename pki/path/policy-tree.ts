import type { CertificatePolicy, PolicyMapping } from './extensions.js';
import { PATH_OID } from './oids.js';

const ANY = PATH_OID.anyPolicy;

/** A node of the valid policy tree, as the answer tells it. */
export interface PolicyNode {
  /** 0 is the root. */
  readonly depth: number;
  readonly validPolicy: string;
  /** Whole PolicyQualifierInfo elements. */
  readonly qualifiers: readonly Uint8Array[];
  readonly expectedPolicies: readonly string[];
  /** Valid policies of its parents at the depth above. */
  readonly parents: readonly string[];
}

interface Node {
  readonly policy: string;
  readonly qualifiers: readonly Uint8Array[];
  readonly expected: ReadonlySet<string>;
  /** Policies of its parents at the depth above, where each stands once. */
  readonly parents: ReadonlySet<string>;
}

type Level = ReadonlyMap<string, Node>;

/**
 * The valid policy tree (RFC 5280 §6.1.2 (a)), kept as the graph of RFC 9618: a policy stands once at a depth, with all its parents, so
 * that mappings cannot make it grow without bounds. It says the same. Undefined stands for NULL.
 */
export class PolicyTree {
  readonly #levels: readonly Level[];

  constructor(levels: readonly Level[]) {
    this.#levels = levels;
  }

  static initial(): PolicyTree {
    return new PolicyTree([new Map([[ANY, node(ANY, [], new Set([ANY]), [])]])]);
  }

  get depth(): number {
    return this.#levels.length - 1;
  }

  /** RFC 5280 §6.1.3 (d), for a certificate with these policies; `anyCounts` is the condition of (d)(2). */
  withPolicies(policies: readonly CertificatePolicy[], anyCounts: boolean): PolicyTree | undefined {
    const above = this.#levels.at(-1) ?? new Map<string, Node>();
    const expecting = new Map<string, string[]>();
    for (const parent of above.values()) {
      for (const policy of parent.expected) {
        const parents = expecting.get(policy);
        if (parents === undefined) expecting.set(policy, [parent.policy]);
        else parents.push(parent.policy);
      }
    }
    const level = new Map<string, Node>();
    for (const { oid, qualifiers } of policies) {
      if (oid === ANY) continue;
      // (d)(1)(i), (ii)
      const parents = expecting.get(oid) ?? (above.has(ANY) ? [ANY] : []);
      if (parents.length > 0) level.set(oid, node(oid, qualifiers, new Set([oid]), parents));
    }
    const any = policies.find(({ oid }) => oid === ANY);
    if (any !== undefined && anyCounts) {
      for (const [policy, parents] of expecting) {
        if (!level.has(policy)) level.set(policy, node(policy, any.qualifiers, new Set([policy]), parents));
      }
    }
    return pruned([...this.#levels, level]);
  }

  /** RFC 5280 §6.1.4 (b), on the certificate whose policies were added last. `allowed`: policy_mapping is above 0. */
  withMappings(
    mappings: readonly PolicyMapping[],
    policies: readonly CertificatePolicy[],
    allowed: boolean,
  ): PolicyTree | undefined {
    const level = new Map(this.#levels.at(-1));
    const targets = new Map<string, Set<string>>();
    for (const { issuerDomainPolicy: from, subjectDomainPolicy: to } of mappings) {
      targets.set(from, (targets.get(from) ?? new Set<string>()).add(to));
    }
    for (const [from, to] of targets) {
      const mapped = level.get(from);
      const any = level.get(ANY);
      if (!allowed) level.delete(from);
      else if (mapped !== undefined) level.set(from, { ...mapped, expected: to });
      else if (any !== undefined) {
        const qualifiers = policies.find(({ oid }) => oid === ANY)?.qualifiers ?? [];
        level.set(from, node(from, qualifiers, to, any.parents));
      }
    }
    return pruned([...this.#levels.slice(0, -1), level]);
  }

  /** RFC 5280 §6.1.5 (g): what is left for a user who accepts these policies; anyPolicy among them is all. */
  intersect(userPolicies: ReadonlySet<string>): PolicyTree | undefined {
    if (userPolicies.has(ANY)) return this;
    const levels = this.#levels.map((each) => new Map(each));
    const top = new Set<string>();
    for (const [depth, level] of levels.entries()) {
      for (const [policy, each] of level) {
        const isTop = each.parents.has(ANY);
        if (isTop) top.add(policy);
        const parents = new Set([...each.parents].filter((parent) => levels[depth - 1]?.has(parent) === true));
        const isOrphan = depth > 0 && parents.size === 0;
        if (isOrphan || (isTop && policy !== ANY && !userPolicies.has(policy))) level.delete(policy);
        else level.set(policy, { ...each, parents });
      }
    }
    const last = levels.at(-1);
    const any = last?.get(ANY);
    if (last !== undefined && any !== undefined && levels.length > 1) {
      for (const policy of userPolicies) {
        if (!top.has(policy)) last.set(policy, node(policy, any.qualifiers, new Set([policy]), any.parents));
      }
      last.delete(ANY);
    }
    return pruned(levels);
  }

  /** Policies that the user's own set, or the path's where `userPolicies` is any, has in common with it: RFC 9618 §5.6 (g). */
  acceptedPolicies(): string[] {
    const accepted = new Set<string>();
    for (const level of this.#levels) {
      for (const { policy, parents } of level.values()) {
        if (parents.has(ANY) && policy !== ANY) accepted.add(policy);
      }
    }
    if (this.#levels.length > 1 && this.#levels.at(-1)?.has(ANY) === true) accepted.add(ANY);
    return [...accepted].sort();
  }

  /** By depth, then by policy. */
  nodes(): PolicyNode[] {
    return this.#levels.flatMap((level, depth) =>
      [...level.values()]
        .map(({ policy, qualifiers, expected, parents }) => ({
          depth,
          validPolicy: policy,
          qualifiers,
          expectedPolicies: [...expected].sort(),
          parents: [...parents].sort(),
        }))
        .sort((a, b) => (a.validPolicy < b.validPolicy ? -1 : 1)),
    );
  }
}

function node(
  policy: string,
  qualifiers: readonly Uint8Array[],
  expected: ReadonlySet<string>,
  parents: Iterable<string>,
): Node {
  return { policy, qualifiers, expected, parents: new Set(parents) };
}

/** Takes away nodes above the last depth that have no child left (§6.1.3 (d)(3)); the whole tree is gone where the last depth is empty. */
function pruned(levels: readonly Level[]): PolicyTree | undefined {
  const kept: Level[] = [];
  let below: Level | undefined;
  for (let depth = levels.length - 1; depth >= 0; depth--) {
    let level: Level = new Map(levels[depth]);
    if (below !== undefined) {
      const used = new Set<string>();
      for (const { parents } of below.values()) for (const parent of parents) used.add(parent);
      level = new Map([...level].filter(([policy]) => used.has(policy)));
    }
    if (level.size === 0) return undefined;
    kept.unshift(level);
    below = level;
  }
  return new PolicyTree(kept);
}
