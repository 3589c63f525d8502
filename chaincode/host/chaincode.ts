import shim, { type ChaincodeInterface, type ChaincodeResponse, type ChaincodeStub } from 'fabric-shim';
import { LedgerError } from '../errors.js';
import { createCallerReader } from './caller.js';
import { FUNCTIONS, type HostDeps } from './functions.js';

/**
 * The thin host around the rules: one function, one JSON argument, one answer. A refusal is the text `CODE:detail`; anything
 * unforeseen is `INTERNAL` with its name, and goes to the service's own log.
 */
export function createChaincode(deps: HostDeps & { onFailure: (cause: unknown) => void }): ChaincodeInterface {
  const callerOf = createCallerReader<ChaincodeStub>((stub) => new shim.ClientIdentity(stub));
  return {
    Init: async () => shim.success(),
    async Invoke(stub): Promise<ChaincodeResponse> {
      try {
        const { fcn, params } = stub.getFunctionAndParameters();
        const called = Object.hasOwn(FUNCTIONS, fcn) ? FUNCTIONS[fcn] : undefined;
        const [argument] = params;
        if (called === undefined || argument === undefined || params.length !== 1) {
          throw new LedgerError('TRANSACTION_MALFORMED', 'a function and one argument');
        }
        const answer = await called(deps, { stub, caller: callerOf(stub), argument });
        return shim.success(Buffer.from(JSON.stringify(answer)));
      } catch (cause) {
        if (cause instanceof LedgerError) return shim.error(cause.message);
        deps.onFailure(cause);
        return shim.error(`INTERNAL:${cause instanceof Error ? cause.name : 'Error'}`);
      }
    },
  };
}
