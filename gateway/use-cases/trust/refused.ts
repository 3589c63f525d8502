import { PkiError } from '../../../pki/errors.js';
import { AppError } from '../../domain/errors.js';
import { TrustRefusal } from '../../domain/trust/trust-codes.js';

/** Does a part of the walk by itself. Throws TRUST_LIST_REFUSED with the walk's own code as the reason. */
export function refused(check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof TrustRefusal || error instanceof PkiError)) throw error;
    const reason = error instanceof TrustRefusal ? error.code : 'TRUST_MALFORMED';
    throw new AppError('TRUST_LIST_REFUSED', error.message, { details: { reason } });
  }
}
