import type { CodeOptions } from './area-codes.js';
import { parseCitizenId } from './citizen-id.js';
import { accepted, type CodeResult, refused } from './code-result.js';
import { parseUscc } from './uscc.js';

export type HolderCategory = 'natural-person' | 'organisation';

/** The dictionary of holder code types (持证主体代码类型), GB/T 36903 annex A, as far as it is known from use. */
export const HOLDER_CODE_TYPES = {
  '001': { zh: '统一社会信用代码', en: 'unified social credit code', category: 'organisation' },
  '099': { zh: '其他法人或其他组织有效证件代码', en: 'other organisation code', category: 'organisation' },
  '111': { zh: '公民身份号码', en: 'citizen identification number', category: 'natural-person' },
  '114': { zh: '军官证', en: 'military officer card', category: 'natural-person' },
  '115': { zh: '警官证', en: 'armed police officer card', category: 'natural-person' },
  '118': { zh: '士兵证', en: 'soldier card', category: 'natural-person' },
  '119': { zh: '武警士兵证', en: 'armed police soldier card', category: 'natural-person' },
  '120': { zh: '军队文职人员证', en: 'military civilian staff card', category: 'natural-person' },
  '122': { zh: '武警文职人员证', en: 'armed police civilian staff card', category: 'natural-person' },
  '411': { zh: '外交护照', en: 'diplomatic passport', category: 'natural-person' },
  '412': { zh: '公务护照', en: 'service passport', category: 'natural-person' },
  '413': { zh: '公务普通护照', en: 'official ordinary passport', category: 'natural-person' },
  '414': { zh: '普通护照', en: 'ordinary passport', category: 'natural-person' },
  '511': { zh: '台湾居民来往大陆通行证', en: 'Taiwan travel permit', category: 'natural-person' },
  '516': { zh: '港澳居民来往内地通行证', en: 'Hong Kong and Macao travel permit', category: 'natural-person' },
  '999': { zh: '其他自然人有效证件代码', en: 'other natural-person document', category: 'natural-person' },
} as const satisfies Record<string, { zh: string; en: string; category: HolderCategory }>;

export type HolderCodeType = keyof typeof HOLDER_CODE_TYPES;

export type HolderCode = {
  readonly codeType: HolderCodeType;
  readonly category: HolderCategory;
  readonly code: string;
};

/** Letters, digits, Chinese characters and the marks that document numbers carry; no blanks. */
const OTHER_CODE = /^[0-9A-Za-z\p{Script=Han}()（）〔〕/.-]{1,64}$/u;

export function isHolderCodeType(text: string): text is HolderCodeType {
  return Object.hasOwn(HOLDER_CODE_TYPES, text);
}

/** Judges 001 and 111 by their own standards; for the other types only length and alphabet are known. */
export function parseHolderCode(codeType: string, code: string, options: CodeOptions = {}): CodeResult<HolderCode> {
  if (!isHolderCodeType(codeType)) return refused('HOLDER_CODE_TYPE_UNKNOWN');
  const { category } = HOLDER_CODE_TYPES[codeType];
  if (codeType === '001' || codeType === '111') {
    const parsed = codeType === '001' ? parseUscc(code, options) : parseCitizenId(code, options);
    return parsed.ok ? accepted({ codeType, category, code }) : parsed;
  }
  return OTHER_CODE.test(code) ? accepted({ codeType, category, code }) : refused('HOLDER_CODE_MALFORMED');
}
