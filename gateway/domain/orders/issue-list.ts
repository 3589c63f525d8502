import { type OrderIssue, type OrderIssueCode, orderIssue } from './order-issue.js';
import { MAX_ISSUES } from './order-limits.js';

/** Collects issues up to the limit. */
export type IssueList = {
  add(pointer: string, code: OrderIssueCode): void;
  readonly issues: readonly OrderIssue[];
  isFull(): boolean;
};

export function createIssueList(): IssueList {
  const issues: OrderIssue[] = [];
  const isFull = () => issues.length >= MAX_ISSUES;
  return {
    issues,
    isFull,
    add(pointer, code) {
      if (isFull()) return;
      issues.push(issues.length === MAX_ISSUES - 1 ? orderIssue('', 'TOO_MANY_ISSUES') : orderIssue(pointer, code));
    },
  };
}
