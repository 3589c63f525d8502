import { ledgerKeys } from '../../../chaincode/model/keys.js';
import type { CertificateRecord, DomainRecord, SealRecord } from '../../../chaincode/model/records.js';
import { PURPOSE_OF_KIND, type TransactionInput } from '../../../chaincode/model/transaction.js';
import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import { canonicalBytes } from '../../../pki/encoding/canonical-json.js';
import { verifySignature } from '../../../pki/signer/verify-signature.js';
import { sm3Hex } from '../../../pki/sm3.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { ReconciliationRows } from '../../domain/ports/reconciliation-rows.js';
import { recordOf } from '../registry/records.js';

/** A path from a signer to its root is never longer. */
const MAX_DEPTH = 8;

/** What the ledger says of keys, certificates and seals, read once a run: of these entries only states change, which nobody asks here. */
export interface LedgerFacts {
  certificates(fingerprints: readonly string[]): Promise<Map<string, CertificateRecord>>;
  seal(digest: string): Promise<SealRecord | undefined>;
  /** Fingerprints of the domain's roots, those of earlier versions of its entry too. */
  roots(): Promise<Set<string>>;
  /** Governance keys of the domain, base64url, present and former. */
  governanceKeys(): Promise<string[]>;
  /** Everything between the signers and their roots, themselves in it, ascending, with the files that are known. */
  chain(signers: readonly string[], seals: readonly string[]): Promise<Map<string, Uint8Array | undefined>>;
  /** Whether the key that the command names has signed it. */
  isSigned(input: Pick<TransactionInput, 'command' | 'signature'>): Promise<boolean>;
}

export function createLedgerFacts(deps: {
  domain: string;
  ledger: Pick<Ledger, 'read' | 'history'>;
  rows: Pick<ReconciliationRows, 'certificates'>;
}): LedgerFacts {
  const { domain, ledger, rows } = deps;
  const certificates = new Map<string, CertificateRecord>();
  const seals = new Map<string, SealRecord>();
  const chains = new Map<string, Promise<Map<string, Uint8Array | undefined>>>();
  const files = once(async () => {
    const kept = await rows.certificates();
    return new Map(
      kept.filter(({ der, fingerprint }) => sm3Hex(der) === fingerprint).map((file) => [file.fingerprint, file.der]),
    );
  });
  const versions = once(async () =>
    (await ledger.history(ledgerKeys.domain(domain))).map(({ record }) => record).filter(isDomain),
  );

  const load: LedgerFacts['certificates'] = async (fingerprints) => {
    const missing = [...new Set(fingerprints)].filter((each) => !certificates.has(each));
    const snapshot = missing.length === 0 ? undefined : await ledger.read(missing.map(ledgerKeys.certificate));
    for (const each of missing) {
      const record = snapshot && recordOf(snapshot, ledgerKeys.certificate(each), 'certificate')?.record;
      if (record !== undefined) certificates.set(each, record);
    }
    return certificates;
  };
  const seal = async (digest: string) => {
    const key = ledgerKeys.seal(digest);
    const record = seals.get(digest) ?? recordOf(await ledger.read([key]), key, 'seal')?.record;
    if (record !== undefined) seals.set(digest, record);
    return record;
  };

  const walk = async (signers: readonly string[], sealDigests: readonly string[]) => {
    const makers = await Promise.all(sealDigests.map(async (each) => (await seal(each))?.makerCertificate));
    const found = new Set<string>();
    let next = [...signers, ...makers.filter((each) => each !== undefined)];
    for (let depth = 0; next.length > 0 && depth < MAX_DEPTH; depth += 1) {
      const known = await load(next);
      // A root has no entry of its own, and is not part of the path.
      const here = [...new Set(next)].filter((each) => known.has(each) && !found.has(each));
      for (const each of here) found.add(each);
      next = here.flatMap((each) => known.get(each)?.issuer ?? []);
    }
    const kept = await files();
    return new Map(
      [...found].sort().map((each) => {
        const whole = certificates.get(each)?.certificate;
        return [each, whole === undefined ? kept.get(each) : decodeBase64url(whole)] as const;
      }),
    );
  };

  const governanceKeys = async () => [
    ...new Set(
      (await versions()).flatMap((record) => [
        record.signed.entry.governanceKey,
        ...(record.formerGovernanceKeys ?? []),
      ]),
    ),
  ];

  return {
    certificates: load,
    seal,
    governanceKeys,
    roots: async () =>
      new Set(
        (await versions()).flatMap(({ signed }) => signed.entry.roots.map((root) => sm3Hex(decodeBase64url(root)))),
      ),
    chain(signers, sealDigests) {
      const name = [...new Set([...signers, '', ...sealDigests])].join();
      const chain = chains.get(name) ?? walk(signers, sealDigests);
      chains.set(name, chain);
      return chain;
    },
    async isSigned({ command, signature }) {
      const certificate = (await load([command.signer])).get(command.signer)?.publicKey;
      const keys = certificate === undefined ? await governanceKeys() : [certificate];
      const bytes = canonicalBytes(command);
      const purpose = PURPOSE_OF_KIND[command.kind];
      return keys
        .map((key) => decodeBase64url(key, 65))
        .filter((key) => certificate !== undefined || sm3Hex(key) === command.signer)
        .some((key) => verifySignature(key, purpose, bytes, decodeBase64url(signature, 64)));
    },
  };
}

function isDomain(record: { kind: string }): record is DomainRecord {
  return record.kind === 'domain';
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
