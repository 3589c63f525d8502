import protos from 'fabric-protos';
import { commandDigest } from '../../../../chaincode/model/command-digest.js';
import { parseStoredEntry } from '../../../../chaincode/model/stored-entry.js';
import { PURPOSE_OF_KIND, type TransactionInput, transactionInput } from '../../../../chaincode/model/transaction.js';
import { parseCanonicalJson } from '../../../../pki/encoding/canonical-json.js';
import { formatTime } from '../../../../pki/encoding/times.js';
import type { VerifiedBlock } from '../../../domain/ports/ledger.js';
import { blockRootOf } from '../../block-root.js';
import { sha256 } from '../client/identity.js';
import { fabricBlockHash, headerDer } from './block-hash.js';
import type { FabricBlock } from './decode-block.js';
import { corruptBlock, type FabricBlockProblem, problemOf } from './problem.js';
import { type FabricEnvelope, readEnvelope, readLooseEnvelope } from './read-envelope.js';
import { type EnvelopePlace, type FabricTransaction, readTransaction } from './read-transaction.js';

/** A transaction of ours with what it rests on. */
export type CheckedTransaction = VerifiedBlock['transactions'][number] & {
  /** Its place among all envelopes of the block, by which Fabric names it. */
  envelope: number;
  reads: FabricTransaction['reads'];
};

/** A change of policies: the entries themselves stay as they are, and whoever reads them later names this place. */
export interface PolicyChange {
  /** Its place among all envelopes of the block. */
  envelope: number;
  /** By key, where the value was written, or had its policy changed, before. */
  before: ReadonlyMap<string, EnvelopePlace>;
}

/** A block whose hashes and form hold. Its link, and whether the rules allow it, are not checked yet. */
export interface CheckedBlock extends VerifiedBlock {
  transactions: CheckedTransaction[];
  policyChanges: PolicyChange[];
  /** SHA-256 of the header before, as this block names it; empty in block 0. */
  previousFabricHash: Uint8Array;
  /** SHA-256 of this header, which the next block names. */
  fabricHash: Uint8Array;
  /** Every envelope with an id, valid or not, as Fabric's validation left it. */
  outcomes: { transactionId: string; code: number; index?: number }[];
  /** Contents of configuration envelopes. */
  configurations: Uint8Array[];
  /** Number of the newest block with a configuration, as the orderers say. */
  lastConfiguration: number;
}

/** A transaction that does not hold, and the keys that it wrote all the same. */
export interface Flaw {
  problem: FabricBlockProblem;
  transactionId: string;
  keys: string[];
}

const VALID = protos.protos.TxValidationCode.VALID;
const { ENDORSER_TRANSACTION, CONFIG } = protos.common.HeaderType;
const MAX_INPUT_BYTES = 16 * 1024 * 1024;

/**
 * Recomputes what a block says of itself. The transactions of the result are the valid calls of `submit` of our chaincode, in
 * order; nothing else may have written under its name, and no policy may have been set of an entry that was not read. Throws
 * LEDGER_CORRUPT where anything does not hold; where `flaws` are asked for, transactions that do not hold are told there instead,
 * and left out.
 */
export function checkBlock(
  block: FabricBlock,
  expected: { number: number; chaincode: string; flaws?: Flaw[] },
): CheckedBlock {
  const { header, envelopes, flags } = block;
  const { number } = expected;
  if (header.number !== number) throw corruptBlock(number, 'BLOCK_NUMBER');
  if (Buffer.compare(sha256(...envelopes), header.dataHash) !== 0) throw corruptBlock(number, 'BLOCK_DATA');
  // Block 0 is made, not validated: some versions leave its flags away.
  if (flags.length !== envelopes.length && number !== 0) throw corruptBlock(number, 'BLOCK_FLAGS');
  const outcomes: CheckedBlock['outcomes'] = [];
  const configurations: Uint8Array[] = [];
  const transactions: CheckedTransaction[] = [];
  const policyChanges: PolicyChange[] = [];
  envelopes.forEach((bytes, position) => {
    const code = flags[position] ?? VALID;
    const envelope = code === VALID ? formed(number, 'ENVELOPE_FORM', () => readLooseEnvelope(bytes)) : tryRead(bytes);
    if (envelope === undefined) return;
    const { type, transactionId } = envelope;
    const isEndorsed = code === VALID && type === ENDORSER_TRANSACTION;
    const checked = isEndorsed ? checkTransaction(number, { ...envelope, position }, expected) : undefined;
    const { transaction, before } = checked ?? {};
    const isConfiguration = code === VALID && type === CONFIG;
    // What a witness signs for has one content. Others may write as they like: a reader that stops at them is theirs to stop.
    if (transaction !== undefined || isConfiguration) formed(number, 'ENVELOPE_FORM', () => readEnvelope(bytes));
    if (isConfiguration) configurations.push(envelope.data);
    if (transactionId !== '') {
      outcomes.push({ transactionId, code, ...(transaction === undefined ? {} : { index: transactions.length }) });
    }
    if (transaction !== undefined) transactions.push(transaction);
    if (before !== undefined && before.size > 0) policyChanges.push({ envelope: position, before });
  });
  return {
    blockNumber: number,
    blockHash: fabricBlockHash(header),
    blockRoot: blockRootOf(transactions),
    blockSize: transactions.length,
    transactions,
    policyChanges,
    previousFabricHash: header.previousHash,
    fabricHash: sha256(headerDer(header)),
    outcomes,
    configurations,
    lastConfiguration: block.lastConfiguration,
  };
}

/** `transaction` is undefined where it is no command of ours and wrote nothing of ours; all of it where it is told among the flaws. */
function checkTransaction(
  number: number,
  envelope: FabricEnvelope & { position: number },
  { chaincode, flaws }: { chaincode: string; flaws?: Flaw[] },
): { transaction: CheckedTransaction | undefined; before: PolicyChange['before'] } | undefined {
  let called: FabricTransaction | undefined;
  try {
    called = formed(number, 'TRANSACTION_FORM', () => readTransaction(envelope.data, chaincode));
    return { transaction: checkCall(number, envelope, called, chaincode), before: checkPolicies(number, called) };
  } catch (error) {
    if (flaws === undefined) throw error;
    const keys = called?.writes.map(({ key }) => key) ?? [];
    flaws.push({ problem: problemOf(error), transactionId: envelope.transactionId, keys });
    return undefined;
  }
}

function checkCall(
  number: number,
  { transactionId, madeId, isSigned, at, position }: FabricEnvelope & { position: number },
  called: FabricTransaction,
  chaincode: string,
): CheckedTransaction | undefined {
  if (called.chaincode !== chaincode || called.functionName !== 'submit') {
    if (called.writes.length > 0) throw corruptBlock(number, 'WRITE_STRAY');
    return undefined;
  }
  if (transactionId !== madeId || !isSigned) throw corruptBlock(number, 'TRANSACTION_FORM');
  const time = formed(number, 'TRANSACTION_FORM', () => formatTime(at));
  const input = formed(number, 'TRANSACTION_INPUT', () => readInput(called.args));
  const digest = commandDigest(input.command);
  const writes = called.writes.map(({ key, value, isDelete }) => {
    const entry = formed(number, 'WRITE_FORM', () => parseStoredEntry(Buffer.from(value).toString()));
    // Every entry names the transaction and the command that wrote it.
    const isNamed = entry.transactionId === transactionId && entry.record.by === digest;
    if (isDelete || !isNamed) throw corruptBlock(number, 'WRITE_STRAY');
    return { key, record: entry.record };
  });
  const purpose = PURPOSE_OF_KIND[input.command.kind];
  return { transactionId, purpose, digest, input, at: time, writes, envelope: position, reads: called.reads };
}

/** Where the entries stood whose policies alone were changed. Fabric passes over a policy of a key without a value. */
function checkPolicies(number: number, { policies, reads, writes }: FabricTransaction): PolicyChange['before'] {
  const before = new Map<string, EnvelopePlace>();
  const written = new Set(writes.map(({ key }) => key));
  for (const key of policies) {
    if (written.has(key)) continue;
    // Whoever reads the entry after this would have no way back to its value.
    if (!reads.has(key)) throw corruptBlock(number, 'WRITE_STRAY');
    const place = reads.get(key);
    if (place !== undefined) before.set(key, place);
  }
  return before;
}

function readInput(args: readonly Uint8Array[]): TransactionInput {
  const [text = new Uint8Array(), ...surplus] = args;
  if (surplus.length > 0) throw new TypeError('a call has one argument');
  return transactionInput.parse(parseCanonicalJson(Buffer.from(text).toString(), { maxBytes: MAX_INPUT_BYTES }));
}

/** An invalid envelope may be anything at all. */
function tryRead(bytes: Uint8Array): FabricEnvelope | undefined {
  try {
    return readLooseEnvelope(bytes);
  } catch {
    return undefined;
  }
}

function formed<T>(block: number, problem: Parameters<typeof corruptBlock>[1], read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw corruptBlock(block, problem, cause);
  }
}
