import { stopwatch } from '../form/formation.js';
import { takeDefinition } from '../form/take-definition.js';
import { type OnRunningOptions, onRunning } from './on-running.js';

/** Gives a running network the next version of the chaincode: the code as it stands now. Answers the new sequence. */
export async function upgrade(options: OnRunningOptions): Promise<number> {
  return onRunning(options, async (formation, ledger) => {
    const { network: before, tell } = formation;
    const { name, version, sequence } = before.chaincode;
    const chaincode = { name, version: String(Number(version) + 1), sequence: sequence + 1 };
    const done = stopwatch(tell);
    await takeDefinition({ ...formation, network: { ...before, chaincode } }, before, ledger);
    done(`chaincode ${name} ${chaincode.version}, sequence ${chaincode.sequence}`);
    return chaincode.sequence;
  });
}
