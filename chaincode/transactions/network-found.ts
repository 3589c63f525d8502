import type { CommandOf } from '../model/command.js';
import { foundingList, networkOf } from '../model/founding-list.js';
import { ledgerKeys } from '../model/keys.js';
import { REASONS } from '../model/reasons.js';
import type { TransactionInput } from '../model/transaction.js';
import { ensureInForce, ensureLifetime } from './checks/lifetime.js';
import { ensureReason } from './checks/reason.js';
import { isSignedBy } from './checks/signature.js';
import { governanceKeyName } from './checks/signer.js';
import { ensureTarget } from './checks/target.js';
import { timeOf } from './checks/times.js';
import { ensureTrustEntry, ensureUnshared } from './checks/trust-entry.js';
import { ensureVersion } from './checks/version.js';
import { domainRecord } from './domain-record.js';
import type { LedgerView } from './ledger-view.js';
import { ensure, present } from './refuse.js';

type Founding = CommandOf<'network-found'>;

/**
 * Founds the network: once, by a command that every founder signed, with list 0 as its body. Nothing stands on the ledger yet,
 * so that the founders' keys come from the body, and the network, the body's own digest, is what a stranger pins.
 */
export async function foundNetwork(
  view: LedgerView,
  command: Founding,
  input: TransactionInput,
  digest: string,
): Promise<void> {
  const { body } = command;
  ensure(command.ledger === view.ledger, 'WRONG_LEDGER', command.ledger);
  ensure(command.network === networkOf(foundingList(body, view.ledger)), 'WRONG_NETWORK', command.network);
  ensureLifetime(command);
  ensureTarget(command);
  ensureReason(command.reason, REASONS[command.kind]);
  ensureSigned(command, input);

  const founded = await view.read('network', ledgerKeys.network);
  if (founded?.by === digest) return;
  ensure(founded === undefined, 'NETWORK_FOUNDED');
  const now = timeOf(view.transactionTime, 'transaction time');
  ensureInForce(command, now);
  ensureVersion(command.expectedVersion, undefined);
  ensureList(body);
  ensureEntries(command, now);

  await view.put(ledgerKeys.network, {
    kind: 'network',
    version: 1,
    digest: command.network,
    state: 'active',
    by: digest,
    network: command.network,
    ledger: command.ledger,
    founding: body.founding,
    profile: body.profile,
    quorum: body.quorum,
    domains: body.domains.map(({ entry }) => entry.domain).sort(),
  });
  for (const signed of body.domains) {
    await view.put(ledgerKeys.domain(signed.entry.domain), domainRecord(signed, digest));
  }
}

/** `signature` is that of the command's domain, `founders` holds one of each other founder. */
function ensureSigned(command: Founding, input: TransactionInput): void {
  const signatures = new Map([[command.domain, input.signature]]);
  for (const { domain, signature } of input.founders ?? []) {
    ensure(!signatures.has(domain), 'TRANSACTION_MALFORMED', `founder ${domain} twice`);
    signatures.set(domain, signature);
  }
  const entries = new Map(command.body.domains.map(({ entry }) => [entry.domain, entry]));
  for (const domain of signatures.keys()) ensure(entries.has(domain), 'NOT_A_MEMBER', domain);
  for (const [domain, { governanceKey }] of entries) {
    const signature = present(signatures.get(domain), 'FOUNDER_SIGNATURE_MISSING', domain);
    const named = domain !== command.domain || governanceKeyName(governanceKey) === command.signer;
    ensure(named, 'SIGNER_UNKNOWN', command.signer);
    ensure(isSignedBy(governanceKey, 'network-founding', command, signature), 'COMMAND_SIGNATURE_INVALID', domain);
  }
}

function ensureList(body: Founding['body']): void {
  const ordered = timeOf(body.issuedAt, 'issuedAt') < timeOf(body.nextUpdate, 'nextUpdate');
  ensure(ordered, 'TRANSACTION_MALFORMED', 'nextUpdate');
  const codes = body.domains.map(({ entry }) => entry.domain);
  ensure(new Set(codes).size === codes.length, 'TRUST_ENTRY_INVALID', 'a domain twice');
}

function ensureEntries(command: Founding, now: number): void {
  const { founding, profile, domains } = command.body;
  const records = domains.map((signed) => domainRecord(signed, ''));
  for (const signed of domains) {
    ensureTrustEntry(signed, { network: { founding, profile, ledger: command.ledger }, now });
  }
  for (const { entry } of domains) ensureUnshared(entry, records);
}
