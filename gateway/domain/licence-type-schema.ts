import { licenceTypeDefinition } from '../../chaincode/model/licence-type.js';
import { parseLicenceTypeCode } from './codes/licence-type-code.js';
import { compileFieldPattern } from './field-pattern.js';

/** The names that evidence can open. */
const FIELD_NAME = /^KZ_[A-Za-z][A-Za-z0-9]{0,39}$/;

/**
 * Reads a licence type that is to be registered: beyond the shape that the ledger wants, the type code holds, names
 * are distinct and patterns are of the admitted kind.
 */
export const licenceTypeSchema = licenceTypeDefinition.superRefine((type, context) => {
  const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
  if (!parseLicenceTypeCode(type.typeCode).ok) refuse(['typeCode'], 'must be a licence type code of GB/T 36904');
  const names = new Set<string>();
  for (const [at, { name, pattern }] of type.fields.entries()) {
    if (!FIELD_NAME.test(name)) refuse(['fields', at, 'name'], 'must be KZ_ with letters and digits');
    if (names.has(name)) refuse(['fields', at, 'name'], 'must not be named twice');
    names.add(name);
    if (pattern !== undefined && compileFieldPattern(pattern) === undefined) {
      refuse(['fields', at, 'pattern'], 'must be a field pattern: characters and sets with {n} or {n,m}');
    }
  }
});
