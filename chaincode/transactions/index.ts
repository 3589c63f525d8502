import type { Command, CommandKind } from '../model/command.js';
import { ledgerKeys } from '../model/keys.js';
import { REASONS } from '../model/reasons.js';
import { type CommandPurpose, PURPOSE_OF_KIND, type TransactionInput } from '../model/transaction.js';
import type { LedgerState } from '../state.js';
import { ensureInForce, ensureLifetime } from './checks/lifetime.js';
import { ensureReason } from './checks/reason.js';
import { isSignedBy } from './checks/signature.js';
import { findSigner } from './checks/signer.js';
import { ensureTarget } from './checks/target.js';
import { timeOf } from './checks/times.js';
import { ensureVersion } from './checks/version.js';
import { createLedgerView, type LedgerView } from './ledger-view.js';
import { ensureBatch, readLicences } from './licence-batch.js';
import { foundNetwork } from './network-found.js';
import { parseInput } from './parse-input.js';
import { ensure, present } from './refuse.js';
import { type MemberCommandKind, RULES } from './rules.js';
import type { Transaction } from './transaction.js';

export { commandDigest } from '../model/command-digest.js';

/** What a block says of a valid transaction, beside its id. */
export interface AppliedTransaction {
  readonly kind: CommandKind;
  readonly purpose: CommandPurpose;
  /** SM3 of the command's signed bytes. */
  readonly digest: string;
}

/**
 * The rules of the ledger: one signed command, as canonical JSON text or as the value of one, held against the state and applied.
 * Deterministic: no clock, no randomness, no memory of earlier transactions. A command that wrote the ledger already is a
 * success that writes nothing, also after its expiry. Throws LedgerError, after which the host must drop what was written; an
 * error of the state itself passes through.
 */
export async function applyTransaction(state: LedgerState, input: unknown): Promise<AppliedTransaction> {
  const { transaction, digest } = parseInput(input);
  const { command } = transaction;
  const view = createLedgerView(state);
  if (command.kind === 'network-found') await foundNetwork(view, command, transaction, digest);
  else await applyMemberCommand(view, command, transaction, digest);
  return { kind: command.kind, purpose: PURPOSE_OF_KIND[command.kind], digest };
}

type MemberCommand = Extract<Command, { kind: MemberCommandKind }>;

async function applyMemberCommand(
  view: LedgerView,
  command: MemberCommand,
  input: TransactionInput,
  digest: string,
): Promise<void> {
  const network = present(await view.read('network', ledgerKeys.network), 'NETWORK_NOT_FOUNDED');
  ensure(command.network === network.network, 'WRONG_NETWORK', command.network);
  ensure(command.ledger === network.ledger && command.ledger === view.ledger, 'WRONG_LEDGER', command.ledger);
  ensureLifetime(command);
  ensureTarget(command);
  ensureReason(command.reason, REASONS[command.kind]);

  const domain = present(await view.read('domain', ledgerKeys.domain(command.domain)), 'NOT_A_MEMBER', command.domain);
  const signer = await findSigner(view, command, domain);
  const purpose = PURPOSE_OF_KIND[command.kind];
  ensure(isSignedBy(signer.publicKey, purpose, command, input.signature), 'COMMAND_SIGNATURE_INVALID');
  if (command.kind === 'licence-batch') ensureBatch(command, input.leaves ?? []);
  if (await isDone(view, command, input, digest)) return;

  const now = timeOf(view.transactionTime, 'transaction time');
  ensureInForce(command, now);
  ensure(domain.state === 'active', 'NOT_A_MEMBER', command.domain);
  await signer.ensureCurrent(now);
  ensureVersion(command.expectedVersion, await targetOf(view, command));
  await applyRule(command.kind, { command, input, digest, view, now, network, domain });
}

/** The command is what wrote its target last; a batch, all of its licences. */
async function isDone(
  view: LedgerView,
  command: MemberCommand,
  input: TransactionInput,
  digest: string,
): Promise<boolean> {
  if (command.kind !== 'licence-batch') return (await targetOf(view, command))?.by === digest;
  const licences = await readLicences(view, input.leaves ?? []);
  return licences.every((licence) => licence?.by === digest);
}

/** Nothing stands under the target of a batch: the versions that it expects are in its leaves. */
async function targetOf(view: LedgerView, command: MemberCommand) {
  return command.kind === 'licence-batch' ? undefined : view.head(command.target);
}

function applyRule<K extends MemberCommandKind>(kind: K, transaction: Transaction<K>): Promise<void> {
  return RULES[kind](transaction);
}
