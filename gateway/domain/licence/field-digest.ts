import { canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import { purposeBytes } from '../../../pki/encoding/purpose-bytes.js';
import { sm3Hex } from '../../../pki/sm3.js';
import type { OpenedField } from './document.js';

/** SM3 of `yinxin/field/v1`, a zero byte and the canonical `[salt, name, value]`, in lower-case hex. */
export function fieldDigest(field: OpenedField): string {
  return sm3Hex(purposeBytes('field', canonicalBytes([field.salt, field.name, field.value])));
}
