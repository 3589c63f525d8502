import { type DerNode, malformed, open, readDer } from '../der/reader.js';
import { TAG } from '../der/tags.js';
import { readGeneralizedTime } from '../der/times.js';
import { readIntegerContent } from '../der/values.js';
import type { NoteDeviation } from '../path/deviations.js';
import { type RawExtension, readExtensionList } from '../path/extension-list.js';
import { readGeneralNames } from '../path/general-name.js';
import type { ComparableName } from '../path/name.js';
import { PATH_OID } from '../path/oids.js';
import { readTime } from '../path/tolerant.js';
import { indexEntries } from './entry-index.js';
import { type CrlReason, readCrlReason } from './reasons.js';

/** What a list says of one certificate (RFC 5280 §5.1.2.6, §5.3). */
export interface RevokedEntry {
  /** Milliseconds since 1970. */
  readonly revokedAt: number;
  readonly reason?: CrlReason;
  /** When the key was, or may have been, lost. */
  readonly invalidityDate?: number;
}

export interface CrlEntries {
  readonly count: number;
  readonly hasRepeated: boolean;
  /** Whether an entry has the extension certificateIssuer. */
  readonly namesIssuers: boolean;
  readonly unknownCriticalExtensions: readonly string[];
  find(serialNumber: string, certificateIssuer?: ComparableName): RevokedEntry | undefined;
}

/** `SEQUENCE { OID reasonCode, OCTET STRING { ENUMERATED` : what nearly every entry has for its extensions. */
const REASON_ONLY = Buffer.from('300c300a0603551d1504030a01', 'hex');

interface EntryExtensions {
  readonly reason?: CrlReason;
  readonly invalidityDate?: number;
  readonly certificateIssuer?: readonly string[];
  readonly unknownCritical: readonly string[];
}

/**
 * Reads and checks every entry, and keeps where they stand. `list` is the SEQUENCE of entries inside `bytes`.
 *
 * @throws PkiError DER_MALFORMED
 */
export function readEntries(
  bytes: Uint8Array,
  list: DerNode | undefined,
  issuer: ComparableName,
  { version, note }: { readonly version: 1 | 2; readonly note: NoteDeviation },
): CrlEntries {
  const starts: number[] = [];
  const serialEnds: number[] = [];
  const serialStarts: number[] = [];
  const unknown = new Set<string>();
  /** In the order of the list: from which entry on which names are the issuer's (RFC 5280 §5.3.3). */
  const issuerFrom: { readonly entry: number; readonly keys: readonly string[] }[] = [];
  if (list !== undefined) {
    const cursor = open(list, TAG.SEQUENCE);
    // RFC 5280 §5.1.2.6: a list without entries leaves the field out.
    if (cursor.done) note('CRL_EMPTY_REVOKED_LIST');
    while (!cursor.done) {
      const entry = cursor.next(TAG.SEQUENCE);
      const parts = open(entry, TAG.SEQUENCE);
      const serial = parts.next();
      readIntegerContent(serial);
      readTime(parts.next(), note);
      const extensions = parts.optional(TAG.SEQUENCE);
      parts.finish();
      if (extensions !== undefined) {
        if (version === 1) throw malformed('entry with extensions in a list of version 1');
        const read = readEntryExtensions(extensions, note);
        for (const oid of read.unknownCritical) unknown.add(oid);
        if (read.certificateIssuer !== undefined) {
          issuerFrom.push({ entry: starts.length, keys: read.certificateIssuer });
        }
      }
      starts.push(entry.start);
      serialStarts.push(serial.contentStart);
      serialEnds.push(serial.end);
    }
  }
  const count = starts.length;
  const entryStart = Uint32Array.from(starts);
  const index = indexEntries(bytes, {
    count,
    serialStart: Uint32Array.from(serialStarts),
    serialEnd: Uint32Array.from(serialEnds),
  });
  const isIssuer = (entry: number, name: ComparableName): boolean => {
    const from = lastBefore(issuerFrom, entry);
    return from === undefined ? name.key === issuer.key : from.keys.includes(name.key);
  };
  return {
    count,
    // In an indirect list two issuers may have given one number.
    hasRepeated: index.hasRepeated && issuerFrom.length === 0,
    namesIssuers: issuerFrom.length > 0,
    unknownCriticalExtensions: [...unknown],
    find(serialNumber, certificateIssuer = issuer) {
      const entry = index.find(contentOf(serialNumber)).find((each) => isIssuer(each, certificateIssuer));
      return entry === undefined ? undefined : readEntry(bytes, entryStart[entry] ?? 0);
    },
  };
}

function lastBefore<T extends { readonly entry: number }>(sorted: readonly T[], entry: number): T | undefined {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle]?.entry ?? Number.POSITIVE_INFINITY) <= entry) low = middle + 1;
    else high = middle;
  }
  return sorted[low - 1];
}

function readEntry(bytes: Uint8Array, start: number): RevokedEntry {
  const ignore = () => {};
  const parts = open(elementAt(bytes, start), TAG.SEQUENCE);
  parts.next();
  const revokedAt = readTime(parts.next(), ignore);
  const extensions = parts.optional(TAG.SEQUENCE);
  const { reason, invalidityDate } =
    extensions === undefined ? ({} as EntryExtensions) : readEntryExtensions(extensions, ignore);
  return {
    revokedAt,
    ...(reason !== undefined && { reason }),
    ...(invalidityDate !== undefined && { invalidityDate }),
  };
}

/** The element at an offset where one was read before. */
function elementAt(bytes: Uint8Array, start: number): DerNode {
  const length = bytes[start + 1] ?? 0;
  const octets = length < 0x80 ? 0 : length & 0x7f;
  let content = octets === 0 ? length : 0;
  for (let i = 0; i < octets; i++) content = content * 256 + (bytes[start + 2 + i] ?? 0);
  return readDer(bytes.subarray(start, start + 2 + octets + content));
}

function readEntryExtensions(node: DerNode, note: NoteDeviation): EntryExtensions {
  const raw = node.raw;
  if (raw.length === REASON_ONLY.length + 1 && Buffer.compare(raw.subarray(0, -1), REASON_ONLY) === 0) {
    return { reason: readCrlReason(readDer(raw.subarray(-3))), unknownCritical: [] };
  }
  let found: EntryExtensions = { unknownCritical: [] };
  for (const extension of readExtensionList(node, note)) found = withExtension(found, extension, note);
  return found;
}

function withExtension(found: EntryExtensions, extension: RawExtension, note: NoteDeviation): EntryExtensions {
  const { oid, critical, value } = extension;
  switch (oid) {
    case PATH_OID.reasonCode:
      return { ...found, reason: readCrlReason(readDer(value)) };
    case PATH_OID.invalidityDate:
      return { ...found, invalidityDate: readGeneralizedTime(readDer(value)) };
    case PATH_OID.certificateIssuer: {
      // RFC 5280 §5.3.3: passed over, it would have entries counted for the wrong issuer.
      if (!critical) throw malformed('certificate issuer not marked critical');
      const names = readGeneralNames(readDer(value), note);
      const keys = names.flatMap((each) => (each.form === 'directoryName' ? [each.name.key] : []));
      if (keys.length === 0) throw malformed('certificate issuer without a directory name');
      return { ...found, certificateIssuer: keys };
    }
    default:
      return critical ? { ...found, unknownCritical: [...found.unknownCritical, oid] } : found;
  }
}

/** Content octets of the INTEGER that `readSerialNumber` gives as this text; none for what is no such text. */
function contentOf(serialNumber: string): Uint8Array {
  if (!/^-?([0-9a-f]{2})+$/.test(serialNumber)) return new Uint8Array();
  if (serialNumber.startsWith('-')) {
    const magnitude = BigInt(`0x${serialNumber.slice(1)}`);
    let octets = 1;
    while (magnitude > 1n << BigInt(8 * octets - 1)) octets++;
    return Buffer.from(
      BigInt.asUintN(8 * octets, -magnitude)
        .toString(16)
        .padStart(2 * octets, '0'),
      'hex',
    );
  }
  const magnitude = Buffer.from(serialNumber, 'hex');
  return (magnitude[0] ?? 0) >= 0x80 ? Buffer.concat([Uint8Array.of(0), magnitude]) : magnitude;
}
