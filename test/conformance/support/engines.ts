import { type Answer, bytesOf, type Engine, type EngineName, type Fields, startEngines } from './oracle.js';
import { assertTools } from './tools.js';

export { type Answer, bytesOf, type Engine, type EngineName, type Field, type Fields } from './oracle.js';

const NAMES: readonly EngineName[] = ['bc', 'gmsm', 'ofdrw', 'openssl'];
/** A machine that has none of the packages yet builds for some minutes. */
const FIRST_BUILD_MS = 600_000;

const running = new Map<EngineName, Engine>();

// Of the root suite: all files of a run share the four processes.
before('the engines are built and started', async function () {
  this.timeout(FIRST_BUILD_MS);
  assertTools();
  for (const each of await startEngines(NAMES)) running.set(each.name, each);
});

after('the engines are stopped', async () => {
  await Promise.all([...running.values()].map((each) => each.stop()));
});

/** A running engine; only inside tests and hooks. */
export function engine(name: EngineName): Engine {
  const found = running.get(name);
  if (found === undefined) throw new Error(`the engine ${name} does not run`);
  return found;
}

/** Calls one engine: for its makers. */
export function ask(name: EngineName, op: string, fields: Fields = {}): Promise<Answer> {
  return engine(name).call(op, fields);
}

/** Calls a maker and gives the bytes of one field of its answer. */
export async function make(name: EngineName, op: string, fields: Fields, field: string): Promise<Uint8Array> {
  return bytesOf(await ask(name, op, fields), field);
}
