import { digests } from './digests.js';
import { encodings } from './encodings.js';
import { type Flag, NOTES } from './flags.js';
import { hashes } from './hashes.js';
import { extremeKeys, points } from './points.js';
import { ranges } from './ranges.js';
import { rawSignatures } from './raw.js';
import { userIds } from './user-ids.js';
import type { Group, GroupType, Result, Vector } from './vector.js';

/** The file as it is read: the members of Wycheproof's files, and `userId` and `digest` besides. */
export interface VectorFile {
  readonly algorithm: 'SM2';
  readonly schema: string;
  readonly generatorVersion: string;
  readonly numberOfTests: number;
  readonly header: readonly string[];
  readonly notes: Readonly<Record<string, { readonly bugType: string; readonly description: string }>>;
  readonly testGroups: readonly FileGroup[];
}

export interface FileGroup {
  readonly type: GroupType;
  readonly source: { readonly name: string; readonly version: string };
  readonly publicKey: {
    readonly type: 'EcPublicKey';
    readonly curve: 'sm2p256v1';
    readonly keySize: 256;
    /** Only where the key is 65 octets 04‖x‖y in the SubjectPublicKeyInfo that DER and GM/T 0015 ask for. */
    readonly uncompressed?: string;
    readonly wx?: string;
    readonly wy?: string;
  };
  readonly publicKeyDer: string;
  readonly publicKeyPem: string;
  readonly sha: 'SM3';
  readonly userId: string;
  readonly tests: readonly FileTest[];
}

export interface FileTest {
  readonly tcId: number;
  readonly comment: string;
  readonly flags: readonly string[];
  readonly msg?: string;
  readonly digest?: string;
  readonly sig: string;
  readonly result: Result;
}

const VERSION = '1';
const PLAIN_SPKI = '3059301306072a8648ce3d020106082a811ccf5501822d03420004';

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** The file, the same octets on every machine: no clock, no randomness. */
export function vectorFileText(): string {
  return `${JSON.stringify(vectorFile(), undefined, 2)}\n`;
}

function vectorFile(): VectorFile {
  const groups = [
    ...[ranges(), encodings(), hashes()],
    ...userIds(),
    rawSignatures(),
    ...extremeKeys(),
    ...points(),
    ...digests(),
  ];
  let lastId = 0;
  const testGroups = groups.map((group) => written(group, () => ++lastId));
  return {
    algorithm: 'SM2',
    schema: 'sm2_verify_schema.json',
    generatorVersion: VERSION,
    numberOfTests: lastId,
    header: [
      'Verification of SM2 signatures (GB/T 32918.2) with SM3: good ones beside many that must be refused.',
      'All keys are made for these vectors from public labels and protect nothing.',
    ],
    notes: sortedNotes(),
    testGroups,
  };
}

function sortedNotes(): VectorFile['notes'] {
  return Object.fromEntries((Object.keys(NOTES) as Flag[]).sort().map((flag) => [flag, NOTES[flag]]));
}

function written({ type, spki, userId, vectors }: Group, nextId: () => number): FileGroup {
  return {
    type,
    source: { name: 'yinxin', version: VERSION },
    publicKey: { type: 'EcPublicKey', curve: 'sm2p256v1', keySize: 256, ...coordinates(hexOf(spki)) },
    publicKeyDer: hexOf(spki),
    publicKeyPem: pemOf(spki),
    sha: 'SM3',
    userId: hexOf(userId),
    tests: vectors.map((vector) => test(type, vector, nextId())),
  };
}

function coordinates(spki: string): Pick<FileGroup['publicKey'], 'uncompressed' | 'wx' | 'wy'> {
  const point = spki.slice(PLAIN_SPKI.length);
  if (!spki.startsWith(PLAIN_SPKI) || point.length !== 128) return {};
  return { uncompressed: `04${point}`, wx: point.slice(0, 64), wy: point.slice(64) };
}

/** RFC 7468. */
function pemOf(spki: Uint8Array): string {
  const lines =
    Buffer.from(spki)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return ['-----BEGIN PUBLIC KEY-----', ...lines, '-----END PUBLIC KEY-----', ''].join('\n');
}

function test(type: GroupType, { comment, flags, input, signature, result }: Vector, tcId: number): FileTest {
  return {
    ...{ tcId, comment, flags },
    ...(type === 'Sm2DigestVerify' ? { digest: hexOf(input) } : { msg: hexOf(input) }),
    ...{ sig: hexOf(signature), result },
  };
}
