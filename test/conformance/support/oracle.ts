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

/** Seen from dist/test/conformance/support: the engines' sources are not compiled. */
const ORACLE = new URL('../../../../test/conformance/oracle/lib/engines.mjs', import.meta.url);

/** Starts the engines' processes, built first where they are not; the first answer of each shows that it runs. */
export async function startEngines(names: readonly EngineName[]): Promise<Engine[]> {
  // The module is JavaScript; Oracle states the part of it that is used here.
  const { startEngine } = (await import(ORACLE.href)) as Oracle;
  const engines = names.map(startEngine);
  // The Java ones take a second.
  await Promise.all(engines.map((each) => each.call('engine')));
  return engines;
}

/** A field of an answer that holds bytes. */
export function bytesOf(answer: Answer, field: string): Uint8Array {
  const value = answer[field];
  if (typeof value !== 'string') throw new TypeError(`the answer has no bytes in ${field}`);
  return Uint8Array.from(Buffer.from(value, 'base64'));
}
