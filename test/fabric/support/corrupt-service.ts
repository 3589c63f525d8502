import shim, { type ChaincodeInterface, type ChaincodeStub } from 'fabric-shim';
import { createChaincode } from '../../../chaincode/host/chaincode.js';
import { readHostConfig } from '../../../chaincode/host/config.js';
import type { Orders } from './orders.js';

/**
 * A province's chaincode service that endorses whatever its own client tells it to write, and otherwise behaves: a process in the
 * place of chaincode/host/main.ts, with the same environment.
 */
const { chaincodeId, address, tls, ledger, members } = readHostConfig(process.env);
const honest = createChaincode({
  ledger,
  members,
  clock: { now: () => Date.now() },
  timeWindow: 5 * 60_000,
  onFailure: () => undefined,
});

/** A package's id is `name_version:hash`. */
const ownName = chaincodeId.slice(0, chaincodeId.indexOf('_'));

async function obey(stub: ChaincodeStub, { through, read = [], write = [], protect = [], remove = [] }: Orders) {
  if (through !== undefined && through.chaincode !== ownName) {
    return stub.invokeChaincode(through.chaincode, stub.getArgs(), through.channel);
  }
  for (const key of read) await stub.getState(key);
  for (const { key, value } of write) await stub.putState(key, Buffer.from(value));
  for (const { key, policy } of protect) await stub.setStateValidationParameter(key, Buffer.from(policy, 'base64'));
  for (const key of remove) await stub.deleteState(key);
  return shim.success(Buffer.from(JSON.stringify({ written: write.length })));
}

const corrupt: ChaincodeInterface = {
  Init: honest.Init,
  async Invoke(stub) {
    const told = stub.getTransient().get('orders');
    if (told === undefined) return honest.Invoke(stub);
    const orders: Orders = JSON.parse(Buffer.from(told).toString());
    return obey(stub, orders);
  },
};

await shim.Shim.server(corrupt, { ccid: chaincodeId, address, tlsProps: tls }).start();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0));
