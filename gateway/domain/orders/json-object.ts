import type { IssueList } from './issue-list.js';
import type { OrderIssueCode } from './order-issue.js';

/** What `JSON.parse` makes of an object. */
export type JsonObject = { readonly [name: string]: unknown };

const MAX_SHOWN_NAME = 64;

export function isJsonObject(input: unknown): input is JsonObject {
  if (typeof input !== 'object' || input === null) return false;
  const prototype: unknown = Object.getPrototypeOf(input);
  return prototype === Object.prototype || prototype === null;
}

/** An own member, or `undefined`: what the prototype has does not count. */
export function memberOf(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Tells of every member that is not among the known ones. A name that cannot be shown leaves the parent's pointer. */
export function refuseOthers(
  object: JsonObject,
  isKnown: (name: string) => boolean,
  issues: IssueList,
  pointer: string,
  code: OrderIssueCode,
): void {
  for (const name of Object.keys(object)) {
    if (isKnown(name)) continue;
    if (issues.isFull()) return;
    const shown = name.length <= MAX_SHOWN_NAME && name.isWellFormed();
    issues.add(shown ? `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}` : pointer, code);
  }
}
