import { z } from 'zod';
import { type BlockStatement, blockStatement } from '../../../chaincode/model/block-statement.js';
import { signedLicenceBatch } from '../../../chaincode/model/command.js';
import { commandDigest } from '../../../chaincode/model/command-digest.js';
import { bytes } from '../../../chaincode/model/primitives.js';
import { decodeBase64url, encodeBase64url } from '../../../pki/encoding/base64url.js';
import { parseTime } from '../../../pki/encoding/times.js';
import { PkiError } from '../../../pki/errors.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { statementPlace } from '../evidence/assemble-evidence.js';
import type { merkleProof } from '../evidence/proof.js';
import type { VerifiedBlock } from '../ports/ledger.js';
import type { KeptBatch } from '../ports/reconciliation-rows.js';
import { type Drift, differing } from './drift.js';
import { judgeStatement, type SeenBlock, type StatementGround } from './judge-statement.js';
import { isSameJson, readKept } from './read-kept.js';

/** A batch where the ledger has it. */
export interface BatchPlace {
  block: Pick<VerifiedBlock, 'blockNumber'> & SeenBlock;
  index: number;
  transaction: VerifiedBlock['transactions'][number];
  proof: z.infer<typeof merkleProof>;
  /** Fingerprints of the certificates that its evidence needs, ascending, and the files that are known of them. */
  certificates: ReadonlyMap<string, Uint8Array | undefined>;
}

export interface BatchGround extends StatementGround {
  domain: string;
  now: number;
  lateAfterMs: number;
  /** Exactly a quorum, the earliest, as far as this gateway keeps them; undefined while there is none. */
  quorum: readonly BlockStatement[] | undefined;
}

const TABLE = 'licence_batch';

/** Holds a batch that is on the ledger against its transaction, its block, and what the witnesses have signed of that. */
export function checkBatch(row: KeptBatch, place: BatchPlace, ground: BatchGround): Drift[] {
  const { transaction, block, index, proof } = place;
  const key = transaction.digest;
  const at = (kind: 'digest-differs' | 'state-differs', detail: string) => ({
    class: kind,
    table: TABLE as typeof TABLE,
    key,
    detail,
    row: { digest: row.digest },
  });
  const where = at('state-differs', 'not where the ledger has it');
  const { command, signature } = transaction.input;
  const signed = { command, signature };
  const drifts = [
    isSameJson(row.signed, signed)
      ? undefined
      : differing(
          at('digest-differs', 'not the command that is on the ledger'),
          'signed',
          row.signed,
          JSON.stringify(signed),
        ),
    differing(where, 'transaction_id', row.transactionId, transaction.transactionId),
    differing(where, 'block_number', row.blockNumber, block.blockNumber),
    differing(where, 'block_index', row.blockIndex, index),
    isSameJson(row.blockProof, { ...proof })
      ? undefined
      : differing(
          at('digest-differs', 'not the proof of its place in the block'),
          'block_proof',
          row.blockProof,
          JSON.stringify(proof),
        ),
    checkCertificates(row, place, at('digest-differs', 'not the certificates that its signatures need')),
    ...checkAnchoring(row, place, ground, at('digest-differs', 'no quorum of statements on its block')),
  ];
  return drifts.filter((drift) => drift !== undefined);
}

type At = Parameters<typeof differing>[0];

function checkCertificates(row: KeptBatch, { certificates }: BatchPlace, at: At): Drift | undefined {
  const kept = readKept(z.array(bytes(4096)), row.certificates)?.map(fingerprintOf);
  if (kept?.join() === [...certificates.keys()].join()) return undefined;
  const files = [...certificates.values()].filter((der) => der !== undefined);
  const { row: _row, ...finding } = at;
  if (files.length < certificates.size) return { ...finding, column: 'certificates' };
  return differing(at, 'certificates', row.certificates, JSON.stringify(files.map(encodeBase64url)));
}

function fingerprintOf(text: string): string | undefined {
  try {
    return sm3Hex(decodeBase64url(text));
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}

/** Statements of a quorum, one of them not the domain's own, each on this very block; the anchoring time is the last one's. */
function checkAnchoring(row: KeptBatch, place: BatchPlace, ground: BatchGround, at: At): (Drift | undefined)[] {
  const anchoredAt = ground.quorum?.at(-1)?.statement.seenAt;
  const { row: _row, detail: _detail, ...finding } = at;
  if (row.statements === null && row.anchoredAt === null) {
    const age = ground.now - parseTime(place.transaction.at);
    if (age <= ground.lateAfterMs) return [];
    return [{ ...finding, class: 'late', column: 'anchored_at', detail: 'on the ledger, and witnessed by no quorum' }];
  }
  const kept = readKept(z.array(blockStatement), row.statements);
  if (kept === undefined || !isQuorum(kept, place.block, ground)) {
    const statements = ground.quorum === undefined ? null : JSON.stringify(ground.quorum);
    return [
      differing(at, 'statements', row.statements, statements),
      differing(at, 'anchored_at', row.anchoredAt, anchoredAt ?? null),
    ];
  }
  const late = { ...at, detail: 'not the anchoring time of its statements' };
  return [differing(late, 'anchored_at', row.anchoredAt, kept.at(-1)?.statement.seenAt ?? null)];
}

function isQuorum(kept: readonly BlockStatement[], block: SeenBlock, ground: BatchGround): boolean {
  const domains = new Set(kept.map(({ statement }) => statement.domain));
  const places = kept.map(statementPlace);
  return (
    kept.length === ground.members.quorum &&
    domains.size === kept.length &&
    [...domains].some((domain) => domain !== ground.domain) &&
    places.every((each, index) => index === 0 || each > (places[index - 1] ?? '')) &&
    kept.every((each) => judgeStatement(each, block, ground) === undefined)
  );
}

/** What a batch says by itself, wherever it is: its name is the digest of the command that its authority signed. */
export function checkSignedBatch(
  row: KeptBatch,
  isSigned: (signed: z.infer<typeof signedLicenceBatch>) => boolean,
): Drift[] {
  const signed = readKept(signedLicenceBatch, row.signed);
  const finding = { class: 'digest-differs', table: TABLE, key: row.digest } as const;
  if (signed === undefined || !isSigned(signed)) return [{ ...finding, column: 'signed', detail: 'no signed command' }];
  const digest = commandDigest(signed.command);
  const about = { ...finding, detail: 'not the digest of its command', row: { digest: row.digest } };
  return [differing(about, 'digest', row.digest, digest)].filter((drift) => drift !== undefined);
}
