import { AppError } from '../domain/errors.js';
import type { UseCases } from './contract.js';

/** What the gateway cannot work without, each asked anew; a probe that rejects says why by its code. */
export function createHealth(probes: Readonly<Record<string, () => Promise<unknown>>>): UseCases['health'] {
  const ask = async (probe: () => Promise<unknown>) => {
    try {
      await probe();
      return { ready: true };
    } catch (error) {
      return { ready: false, detail: error instanceof AppError ? error.code : 'UNREACHABLE' };
    }
  };
  return async () => {
    const answers = await Promise.all(
      Object.entries(probes).map(async ([name, probe]) => [name, await ask(probe)] as const),
    );
    return { ready: answers.every(([, { ready }]) => ready), checks: Object.fromEntries(answers) };
  };
}
