import type { AgreementTerms } from '../../../chaincode/model/command.js';
import { agreementId } from '../../../chaincode/model/keys.js';
import type { LicenceTypeDefinition } from '../../../chaincode/model/licence-type.js';
import type { QUORUMS, TrustListBody } from '../../../chaincode/model/trust-list.js';
import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import type { X509Certificate } from '../../../pki/x509/certificate.js';
import { rootCertificate } from './check-domains.js';
import { listDigest } from './check-succession.js';

/** A domain's entry as it holds over some blocks. */
export interface DomainView {
  domain: string;
  version: number;
  name: { zh: string; en: string };
  fromBlock: number;
  /** The first block at which it no longer counts. */
  untilBlock?: number;
  roots: readonly X509Certificate[];
  /** 65 bytes each. */
  governanceKey: Uint8Array;
  witnessKey: Uint8Array;
  receiptKey: Uint8Array;
  gateways: readonly string[];
}

export interface TypeView {
  definition: LicenceTypeDefinition;
  /** The domain that owns the type. */
  domain: string;
  fromBlock: number;
  untilBlock?: number;
}

/** A checked trust list, to be asked by height. Immutable; one serves any number of verifications. */
export interface TrustMaterial {
  network: string;
  ledger: string;
  profile: 'production' | 'evaluation';
  sequence: number;
  /** SM3 of the canonical list: what the next list names as `previous`. */
  digest: string;
  issuedAt: string;
  nextUpdate: string;
  /** The last block that the list knows of. */
  blockNumber: number;
  list: TrustListBody;
  domainAt(domain: string, block: number): DomainView | undefined;
  /** Whether the domain stands in the list at all, ended or not. */
  knows(domain: string): boolean;
  membersAt(block: number): readonly string[];
  /** How many witnesses make a quorum over the members at that block. */
  quorumAt(block: number): number;
  /** The members by the list's newest view, and their quorum. */
  presentMembers: readonly string[];
  presentQuorum: number;
  typeAt(code: string, block: number): TypeView | undefined;
  /** All versions of an agreement, oldest first. */
  agreements(id: string): readonly AgreementTerms[];
  /** The block from which on the domain's witness counts for nothing. */
  convictedFrom(domain: string): number | undefined;
}

/** majority: ⌊n/2⌋+1. byzantine: ⌊(n+1)/2⌋+1, which for three asks all three. */
export function quorumSize(quorum: (typeof QUORUMS)[number], members: number): number {
  return Math.floor((quorum === 'majority' ? members : members + 1) / 2) + 1;
}

/** Indexes a list that `walkTrustLists` has checked. */
export function trustMaterial(list: TrustListBody, network: string): TrustMaterial {
  const domains = groupBy(list.domains.map(domainView), ({ domain }) => domain);
  const types = groupBy(
    list.types.map(
      ({ command: { command }, ...span }): TypeView => ({
        ...span,
        definition: command.body.definition,
        domain: command.domain,
      }),
    ),
    ({ definition }) => definition.typeCode,
  );
  const agreements = groupBy(
    list.agreements.map(({ halves: [{ command }] }) => command.body.terms),
    agreementId,
  );
  const convicted = new Map(list.convictions.map(({ domain, blockNumber }) => [domain, blockNumber]));
  const membersAt = remember((block: number) =>
    [...domains].filter(([, views]) => at(views, block) !== undefined).map(([domain]) => domain),
  );
  const present = [...domains].filter(([, views]) => views.at(-1)?.untilBlock === undefined).map(([domain]) => domain);
  return {
    network,
    ledger: list.ledger,
    profile: list.profile,
    sequence: list.sequence,
    digest: listDigest(list),
    issuedAt: list.issuedAt,
    nextUpdate: list.nextUpdate,
    blockNumber: list.blockNumber,
    list,
    domainAt: (domain, block) => at(domains.get(domain) ?? [], block),
    knows: (domain) => domains.has(domain),
    membersAt,
    quorumAt: (block) => {
      const former = (list.formerQuorums ?? []).find(({ untilBlock }) => block < untilBlock);
      return quorumSize(former?.quorum ?? list.quorum, membersAt(block).length);
    },
    presentMembers: present,
    presentQuorum: quorumSize(list.quorum, present.length),
    typeAt: (code, block) => at(types.get(code) ?? [], block),
    agreements: (id) => agreements.get(id) ?? [],
    convictedFrom: (domain) => convicted.get(domain),
  };
}

function domainView({ signed: { entry }, ...span }: TrustListBody['domains'][number]): DomainView {
  return {
    ...span,
    domain: entry.domain,
    version: entry.version,
    name: entry.name,
    roots: entry.roots.map((root) => rootCertificate(root, entry.domain)),
    governanceKey: decodeBase64url(entry.governanceKey, 65),
    witnessKey: decodeBase64url(entry.witnessKey, 65),
    receiptKey: decodeBase64url(entry.receiptKey, 65),
    gateways: entry.gateways,
  };
}

function at<T extends { fromBlock: number; untilBlock?: number }>(views: readonly T[], block: number): T | undefined {
  return views.find(
    ({ fromBlock, untilBlock }) => fromBlock <= block && (untilBlock === undefined || block < untilBlock),
  );
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** Remembers the answer for the block asked last: licences of one batch lie in one block. */
function remember<T>(of: (block: number) => T): (block: number) => T {
  let last: { block: number; answer: T } | undefined;
  return (block) => {
    if (last?.block !== block) last = { block, answer: of(block) };
    return last.answer;
  };
}
