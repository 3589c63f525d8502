import { type DerNode, malformed, open, readDer } from '../der/reader.js';
import { contextConstructed, contextPrimitive } from '../der/tags.js';
import { readOid } from '../der/values.js';
import type { NoteDeviation } from './deviations.js';
import { type ComparableName, readComparableName } from './name.js';
import { hex, readSequenceOf } from './tolerant.js';

/** GeneralName (RFC 5280 §4.2.1.6). Text is what stands in the IA5String; whether it is an address or a host is not judged here. */
export type GeneralName =
  | { readonly form: 'otherName'; readonly typeId: string; readonly value: Uint8Array }
  | { readonly form: 'rfc822Name' | 'dNSName' | 'uniformResourceIdentifier'; readonly text: string }
  | { readonly form: 'directoryName'; readonly name: ComparableName }
  | { readonly form: 'iPAddress'; readonly octets: Uint8Array }
  | { readonly form: 'registeredID'; readonly oid: string }
  | { readonly form: 'x400Address' | 'ediPartyName'; readonly der: Uint8Array };

export type GeneralNameForm = GeneralName['form'];

const TEXT_FORMS = new Map<number, 'rfc822Name' | 'dNSName' | 'uniformResourceIdentifier'>([
  [contextPrimitive(1), 'rfc822Name'],
  [contextPrimitive(2), 'dNSName'],
  [contextPrimitive(6), 'uniformResourceIdentifier'],
]);

/** @throws PkiError DER_MALFORMED */
export function readGeneralName(node: DerNode, note: NoteDeviation): GeneralName {
  const textForm = TEXT_FORMS.get(node.tag);
  if (textForm !== undefined) return { form: textForm, text: ia5Of(node) };
  switch (node.tag) {
    case contextConstructed(0):
      return readOtherName(node);
    case contextConstructed(3):
      return { form: 'x400Address', der: node.raw };
    case contextConstructed(4):
      // A CHOICE cannot be tagged implicitly (X.680 §31.2.7).
      return { form: 'directoryName', name: readComparableName(only(node), note) };
    case contextConstructed(5):
      return { form: 'ediPartyName', der: node.raw };
    case contextPrimitive(7):
      return { form: 'iPAddress', octets: node.content };
    case contextPrimitive(8):
      return { form: 'registeredID', oid: readImplicitOid(node) };
    default:
      throw malformed(`tag 0x${node.tag.toString(16)} is no general name`);
  }
}

/** GeneralNames, at least one of them. @throws PkiError DER_MALFORMED */
export function readGeneralNames(node: DerNode, note: NoteDeviation, tag?: number): GeneralName[] {
  return readSequenceOf(node, tag).map((each) => readGeneralName(each, note));
}

/** Text that is equal for names that are equal (RFC 5280 §7): the keys of a comparison. */
export function generalNameKey(name: GeneralName): string {
  switch (name.form) {
    case 'otherName':
      return `otherName:${name.typeId}:${hex(name.value)}`;
    case 'directoryName':
      return `directoryName:${name.name.key}`;
    case 'iPAddress':
      return `iPAddress:${hex(name.octets)}`;
    case 'registeredID':
      return `registeredID:${name.oid}`;
    case 'dNSName':
      return `dNSName:${name.text.toLowerCase()}`;
    case 'rfc822Name':
      return `rfc822Name:${lowerAfter(name.text, name.text.lastIndexOf('@'))}`;
    case 'uniformResourceIdentifier':
      return `uniformResourceIdentifier:${lowerSchemeAndHost(name.text)}`;
    case 'x400Address':
    case 'ediPartyName':
      return `${name.form}:${hex(name.der)}`;
  }
}

/** RFC 5280 §7.5: the part before @ is compared as it stands, the host without regard to case. */
function lowerAfter(text: string, at: number): string {
  return text.slice(0, at + 1) + text.slice(at + 1).toLowerCase();
}

/** RFC 5280 §7.4: scheme and host without regard to case. */
function lowerSchemeAndHost(text: string): string {
  const match = /^[A-Za-z][A-Za-z0-9+.-]*:(\/\/[^/?#]*)?/.exec(text);
  return match === null ? text : match[0].toLowerCase() + text.slice(match[0].length);
}

function readOtherName(node: DerNode): GeneralName {
  const parts = open(node, contextConstructed(0));
  const typeId = readOid(parts.next());
  const value = only(parts.next(contextConstructed(0)));
  parts.finish();
  return { form: 'otherName', typeId, value: value.raw };
}

function readImplicitOid(node: DerNode): string {
  const whole = Uint8Array.from(node.raw);
  whole[0] = 0x06;
  return readOid(readDer(whole));
}

function only(node: DerNode): DerNode {
  const inside = open(node, node.tag);
  const one = inside.next();
  inside.finish();
  return one;
}

function ia5Of(node: DerNode): string {
  for (const octet of node.content) if (octet > 0x7f) throw malformed('character outside IA5String');
  return Buffer.from(node.content).toString('latin1');
}
