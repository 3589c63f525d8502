import { readDer } from '../der/reader.js';
import { readAnyText } from '../der/strings.js';
import { PkiError } from '../errors.js';
import type { PathCertificate } from './certificate.js';
import type { NameConstraints, Subtree } from './extensions.js';
import { finding, type PathFinding } from './findings.js';
import { type GeneralName, generalNameKey } from './general-name.js';
import { isWithin } from './name.js';
import { hostOfUri, isHostName, isHostPattern, readMailbox } from './name-forms.js';
import { PATH_OID } from './oids.js';

/**
 * The state variables permitted_subtrees and excluded_subtrees (RFC 5280 §6.1.2 (b), (c)). The intersection of permitted subtrees is
 * kept as the list of sets that a name has to meet, each of them.
 */
export interface NameSpace {
  readonly permitted: readonly (readonly Subtree[])[];
  readonly excluded: readonly Subtree[];
}

export const ALL_NAMES: NameSpace = { permitted: [], excluded: [] };

/** RFC 5280 §6.1.4 (g). */
export function constrained(space: NameSpace, { permitted, excluded = [] }: NameConstraints): NameSpace {
  return {
    permitted: permitted === undefined ? space.permitted : [...space.permitted, permitted],
    excluded: [...space.excluded, ...excluded],
  };
}

/** Comparisons that one path may cost: names times subtrees, both in the hands of whoever wrote the certificates. */
export interface ComparisonBudget {
  left: number;
}

export const MOST_COMPARISONS = 2 ** 20;

/** RFC 5280 §6.1.3 (b), (c): what of a certificate's names does not lie where it has to. One finding of a kind. */
export function nameFindings(
  certificate: PathCertificate,
  space: NameSpace,
  position: number,
  budget: ComparisonBudget,
): PathFinding[] {
  if (space.permitted.length === 0 && space.excluded.length === 0) return [];
  const found = new Map<string, PathFinding>();
  const report = (code: Parameters<typeof finding>[0], detail: string) => {
    if (!found.has(code)) found.set(code, finding(code, detail, { position }));
  };
  const subtrees = space.permitted.reduce((sum, each) => sum + each.length, space.excluded.length);
  for (const name of namesOf(certificate)) {
    budget.left -= subtrees;
    if (budget.left < 0) {
      report('LIMIT_EXCEEDED', `more than ${MOST_COMPARISONS} comparisons of names with name constraints`);
      break;
    }
    judgeName(name, space, report);
  }
  return [...found.values()];
}

type Report = (code: 'NAME_NOT_PERMITTED' | 'NAME_EXCLUDED' | 'NAME_CONSTRAINT_UNPROCESSABLE', detail: string) => void;

function judgeName(name: GeneralName, space: NameSpace, report: Report): void {
  const text = printed(name);
  for (const set of space.permitted) {
    const alike = set.filter((each) => isOfForm(name, each.base));
    if (alike.length === 0) continue;
    const answers = alike.map((each) => matchSubtree(name, each, 'permitted'));
    if (answers.includes('unprocessable')) report('NAME_CONSTRAINT_UNPROCESSABLE', text);
    else if (!answers.includes('inside')) report('NAME_NOT_PERMITTED', `${text} lies in no permitted subtree`);
  }
  for (const each of space.excluded) {
    if (!isOfForm(name, each.base)) continue;
    const answer = matchSubtree(name, each, 'excluded');
    if (answer === 'unprocessable') report('NAME_CONSTRAINT_UNPROCESSABLE', text);
    else if (answer === 'inside') report('NAME_EXCLUDED', `${text} lies in the excluded subtree ${printed(each.base)}`);
  }
}

/** The subject where it is not empty, and every alternative name; e-mail addresses of the subject where there are none of these. */
function namesOf(certificate: PathCertificate): GeneralName[] {
  const { subject, subjectAltName } = certificate;
  const names: GeneralName[] = subject.isEmpty ? [] : [{ form: 'directoryName', name: subject }];
  // RFC 5280 §4.2.1.10.
  if (subjectAltName === undefined) {
    names.push(...subject.emailAddresses.map((text) => ({ form: 'rfc822Name', text }) as const));
  }
  for (const name of subjectAltName ?? []) {
    names.push(name);
    // RFC 9598 §6: constraints of form rfc822Name hold for these too.
    if (name.form === 'otherName' && name.typeId === PATH_OID.smtpUtf8Mailbox) {
      names.push({ form: 'rfc822Name', text: textOf(name.value) ?? '' });
    }
  }
  return names;
}

/** Constraints hold for names of their own form; other names of two types are of two forms. */
function isOfForm(name: GeneralName, base: GeneralName): boolean {
  if (name.form !== base.form) return false;
  return name.form !== 'otherName' || base.form !== 'otherName' || name.typeId === base.typeId;
}

type Answer = 'inside' | 'outside' | 'unprocessable';
const inside = (yes: boolean): Answer => (yes ? 'inside' : 'outside');

function matchSubtree(name: GeneralName, { base, isWhole }: Subtree, list: 'permitted' | 'excluded'): Answer {
  if (!isWhole) return 'unprocessable';
  switch (name.form) {
    case 'directoryName':
      return base.form === name.form ? inside(isWithin(name.name, base.name)) : 'unprocessable';
    case 'rfc822Name':
      return base.form === name.form ? matchMailbox(name.text, base.text) : 'unprocessable';
    case 'dNSName':
      return base.form === name.form ? matchHost(name.text, base.text, list) : 'unprocessable';
    case 'uniformResourceIdentifier':
      return base.form === name.form ? matchUri(name.text, base.text) : 'unprocessable';
    case 'iPAddress':
      return base.form === name.form ? matchAddress(name.octets, base.octets) : 'unprocessable';
    case 'registeredID':
      return base.form === name.form ? inside(`${name.oid}.`.startsWith(`${base.oid}.`)) : 'unprocessable';
    case 'otherName':
      return base.form === name.form ? matchOtherName(name, base.value, list) : 'unprocessable';
    case 'x400Address':
    case 'ediPartyName':
      return 'unprocessable';
  }
}

/** A mailbox, all of a host, or with a leading period all hosts of a domain. */
function matchMailbox(text: string, base: string): Answer {
  const mailbox = readMailbox(text) ?? readUtf8Mailbox(text);
  if (mailbox === undefined) return 'unprocessable';
  if (base === '') return 'inside';
  if (base.includes('@')) {
    const wanted = readMailbox(base);
    return wanted === undefined
      ? 'unprocessable'
      : inside(wanted.local === mailbox.local && wanted.host === mailbox.host);
  }
  if (base.startsWith('.'))
    return isHostName(base.slice(1)) ? inside(mailbox.host.endsWith(base.toLowerCase())) : 'unprocessable';
  return isHostName(base) ? inside(mailbox.host === base.toLowerCase()) : 'unprocessable';
}

/** RFC 9598 §3: the local part is UTF-8, the host ASCII. */
function readUtf8Mailbox(text: string) {
  const at = text.lastIndexOf('@');
  const [local, host] = [text.slice(0, at), text.slice(at + 1).toLowerCase()];
  return at > 0 && /[^\x20-\x7e]/.test(local) && isHostName(host) ? { local, host } : undefined;
}

/** A host, and whatever is made of it by labels on its left. A period at the head is no form of this constraint. */
function matchHost(text: string, base: string, list: 'permitted' | 'excluded'): Answer {
  if (!isHostPattern(text)) return 'unprocessable';
  if (base === '') return 'inside';
  if (!isHostName(base)) return 'unprocessable';
  const [name, wanted] = [text.toLowerCase(), base.toLowerCase()];
  if (`.${name}`.endsWith(`.${wanted}`)) return 'inside';
  // A wildcard that stands for an excluded host, among others.
  const rest = name.slice(name.indexOf('.'));
  return inside(
    list === 'excluded' && name.includes('*') && wanted.endsWith(rest) && !wanted.slice(0, -rest.length).includes('.'),
  );
}

/** A host, or with a leading period all hosts below it. What has no host name must be refused. */
function matchUri(text: string, base: string): Answer {
  const host = hostOfUri(text);
  if (host === undefined) return 'unprocessable';
  if (base === '') return 'inside';
  if (base.startsWith('.'))
    return isHostName(base.slice(1)) ? inside(host.endsWith(base.toLowerCase())) : 'unprocessable';
  return isHostName(base) ? inside(host === base.toLowerCase()) : 'unprocessable';
}

/** Address and mask, 8 or 32 octets, as RFC 4632 writes them: ones, then zeros. */
function matchAddress(octets: Uint8Array, base: Uint8Array): Answer {
  if ((octets.length !== 4 && octets.length !== 16) || (base.length !== 8 && base.length !== 32))
    return 'unprocessable';
  const half = base.length / 2;
  const mask = base.subarray(half);
  const bits = Array.from(mask, (octet) => octet.toString(2).padStart(8, '0')).join('');
  if (!/^1*0*$/.test(bits)) return 'unprocessable';
  if (half !== octets.length) return 'outside';
  return inside(octets.every((octet, at) => ((octet ^ (base[at] ?? 0)) & (mask[at] ?? 0)) === 0));
}

/**
 * RFC 5280 leaves the subtrees of other names to whoever defines a type. A unified social credit code lies in the subtree of
 * itself and of every text that it begins with: registering department, class, area (GB 32100). Of other types nobody knows more than
 * that a name lies in its own subtree; whether it lies in an excluded one that is not itself cannot be told.
 */
function matchOtherName(
  { typeId, value }: { readonly typeId: string; readonly value: Uint8Array },
  base: Uint8Array,
  list: 'permitted' | 'excluded',
): Answer {
  if (typeId === PATH_OID.uscc) {
    const [code, wanted] = [textOf(value), textOf(base)];
    return code === undefined || wanted === undefined ? 'unprocessable' : inside(code.startsWith(wanted));
  }
  if (Buffer.compare(value, base) === 0) return 'inside';
  return list === 'permitted' ? 'outside' : 'unprocessable';
}

function textOf(value: Uint8Array): string | undefined {
  try {
    return readAnyText(readDer(value));
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}

function printed(name: GeneralName): string {
  const key = generalNameKey(name);
  return key.length > 200 ? `${key.slice(0, 200)}…` : key;
}
