import { compileFieldPattern } from '../field-pattern.js';
import type { LicenceFieldDefinition, LicenceFieldType } from '../licence-type.js';
import { dayProblem } from './day.js';
import type { OrderIssueCode } from './order-issue.js';
import { textProblem } from './text-problem.js';

const INTEGER = /^(?:0|-?[1-9][0-9]{0,15})$/;
const CODE = /^[0-9A-Za-z./_-]+$/;
const NOTHING_MATCHES = /(?!)/;

/** Judges the value of one field. A definition whose pattern is not admitted lets no value pass. */
export function createFieldValueProblem(
  definition: LicenceFieldDefinition,
): (value: string) => OrderIssueCode | undefined {
  const { type, maxLength } = definition;
  const pattern =
    definition.pattern === undefined ? undefined : (compileFieldPattern(definition.pattern) ?? NOTHING_MATCHES);
  return (value) => {
    const problem = textProblem(value, maxLength) ?? typeProblem(type, value);
    if (problem !== undefined) return problem;
    return pattern === undefined || pattern.test(value) ? undefined : 'PATTERN_MISMATCH';
  };
}

function typeProblem(type: LicenceFieldType, value: string): OrderIssueCode | undefined {
  switch (type) {
    case 'text':
      return undefined;
    case 'day':
      return dayProblem(value);
    case 'integer':
      return INTEGER.test(value) && Number.isSafeInteger(Number(value)) ? undefined : 'INTEGER_MALFORMED';
    case 'code':
      return CODE.test(value) ? undefined : 'TEXT_CHARACTERS';
  }
}
