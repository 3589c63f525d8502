import { LICENCE_NUMBER_FIELD, type LicenceDocument } from '../../licence/document.js';
import { STANDARD_FIELDS } from '../../orders/licence-fields.js';
import type { Case } from '../case.js';
import { type Finding, failed, passed, unknown } from '../finding.js';

/** Opened fields are the document's own, each name once, of the type's fields or the metadata of GB/T 36903. */
export function checkFields(ground: Case): Finding {
  const { evidence, openedDigests, policy } = ground;
  const { document, fields } = evidence;
  const digests = new Set(document.fieldDigests);
  const facts = { opened: fields.length, hidden: document.fieldDigests.length - fields.length };
  const foreign = openedDigests.find((digest) => !digests.has(digest));
  if (foreign !== undefined) return failed('FIELD_FOREIGN', { ...facts, digest: foreign });
  if (!digests.has(document.licenceNumberDigest)) return failed('LICENCE_NUMBER_MISMATCH', facts);
  const names = new Map(fields.map(({ name }, at) => [name, openedDigests[at]]));
  if (names.size !== fields.length) return failed('FIELD_DOUBLED', facts);
  const number = names.get(LICENCE_NUMBER_FIELD);
  const isNumber = openedDigests.includes(document.licenceNumberDigest);
  if (isNumber !== (number !== undefined) || (isNumber && number !== document.licenceNumberDigest)) {
    return failed('LICENCE_NUMBER_MISMATCH', facts);
  }
  const unknownField = unknownFieldOf(ground);
  if (unknownField !== undefined) return unknownFieldFinding(ground, { ...facts, field: unknownField });
  const mismatch = fields.find(({ name, value }) => (headerValue(name, document) ?? value) !== value);
  if (mismatch !== undefined) return failed('FIELD_MISMATCH', { ...facts, field: mismatch.name });
  const hidden = hiddenField(policy.requiredFields, names, facts.hidden);
  return hidden === undefined ? passed(facts) : unknown('FIELD_HIDDEN', { ...facts, ...hidden });
}

/** A list that ends before the anchoring may miss the definition that has the field: the authority has signed it. */
function unknownFieldFinding(ground: Case, facts: Record<string, string | number>): Finding {
  const trustedTo = ground.trust.blockNumber;
  return anchoredIn(ground) > trustedTo
    ? unknown('FIELD_UNKNOWN', { ...facts, trustedTo })
    : failed('FIELD_UNKNOWN', facts);
}

function anchoredIn({ evidence }: Case): number {
  return evidence.receipt.statements[0]?.statement.blockNumber ?? 0;
}

/** Where the list does not know the type, the check `right` says so. */
function unknownFieldOf(ground: Case): string | undefined {
  const { evidence, trust } = ground;
  const type = trust.typeAt(evidence.document.type, anchoredIn(ground));
  if (type === undefined) return undefined;
  const known = new Set([...Object.keys(STANDARD_FIELDS), ...type.definition.fields.map(({ name }) => name)]);
  return evidence.fields.find(({ name }) => !known.has(name))?.name;
}

/** A field that repeats the header says what the header says. */
function headerValue(name: string, document: LicenceDocument): string | undefined {
  switch (name) {
    case 'ZZBS':
      return document.licenceId;
    case 'ZZLXDM':
      return document.type;
    case 'ZZBFJGDM':
      return document.authority;
    case 'ZZYXQQSRQ':
      return document.validFrom;
    case 'ZZYXQJZRQ':
      return document.validUntil ?? '';
    default:
      return undefined;
  }
}

function hiddenField(
  required: 'all' | readonly string[],
  names: ReadonlyMap<string, unknown>,
  hidden: number,
): Record<string, string> | undefined {
  if (required === 'all') return hidden > 0 ? {} : undefined;
  const missing = required.find((name) => !names.has(name));
  return missing === undefined ? undefined : { field: missing };
}
