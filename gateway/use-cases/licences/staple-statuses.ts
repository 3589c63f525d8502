import { AppError } from '../../domain/errors.js';
import type { StatusStatement } from '../../domain/evidence/status.js';
import type { Clock } from '../../domain/ports/clock.js';
import type { Peers, Witness } from '../../domain/ports/witness.js';
import type { TrustHolder } from '../trust/trust-holder.js';
import { agreeingStatuses } from './agreeing-statuses.js';

export interface StapleDeps {
  domain: string;
  witness: Pick<Witness, 'statusStatement'>;
  peers: Peers;
  trust: Pick<TrustHolder, 'material'>;
  clock: Clock;
  pause: (milliseconds: number) => Promise<void>;
}

/** The others see a block anchored when they have pulled our statement, some moments after we have theirs. */
const PAUSES_MS = [150, 300, 450];

/**
 * What a quorum of the present members says of the keys at this moment, ordered by domain; none where no quorum agrees after
 * four rounds: evidence without status is honest, and the verifier says what it lacks.
 */
export async function stapleStatuses(
  keys: readonly string[],
  notBefore: number,
  deps: StapleDeps,
): Promise<StatusStatement[]> {
  const round = async () =>
    agreeingStatuses(await askWitnesses(keys, deps), {
      trust: deps.trust.material(),
      domain: deps.domain,
      keys,
      notBefore,
      now: deps.clock.now(),
    });
  for (const pause of PAUSES_MS) {
    const statements = await round();
    if (statements.length > 0) return statements;
    await deps.pause(pause);
  }
  return round();
}

async function askWitnesses(keys: readonly string[], { witness, peers }: StapleDeps): Promise<StatusStatement[]> {
  const own = witness.statusStatement(keys).then(
    (statement) => [statement],
    (error: unknown) => {
      if (error instanceof AppError) return [];
      throw error;
    },
  );
  return (await Promise.all([own, peers.statusStatements(keys)])).flat();
}
