import { z } from 'zod';
import { expectTag, readDer } from '../../../pki/der/reader.js';
import { TAG } from '../../../pki/der/tags.js';
import { PkiError } from '../../../pki/errors.js';
import { readSubtree, type Subtree } from '../../../pki/path/extensions.js';
import { type GeneralName, readGeneralName } from '../../../pki/path/general-name.js';
import { readComparableName } from '../../../pki/path/name.js';

const BASE64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/, 'no base64');
const OID_TEXT = z.string().regex(/^[0-2](\.(0|[1-9]\d{0,39})){1,63}$/, 'no object identifier');

const FORMS = z.union([
  BASE64,
  z.strictObject({ directoryName: BASE64 }),
  z.strictObject({ rfc822Name: z.string() }),
  z.strictObject({ dNSName: z.string() }),
  z.strictObject({ uniformResourceIdentifier: z.string() }),
  z.strictObject({ iPAddress: z.union([z.cidrv4(), z.cidrv6()]) }),
  z.strictObject({ registeredID: OID_TEXT }),
  z.strictObject({ otherName: z.strictObject({ typeId: OID_TEXT, value: BASE64 }) }),
]);

export type SubtreeWord = z.infer<typeof FORMS>;

/** A subtree of the question: base64 of a DER GeneralSubtree or GeneralName, or one general name in words. */
export const SUBTREE_WORD = FORMS.refine(isReadable, 'no general name');

/** @throws PkiError DER_MALFORMED, which SUBTREE_WORD has ruled out */
export function readSubtreeWord(word: SubtreeWord): Subtree {
  if (typeof word !== 'string') return { base: nameOf(word), isWhole: true };
  const node = readDer(Buffer.from(word, 'base64'));
  return node.tag === TAG.SEQUENCE ? readSubtree(node, ignore) : { base: readGeneralName(node, ignore), isWhole: true };
}

const ignore = () => {};

function isReadable(word: SubtreeWord): boolean {
  try {
    readSubtreeWord(word);
    return true;
  } catch (error) {
    if (error instanceof PkiError) return false;
    throw error;
  }
}

function nameOf(word: Exclude<SubtreeWord, string>): GeneralName {
  if ('directoryName' in word) {
    const node = expectTag(readDer(Buffer.from(word.directoryName, 'base64')), TAG.SEQUENCE);
    return { form: 'directoryName', name: readComparableName(node, ignore) };
  }
  if ('rfc822Name' in word) return { form: 'rfc822Name', text: word.rfc822Name };
  if ('dNSName' in word) return { form: 'dNSName', text: word.dNSName };
  if ('uniformResourceIdentifier' in word) {
    return { form: 'uniformResourceIdentifier', text: word.uniformResourceIdentifier };
  }
  if ('iPAddress' in word) return { form: 'iPAddress', octets: addressAndMask(word.iPAddress) };
  if ('registeredID' in word) return { form: 'registeredID', oid: word.registeredID };
  const { typeId, value } = word.otherName;
  return { form: 'otherName', typeId, value: readDer(Buffer.from(value, 'base64')).raw };
}

/** Address and mask of a block, `192.0.2.0/24` or `2001:db8::/32`, as name constraints hold them. */
function addressAndMask(block: string): Uint8Array {
  const [address = '', bits = ''] = block.split('/');
  const octets = address.includes(':') ? ipv6(address) : Uint8Array.from(address.split('.'), Number);
  const mask = octets.map((_, at) => (0xff00 >> Math.max(0, Math.min(8, Number(bits) - 8 * at))) & 0xff);
  return Uint8Array.of(...octets, ...mask);
}

function ipv6(address: string): Uint8Array {
  const [head = '', tail] = address.split('::');
  const groups = (part: string | undefined) => (part === undefined || part === '' ? [] : part.split(':'));
  const [before, after] = [groups(head), groups(tail)];
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  const all = [...before, ...Array.from({ length: zeros }, () => '0'), ...after].map((group) =>
    Number.parseInt(group, 16),
  );
  return Uint8Array.from(all.flatMap((group) => [group >> 8, group & 0xff]));
}
