import type { CodeOptions } from './area-codes.js';
import { accepted, type CodeResult, refused } from './code-result.js';
import { parseLicenceTypeCode } from './licence-type-code.js';
import { mod3736CheckCharacter } from './mod37-36.js';
import { parseUscc } from './uscc.js';

/** The root of GB/T 36904. */
export const LICENCE_IDENTIFIER_ROOT = '1.2.156.3005.2';

/** What an identifier is made of. */
export type LicenceIdentifierParts = {
  /** 21 characters, see `parseLicenceTypeCode` */
  readonly typeCode: string;
  /** the issuing authority's social credit code */
  readonly issuerCode: string;
  /** 1 to 32 characters 0-9A-Z; identifiers in the field carry 7 to 32 */
  readonly serial: string;
  /** 1 to 999 */
  readonly version: number;
};

/** A licence identifier (证照标识) that has been checked in all its parts. */
export type LicenceIdentifier = LicenceIdentifierParts & { readonly text: string; readonly checkCharacter: string };

const IDENTIFIER = /^1\.2\.156\.3005\.2\.([0-9A-Z]{21})\.([0-9A-Z]{18})\.([0-9A-Z]{1,32})\.([0-9]{3})\.([0-9A-Z])$/;
const SERIAL = /^[0-9A-Z]{1,32}$/;
const LAST_VERSION = 999;

/** Reads an identifier strictly: capital letters, five parts after the root, nothing around them. */
export function parseLicenceIdentifier(text: string, options: CodeOptions = {}): CodeResult<LicenceIdentifier> {
  const parts = IDENTIFIER.exec(text);
  if (parts === null) return refused('LICENCE_IDENTIFIER_MALFORMED');
  const [, typeCode = '', issuerCode = '', serial = '', version = '', checkCharacter = ''] = parts;
  if (mod3736CheckCharacter(typeCode + issuerCode + serial + version) !== checkCharacter) {
    return refused('LICENCE_IDENTIFIER_CHECK_CHARACTER');
  }
  const problem = partsProblem({ typeCode, issuerCode, serial, version: Number(version) }, options);
  if (problem !== undefined) return problem;
  return accepted({ text, typeCode, issuerCode, serial, version: Number(version), checkCharacter });
}

/** Makes the identifier of its parts; the check character is computed without root and dots. */
export function formatLicenceIdentifier(
  parts: LicenceIdentifierParts,
  options: CodeOptions = {},
): CodeResult<LicenceIdentifier> {
  const problem = partsProblem(parts, options);
  if (problem !== undefined) return problem;
  const { typeCode, issuerCode, serial, version } = parts;
  const digits = String(version).padStart(3, '0');
  const checkCharacter = mod3736CheckCharacter(typeCode + issuerCode + serial + digits);
  if (checkCharacter === undefined) return refused('LICENCE_IDENTIFIER_MALFORMED');
  const text = `${LICENCE_IDENTIFIER_ROOT}.${typeCode}.${issuerCode}.${serial}.${digits}.${checkCharacter}`;
  return accepted({ text, typeCode, issuerCode, serial, version, checkCharacter });
}

/** The part that all versions of a licence share: the identifier without version and check character. */
export function withoutVersion(id: Pick<LicenceIdentifierParts, 'typeCode' | 'issuerCode' | 'serial'>): string {
  return `${LICENCE_IDENTIFIER_ROOT}.${id.typeCode}.${id.issuerCode}.${id.serial}`;
}

/** The identifier of the version that replaces this one. */
export function nextVersion(id: LicenceIdentifierParts, options: CodeOptions = {}): CodeResult<LicenceIdentifier> {
  if (id.version === LAST_VERSION) return refused('LICENCE_IDENTIFIER_VERSION_EXHAUSTED');
  return formatLicenceIdentifier({ ...id, version: id.version + 1 }, options);
}

function partsProblem(parts: LicenceIdentifierParts, options: CodeOptions) {
  if (!parseLicenceTypeCode(parts.typeCode, options).ok) return refused('LICENCE_IDENTIFIER_TYPE_CODE');
  if (!parseUscc(parts.issuerCode, options).ok) return refused('LICENCE_IDENTIFIER_ISSUER');
  if (!SERIAL.test(parts.serial)) return refused('LICENCE_IDENTIFIER_MALFORMED');
  const versionHolds = Number.isInteger(parts.version) && parts.version >= 1 && parts.version <= LAST_VERSION;
  return versionHolds ? undefined : refused('LICENCE_IDENTIFIER_VERSION');
}
