import { assertTools } from './tools.js';

/** The implementations of others, see oracle/README.md for what each can do. */
export type EngineName = 'bc' | 'gmsm' | 'ofdrw' | 'openssl';

export type Field = string | number | boolean | Uint8Array | readonly Field[] | { readonly [name: string]: Field };
export type Fields = Readonly<Record<string, Field>>;
/** Bytes come as base64 text, see `bytesOf`. */
export type Answer = Readonly<Record<string, unknown>>;

export interface Engine {
  readonly name: EngineName;
  /** Rejects with an Error whose `code` is `unsupported`, `bad request` or `failed`; a refusal is an answer, `valid: false`. */
  call(op: string, fields?: Fields): Promise<Answer>;
  stop(): Promise<void>;
}

interface Oracle {
  startEngine(name: EngineName): Engine;
}

const NAMES: readonly EngineName[] = ['bc', 'gmsm', 'ofdrw', 'openssl'];
/** Seen from dist/test/conformance/support: the engines' sources are not compiled. */
const ORACLE = new URL('../../../../test/conformance/oracle/lib/engines.mjs', import.meta.url);
/** A machine that has none of the packages yet builds for some minutes. */
const FIRST_BUILD_MS = 600_000;

const running = new Map<EngineName, Engine>();

// Of the root suite: all files of a run share the four processes.
before('the engines are built and started', async function () {
  this.timeout(FIRST_BUILD_MS);
  assertTools();
  // The module is JavaScript; Oracle states the part of it that is used here.
  const { startEngine } = (await import(ORACLE.href)) as Oracle;
  for (const name of NAMES) running.set(name, startEngine(name));
  // The first answer shows that the process runs; the Java ones take a second.
  await Promise.all([...running.values()].map((each) => each.call('engine')));
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

/** A field of an answer that holds bytes. */
export function bytesOf(answer: Answer, field: string): Uint8Array {
  const value = answer[field];
  if (typeof value !== 'string') throw new TypeError(`the answer has no bytes in ${field}`);
  return Uint8Array.from(Buffer.from(value, 'base64'));
}

/** Calls a maker and gives the bytes of one field of its answer. */
export async function make(name: EngineName, op: string, fields: Fields, field: string): Promise<Uint8Array> {
  return bytesOf(await ask(name, op, fields), field);
}
