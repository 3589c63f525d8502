import { formatTime } from '../../../pki/encoding/times.js';
import { AppError } from '../../domain/errors.js';
import type { Actor } from '../../domain/policy/actor.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { UseJournal } from '../../domain/ports/use-journal.js';
import type { SealUse } from '../../domain/seals/use-record.js';
import type { Committed } from '../contract.js';

/** What a step in the life of a seal is about; who, when and what came of it is added here. */
export interface Step {
  actor: Actor;
  action: SealUse['action'];
  authority: string;
  basis: SealUse['basis'];
  businessItem: string;
  seal?: { digest: string; esId: string; version?: number };
}

/**
 * Takes a step and keeps a record of it, of a refused one too. A step that the ledger may yet take (LEDGER_UNAVAILABLE) is recorded
 * under that code: the command, with its person, is on the ledger or in the outbox.
 */
export type RecordStep = <R extends Committed>(step: Step, take: () => Promise<R>) => Promise<R>;

export function createRecordStep({ journal, clock }: { journal: UseJournal; clock: Clock }): RecordStep {
  return async (step, take) => {
    const record = (result: string, done?: Committed) => journal.append([useOf(step, clock.now(), result, done)]);
    try {
      const done = await take();
      await record('done', done);
      return done;
    } catch (error) {
      if (error instanceof AppError) await record(codeOf(error));
      throw error;
    }
  };
}

function codeOf({ code, details }: AppError): string {
  return typeof details.ledgerCode === 'string' ? details.ledgerCode : code;
}

function useOf({ actor, seal, ...step }: Step, now: number, result: string, done?: Committed): SealUse {
  return {
    at: formatTime(now),
    subject: actor.subject,
    tenant: actor.tenant,
    ...step,
    ...(seal === undefined
      ? {}
      : {
          seal: seal.digest,
          esId: seal.esId,
          ...(seal.version === undefined ? {} : { sealVersion: seal.version }),
        }),
    result,
    ...(done === undefined ? {} : { transaction: done.transactionId }),
  };
}
