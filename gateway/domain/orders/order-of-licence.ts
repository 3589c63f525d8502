import { isHolderCodeType } from '../codes/holder-codes.js';
import type { LicenceOrder, LicenceOrderHolder } from './order.js';

/**
 * The order that would make a licence with these fields again: the inverse of `licenceFields`. undefined where they are not
 * fields that an order makes. Whether it may be made, `validateOrder` says.
 */
export function orderOfLicence(
  fields: Readonly<Record<string, string>>,
  idempotencyKey: string,
): LicenceOrder | undefined {
  const { ZZLXDM, ZZBFJGDM, ZZBH, ZZBFRQ, ZZYXQQSRQ, ZZYXQJZRQ, CZZT, CZZTDM, CZZTDMLXDM } = fields;
  const given = ZZLXDM !== undefined && ZZBFJGDM !== undefined && ZZBH !== undefined && ZZBFRQ !== undefined;
  const holders = holdersOf(CZZT?.split('^'), CZZTDM?.split('^'), CZZTDMLXDM?.split('^'));
  if (!given || ZZYXQQSRQ === undefined || holders === undefined) return undefined;
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

/** The holders whose names, codes and types stand in three lists of one length. */
function holdersOf(
  names: readonly string[] | undefined,
  codes: readonly string[] | undefined,
  types: readonly string[] | undefined,
): LicenceOrderHolder[] | undefined {
  if (names === undefined || codes?.length !== names.length || types?.length !== names.length) return undefined;
  const holders = names.flatMap((name, at) => {
    const [code, codeType] = [codes[at], types[at]];
    const fits = code !== undefined && codeType !== undefined && isHolderCodeType(codeType);
    return fits ? [{ name, code, codeType }] : [];
  });
  return holders.length === names.length ? holders : undefined;
}
