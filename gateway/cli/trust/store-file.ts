import { z } from 'zod';
import { type TrustList, trustList } from '../../../chaincode/model/trust-list.js';
import { parseStrictJson } from '../../../pki/encoding/canonical-json.js';
import { PkiError } from '../../../pki/errors.js';
import { MAX_TRUST_BYTES, type TrustStore, trustStore } from '../../domain/trust/read-trust.js';
import { isAbsent, readBytes, requireJson, writeAtomically } from '../files.js';
import { TrustUpdateRefused } from './refused.js';

export interface HeldTrust {
  pin?: string;
  lists: readonly TrustList[];
}

/** What the file holds, a store or a bare list; undefined where there is no file. Does not walk it. */
export async function readHeld(path: string): Promise<HeldTrust | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readBytes(path, MAX_TRUST_BYTES);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
  if (bytes.length <= MAX_TRUST_BYTES) requireJson(bytes, path);
  const held = z.union([trustStore, trustList]).safeParse(strict(bytes));
  if (!held.success)
    throw new TrustUpdateRefused('TRUST_MALFORMED', 'the file is neither a trust store nor a trust list');
  if ('list' in held.data) return { lists: [held.data] };
  return held.data;
}

/** Replaces the file as a whole. */
export async function writeHeld(path: string, { pin, lists }: HeldTrust): Promise<void> {
  const store: TrustStore = {
    format: 'yinxin/trust-store/v1',
    ...(pin !== undefined && { pin }),
    lists: [...lists],
  };
  await writeAtomically(path, `${JSON.stringify(store)}\n`);
}

function strict(bytes: Uint8Array): unknown {
  try {
    return parseStrictJson(bytes, { maxBytes: MAX_TRUST_BYTES });
  } catch (error) {
    if (error instanceof PkiError) throw new TrustUpdateRefused('TRUST_MALFORMED', error.message);
    throw error;
  }
}
