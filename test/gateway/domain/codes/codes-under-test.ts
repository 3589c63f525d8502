import { citizenIdCheckCharacter } from '../../../../gateway/domain/codes/citizen-id.js';
import type { CodeResult } from '../../../../gateway/domain/codes/code-result.js';
import { organisationCheckCharacter } from '../../../../gateway/domain/codes/organisation-code.js';
import { usccCheckCharacter } from '../../../../gateway/domain/codes/uscc.js';

/** A social credit code that holds; a fifth argument replaces the organisation code's check character. */
export function synthesiseUscc(kind: string, area: string, body: string, organisationCheck?: string): string {
  const front = kind + area + body + (organisationCheck ?? unwrap(organisationCheckCharacter(body)));
  return front + unwrap(usccCheckCharacter(front));
}

/** A citizen identification number with the right check character, whatever its area and date. */
export function synthesiseCitizenId(area: string, born: string, sequence: string): string {
  const front = area + born + sequence;
  return front + unwrap(citizenIdCheckCharacter(front));
}

export function unwrap<T>(result: CodeResult<T>): T {
  if (!result.ok) throw new Error(result.code);
  return result.value;
}
