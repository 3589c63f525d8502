import { HOLDER_CODE_TYPES, type HolderCodeType, isHolderCodeType, parseHolderCode } from '../codes/holder-codes.js';
import type { LicenceTypeDefinition } from '../licence-type.js';
import type { IssueList } from './issue-list.js';
import { isJsonObject, type JsonObject, memberOf, refuseOthers } from './json-object.js';
import type { LicenceOrderHolder } from './order.js';
import type { OrderContext } from './order-context.js';
import type { OrderIssueCode } from './order-issue.js';
import { MAX_HOLDER_CODE_LENGTH, MAX_HOLDER_NAME_LENGTH, MAX_HOLDERS, MAX_VALUE_UNITS } from './order-limits.js';
import { readText } from './read-text.js';
import { textProblem } from './text-problem.js';

const HOLDER_MEMBERS: ReadonlySet<string> = new Set(['name', 'codeType', 'code']);
/** Metadata of GB/T 36903 join several holders with it. */
const HOLDER_SEPARATOR = '^';

/** Reads the holders; more than the type admits are refused without a look at any. */
export function readHolders(order: JsonObject, context: OrderContext, issues: IssueList): LicenceOrderHolder[] {
  const input = memberOf(order, 'holders');
  if (!Array.isArray(input)) {
    issues.add('/holders', input === undefined ? 'MEMBER_MISSING' : 'MEMBER_TYPE');
    return [];
  }
  if (input.length === 0) issues.add('/holders', 'HOLDERS_EMPTY');
  if (input.length > Math.min(context.type.holders.max, MAX_HOLDERS)) {
    issues.add('/holders', 'HOLDERS_TOO_MANY');
    return [];
  }
  const seen = new Set<string>();
  const holders: LicenceOrderHolder[] = [];
  for (const [at, element] of input.entries()) {
    const holder = readHolder(element, `/holders/${at}`, context, issues);
    if (holder === undefined) continue;
    const code = `${holder.codeType}:${holder.code}`;
    if (seen.has(code)) issues.add(`/holders/${at}`, 'HOLDER_DUPLICATED');
    seen.add(code);
    holders.push(holder);
  }
  const tooLong = (values: string[]) => values.join(HOLDER_SEPARATOR).length > MAX_VALUE_UNITS;
  if (tooLong(holders.map(({ name }) => name)) || tooLong(holders.map(({ code }) => code))) {
    issues.add('/holders', 'HOLDERS_TOO_MANY');
  }
  return holders;
}

function readHolder(
  input: unknown,
  pointer: string,
  { type, profile }: OrderContext,
  issues: IssueList,
): LicenceOrderHolder | undefined {
  if (!isJsonObject(input)) {
    issues.add(pointer, 'MEMBER_TYPE');
    return undefined;
  }
  refuseOthers(input, (name) => HOLDER_MEMBERS.has(name), issues, pointer, 'MEMBER_UNKNOWN');
  const name = readText(input, 'name', holderNameProblem, issues, pointer);
  const typeText = readText(input, 'codeType', (text) => codeTypeProblem(text, type), issues, pointer);
  const codeType: HolderCodeType | undefined =
    typeText !== undefined && isHolderCodeType(typeText) ? typeText : undefined;
  const code = readText(
    input,
    'code',
    (text) => {
      const problem = textProblem(text, MAX_HOLDER_CODE_LENGTH);
      if (problem !== undefined || codeType === undefined) return problem;
      const parsed = parseHolderCode(codeType, text, { profile });
      return parsed.ok ? undefined : parsed.code;
    },
    issues,
    pointer,
  );
  if (name === undefined || codeType === undefined || code === undefined) return undefined;
  return { name, codeType, code };
}

function holderNameProblem(text: string): OrderIssueCode | undefined {
  const problem = textProblem(text, MAX_HOLDER_NAME_LENGTH);
  return problem ?? (text.includes(HOLDER_SEPARATOR) ? 'TEXT_CHARACTERS' : undefined);
}

function codeTypeProblem(text: string, { holders }: LicenceTypeDefinition): OrderIssueCode | undefined {
  if (!isHolderCodeType(text)) return 'HOLDER_CODE_TYPE_UNKNOWN';
  const { category } = HOLDER_CODE_TYPES[text];
  return holders.category === 'any' || holders.category === category ? undefined : 'HOLDER_CATEGORY';
}
