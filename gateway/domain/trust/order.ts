import { agreementId } from '../../../chaincode/model/keys.js';
import type { TrustListBody } from '../../../chaincode/model/trust-list.js';

type Key = readonly (string | number)[];

/** The place of each item in its part of the list. */
export const listOrder = {
  domains: ({ signed: { entry } }: TrustListBody['domains'][number]): Key => [entry.domain, entry.version],
  types: ({ fromBlock, command: { command } }: TrustListBody['types'][number]): Key => [
    command.body.definition.typeCode,
    fromBlock,
    command.expectedVersion,
  ],
  agreements: ({ fromBlock, halves: [{ command }] }: TrustListBody['agreements'][number]): Key => [
    agreementId(command.body.terms),
    fromBlock,
    command.body.terms.version,
  ],
  /** One for each domain. */
  convictions: ({ domain }: TrustListBody['convictions'][number]): Key => [domain],
};

/** Codes and ids are ASCII, so the order of code units is the bytewise one. */
export function compareKeys(a: Key, b: Key): number {
  for (const [at, left] of a.entries()) {
    const right = b[at];
    if (right === undefined || left === right) continue;
    return left < right ? -1 : 1;
  }
  return 0;
}

export function isAscending<T>(items: readonly T[], keyOf: (item: T) => Key): boolean {
  return items.every((item, at) => {
    const before = items[at - 1];
    return before === undefined || compareKeys(keyOf(before), keyOf(item)) < 0;
  });
}
