import { HOLDER_CODE_TYPES } from '../codes/holder-codes.js';
import type { BilingualText, LicenceTypeDefinition } from '../licence-type.js';
import type { LicenceOrder } from './order.js';

/** Metadata of GB/T 36903 that every licence carries, by short name. */
export const STANDARD_FIELDS = {
  ZZMC: { zh: '证照名称', en: 'licence name' },
  ZZLXDM: { zh: '证照类型代码', en: 'licence type code' },
  ZZBH: { zh: '证照编号', en: 'licence number' },
  ZZBS: { zh: '证照标识', en: 'licence identifier' },
  ZZBFJG: { zh: '证照颁发机构', en: 'issuing authority' },
  ZZBFJGDM: { zh: '证照颁发机构代码', en: 'issuing authority code' },
  ZZBFRQ: { zh: '证照颁发日期', en: 'date of issue' },
  CZZT: { zh: '持证主体', en: 'holder' },
  CZZTDM: { zh: '持证主体代码', en: 'holder code' },
  CZZTDMLX: { zh: '持证主体代码类型', en: 'holder code type' },
  CZZTDMLXDM: { zh: '持证主体代码类型代码', en: 'code of the holder code type' },
  ZZYXQQSRQ: { zh: '证照有效期起始日期', en: 'valid from' },
  ZZYXQJZRQ: { zh: '证照有效期截止日期', en: 'valid until' },
} as const satisfies Record<string, BilingualText>;

export type StandardFieldName = keyof typeof STANDARD_FIELDS;

/**
 * Every field of the licence that an order makes: the metadata of GB/T 36903, then the business fields.
 * Several holders are joined with `^`. A long-term licence has no `ZZYXQJZRQ`.
 */
export function licenceFields(
  order: LicenceOrder,
  { type, authorityName, licenceId }: { type: LicenceTypeDefinition; authorityName: string; licenceId: string },
): Record<string, string> {
  const join = (of: (holder: LicenceOrder['holders'][number]) => string) => order.holders.map(of).join('^');
  const standard: Partial<Record<StandardFieldName, string>> = {
    ZZMC: type.name.zh,
    ZZLXDM: order.licenceType,
    ZZBH: order.licenceNumber,
    ZZBS: licenceId,
    ZZBFJG: authorityName,
    ZZBFJGDM: order.authority,
    ZZBFRQ: order.issuedOn,
    CZZT: join(({ name }) => name),
    CZZTDM: join(({ code }) => code),
    CZZTDMLX: join(({ codeType }) => HOLDER_CODE_TYPES[codeType].zh),
    CZZTDMLXDM: join(({ codeType }) => codeType),
    ZZYXQQSRQ: order.validFrom,
    ...(order.validUntil === undefined ? {} : { ZZYXQJZRQ: order.validUntil }),
  };
  return { ...standard, ...order.fields };
}
