import type { IssueList } from './issue-list.js';
import { type JsonObject, memberOf } from './json-object.js';
import type { OrderIssueCode } from './order-issue.js';

export type Judge = (text: string) => OrderIssueCode | undefined;

/** The member's text when it is a string that the judge lets pass; otherwise adds one issue. */
export function readText(
  object: JsonObject,
  name: string,
  judge: Judge,
  issues: IssueList,
  pointer: string,
): string | undefined {
  const value = memberOf(object, name);
  if (typeof value !== 'string') {
    issues.add(`${pointer}/${name}`, value === undefined ? 'MEMBER_MISSING' : 'MEMBER_TYPE');
    return undefined;
  }
  const problem = judge(value);
  if (problem === undefined) return value;
  issues.add(`${pointer}/${name}`, problem);
  return undefined;
}
