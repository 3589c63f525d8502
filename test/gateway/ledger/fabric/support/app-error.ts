import { AppError } from '../../../../../gateway/domain/errors.js';

/** Code, and problem where there is one, of the AppError that the work throws; undefined where it does not. Other errors go on. */
export async function appCode(work: () => unknown): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const problem: unknown = error.details?.problem;
    return typeof problem === 'string' ? `${error.code} ${problem}` : error.code;
  }
}
