import type { AgreementTerms } from '../../../chaincode/model/command.js';

export type SealClass = AgreementTerms['sealClass'];

/**
 * `type` of a seal's property (GB/T 38540 leaves the number to the application): the common code set of seals, 01 to 04.
 * A verifier without the ledger reads the class from the seal itself, which its maker signed.
 */
export const SEAL_TYPE_OF_CLASS: Readonly<Record<SealClass, number>> = {
  'statutory-name': 1,
  finance: 2,
  invoice: 3,
  contract: 4,
};

export function sealClassOf(type: number): SealClass | undefined {
  const classes: readonly (SealClass | undefined)[] = [undefined, 'statutory-name', 'finance', 'invoice', 'contract'];
  return classes[type];
}
