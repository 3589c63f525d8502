import { z } from 'zod';
import { type BatchLeaf, batchLeaf } from '../../../chaincode/model/batch-leaf.js';
import { signedLicenceBatch } from '../../../chaincode/model/command.js';
import { commandDigest } from '../../../chaincode/model/command-digest.js';
import { signature } from '../../../chaincode/model/primitives.js';
import type { LicenceRecord } from '../../../chaincode/model/records.js';
import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { verifyProof } from '../../../pki/merkle/proof.js';
import { verifySignature } from '../../../pki/signer/verify-signature.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { batchLeafHash } from '../evidence/leaves.js';
import { type MerkleProof, merkleProof } from '../evidence/proof.js';
import { ATTESTATION_PURPOSE, attestationBytes } from '../licence/attestation.js';
import {
  LICENCE_NUMBER_FIELD,
  type LicenceDocument,
  licenceDocument,
  type OpenedField,
  openedField,
} from '../licence/document.js';
import { fieldDigest } from '../licence/field-digest.js';
import { licenceKeyOf } from '../licence/licence-key-of.js';
import type { KeptLicence } from '../ports/reconciliation-rows.js';
import { commonest } from './commonest.js';
import { type Drift, differing } from './drift.js';
import { readKept } from './read-kept.js';

export interface LicenceAddressing {
  network: string;
  profile: 'production' | 'evaluation';
}

/** A row taken apart. Which licence it is, the majority of its columns says: one that was changed does not decide. */
export interface ReadLicence {
  row: KeptLicence;
  /** The ledger key that the row is about. */
  key: string;
  version: number;
  document: LicenceDocument | undefined;
  leaf: BatchLeaf | undefined;
  fields: OpenedField[] | undefined;
}

export function readLicenceRow(row: KeptLicence, address: LicenceAddressing): ReadLicence {
  const document = readKept(licenceDocument, row.document);
  const leaf = readKept(batchLeaf, row.leaf);
  const named = identified(row.licenceId, address);
  const told = document === undefined ? undefined : identified(document.licenceId, address);
  return {
    row,
    document,
    leaf,
    fields: readKept(z.array(openedField), row.fields),
    key: commonest([leaf?.key, row.ledgerKey, named?.key, told?.key]) ?? row.ledgerKey,
    version:
      commonest([leaf?.licenceVersion, row.licenceVersion, named?.version, document?.version]) ?? row.licenceVersion,
  };
}

function identified(licenceId: string, address: LicenceAddressing): { key: string; version: number } | undefined {
  const read = licenceKeyOf(licenceId, address);
  return read.ok ? { key: read.key, version: read.identifier.version } : undefined;
}

/** What the ledger says of the licence. */
export interface LicenceGround extends LicenceAddressing {
  ledger: string;
  /** The record that anchored this very version; undefined where the ledger has no such version. */
  anchored: LicenceRecord | undefined;
  /** The batch whose command wrote that record; known where the row's own batch does not fit. */
  batchDigest?: string;
  /** The newest record under the key. */
  present: LicenceRecord | undefined;
  /** Whether the projection must have followed the newest record already. */
  isFollowed: boolean;
  /** Public key of a certificate that stands on the ledger, 65 bytes. */
  publicKey(fingerprint: string): Uint8Array | undefined;
}

const TABLE = 'licence';

/** Re-hashes every part of a licence and holds it against what the ledger has anchored. */
export async function checkLicence(read: ReadLicence, ground: LicenceGround): Promise<Drift[]> {
  const { row, key, version, document } = read;
  const name = `${key}@${version}`;
  const at = (kind: 'digest-differs' | 'state-differs', detail: string) => ({
    class: kind,
    table: TABLE as typeof TABLE,
    key: name,
    detail,
    row: { licence_id: row.licenceId },
  });
  const bad = (column: string, detail: string): Drift => ({
    class: 'digest-differs',
    table: TABLE,
    column,
    key: name,
    detail,
  });
  const { anchored, present } = ground;
  const drifts: (Drift | undefined)[] = [];

  const leaf = soundLeaf(read, ground);
  if (leaf === undefined) drifts.push(bad('leaf', 'not the leaf that was anchored'));
  else if (canonicalJson(leaf) !== row.leaf)
    drifts.push(
      differing(at('digest-differs', 'not the leaf that was anchored'), 'leaf', row.leaf, canonicalJson(leaf)),
    );

  const digest = anchored?.digest ?? leaf?.digest ?? row.digest;
  const isDocument = sm3Hex(Buffer.from(row.document)) === digest && document !== undefined;
  // Only what the ledger or the authority's signature vouches for may set anything right.
  const facts = leaf ?? (isDocument && anchored !== undefined ? document : undefined);
  const copy = at('digest-differs', 'not what the signed document says');
  if (!isDocument) drifts.push(bad('document', 'its SM3 is not the digest that was anchored'));
  drifts.push(differing(copy, 'digest', row.digest, digest));
  drifts.push(differing(copy, 'ledger_key', row.ledgerKey, key));
  drifts.push(differing(copy, 'licence_version', row.licenceVersion, version));
  drifts.push(differing(copy, 'authority', row.authority, facts?.authority ?? row.authority));
  drifts.push(differing(copy, 'type', row.type, facts?.type ?? row.type));
  drifts.push(differing(copy, 'valid_from', row.validFrom, facts?.validFrom ?? row.validFrom));
  if (facts !== undefined) drifts.push(differing(copy, 'valid_until', row.validUntil, facts.validUntil ?? null));
  const signs = anchored ?? leaf ?? row;
  drifts.push(differing(copy, 'seal', row.seal, signs.seal));
  drifts.push(differing(copy, 'seal_certificate', row.sealCertificate, signs.sealCertificate));
  drifts.push(differing(copy, 'attestation_certificate', row.attestationCertificate, signs.attestationCertificate));

  drifts.push(...checkFields(read, isDocument ? document : undefined, copy, bad));
  if (leaf !== undefined && sm3Hex(row.sealSignature) !== leaf.sealSignature)
    drifts.push(bad('seal_signature', 'its SM3 is not the one in the leaf that was anchored'));
  drifts.push(await checkAttestation(read, { leaf, digest }, ground, bad));
  drifts.push(...checkBatch(read, leaf, ground, bad, at('digest-differs', 'not the batch that anchored it')));

  if (anchored === undefined && row.batchBlock !== null) {
    drifts.push({
      class: 'missing-on-ledger',
      table: TABLE,
      key: name,
      detail: 'its batch is said to be on the ledger',
    });
  }
  if (ground.isFollowed || present === undefined) {
    const own = at('state-differs', 'not the state that the ledger has');
    const state = present === undefined ? null : present.licenceVersion === version ? present.state : 'superseded';
    if (present === undefined || present.licenceVersion >= version) {
      drifts.push(differing(own, 'state', row.state, state));
      drifts.push(differing(own, 'entry_version', row.entryVersion, present?.version ?? null));
    }
  }
  // Last, because the others find the row by it.
  if (isDocument) drifts.push(differing(copy, 'licence_id', row.licenceId, document.licenceId));
  else if (identified(row.licenceId, ground)?.key !== key)
    drifts.push(bad('licence_id', 'not the identifier of the ledger key'));
  return drifts.filter((drift) => drift !== undefined);
}

/** The leaf that was anchored: the one that is kept, or the one that the other columns make up where its SM3 is right. */
function soundLeaf(
  { row, leaf, key, version, document }: ReadLicence,
  { anchored }: LicenceGround,
): BatchLeaf | undefined {
  if (anchored === undefined) {
    if (leaf === undefined || canonicalJson(leaf) !== row.leaf) return undefined;
    const fits = leaf.digest === sm3Hex(Buffer.from(row.document)) && leaf.sealSignature === sm3Hex(row.sealSignature);
    return fits || isInBatch(leaf, row) ? leaf : undefined;
  }
  if (leaf !== undefined && sm3Hex(Buffer.from(row.leaf)) === anchored.leaf) return leaf;
  const validUntil = document?.validUntil ?? row.validUntil ?? undefined;
  const made: BatchLeaf = {
    key,
    // A later version follows some entry; which one only its own leaf says.
    expectedVersion: version === 1 ? 0 : (leaf?.expectedVersion ?? 0),
    licenceVersion: version,
    digest: anchored.digest,
    domain: anchored.domain,
    authority: anchored.authority,
    type: anchored.type,
    validFrom: document?.validFrom ?? row.validFrom,
    ...(validUntil === undefined ? {} : { validUntil }),
    attestationCertificate: anchored.attestationCertificate,
    sealCertificate: anchored.sealCertificate,
    seal: anchored.seal,
    sealSignature: sm3Hex(row.sealSignature),
  };
  return sm3Hex(Buffer.from(canonicalJson(made))) === anchored.leaf ? made : undefined;
}

type At = Omit<Parameters<typeof differing>[0], 'salt'>;
type Bad = (column: string, detail: string) => Drift;

function checkFields(
  { row, fields }: ReadLicence,
  document: LicenceDocument | undefined,
  copy: At,
  bad: Bad,
): (Drift | undefined)[] {
  if (fields === undefined) return [bad('fields', 'no fields can be read')];
  if (document === undefined) return [];
  const digests = fields.map(fieldDigest);
  if (digests.join() !== document.fieldDigests.join())
    return [bad('fields', 'their SM3 are not those of the document')];
  const number = fields.find(({ name }) => name === LICENCE_NUMBER_FIELD);
  if (number === undefined) return [bad('fields', 'no licence number')];
  return [differing({ ...copy, salt: number.salt }, 'licence_number', row.licenceNumber, number.value)];
}

function checkAttestation(
  { row }: ReadLicence,
  { leaf, digest }: { leaf: BatchLeaf | undefined; digest: string },
  { anchored, network, ledger, publicKey }: LicenceGround,
  bad: Bad,
): Drift | undefined {
  const about = anchored ?? leaf;
  // Then the leaf is a finding already, and nothing says who attested.
  if (about === undefined) return undefined;
  const certificate = about.attestationCertificate;
  const key = publicKey(certificate);
  if (key === undefined) return bad('attestation', 'its certificate does not stand on the ledger');
  const bytes = attestationBytes({ ...about, network }, digest, ledger);
  const holds =
    signature.safeParse(row.attestation).success &&
    verifySignature(key, ATTESTATION_PURPOSE, bytes, decodeBase64url(row.attestation, 64));
  return holds ? undefined : bad('attestation', 'no signature of the document');
}

/** `batch_proof` leads from the leaf to the root that the batch's command names. */
function checkBatch(
  { row }: ReadLicence,
  leaf: BatchLeaf | undefined,
  { batchDigest }: LicenceGround,
  bad: Bad,
  at: At,
): (Drift | undefined)[] {
  if (batchDigest !== undefined && row.batchDigest !== batchDigest)
    return [differing(at, 'batch_digest', row.batchDigest, batchDigest)];
  if (row.signed === null) return [bad('batch_digest', 'there is no such batch')];
  if (leaf === undefined) return [];
  if (isInBatch(leaf, row)) return [];
  const batch = readKept(signedLicenceBatch, row.signed);
  // Then the batch is the finding.
  if (batch === undefined || commandDigest(batch.command) !== row.batchDigest) return [];
  return [bad('batch_proof', 'does not lead to the root of the batch')];
}

export function isInBatch(
  leaf: BatchLeaf,
  { batchProof, signed }: Pick<KeptLicence, 'batchProof' | 'signed'>,
): boolean {
  const body = readKept(signedLicenceBatch, signed)?.command.body;
  const proof: MerkleProof | undefined = readKept(merkleProof, batchProof);
  return body !== undefined && proof !== undefined && verifyProof(batchLeafHash(leaf), proof, body.root, body.size);
}
