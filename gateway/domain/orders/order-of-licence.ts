import { isHolderCodeType } from '../codes/holder-codes.js';
import type { LicenceOrder } from './order.js';

/**
 * The order that would make a licence with these fields again: the inverse of `licenceFields`. undefined where they are not
 * fields that an order makes. Whether it may be made, `validateOrder` says.
 */
export function orderOfLicence(
  fields: Readonly<Record<string, string>>,
  idempotencyKey: string,
): LicenceOrder | undefined {
  const { ZZLXDM, ZZBFJGDM, ZZBH, ZZBFRQ, ZZYXQQSRQ, ZZYXQJZRQ, CZZT = '', CZZTDM = '', CZZTDMLXDM = '' } = fields;
  const [names, codes, types] = [CZZT.split('^'), CZZTDM.split('^'), CZZTDMLXDM.split('^')];
  const holders = names.flatMap((name, at) => {
    const [code, codeType] = [codes[at], types[at]];
    return code !== undefined && codeType !== undefined && isHolderCodeType(codeType) ? [{ name, code, codeType }] : [];
  });
  const whole = holders.length === names.length && codes.length === names.length && types.length === names.length;
  const given = ZZLXDM !== undefined && ZZBFJGDM !== undefined && ZZBH !== undefined;
  if (!whole || !given || ZZBFRQ === undefined || ZZYXQQSRQ === undefined) return undefined;
  return {
    idempotencyKey,
    licenceType: ZZLXDM,
    authority: ZZBFJGDM,
    licenceNumber: ZZBH,
    holders,
    issuedOn: ZZBFRQ,
    validFrom: ZZYXQQSRQ,
    ...(ZZYXQJZRQ === undefined ? {} : { validUntil: ZZYXQJZRQ }),
    fields: Object.fromEntries(Object.entries(fields).filter(([name]) => name.startsWith('KZ_'))),
  };
}
