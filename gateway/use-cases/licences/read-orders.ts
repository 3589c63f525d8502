import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { licenceKey } from '../../../chaincode/model/licence-key.js';
import type { LicenceTypeDefinition } from '../../../chaincode/model/licence-type.js';
import { canonicalJson, parseStrictJson } from '../../../pki/encoding/canonical-json.js';
import { PkiError } from '../../../pki/errors.js';
import type { Profile } from '../../domain/codes/area-codes.js';
import { formatLicenceIdentifier, withoutVersion } from '../../domain/codes/licence-identifier.js';
import { parseLicenceTypeCode } from '../../domain/codes/licence-type-code.js';
import type { OrderIssue } from '../../domain/orders/order-issue.js';
import { validateOrder } from '../../domain/orders/validate-order.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import { recordOf } from '../registry/records.js';
import { licenceSerial, orderMac } from './licence-serial.js';
import type { LicenceToMake } from './make-licence.js';

/** A row of text is at most so long; the reader of the wire cuts earlier. */
const MAX_ROW_BYTES = 64 * 1024;

export type ReadOrder =
  | { ok: true; idempotencyKey: string; item: LicenceToMake }
  | { ok: false; code: string; idempotencyKey?: string; issues?: OrderIssue[] };

export interface OrderReaderDeps {
  ledger: Ledger;
  profile: Profile;
  /** Outside the database: whoever holds a copy of that cannot compute identifiers. */
  identifierKey: Uint8Array;
  network: () => Promise<string>;
}

interface TypeFacts {
  definition: LicenceTypeDefinition;
  granted: boolean;
}

/** Judges orders for one authority against its licence types as they stand on the ledger now. */
export function createOrderReader(deps: OrderReaderDeps) {
  const facts = async (authority: string, codes: readonly string[]): Promise<Map<string, TypeFacts>> => {
    const snapshot = await deps.ledger.read(
      codes.flatMap((code) => [ledgerKeys.licenceType(code), ledgerKeys.right(authority, code)]),
    );
    const known = new Map<string, TypeFacts>();
    for (const code of codes) {
      const definition = recordOf(snapshot, ledgerKeys.licenceType(code), 'type')?.record.signed.command.body
        .definition;
      const right = recordOf(snapshot, ledgerKeys.right(authority, code), 'right')?.record;
      if (definition !== undefined) known.set(code, { definition, granted: right?.state === 'active' });
    }
    return known;
  };

  return async (authority: string, inputs: readonly unknown[]): Promise<ReadOrder[]> => {
    const codes = new Set<string>();
    for (const input of inputs) {
      const code = member(input, 'licenceType');
      if (code !== undefined && parseLicenceTypeCode(code, deps).ok) codes.add(code);
    }
    const types = await facts(authority, [...codes]);
    const network = await deps.network();
    return inputs.map((input) => {
      const idempotencyKey = member(input, 'idempotencyKey');
      const about = idempotencyKey === undefined ? {} : { idempotencyKey: idempotencyKey.slice(0, 64) };
      const type = types.get(member(input, 'licenceType') ?? '');
      const judged = validateOrder(input, {
        type: type?.definition ?? UNKNOWN_TYPE,
        authority: { uscc: authority, licenceTypes: type?.granted === true ? [type.definition.typeCode] : [] },
        profile: deps.profile,
      });
      if (!judged.ok || type === undefined) {
        const issues = judged.ok ? [] : [...judged.issues];
        return { ok: false, code: issues[0]?.code ?? 'LICENCE_TYPE_UNKNOWN', ...about, issues };
      }
      const { order } = judged;
      const identifier = formatLicenceIdentifier(
        {
          typeCode: order.licenceType,
          issuerCode: authority,
          serial: licenceSerial(deps.identifierKey, order),
          version: 1,
        },
        deps,
      );
      if (!identifier.ok) return { ok: false, code: identifier.code, ...about };
      return {
        ok: true,
        idempotencyKey: order.idempotencyKey,
        item: {
          order,
          type: type.definition,
          identifier: identifier.value,
          ledgerKey: licenceKey({
            network,
            authority,
            type: order.licenceType,
            identifierWithoutVersion: withoutVersion(identifier.value),
          }),
          orderMac: orderMac(deps.identifierKey, canonicalJson({ ...order })),
          expectedVersion: 0,
        },
      };
    });
  };
}
export type OrderReader = ReturnType<typeof createOrderReader>;

/** A line of NDJSON as a value, or undefined where it is no strict JSON. */
export function readRow(line: string): { value: unknown } | undefined {
  try {
    return { value: parseStrictJson(line, { maxBytes: MAX_ROW_BYTES }) };
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}

/**
 * What an order of an unknown type is judged against, so that its other faults are told as well. Its code is half a character,
 * which no row can hold.
 */
const UNKNOWN_TYPE: LicenceTypeDefinition = {
  typeCode: '\ud800',
  name: { zh: '', en: '' },
  holders: { category: 'any', max: 100 },
  validity: { kind: 'fixed-or-long-term', maxYears: 100 },
  fields: [],
};

function member(input: unknown, name: string): string | undefined {
  if (typeof input !== 'object' || input === null || !Object.hasOwn(input, name)) return undefined;
  const value: unknown = Reflect.get(input, name);
  return typeof value === 'string' ? value : undefined;
}
