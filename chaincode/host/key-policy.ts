import protos from 'fabric-protos';
import type { LedgerRecord } from '../model/records.js';
import type { Members } from './members.js';
import { ownersOf } from './owners.js';

const { SignaturePolicy, SignaturePolicyEnvelope, MSPPrincipal, MSPRole } = protos.common;
type Rule = protos.common.ISignaturePolicy;

/**
 * Who must endorse a change of the entry: its owners, and as many others as make a majority with them. A policy of a key takes
 * the place of the chaincode's, so the owners alone would be free to rewrite their own past. undefined for entries without an
 * owner, which the chaincode's own policy guards.
 *
 * A domain's entry may also be changed by all the others together, where they are a majority: how else would a member be put
 * out that does not agree.
 * Throws TypeError where an owner is no member of the channel.
 */
export function keyPolicyOf(record: LedgerRecord, members: Members): Uint8Array | undefined {
  const owners = ownersOf(record);
  if (owners.length === 0) return undefined;
  const msps = [...members.values()].sort();
  const owning = owners.map((domain) => mspOf(members, domain));
  const others = msps.filter((msp) => !owning.includes(msp));
  const majority = Math.floor(msps.length / 2) + 1;
  const peer = (msp: string): Rule => ({ signed_by: msps.indexOf(msp) });
  const missing = Math.max(majority - owning.length, 0);
  const parts = [...owning.map(peer), ...(missing === 0 ? [] : [outOf(missing, others.map(peer))])];
  const together = outOf(parts.length, parts);
  const othersDecide = record.kind === 'domain' && others.length >= majority;
  const rule = othersDecide ? outOf(1, [together, outOf(others.length, others.map(peer))]) : together;
  return SignaturePolicyEnvelope.encode({ version: 0, rule, identities: msps.map(principal) }).finish();
}

function mspOf(members: Members, domain: string): string {
  const msp = members.get(domain);
  if (msp === undefined) throw new TypeError(`domain ${domain} has no MSP on this channel`);
  return msp;
}

function outOf(n: number, rules: Rule[]): Rule {
  return SignaturePolicy.create({ n_out_of: { n, rules } });
}

function principal(msp: string): protos.common.IMSPPrincipal {
  const role = MSPRole.encode({ msp_identifier: msp, role: MSPRole.MSPRoleType.PEER }).finish();
  return MSPPrincipal.create({ principal_classification: MSPPrincipal.Classification.ROLE, principal: role });
}
