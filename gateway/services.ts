import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { openFileKeyStore } from '../pki/signer/file-key-store.js';
import { watchAccelerator } from '../pki/sm2/accelerated.js';
import { assertSm2Works } from '../pki/sm2/self-test.js';
import { createAuthenticator } from './auth/authenticator.js';
import { repeat } from './background/repeat.js';
import type { Config } from './config.js';
import { createDataSource, migrate } from './db/data-source.js';
import { createAnchoringStore } from './db/repositories/anchoring-store.js';
import { createCertificateRegister } from './db/repositories/certificate-register.js';
import { createLicenceStore } from './db/repositories/licence-store.js';
import { createMaterialStore, createSignedListStore, createTrustListStore } from './db/repositories/material-store.js';
import { createOutbox } from './db/repositories/outbox.js';
import { createProjectionStore } from './db/repositories/projection.js';
import { createStatementDatabase } from './db/repositories/statement-database.js';
import { createSubmissionJournal } from './db/repositories/submission-journal.js';
import type { Clock } from './domain/ports/clock.js';
import { createVerifier } from './domain/verification/verify.js';
import { createApp } from './http/app.js';
import { startHttp } from './http/server.js';
import { createKeyRing } from './keys/key-ring.js';
import { readSecretFile } from './keys/secret-file.js';
import { createProjector } from './ledger/projection/projector.js';
import { createSqlStatementStore } from './ledger/witness/sql-statement-store.js';
import { createAcceleratorLog } from './observability/accelerator-log.js';
import type { Log } from './observability/log.js';
import { openLedger } from './open-ledger.js';
import { createHttpPeers } from './peers/http-peers.js';
import { createReconciliationHost } from './reconciliation-host.js';
import { createCommandDesk } from './use-cases/commands/command-desk.js';
import { createEmptyOutbox } from './use-cases/commands/empty-outbox.js';
import { createKeepLedgerAwake } from './use-cases/commands/keep-ledger-awake.js';
import type { UseCases } from './use-cases/contract.js';
import { createHealth } from './use-cases/health.js';
import { createAnchorBatches } from './use-cases/licences/anchor-batches.js';
import { createChangeLicenceState } from './use-cases/licences/change-licence-state.js';
import { createDownloadEvidence } from './use-cases/licences/download-evidence.js';
import { createIssueBatch } from './use-cases/licences/issue-batch.js';
import { createIssueLicence, createIssueLicences } from './use-cases/licences/issue-licences.js';
import { createLicenceHistory } from './use-cases/licences/licence-history.js';
import { createListLicences, createReadLicence } from './use-cases/licences/read-licence.js';
import { createOrderReader } from './use-cases/licences/read-orders.js';
import { createReissueLicence } from './use-cases/licences/reissue-licence.js';
import { createCertificateDesk } from './use-cases/network/certificate-desk.js';
import { createFound, createFoundingEntry, createSignFounding } from './use-cases/network/founding.js';
import { createRegisterDomainCertificates } from './use-cases/network/register-domain-certificates.js';
import { addressesAt } from './use-cases/pki/addresses.js';
import { createAnswerOcsp } from './use-cases/pki/answer-ocsp.js';
import { createEndCertificate } from './use-cases/pki/end-certificate.js';
import { createIssueCertificate } from './use-cases/pki/issue-certificate.js';
import { createReadIssuingCa, createReadRevocationList } from './use-cases/pki/read-published.js';
import { createRenewCertificate } from './use-cases/pki/renew-certificate.js';
import { createRevocationLists } from './use-cases/pki/revocation-lists.js';
import { createRevocationMac } from './use-cases/pki/revocation-mac.js';
import { createStampTime } from './use-cases/pki/stamp-time.js';
import { createReadDailyStatement, createReadReconciliation } from './use-cases/reconciliation/answers.js';
import { createListAuthorities, createRegisterAuthority } from './use-cases/registry/authorities.js';
import { createCastVote } from './use-cases/registry/cast-vote.js';
import { createEquipAuthority } from './use-cases/registry/equip-authority.js';
import { createRevokeCertificate } from './use-cases/registry/revoke-certificate.js';
import {
  createEndRight,
  createGrantRight,
  createListAgreements,
  createListDomains,
  createListTypes,
  createRegisterType,
  createSignAgreement,
} from './use-cases/registry/types-and-rights.js';
import { createChangeSealState, createListSeals, createMakeSeal } from './use-cases/seals/seals.js';
import { createListDeriver } from './use-cases/trust/derive-list.js';
import { createSignedLists } from './use-cases/trust/signed-lists.js';
import { createTrustHolder, type TrustHolder } from './use-cases/trust/trust-holder.js';
import {
  createProposeTrustList,
  createPublishTrustList,
  createReadTrustList,
  createSignTrustList,
} from './use-cases/trust/trust-lists.js';
import { createListBlockStatements, createStatusStatement } from './use-cases/trust/witness-answers.js';
import {
  createVerifyByDigest,
  createVerifyById,
  createVerifyEvidence,
} from './use-cases/verification/verify-evidence.js';
import { createWitnessHost, type WitnessHost } from './witness-host.js';

export const VERSION = '0.1.0';

const PULL_EVERY_MS = { development: 250, production: 1_000 } as const;
const ANCHOR_EVERY_MS = 100;
const OUTBOX_EVERY_MS = 2_000;
const HEARTBEAT_EVERY_MS = 30_000;
const REVOCATION_LISTS_EVERY_MS = 60_000;
const RECONCILE_AFTER_MS = 15_000;

export interface Gateway {
  /** `http://host:port`. */
  address: string;
  useCases: UseCases;
  /** Stops accepting, lets what runs finish, and closes every connection. */
  stop(): Promise<void>;
}

/** The only composition root: every part is made here, and handed to those that need it. `databaseUrl` is open already. */
export async function startGateway(
  config: Config & { databaseUrl: string },
  { log, clock }: { log: Log; clock: Clock },
): Promise<Gateway> {
  assertSm2Works();
  const { domain, profile } = config;
  const production = profile === 'production';
  const networkProfile = production ? 'production' : 'evaluation';
  const stopping = new AbortController();
  const closing: (() => Promise<unknown>)[] = [];
  const close = async () => {
    stopping.abort();
    for (const each of closing.toReversed()) await each();
  };
  const alarm = (what: string) => (cause: unknown) => log.error({ err: cause }, what);

  const unwatch = watchAccelerator(createAcceleratorLog(log));
  closing.push(async () => unwatch());
  try {
    const source: DataSource = await createDataSource(config.databaseUrl).initialize();
    closing.push(() => source.destroy());
    await migrate(source);
    const secret = (path: string | undefined, name: string) =>
      readSecretFile(path ?? join(config.dataFolder, name), { create: !production });
    const kek = await secret(config.kekFile, 'development.kek');
    const keys = createKeyRing(
      await openFileKeyStore({ folder: join(config.dataFolder, 'keys'), kek, now: () => clock.now() }),
    );
    const identifierKey = await secret(config.identifierKeyFile, 'development.identifier-key');

    const ledger = await openLedger(config, { kek: async () => kek, journal: createSubmissionJournal(source), clock });
    closing.push(() => ledger.close());
    const licences = createLicenceStore(source);
    const material = createMaterialStore(source);
    const outbox = createOutbox(source, clock);
    const projection = createProjectionStore(source);
    const statements = createSqlStatementStore(createStatementDatabase(source));
    const trust = watched(
      await createTrustHolder(createTrustListStore(source), {
        production,
        ...(config.network === undefined ? {} : { pin: { network: config.network } }),
      }),
      () => void begin(),
    );
    const peers = createHttpPeers({
      domain,
      addresses: (peer) => gatewaysOf(trust, peer),
      others: () => presentMembers(trust).filter((member) => member !== domain),
      publicOnly: production,
    });
    const witness: WitnessHost = createWitnessHost({
      domain,
      ledger,
      keys,
      statements,
      peers,
      clock,
      signal: stopping.signal,
      pullEveryMs: PULL_EVERY_MS[profile],
      onEvent: (event) => {
        if (event.kind !== 'signed')
          log[event.kind === 'peer-unreachable' ? 'warn' : 'error']({ event: event.kind }, 'witness');
      },
      onEnd: alarm('the witness has stopped'),
    });
    const begin = async () => {
      const result = trust.result();
      if (result.ok) await witness.start(result.trust.network).catch(alarm('the witness cannot begin'));
    };

    const pause = (milliseconds: number) =>
      sleep(milliseconds, undefined, { signal: stopping.signal }).catch(() => undefined);
    const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
    const desk = createCommandDesk({ domain, ledger, outbox, keys, clock });
    const register = createCertificateRegister(source);
    const certificates = createCertificateDesk({ keys, material, clock, random, register });
    const network = async () => (await desk.network()).network;
    const address = { network, profile };
    const readOrders = createOrderReader({ ledger, profile, identifierKey, network });
    const issueBatch = createIssueBatch({ domain, random, ledgerId: ledger.ledgerId, licences, desk, clock });
    const common = {
      domain,
      ledger,
      keys,
      material,
      licences,
      desk,
      projection,
      clock,
      trust,
      witness,
      peers,
      address,
    };
    let listening = config.publicUrl ?? '';
    const organisation = config.name.zh;
    const mac = createRevocationMac(identifierKey);
    const addresses = () => addressesAt(listening.replace(/\/$/, ''));
    const authority = { domain, certificates, register, keys, mac, clock, random, addresses, organisation };
    const lists = createRevocationLists(authority);
    const ocsp = createAnswerOcsp(authority);
    const founding = { ...common, name: config.name, gateways: () => [listening], certificates };
    const foundingEntry = createFoundingEntry(founding);
    const deriver = createListDeriver({
      ledger,
      trust,
      clock,
      convictions: async () => (await witness.convictions()).map((each) => each),
    });
    const signed = createSignedLists({ store: createSignedListStore(source), clock });
    const trustDeps = { domain, deriver, keys, trust, signed };
    const reconciliation = createReconciliationHost({ domain, source, ledger, clock });
    const verify = { ...common, production, verifier: createVerifier() };

    const useCases: UseCases = {
      issueLicence: createIssueLicence({ ...common, readOrders, issueBatch }),
      issueLicences: createIssueLicences({ ...common, readOrders, issueBatch }),
      readLicence: createReadLicence(common),
      listLicences: createListLicences(common),
      changeLicenceState: createChangeLicenceState(common),
      reissueLicence: createReissueLicence({ ...common, readOrders, issueBatch }),
      licenceHistory: createLicenceHistory(common),
      downloadEvidence: createDownloadEvidence({ ...common, pause }),
      verifyById: createVerifyById(verify),
      verifyByDigest: createVerifyByDigest(verify),
      verifyEvidence: createVerifyEvidence(verify),
      listSeals: createListSeals(common),
      makeSeal: createMakeSeal(common),
      changeSealState: createChangeSealState(common),
      listAuthorities: createListAuthorities(common),
      registerAuthority: createRegisterAuthority({ ...common, profile }),
      equipAuthority: createEquipAuthority({ ...common, certificates }),
      revokeCertificate: createRevokeCertificate(common),
      listTypes: createListTypes(common),
      registerType: createRegisterType(common),
      grantRight: createGrantRight(common),
      endRight: createEndRight(common),
      listDomains: createListDomains(common),
      listAgreements: createListAgreements(common),
      signAgreement: createSignAgreement(common),
      castVote: createCastVote(common),
      foundingEntry,
      signFounding: createSignFounding({ ...founding, ownEntry: foundingEntry.own }),
      found: createFound(founding),
      registerDomainCertificates: createRegisterDomainCertificates(founding),
      proposeTrustList: createProposeTrustList(trustDeps),
      signTrustList: createSignTrustList(trustDeps),
      publishTrustList: createPublishTrustList(trustDeps),
      readTrustList: createReadTrustList(trustDeps),
      listBlockStatements: createListBlockStatements({ domain, statements }),
      statusStatement: createStatusStatement({ witness }),
      readDailyStatement: createReadDailyStatement(reconciliation),
      readReconciliation: createReadReconciliation({ domain, ...reconciliation }),
      issueCertificate: createIssueCertificate(authority),
      renewCertificate: createRenewCertificate(authority),
      endCertificate: createEndCertificate({ ...authority, lists, forget: ocsp.forget }),
      readIssuingCa: createReadIssuingCa(authority),
      readRevocationList: createReadRevocationList({ lists, clock }),
      answerOcsp: ocsp.answer,
      stampTime: createStampTime(authority),
      health: createHealth({
        database: () => source.query('SELECT 1'),
        ledger: () => ledger.read([]),
        trust: async () => trust.material(),
      }),
    };

    const app = createApp({
      useCases,
      authenticate: createAuthenticator({ issuers: config.issuers, clock, profile: networkProfile }),
      log,
      domain,
      profile: networkProfile,
      version: VERSION,
    });
    const http = await startHttp({ app, host: config.host, port: config.port });
    closing.push(() => http.close());
    listening = config.publicUrl ?? http.address;

    const { signal } = stopping;
    createProjector({ ledger, sink: projection, onFailure: alarm('the projection failed'), retryInterval: 500 })
      .run(signal)
      .catch(alarm('the projection has stopped'));
    const loops: [what: string, everyMs: number, work: () => Promise<void>, firstAfterMs?: number][] = [
      ['anchoring', ANCHOR_EVERY_MS, createAnchorBatches({ store: createAnchoringStore(source), witness })],
      ['outbox', OUTBOX_EVERY_MS, createEmptyOutbox({ outbox, ledger, clock })],
      [
        'heartbeat',
        HEARTBEAT_EVERY_MS,
        createKeepLedgerAwake({ domain, desk, clock, newestBlockAt: witness.newestBlockAt }),
      ],
      ['revocation lists', REVOCATION_LISTS_EVERY_MS, lists.keepFresh],
      // What a process before this one has left behind is sent first.
      ['reconciliation', config.reconcileEveryMs, reconciliation.regularly({ keys, log }), RECONCILE_AFTER_MS],
    ];
    for (const [what, everyMs, work, firstAfterMs] of loops) {
      void repeat(async () => (trust.result().ok ? work() : undefined), {
        everyMs,
        ...(firstAfterMs === undefined ? {} : { firstAfterMs }),
        signal,
        onFailure: alarm(`${what} failed`),
      });
    }
    await begin();
    return { address: http.address, useCases, stop: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Tells of each list that was taken. */
function watched(holder: TrustHolder, onPublish: () => void): TrustHolder {
  return {
    ...holder,
    async publish(list) {
      await holder.publish(list);
      onPublish();
    },
  };
}

function presentMembers(trust: TrustHolder): readonly string[] {
  const result = trust.result();
  return result.ok ? result.trust.presentMembers : [];
}

function gatewaysOf(trust: TrustHolder, domain: string): readonly string[] {
  const result = trust.result();
  return (result.ok ? result.trust.domainAt(domain, Number.MAX_SAFE_INTEGER)?.gateways : undefined) ?? [];
}
