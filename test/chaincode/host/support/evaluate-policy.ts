import protos from 'fabric-protos';

/**
 * Whether endorsements by one peer of each of these members satisfy a policy: Fabric's own way (cauthdsl), in which a signature
 * that has satisfied one part is used up for the parts after it.
 */
export function isSatisfied(bytes: Uint8Array, signers: readonly string[]): boolean {
  const { version, rule, identities } = protos.common.SignaturePolicyEnvelope.decode(bytes);
  if (version !== 0 || !rule) return false;
  const msps = (identities ?? []).map(({ principal, principal_classification }) => {
    const { msp_identifier, role } = protos.common.MSPRole.decode(principal ?? new Uint8Array());
    const isPeer = principal_classification === 0 && role === protos.common.MSPRole.MSPRoleType.PEER;
    return isPeer ? (msp_identifier ?? '') : '';
  });
  return evaluate(rule, new Set(), { msps, signers });
}

function evaluate(
  rule: protos.common.ISignaturePolicy,
  used: Set<string>,
  about: { msps: readonly string[]; signers: readonly string[] },
): boolean {
  const { n_out_of: nested, signed_by: signer } = rule;
  if (!nested) {
    const msp = about.msps[signer ?? 0] ?? '';
    if (used.has(msp) || !about.signers.includes(msp)) return false;
    used.add(msp);
    return true;
  }
  let satisfied = 0;
  for (const each of nested.rules ?? []) {
    const trial = new Set(used);
    if (!evaluate(each, trial, about)) continue;
    satisfied += 1;
    for (const msp of trial) used.add(msp);
  }
  return satisfied >= (nested.n ?? 0);
}

export function subsetsOf<T>(items: readonly T[]): T[][] {
  let sets: T[][] = [[]];
  for (const item of items) sets = [...sets, ...sets.map((set) => [...set, item])];
  return sets;
}
