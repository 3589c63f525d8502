import type { LicenceTypeDefinition } from '../licence-type.js';
import { createFieldValueProblem } from './field-value-problem.js';
import type { IssueList } from './issue-list.js';
import { isJsonObject, type JsonObject, memberOf, refuseOthers } from './json-object.js';
import { type Judge, readText } from './read-text.js';

/** Reads the business fields in the order of the type, each as its definition wants it. */
export function readFields(order: JsonObject, type: LicenceTypeDefinition, issues: IssueList): Record<string, string> {
  const input = memberOf(order, 'fields');
  if (!isJsonObject(input)) {
    issues.add('/fields', input === undefined ? 'MEMBER_MISSING' : 'MEMBER_TYPE');
    return {};
  }
  const readers = fieldReadersOf(type);
  refuseOthers(input, (name) => readers.has(name), issues, '/fields', 'FIELD_UNKNOWN');
  const fields: [string, string][] = [];
  for (const [name, { required, judge }] of readers) {
    if (memberOf(input, name) === undefined) {
      if (required) issues.add(`/fields/${name}`, 'FIELD_MISSING');
      continue;
    }
    const value = readText(input, name, judge, issues, '/fields');
    if (value !== undefined) fields.push([name, value]);
  }
  return Object.fromEntries(fields);
}

type FieldReaders = ReadonlyMap<string, { readonly required: boolean; readonly judge: Judge }>;

/** Patterns are compiled once for each type: a batch judges 100,000 orders of one. */
const compiled = new WeakMap<LicenceTypeDefinition, FieldReaders>();

function fieldReadersOf(type: LicenceTypeDefinition): FieldReaders {
  const known = compiled.get(type);
  if (known !== undefined) return known;
  const readers = new Map(
    type.fields.map((field) => [field.name, { required: field.required, judge: createFieldValueProblem(field) }]),
  );
  compiled.set(type, readers);
  return readers;
}
