import { createHash, generateKeyPairSync } from 'node:crypto';
import protos from 'fabric-protos';
import { storedEntryText } from '../../../../../chaincode/model/stored-entry.js';
import type { TransactionInput } from '../../../../../chaincode/model/transaction.js';
import { headerDer } from '../../../../../gateway/ledger/fabric/block/block-hash.js';
import { createEnvelope } from '../../../../../gateway/ledger/fabric/client/envelope.js';
import { createFabricIdentity } from '../../../../../gateway/ledger/fabric/client/identity.js';
import { createProposal } from '../../../../../gateway/ledger/fabric/client/proposal.js';
import { canonicalJson } from '../../../../../pki/encoding/canonical-json.js';
import type { TestNetwork } from '../../../../support/ledger-network.js';

export const CHAINCODE = 'yinxin';
export const CHANNEL = 'trust';
export const AT = Date.parse('2026-11-21T00:00:00.000Z');

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const FABRIC_KEY = publicKey;
export const identity = createFabricIdentity({
  mspId: 'GuangdongMSP',
  certificatePem: 'synthetic certificate',
  keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
});

export interface Write {
  key: string;
  value: Uint8Array | string;
  isDelete?: boolean;
}

export interface CallOptions {
  functionName?: string;
  args?: (string | Uint8Array)[];
  writes?: Write[];
  /** What the writes depend on the transaction's id for. */
  writesOf?: (transactionId: string) => Write[];
  /** What it read, and where that stood: block and envelope; null for a key without a value. */
  reads?: Record<string, readonly [block: number, envelope: number] | null>;
  /** Keys whose policy it sets. */
  policies?: string[];
  nonce?: Uint8Array;
  at?: number;
  /** Name of the chaincode that the client's call says, and of the one that the endorsers say. */
  called?: string;
  endorsed?: string;
}

let nonces = 0;
export function nextNonce(): Uint8Array {
  nonces += 1;
  return createHash('sha256').update(`nonce ${nonces}`).digest().subarray(0, 24);
}

export function sha256Of(...parts: Uint8Array[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest();
}

/** An endorsed call, as an orderer takes it. */
export function endorsedCall(options: CallOptions = {}): { transactionId: string; envelope: Uint8Array } {
  const { functionName = 'submit', args = [], nonce = nextNonce(), at = AT } = options;
  const { called = CHAINCODE, endorsed = CHAINCODE } = options;
  const proposal = createProposal(identity, { channel: CHANNEL, chaincode: called, functionName, args, nonce, at });
  const writes = options.writesOf?.(proposal.transactionId) ?? options.writes ?? [];
  const rwset = protos.kvrwset.KVRWSet.encode({
    reads: Object.entries(options.reads ?? {}).map(([key, place]) => ({
      key,
      ...(place !== null && { version: { block_num: place[0], tx_num: place[1] } }),
    })),
    metadata_writes: (options.policies ?? []).map((key) => ({
      key,
      entries: [{ name: 'VALIDATION_PARAMETER', value: Buffer.from('policy') }],
    })),
    writes: writes.map(({ key, value, isDelete = false }) => ({
      key,
      value: Buffer.from(value),
      ...(isDelete && { is_delete: true }),
    })),
  }).finish();
  const results = protos.rwset.TxReadWriteSet.encode({ ns_rwset: [{ namespace: CHAINCODE, rwset }] }).finish();
  const extension = protos.protos.ChaincodeAction.encode({
    results,
    response: { status: 200 },
    chaincode_id: { name: endorsed },
  }).finish();
  const payload = protos.protos.ProposalResponsePayload.encode({
    proposal_hash: sha256Of(proposal.bytes),
    extension,
  }).finish();
  const endorsement = { endorser: Buffer.from('peer'), signature: Buffer.from('signature') };
  const envelope = createEnvelope(identity, proposal, [{ mspId: 'GuangdongMSP', payload, endorsement }]);
  return { transactionId: proposal.transactionId, envelope };
}

/** A command that the network has taken, as the transaction of Fabric that would have written it. */
export async function committedCall(
  net: TestNetwork,
  input: TransactionInput,
  options: CallOptions = {},
): Promise<{ transactionId: string; envelope: Uint8Array; keys: readonly string[] }> {
  const { writes: keys } = await net.submit(input);
  const records = keys.flatMap((key) => {
    const record = net.memory.record(key);
    return record === undefined ? [] : [{ key, record }];
  });
  const writesOf = (transactionId: string) =>
    records.map(({ key, record }) => ({ key, value: storedEntryText({ record, transactionId }) }));
  return { ...endorsedCall({ args: [canonicalJson(input)], writesOf, ...options }), keys };
}

/** An envelope of any type with any id. */
export function strangeEnvelope(type: number, transactionId: string, data: Uint8Array = new Uint8Array()): Uint8Array {
  const payload = protos.common.Payload.encode({
    header: {
      channel_header: protos.common.ChannelHeader.encode({ type, channel_id: CHANNEL, tx_id: transactionId }).finish(),
      signature_header: protos.common.SignatureHeader.encode({ creator: Buffer.from('x') }).finish(),
    },
    data,
  }).finish();
  return protos.common.Envelope.encode({ payload, signature: Buffer.from('signature') }).finish();
}

export interface BlockOptions {
  number: number;
  previousHash?: Uint8Array;
  envelopes: Uint8Array[];
  flags?: number[];
  dataHash?: Uint8Array;
}

/** The bytes of a block, and SHA-256 of its header. */
export function rawBlock(options: BlockOptions): { bytes: Uint8Array; hash: Buffer } {
  const { number, envelopes, flags = envelopes.map(() => 0) } = options;
  const previousHash = options.previousHash ?? (number === 0 ? new Uint8Array() : sha256Of(Buffer.from('before')));
  const dataHash = options.dataHash ?? sha256Of(...envelopes);
  const bytes = protos.common.Block.encode({
    header: { number, previous_hash: previousHash, data_hash: dataHash },
    data: { data: envelopes },
    metadata: { metadata: [new Uint8Array(), new Uint8Array(), Uint8Array.from(flags)] },
  }).finish();
  return { bytes, hash: sha256Of(headerDer({ number, previousHash, dataHash })) };
}
