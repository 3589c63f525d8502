import type { BatchLeaf } from '../../chaincode/model/batch-leaf.js';
import type { BlockStatement, BlockStatementBody } from '../../chaincode/model/block-statement.js';
import type { CommandOf } from '../../chaincode/model/command.js';
import { ledgerKeys } from '../../chaincode/model/keys.js';
import { licenceKey } from '../../chaincode/model/licence-key.js';
import { formatLicenceIdentifier, withoutVersion } from '../../gateway/domain/codes/licence-identifier.js';
import { assembleEvidence } from '../../gateway/domain/evidence/assemble-evidence.js';
import type { Evidence } from '../../gateway/domain/evidence/evidence.js';
import { batchCommandDigest, batchLeafHash, blockEntryLeaf } from '../../gateway/domain/evidence/leaves.js';
import type { StatusHeadBody, StatusLeaf, StatusStatement } from '../../gateway/domain/evidence/status.js';
import { statusKeysOf } from '../../gateway/domain/evidence/status-keys.js';
import { signStatusTree, statusTree } from '../../gateway/domain/evidence/status-tree.js';
import { attestationBytes, PROPERTY_INFO } from '../../gateway/domain/licence/attestation.js';
import { buildDocument, type DocumentInput } from '../../gateway/domain/licence/build-document.js';
import { policyOf } from '../../gateway/domain/verification/policy.js';
import { createVerifier, type VerifyInput } from '../../gateway/domain/verification/verify.js';
import { encodeBase64url } from '../../pki/encoding/base64url.js';
import { canonicalBytes } from '../../pki/encoding/canonical-json.js';
import { decodeHex, encodeHex } from '../../pki/encoding/hex.js';
import { createMerkleTree } from '../../pki/merkle/tree.js';
import { buildSealSignature } from '../../pki/ses/build-seal-signature.js';
import { type OwnPurpose, signedBytes } from '../../pki/signer/purposes.js';
import type { Sm2PrivateKey } from '../../pki/sm2/private-key.js';
import { sm3, sm3Hex } from '../../pki/sm3.js';
import { CODES, type Code, type KitAuthority, type KitDomain, type World } from './evidence-kit-world.js';
import { type TestCertificate, testSignature } from './test-pki.js';

/** The block of the batch, when the witnesses saw it, and when the statuses and the question were made. */
export const BLOCK = 20;
export const SEEN_AT = '2026-12-01T01:00:00.000Z';
/** Guangdong's and Hunan's statements make the quorum: the later one's time. */
export const ANCHORED_AT = '2026-12-01T01:00:01.000Z';
export const STATUS_AT = '2026-12-01T02:00:00.000Z';
export const AT = '2026-12-01T03:00:00.000Z';
export const STATUS_BLOCK = 30;

type Change<T> = (value: T) => T;
export type MakeStatement = (domain: Code, change?: Partial<BlockStatementBody>, sign?: Signing) => BlockStatement;
export type MakeStatus = (domain: Code, change?: StatusChange, sign?: Signing) => Promise<StatusStatement>;
export interface Signing {
  key?: Sm2PrivateKey;
  purpose?: OwnPurpose;
}
export interface StatusChange {
  head?: Partial<StatusHeadBody>;
  leaf?: Change<StatusLeaf>;
  keys?: Change<readonly string[]>;
}

/** What a test decides; the rest is what an honest authority of Guangdong would do. */
export interface Choices {
  domain?: Code;
  authority?: KitAuthority;
  type?: string;
  serial?: string;
  version?: number;
  previousLicenceId?: string;
  validFrom?: string;
  validUntil?: string;
  fields?: Record<string, string>;
  /** Names of the fields to open; all where it is left out. */
  open?: readonly string[];
  document?: Change<DocumentInput>;
  signing?: TestCertificate;
  batchSigning?: TestCertificate;
  sealSigning?: TestCertificate;
  sealMaker?: TestCertificate;
  sealDer?: Uint8Array;
  /** CAs of the evidence. */
  cas?: readonly TestCertificate[];
  attestation?: Signing & { ledger?: string; digest?: string };
  seal?: { key?: Sm2PrivateKey; dataHash?: string; propertyInfo?: string; purpose?: OwnPurpose };
  leaf?: Change<BatchLeaf>;
  command?: Change<CommandOf<'licence-batch'>>;
  batch?: Signing;
  /** Purpose in the block's entry. */
  entryPurpose?: string;
  statements?: (make: MakeStatement) => BlockStatement[];
  /** What the ledger says of an entry, by its key. */
  states?: Record<string, Partial<StatusLeaf>>;
  statuses?: (make: MakeStatus) => Promise<StatusStatement[]>;
}

export interface Issued {
  evidence: Evidence;
  statusLeaves: StatusLeaf[];
  makeStatement: MakeStatement;
  makeStatus: MakeStatus;
}

export async function issue(world: World, choices: Choices = {}): Promise<Issued> {
  const domain: KitDomain = world.domains[choices.domain ?? '44'];
  const authority = choices.authority ?? domain.authorities[0];
  const signing = choices.signing ?? authority.signing;
  const batchSigning = choices.batchSigning ?? signing;
  const sealSigning = choices.sealSigning ?? authority.sealSigning;
  const sealMaker = choices.sealMaker ?? domain.sealMaker;
  const sealDer = choices.sealDer ?? authority.sealDer;
  const built = document(world, domain, authority, choices);
  const { licenceDigest } = built;

  const attested = attestationBytes(
    built.document,
    choices.attestation?.digest ?? licenceDigest,
    choices.attestation?.ledger ?? world.ledger,
  );
  const attestation = encodeBase64url(
    (choices.attestation?.key ?? signing.privateKey).signRaw(
      signedBytes(choices.attestation?.purpose ?? 'licence-attestation', attested),
    ),
  );
  const sealSignature = await buildSealSignature({
    sealDer,
    signerCertificateDer: sealSigning.der,
    dataHash: decodeHex(choices.seal?.dataHash ?? licenceDigest),
    propertyInfo: choices.seal?.propertyInfo ?? PROPERTY_INFO,
    signedAt: Date.parse('2026-12-01T00:30:00.000Z'),
    sign: async (tbs) => {
      const { purpose, key = sealSigning.privateKey } = choices.seal ?? {};
      return key.signRaw(purpose === undefined ? tbs : signedBytes(purpose, tbs));
    },
  });

  const honest: BatchLeaf = {
    key: keyOf(world, built.document.licenceId),
    expectedVersion: built.document.version === 1 ? 0 : 1,
    licenceVersion: built.document.version,
    digest: licenceDigest,
    domain: domain.code,
    authority: authority.uscc,
    type: built.document.type,
    validFrom: built.document.validFrom,
    ...(built.document.validUntil !== undefined && { validUntil: built.document.validUntil }),
    attestationCertificate: signing.fingerprint,
    sealCertificate: sealSigning.fingerprint,
    seal: sm3Hex(sealDer),
    sealSignature: sm3Hex(sealSignature),
  };
  const leaf = choices.leaf?.(honest) ?? honest;
  const batch = batchOf(world, leaf, batchSigning, domain, authority, choices);
  const transactionId = sm3Hex(Buffer.from(`transaction of ${licenceDigest}`));
  const entries = [
    blockEntryLeaf(sm3Hex(Buffer.from('another transaction')), 'domain-entry', licenceDigest),
    blockEntryLeaf(transactionId, choices.entryPurpose ?? 'licence-batch', batchCommandDigest(batch.signed.command)),
  ];
  const block = createMerkleTree(entries);
  const makeStatement = statementMaker(world, block.root, block.size);
  const statements = (choices.statements ?? ((make) => [make('44'), make('43')]))(makeStatement);

  const cas = choices.cas ?? [domain.ca];
  const certificates = [signing, batchSigning, sealSigning, sealMaker, ...cas];
  const fingerprints = [...new Set(certificates.map(({ fingerprint }) => fingerprint))];
  const statusLeaves = statusKeysOf(leaf, fingerprints).map((key) => ({
    ...statusLeaf(key, leaf),
    ...choices.states?.[key],
  }));
  const makeStatus = statusMaker(world, statusLeaves);
  const statuses = await (choices.statuses ?? (async (make) => [await make('44'), await make('43')]))(makeStatus);

  const opened = choices.open;
  const evidence = assembleEvidence({
    document: built.document,
    fields: opened === undefined ? built.fields : built.fields.filter(({ name }) => opened.includes(name)),
    attestation,
    sealSignature,
    certificates: certificates.map(({ der }) => der),
    receipt: {
      leaf,
      batchProof: batch.proof,
      batch: batch.signed,
      transactionId,
      blockProof: proof(block.proof(1)),
      statements,
    },
    statuses,
  });
  return { evidence, statusLeaves, makeStatement, makeStatus };
}

function document(world: World, domain: KitDomain, authority: KitAuthority, choices: Choices) {
  const { type = domain.type, serial = 'SAMPLE0001', version = 1, validFrom = '2026-12-01' } = choices;
  const id = formatLicenceIdentifier(
    { typeCode: type, issuerCode: authority.uscc, serial, version },
    { profile: 'development' },
  );
  if (!id.ok) throw new RangeError(id.code);
  const values = {
    ZZBH: `合成〔2026〕${serial}`,
    ZZBS: id.value.text,
    CZZT: '合成持证人',
    KZ_SCOPE: '合成范围',
    ...choices.fields,
  };
  const input: DocumentInput = {
    network: world.network,
    domain: domain.code,
    authority: authority.uscc,
    type,
    licenceId: id.value.text,
    ...(choices.previousLicenceId !== undefined && { previousLicenceId: choices.previousLicenceId }),
    version,
    validFrom,
    ...('validUntil' in choices ? { validUntil: choices.validUntil ?? '2031-11-30' } : { validUntil: '2031-11-30' }),
    fields: Object.entries(values).map(([name, value]) => ({
      salt: encodeBase64url(sm3(Buffer.from(`salt ${serial} ${name}`)).subarray(0, 16)),
      name,
      value,
    })),
  };
  return buildDocument(choices.document?.(input) ?? input);
}

export function keyOf(world: Pick<World, 'network'>, licenceId: string): string {
  const [, , , , , type = '', authority = '', serial = ''] = licenceId.split('.');
  return licenceKey({
    network: world.network,
    authority,
    type,
    identifierWithoutVersion: withoutVersion({ typeCode: type, issuerCode: authority, serial }),
  });
}

/** The licence is the third of five in its batch. */
function batchOf(
  world: World,
  leaf: BatchLeaf,
  signer: TestCertificate,
  domain: KitDomain,
  authority: KitAuthority,
  choices: Choices,
) {
  const leaves = [1, 2, 0, 3, 4].map((at) =>
    at === 0 ? leaf : { ...leaf, digest: sm3Hex(Buffer.from(`leaf ${at}`)) },
  );
  const tree = createMerkleTree(leaves.map(batchLeafHash));
  const root = encodeHex(tree.root);
  const honest: CommandOf<'licence-batch'> = {
    kind: 'licence-batch',
    network: world.network,
    ledger: world.ledger,
    domain: domain.code,
    authority: authority.uscc,
    target: `batch/${root}`,
    expectedVersion: 0,
    reason: 'issue',
    issuedAt: '2026-12-01T00:30:00.000Z',
    expires: '2026-12-01T12:30:00.000Z',
    signer: signer.fingerprint,
    body: { root, size: tree.size },
  };
  const command = choices.command?.(honest) ?? honest;
  const signature = testSignature(
    choices.batch?.key ?? signer.privateKey,
    choices.batch?.purpose ?? 'licence-batch',
    command,
  );
  return { proof: proof(tree.proof(2)), signed: { command, signature } };
}

function statementMaker(world: World, root: Uint8Array, size: number): MakeStatement {
  return (code, change, sign) => {
    const statement: BlockStatementBody = {
      network: world.network,
      ledger: world.ledger,
      domain: code,
      blockNumber: BLOCK,
      blockHash: sm3Hex(root),
      blockRoot: encodeHex(root),
      blockSize: size,
      seenAt: `2026-12-01T01:00:0${CODES.indexOf(code)}.000Z`,
      ...change,
    };
    const key = sign?.key ?? world.domains[code].witness;
    return { statement, signature: testSignature(key, sign?.purpose ?? 'block-statement', statement) };
  };
}

function statusLeaf(key: string, leaf: BatchLeaf): StatusLeaf {
  const [kind = '', name = '', type = ''] = key.split('/');
  const old = { version: 1, state: 'active', since: '2026-11-21T00:00:00.000Z', sinceBlock: 5, sinceIndex: 0 };
  switch (kind) {
    case 'licence':
      return {
        ...old,
        key,
        kind,
        version: leaf.expectedVersion + 1,
        digest: leaf.digest,
        since: ANCHORED_AT,
        sinceBlock: BLOCK,
        sinceIndex: 1,
      };
    case 'right':
      return { ...old, key, kind, digest: sm3Hex(canonicalBytes({ authority: name, type })) };
    case 'seal':
    case 'certificate':
      return { ...old, key, kind, digest: name };
    default:
      throw new RangeError(key);
  }
}

function statusMaker(world: World, leaves: readonly StatusLeaf[]): MakeStatus {
  return async (code, change = {}, sign = {}) => {
    const { leaf = (same) => same, keys = (same) => same } = change;
    // Others' licences stand in the same tree.
    const strangers = [1, 2, 3].map((at) => ({
      ...statusLeaf(ledgerKeys.certificate(sm3Hex(Buffer.of(at))), strangerLeaf),
    }));
    const tree = statusTree([...leaves.map(leaf), ...strangers]);
    const head = {
      network: world.network,
      ledger: world.ledger,
      domain: code,
      blockNumber: STATUS_BLOCK,
      seenAt: STATUS_AT,
    };
    const key = sign.key ?? world.domains[code].witness;
    const statementFor = await signStatusTree(tree, { ...head, ...change.head }, async (bytes) =>
      key.signRaw(signedBytes(sign.purpose ?? 'status-head', bytes)),
    );
    return statementFor(keys(leaves.map((each) => each.key)));
  };
}
const strangerLeaf = { expectedVersion: 0, digest: '' } as BatchLeaf;

function proof({ index, size, path }: { index: number; size: number; path: readonly string[] }) {
  return { index, size, path: [...path] };
}

/** Verifies as a stranger with list 1 would, an hour after the statuses were made. */
export function verify(world: World, evidence: unknown, about: Partial<VerifyInput> = {}) {
  const verifier = createVerifier();
  return verifier.verifyEvidence({ evidence, trust: world.trust, policy: policyOf(), at: AT, ...about });
}

export function evidenceBytes(evidence: Evidence): Uint8Array {
  return Buffer.from(JSON.stringify(evidence), 'utf8');
}

/** The identifier of an authority's licence of version 1. */
export function licenceIdOf(typeCode: string, issuerCode: string, serial: string): string {
  const id = formatLicenceIdentifier({ typeCode, issuerCode, serial, version: 1 }, { profile: 'development' });
  if (!id.ok) throw new RangeError(id.code);
  return id.value.text;
}
