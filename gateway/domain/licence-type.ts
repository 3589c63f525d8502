import type { LicenceTypeDefinition } from '../../chaincode/model/licence-type.js';

/** A licence type (证照类型) as ledger and trust list hold it; the defining authority is the front of `typeCode`. */
export type { LicenceTypeDefinition };

/** `text` of one line, `day` `YYYY-MM-DD`, `integer` in decimal within ±(2^53−1), `code` of letters, digits, `. / _ -`. */
export type LicenceFieldDefinition = LicenceTypeDefinition['fields'][number];
export type LicenceFieldType = LicenceFieldDefinition['type'];
export type LicenceValidityRule = LicenceTypeDefinition['validity'];
export type BilingualText = LicenceTypeDefinition['name'];
