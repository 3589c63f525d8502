import protos from 'fabric-protos';

/** A place in the chain: a block, and an envelope in it. */
export interface EnvelopePlace {
  blockNumber: number;
  envelope: number;
}

/** What a transaction of Fabric called, and what it read and wrote under one chaincode's name. */
export interface FabricTransaction {
  chaincode: string;
  functionName: string;
  args: readonly Uint8Array[];
  /**
   * By key, where what was read was written, or had its policy set; undefined for a key without a value. Fabric takes no
   * transaction whose reads are past.
   */
  reads: ReadonlyMap<string, EnvelopePlace | undefined>;
  writes: readonly { key: string; value: Uint8Array; isDelete: boolean }[];
  /** Keys whose policy it set. For Fabric that is a new version of the entry, though the value stays. */
  policies: readonly string[];
}

/** What the client of an endorsed transaction has called, and what the endorsers have answered, still encoded. */
export interface FabricCall {
  functionName: string;
  args: readonly Uint8Array[];
  answer: Uint8Array;
}

/** `data` of an endorsed transaction. Throws what protobuf throws, or TypeError, for anything else. */
export function readCall(data: Uint8Array): FabricCall {
  const { actions } = protos.protos.Transaction.decode(data);
  const [action] = actions;
  // Fabric's own validation takes exactly one.
  if (action === undefined || actions.length !== 1) throw new TypeError('a transaction has one action');
  const payload = protos.protos.ChaincodeActionPayload.decode(action.payload ?? new Uint8Array());
  const proposal = protos.protos.ChaincodeProposalPayload.decode(
    payload.chaincode_proposal_payload ?? new Uint8Array(),
  );
  const spec = protos.protos.ChaincodeInvocationSpec.decode(proposal.input ?? new Uint8Array()).chaincode_spec;
  const [functionName = new Uint8Array(), ...args] = spec?.input?.args ?? [];
  const answer = payload.action?.proposal_response_payload ?? new Uint8Array();
  return { functionName: Buffer.from(functionName).toString(), args, answer };
}

/** The same, with what the transaction has read and written. */
export function readTransaction(data: Uint8Array, namespace: string): FabricTransaction {
  const { functionName, args, answer } = readCall(data);
  const response = protos.protos.ProposalResponsePayload.decode(answer);
  const { results, chaincode_id } = protos.protos.ChaincodeAction.decode(response.extension ?? new Uint8Array());
  return {
    // The endorsers' word: the name in the call is the client's, and Fabric does not hold the one against the other.
    chaincode: chaincode_id?.name ?? '',
    functionName,
    args,
    ...readAndWritten(results ?? new Uint8Array(), namespace),
  };
}

function readAndWritten(
  results: Uint8Array,
  namespace: string,
): Pick<FabricTransaction, 'reads' | 'writes' | 'policies'> {
  const { ns_rwset } = protos.rwset.TxReadWriteSet.decode(results);
  const sets = (ns_rwset ?? [])
    .filter((set) => set.namespace === namespace)
    .map(({ rwset }) => protos.kvrwset.KVRWSet.decode(rwset ?? new Uint8Array()));
  const reads = sets.flatMap((set) => set.reads ?? []);
  const writes = sets.flatMap((set) => set.writes ?? []);
  return {
    reads: new Map(reads.map(({ key, version }) => [key ?? '', version ? placeOf(version) : undefined])),
    writes: writes.map(({ key, value, is_delete }) => ({
      key: key ?? '',
      value: value ?? new Uint8Array(),
      isDelete: is_delete ?? false,
    })),
    policies: sets.flatMap((set) => set.metadata_writes ?? []).map(({ key }) => key ?? ''),
  };
}

function placeOf({ block_num, tx_num }: protos.kvrwset.IVersion): EnvelopePlace {
  return { blockNumber: Number(String(block_num ?? 0)), envelope: Number(String(tx_num ?? 0)) };
}
