import { NetworkError, type NetworkErrorCode } from '../../network/network-error.js';

/** The code of the NetworkError that the promise rejects with; undefined when it resolves. Any other error goes on. */
export async function networkCode(answer: Promise<unknown>): Promise<NetworkErrorCode | undefined> {
  try {
    await answer;
    return undefined;
  } catch (error) {
    if (error instanceof NetworkError) return error.code;
    throw error;
  }
}
