import protos from 'fabric-protos';

/** What a transaction of Fabric called, and what it wrote under one chaincode's name. */
export interface FabricTransaction {
  chaincode: string;
  functionName: string;
  args: readonly Uint8Array[];
  writes: readonly { key: string; value: Uint8Array; isDelete: boolean }[];
}

/** `data` of an endorsed transaction. Throws what protobuf throws, or TypeError, for anything else. */
export function readTransaction(data: Uint8Array, namespace: string): FabricTransaction {
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
  const response = protos.protos.ProposalResponsePayload.decode(
    payload.action?.proposal_response_payload ?? new Uint8Array(),
  );
  const { results, chaincode_id } = protos.protos.ChaincodeAction.decode(response.extension ?? new Uint8Array());
  return {
    // The endorsers' word: the name in the call is the client's, and Fabric does not hold the one against the other.
    chaincode: chaincode_id?.name ?? '',
    functionName: Buffer.from(functionName).toString(),
    args,
    writes: writesOf(results ?? new Uint8Array(), namespace),
  };
}

function writesOf(results: Uint8Array, namespace: string): FabricTransaction['writes'] {
  const { ns_rwset } = protos.rwset.TxReadWriteSet.decode(results);
  return (ns_rwset ?? [])
    .filter((set) => set.namespace === namespace)
    .flatMap(({ rwset }) => protos.kvrwset.KVRWSet.decode(rwset ?? new Uint8Array()).writes ?? [])
    .map(({ key, value, is_delete }) => ({
      key: key ?? '',
      value: value ?? new Uint8Array(),
      isDelete: is_delete ?? false,
    }));
}
