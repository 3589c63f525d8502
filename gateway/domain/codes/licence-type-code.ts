import type { CodeOptions } from './area-codes.js';
import { accepted, type CodeResult, refused } from './code-result.js';
import { parseUscc } from './uscc.js';

/** A licence type code (证照类型代码), GB/T 36904: the defining authority's social credit code and three digits. */
export type LicenceTypeCode = {
  readonly text: string;
  readonly definingAuthority: string;
  readonly number: string;
};

const CODE = /^([0-9A-Z]{18})([0-9]{3})$/;

export function parseLicenceTypeCode(text: string, options: CodeOptions = {}): CodeResult<LicenceTypeCode> {
  const parts = CODE.exec(text);
  if (parts === null) return refused('LICENCE_TYPE_CODE_MALFORMED');
  const [, definingAuthority = '', number = ''] = parts;
  if (!parseUscc(definingAuthority, options).ok) return refused('LICENCE_TYPE_CODE_AUTHORITY');
  return accepted({ text, definingAuthority, number });
}
