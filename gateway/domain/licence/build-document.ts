import { canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { AppError } from '../errors.js';
import {
  LICENCE_NUMBER_FIELD,
  type LicenceDocument,
  licenceDocument,
  type OpenedField,
  openedField,
} from './document.js';
import { fieldDigest } from './field-digest.js';

export interface DocumentInput extends Omit<LicenceDocument, 'format' | 'fieldDigests' | 'licenceNumberDigest'> {
  /** Every field once, the licence number (`ZZBH`) among them, each with 16 fresh random bytes of salt. */
  fields: readonly OpenedField[];
}

export interface BuiltDocument {
  document: LicenceDocument;
  /** The canonical document: what `licenceDigest` hashes. */
  bytes: Uint8Array;
  /** SM3 of `bytes`: the `dataHash` of the seal signature. */
  licenceDigest: string;
  /** The fields in bytewise order of their digests, as evidence carries them. */
  fields: OpenedField[];
}

/**
 * The sealed document of a licence. Does not judge identifier, type or dates: the rules of issuing do. Throws AppError
 * INVALID_REQUEST for a shape that no document has, a field given twice, and a licence without its number.
 */
export function buildDocument(input: DocumentInput): BuiltDocument {
  const { fields, ...header } = input;
  const digested = fields
    .map((field) => ({ field: parse(() => openedField.parse(field)), digest: fieldDigest(field) }))
    .sort((a, b) => (a.digest < b.digest ? -1 : 1));
  if (new Set(fields.map((field) => field.name)).size !== fields.length) {
    throw new AppError('INVALID_REQUEST', 'a field is given twice');
  }
  const number = digested.find(({ field }) => field.name === LICENCE_NUMBER_FIELD);
  if (number === undefined) throw new AppError('INVALID_REQUEST', `the field ${LICENCE_NUMBER_FIELD} is missing`);
  const document = parse(() =>
    licenceDocument.parse({
      format: 'yinxin/licence/v1',
      ...header,
      licenceNumberDigest: number.digest,
      fieldDigests: digested.map(({ digest }) => digest),
    }),
  );
  const bytes = canonicalBytes(document);
  return { document, bytes, licenceDigest: sm3Hex(bytes), fields: digested.map(({ field }) => field) };
}

function parse<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw new AppError('INVALID_REQUEST', 'not the parts of a licence document', { cause });
  }
}
