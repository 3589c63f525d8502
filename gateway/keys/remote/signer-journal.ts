import { open } from 'node:fs/promises';
import { formatTime } from '../../../pki/encoding/times.js';
import { AppError } from '../../domain/errors.js';
import type { SignerEvent } from './signer-server.js';

export interface SignerJournal {
  /** Settles when the line stands in the file; lines of one moment share a write. */
  record(event: SignerEvent): Promise<void>;
  close(): Promise<void>;
}

/** Appends one JSON line for each event to a file that only its owner may read. Rejects with CONFIGURATION_INVALID. */
export async function openJournal(path: string, now: () => number): Promise<SignerJournal> {
  const file = await open(path, 'a', 0o600).catch((cause: unknown) => {
    throw new AppError('CONFIGURATION_INVALID', 'the journal of the signer cannot be opened', { cause });
  });
  const waiting: string[] = [];
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  const write = async () => {
    next = undefined;
    const lines = waiting.splice(0);
    await file.appendFile(lines.join(''));
    await file.datasync();
  };
  return {
    record(event) {
      waiting.push(`${JSON.stringify({ at: formatTime(now()), ...event })}\n`);
      next ??= last.then(write, write);
      last = next;
      return last;
    },
    async close() {
      await last.catch(() => undefined);
      await file.close();
    },
  };
}
