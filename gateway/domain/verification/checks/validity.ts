import { endOfDay, startOfDay } from '../../../../pki/encoding/times.js';
import { type Finding, failed, passed } from '../finding.js';

/** The time asked about lies in the licence's days, the last of which ends at 24:00 UTC+8. */
export function checkValidity(at: number, licence: { validFrom: string; validUntil?: string }): Finding {
  const { validFrom, validUntil } = licence;
  if (at < startOfDay(validFrom)) return failed('LICENCE_NOT_YET_VALID', { validFrom });
  if (validUntil !== undefined && at >= endOfDay(validUntil)) return failed('LICENCE_EXPIRED', { validUntil });
  return passed();
}
