import type { Profile } from '../codes/area-codes.js';
import type { LicenceTypeDefinition } from '../licence-type.js';

/** Against what an order is judged. */
export type OrderContext = {
  readonly type: LicenceTypeDefinition;
  /** the authority that gave the order, and the type codes that are its to issue */
  readonly authority: { readonly uscc: string; readonly licenceTypes: readonly string[] };
  readonly profile: Profile;
};
