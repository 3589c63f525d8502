import { formatTime } from '../../pki/encoding/times.js';
import { LedgerError } from '../errors.js';
import { parseStoredEntry } from '../model/stored-entry.js';
import { applyTransaction } from '../transactions/index.js';
import { parseInput } from '../transactions/parse-input.js';
import { ensure } from '../transactions/refuse.js';
import type { Caller } from './caller.js';
import { createFabricState } from './fabric-state.js';
import { keyPolicyOf } from './key-policy.js';
import type { Members } from './members.js';
import { ownersOf } from './owners.js';
import { millisecondsOf, type Stub } from './stub.js';

/** What an endorser knows beside the state. */
export interface HostDeps {
  /** Identity of this channel's ledger; taken from block 0 by whoever starts the service. */
  ledger: string;
  members: Members;
  clock: { now(): number };
  /** Milliseconds by which a transaction's own time may differ from the clock. */
  timeWindow: number;
}

export interface Call {
  stub: Stub;
  caller: Caller;
  /** The one argument, JSON text. */
  argument: string;
}

/** Answers JSON. */
type ChaincodeFunction = (deps: HostDeps, call: Call) => Promise<unknown>;

/** All that this chaincode can be asked, by name. */
export const FUNCTIONS: Readonly<Record<string, ChaincodeFunction>> = { submit, read, history, protect };

/** Keys of one call; a page of entries must end well before a peer's patience does. */
const MAX_KEYS = 1_000;
const MAX_VERSIONS = 1_000;

/**
 * A signed command, by the rules. `written: 0` where it is on the ledger already. Fabric's identity is a second fence: the client
 * must be a gateway of the domain that the command speaks for.
 */
async function submit({ ledger, members, clock, timeWindow }: HostDeps, { stub, caller, argument }: Call) {
  const { transaction } = parseInput(argument);
  ensure(caller.role === 'gateway', 'CLIENT_ROLE', caller.role ?? '');
  ensure(members.get(transaction.command.domain) === caller.msp, 'CLIENT_NOT_OF_DOMAIN', caller.msp);
  const at = millisecondsOf(stub.getTxTimestamp());
  ensure(Math.abs(clock.now() - at) <= timeWindow, 'TRANSACTION_TIME', String(at));
  const state = createFabricState(stub, { ledger, members, transactionTime: formatTime(at) });
  const applied = await applyTransaction(state, transaction);
  return { ...applied, written: await state.flush() };
}

/** The entries that stand under keys, as stored; absent ones are left out. */
async function read(_deps: HostDeps, { stub, argument }: Call) {
  const entries: Record<string, string> = {};
  for (const key of readKeys(argument)) {
    const bytes = await stub.getState(key);
    if (bytes.length > 0) entries[key] = Buffer.from(bytes).toString();
  }
  return entries;
}

/**
 * What was written under one key, oldest first: the newest 1,000 versions, as a long call holds up the peer's commits. Only
 * heartbeats have more.
 */
async function history(_deps: HostDeps, { stub, argument }: Call) {
  const [key = ''] = readKeys(argument);
  const items: { transactionId: string; at: string; entry: string }[] = [];
  for await (const { txId, timestamp, value } of stub.getHistoryForKey(key)) {
    items.push({
      transactionId: txId,
      at: formatTime(millisecondsOf(timestamp)),
      entry: Buffer.from(value).toString(),
    });
    // Fabric tells the newest first.
    if (items.length === MAX_VERSIONS) break;
  }
  return items.reverse();
}

/**
 * Gives entries the policy that their owners have among the present members, after a member has come or gone. The entries
 * themselves stay as they are, and each change is endorsed by the policy that it takes away. Entries of a domain that is no
 * member any more are left as they are. Each entry is read here: by that read those who check the blocks find its value again.
 */
async function protect({ members }: HostDeps, { stub, caller, argument }: Call) {
  ensure(caller.role === 'gateway', 'CLIENT_ROLE', caller.role ?? '');
  let written = 0;
  for (const key of readKeys(argument)) {
    const bytes = await stub.getState(key);
    if (bytes.length === 0) continue;
    const { record } = parseStoredEntry(Buffer.from(bytes).toString());
    if (!ownersOf(record).every((domain) => members.has(domain))) continue;
    const policy = keyPolicyOf(record, members);
    if (policy === undefined) continue;
    await stub.setStateValidationParameter(key, policy);
    written += 1;
  }
  return { written };
}

/** `{"keys": […]}`, printable ASCII each. */
function readKeys(argument: string): readonly string[] {
  const keys = keysOf(argument);
  const isKeys = Array.isArray(keys) && keys.length <= MAX_KEYS && keys.every(isKey);
  if (!isKeys) throw new LedgerError('TRANSACTION_MALFORMED', 'keys');
  return keys;
}

function keysOf(argument: string): unknown {
  try {
    const value: unknown = JSON.parse(argument);
    return typeof value === 'object' && value !== null && 'keys' in value ? value.keys : undefined;
  } catch {
    return undefined;
  }
}

function isKey(value: unknown): value is string {
  return typeof value === 'string' && /^[!-~]{1,256}$/.test(value);
}
