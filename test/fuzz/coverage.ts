import { Session } from 'node:inspector/promises';

/**
 * Blocks of code that ran for the first time, as V8 counts them. Start it before the code that it watches is imported:
 * what is compiled earlier has no counters of its blocks.
 */
export class Coverage {
  readonly #session = new Session();
  readonly #seen = new Set<string>();
  readonly #watched: (url: string) => boolean;

  private constructor(watched: (url: string) => boolean) {
    this.#watched = watched;
  }

  static async start(watched: (url: string) => boolean): Promise<Coverage> {
    const coverage = new Coverage(watched);
    coverage.#session.connect();
    await coverage.#session.post('Profiler.enable');
    await coverage.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    return coverage;
  }

  /** Begins anew: another reader has other blocks to reach. */
  forget(): void {
    this.#seen.clear();
  }

  get blocks(): number {
    return this.#seen.size;
  }

  /** The blocks that ran since the last call, as keys; V8 sets its counters to nought. */
  async ran(): Promise<string[]> {
    const { result } = await this.#session.post('Profiler.takePreciseCoverage');
    const keys: string[] = [];
    for (const script of result) {
      if (!this.#watched(script.url)) continue;
      for (const { ranges } of script.functions) {
        for (const { startOffset, endOffset, count } of ranges) {
          if (count > 0) keys.push(`${script.scriptId}:${startOffset}-${endOffset}`);
        }
      }
    }
    return keys;
  }

  isNew(key: string): boolean {
    return !this.#seen.has(key);
  }

  /** Whether any of the keys is new; from now on none is. */
  add(keys: readonly string[]): boolean {
    const before = this.#seen.size;
    for (const key of keys) this.#seen.add(key);
    return this.#seen.size > before;
  }
}
