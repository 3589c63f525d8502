import type { LicenceRecord } from '../../../chaincode/model/records.js';
import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import { createMerkleTree } from '../../../pki/merkle/tree.js';
import { batchLeafHash } from '../../domain/evidence/leaves.js';
import type { LedgerSnapshot } from '../../domain/ports/ledger.js';
import {
  checkLicence,
  isInBatch,
  type ReadLicence,
  readLicenceRow,
} from '../../domain/reconciliation/check-licence.js';
import type { Drift } from '../../domain/reconciliation/drift.js';
import { leavesInOrder } from '../../domain/reconciliation/leaves-in-order.js';
import { recordOf } from '../registry/records.js';
import { followedTo, type Run } from './run.js';

const PAGE = 200;
/** Judged side by side: others who share the thread get their turn in between. */
const SIDE_BY_SIDE = 25;

/** Every licence after `after`, `limit` of them at most; answers where to go on, undefined at the end. */
export async function reconcileLicences(
  run: Run,
  after: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<string | undefined> {
  let last = after;
  for (let done = 0; done < limit; ) {
    let page: string[] = [];
    await run.sink.check(async () => {
      const { ids, drifts } = await checkPage(run, last);
      page = ids;
      return drifts;
    });
    done += page.length;
    run.rowsChecked += page.length;
    const end = page.at(-1);
    if (end === undefined || page.length < PAGE) return undefined;
    last = end;
  }
  return last;
}

async function checkPage(run: Run, after: string): Promise<{ ids: string[]; drifts: Drift[] }> {
  const followed = await followedTo(run);
  const page = await run.rows.licences(after, PAGE);
  const reads = page.map((row) => readLicenceRow(row, run.network));
  const snapshot = await run.ledger.read([...new Set(reads.map(({ key }) => key))]);
  const attesting = [...snapshot.entries.values()].map(({ record }) => record).filter(isLicence);
  await run.facts.certificates([
    ...attesting.map(({ attestationCertificate }) => attestationCertificate),
    ...reads.flatMap(({ leaf }) => leaf?.attestationCertificate ?? []),
  ]);
  const drifts: Drift[] = [];
  for (let at = 0; at < reads.length; at += SIDE_BY_SIDE) {
    const some = reads.slice(at, at + SIDE_BY_SIDE);
    drifts.push(...(await Promise.all(some.map((read) => checkOne(run, read, snapshot, followed)))).flat());
  }
  return { ids: page.map(({ licenceId }) => licenceId), drifts };
}

async function checkOne(run: Run, read: ReadLicence, snapshot: LedgerSnapshot, followed: number): Promise<Drift[]> {
  const { key, version, leaf, row } = read;
  const entry = recordOf(snapshot, key, 'licence');
  const present = entry?.record;
  let anchored = present?.licenceVersion === version ? present : undefined;
  let batchDigest: string | undefined;
  const isBatchDoubtful = leaf === undefined || !isInBatch(leaf, row);
  if (present !== undefined && (present.licenceVersion > version || isBatchDoubtful)) {
    const own = (await run.ledger.history(key))
      .map(({ record }) => record)
      .find((record): record is LicenceRecord => isLicence(record) && record.licenceVersion === version);
    anchored ??= own;
    batchDigest = own?.by;
  }
  const certificates = await run.facts.certificates(anchored === undefined ? [] : [anchored.attestationCertificate]);
  const drifts = await checkLicence(read, {
    network: run.network.network,
    profile: run.network.profile,
    ledger: run.ledger.ledgerId,
    anchored,
    present,
    ...(batchDigest === undefined ? {} : { batchDigest }),
    isFollowed: entry !== undefined && entry.blockNumber <= followed,
    publicKey: (fingerprint) => {
      const known = certificates.get(fingerprint)?.publicKey;
      return known === undefined ? undefined : decodeBase64url(known, 65);
    },
  });
  const isProof = (drift: Drift) => drift.column === 'batch_proof' && drift.fix === undefined;
  return Promise.all(drifts.map((drift) => (isProof(drift) ? withProof(run, read, drift) : drift)));
}

/** The proof follows from the leaves of the batch, as long as they are all there. */
async function withProof({ rows }: Run, { row, leaf, key }: ReadLicence, drift: Drift): Promise<Drift> {
  const leaves = leavesInOrder(await rows.leavesOf(row.batchDigest), key);
  const index = leaves.findIndex((each) => each.key === key);
  if (leaf === undefined || index === -1) return drift;
  const proof = JSON.stringify(createMerkleTree(leaves.map(batchLeafHash)).proof(index));
  if (!isInBatch(leaf, { batchProof: proof, signed: row.signed })) return drift;
  const place = { licence_id: row.licenceId };
  return { ...drift, fix: { kind: 'set', row: place, column: 'batch_proof', before: row.batchProof, after: proof } };
}

function isLicence(record: { kind: string }): record is LicenceRecord {
  return record.kind === 'licence';
}
