import { type BatchLeaf, LICENCE_LEAF } from '../../chaincode/model/batch-leaf.js';
import type { Command, CommandKind, CommandOf } from '../../chaincode/model/command.js';
import { foundingList, networkOf } from '../../chaincode/model/founding-list.js';
import { agreementId, ledgerKeys } from '../../chaincode/model/keys.js';
import { licenceKey } from '../../chaincode/model/licence-key.js';
import { LICENCE_STATE_REASONS } from '../../chaincode/model/licence-states.js';
import type { LicenceTypeDefinition } from '../../chaincode/model/licence-type.js';
import { REASONS, SEAL_DECISION_REASONS, SEAL_STATE_REASONS } from '../../chaincode/model/reasons.js';
import type { RecordKind, RecordOf } from '../../chaincode/model/records.js';
import { PURPOSE_OF_KIND, type TransactionInput } from '../../chaincode/model/transaction.js';
import { encodeBase64url } from '../../pki/encoding/base64url.js';
import { canonicalBytes } from '../../pki/encoding/canonical-json.js';
import { encodeHex } from '../../pki/encoding/hex.js';
import { formatTime } from '../../pki/encoding/times.js';
import { leafHash } from '../../pki/merkle/hashes.js';
import { merkleRoot } from '../../pki/merkle/tree.js';
import type { OwnPurpose } from '../../pki/signer/purposes.js';
import type { Sm2PrivateKey } from '../../pki/sm2/private-key.js';
import { sm3Hex } from '../../pki/sm3.js';
import { createMemoryLedger, type MemoryLedger, type MemoryTransaction } from './memory-ledger.js';
import {
  DAY_MS,
  FOUNDED_AT,
  signEntry,
  type TestAuthority,
  type TestDomain,
  testDomain,
  testEntry,
} from './test-domain.js';
import { keyName, type TestCertificate, testSignature } from './test-pki.js';

export const DOMAIN_CODES = ['44', '43', '52'] as const;
export type TestDomainCode = (typeof DOMAIN_CODES)[number];
const HOUR_MS = 3_600_000;

/** What a test may say of a command; the rest is what an honest signer would write. */
export interface CommandOptions<K extends CommandKind> {
  target: string;
  body: CommandOf<K>['body'];
  /** Members of the command that differ from the honest ones. */
  header?: Partial<Omit<CommandOf<K>, 'kind' | 'target' | 'body'>>;
  /** Signs instead of the key that `signer` names. */
  key?: Sm2PrivateKey;
  /** Purpose of the signature instead of the kind's. */
  purpose?: OwnPurpose;
}

/** Three synthetic provinces on a ledger in memory. */
export interface TestNetwork {
  readonly network: string;
  readonly ledger: string;
  readonly founding: string;
  readonly domains: Readonly<Record<TestDomainCode, TestDomain>>;
  readonly memory: MemoryLedger;
  /** Time of the next transaction, milliseconds since 1970; a test may set it. */
  now: number;
  /** Signed by the governance key of a domain. */
  govern<K extends CommandKind>(domain: TestDomain, kind: K, options: CommandOptions<K>): TransactionInput;
  /** Signed by a certificate of an authority, its signing certificate unless another is given. */
  act<K extends 'licence-batch' | 'licence-state'>(
    authority: TestAuthority,
    kind: K,
    options: CommandOptions<K>,
    certificate?: TestCertificate,
  ): TransactionInput;
  /** A batch of these leaves. */
  batch(
    authority: TestAuthority,
    leaves: BatchLeaf[],
    options?: Partial<CommandOptions<'licence-batch'>>,
  ): TransactionInput;
  /** A new licence of the authority; `serial` is any text that stands for its identifier. */
  leaf(authority: TestAuthority, serial: string, changes?: Partial<BatchLeaf>): BatchLeaf;
  licenceKey(authority: TestAuthority, serial: string): string;
  submit(input: unknown): Promise<MemoryTransaction>;
  /** The record under a key, which must be of this kind. */
  record<K extends RecordKind>(kind: K, key: string): RecordOf<K>;
  /** The same network with a ledger of its own from here on. */
  fork(): TestNetwork;
}

export interface FoundOptions {
  /** All keys follow from it. */
  seed?: string;
  /** Stop after the founding command: no CA, authority, type or seal. */
  bare?: boolean;
  profile?: 'production' | 'evaluation';
}

/**
 * Founds a network of the synthetic provinces 44, 43 and 52. Unless `bare`, each has a CA, a seal maker, two authorities with
 * certificates and seals, a licence type that both may issue, and 44 and 43 have agreed on 44's type.
 */
export async function foundTestNetwork(options: FoundOptions = {}): Promise<TestNetwork> {
  const seed = options.seed ?? 'yinxin';
  const ledger = sm3Hex(Buffer.from(`block 0 of ${seed}`));
  const founding = sm3Hex(Buffer.from(`founding of ${seed}`));
  const domains = {
    '44': await testDomain('44', seed),
    '43': await testDomain('43', seed),
    '52': await testDomain('52', seed),
  };
  const input = foundingInput({ domains, ledger, founding, profile: options.profile ?? 'evaluation' });
  const { network } = input.command;
  const test = createTestNetwork({ network, ledger, founding, domains }, createMemoryLedger(ledger), FOUNDED_AT);
  await test.submit(input);
  if (options.bare !== true) await register(test);
  return test;
}

/** The command that founds the network, signed by all three. */
export function foundingInput(about: {
  domains: TestNetwork['domains'];
  ledger: string;
  founding: string;
  profile?: 'production' | 'evaluation';
  /** Changes the command before it is signed. */
  change?: (command: CommandOf<'network-found'>) => void;
}): TransactionInput {
  const { ledger, founding } = about;
  const all = DOMAIN_CODES.map((code) => about.domains[code]);
  const [first, ...others] = all;
  if (first === undefined) throw new RangeError('no domains');
  const body: CommandOf<'network-found'>['body'] = {
    founding,
    profile: about.profile ?? 'evaluation',
    quorum: 'majority',
    issuedAt: formatTime(FOUNDED_AT),
    nextUpdate: formatTime(FOUNDED_AT + 30 * DAY_MS),
    domains: all.map((domain) => signEntry(testEntry(domain, founding, ledger), domain.governance)),
  };
  const command: CommandOf<'network-found'> = {
    kind: 'network-found',
    network: '',
    ledger,
    domain: first.code,
    target: ledgerKeys.network,
    expectedVersion: 0,
    reason: 'founding',
    issuedAt: formatTime(FOUNDED_AT),
    expires: formatTime(FOUNDED_AT + HOUR_MS),
    signer: keyName(first.governance),
    body,
  };
  about.change?.(command);
  if (command.network === '') command.network = networkOf(foundingList(command.body, ledger));
  const sign = (domain: TestDomain) => testSignature(domain.governance, 'network-founding', command);
  return {
    command,
    signature: sign(first),
    founders: others.map((domain) => ({ domain: domain.code, signature: sign(domain) })),
  };
}

/** A licence type with two fields. */
export function testType(typeCode: string): LicenceTypeDefinition {
  const field = (name: string, required: boolean) => ({
    name,
    label: { zh: '合成字段', en: 'Synthetic field' },
    type: 'text' as const,
    required,
    maxLength: 100,
  });
  return {
    typeCode,
    name: { zh: '合成许可证', en: 'Synthetic permit' },
    holders: { category: 'any', max: 1 },
    validity: { kind: 'fixed-or-long-term', maxYears: 10 },
    fields: [field('KZ_SCOPE', true), field('KZ_NOTE', false)],
  };
}

/** The two halves of an agreement, each signed by its side. */
export function agreementHalves(
  test: TestNetwork,
  terms: CommandOf<'agreement-half'>['body']['terms'],
): TransactionInput[] {
  return [terms.issuing, terms.recognising].map((code) =>
    test.govern(domainOf(test, code), 'agreement-half', {
      target: ledgerKeys.agreementHalf(agreementId(terms), code),
      body: { terms },
    }),
  );
}

export function domainOf({ domains }: Pick<TestNetwork, 'domains'>, code: string): TestDomain {
  const domain = DOMAIN_CODES.find((each) => each === code);
  if (domain === undefined) throw new RangeError(`no domain ${code}`);
  return domains[domain];
}

function createTestNetwork(
  about: Pick<TestNetwork, 'network' | 'ledger' | 'founding' | 'domains'>,
  memory: MemoryLedger,
  startsAt: number,
): TestNetwork {
  const sign = (command: Command, key: Sm2PrivateKey, purpose?: OwnPurpose): TransactionInput => ({
    command,
    signature: testSignature(key, purpose ?? PURPOSE_OF_KIND[command.kind], command),
  });
  const honest = <K extends CommandKind>(kind: K, { target, body }: CommandOptions<K>) => ({
    kind,
    network: about.network,
    ledger: about.ledger,
    target,
    expectedVersion: memory.record(target)?.version ?? 0,
    reason: honestReason(kind, body),
    issuedAt: formatTime(test.now),
    expires: formatTime(test.now + HOUR_MS),
    body,
  });
  const test: TestNetwork = {
    ...about,
    memory,
    now: startsAt,
    govern: (domain, kind, options) => {
      const signer = keyName(options.key ?? domain.governance);
      // The members of one kind are put together from parts, which no checker follows; the rules parse the whole.
      const command = {
        ...honest(kind, options),
        domain: domain.code,
        signer,
        ...options.header,
      } as unknown as Command;
      return sign(command, options.key ?? domain.governance, options.purpose);
    },
    act: (authority, kind, options, certificate = authority.signing) => {
      // As above.
      const command = {
        ...honest(kind, options),
        domain: authority.domain,
        authority: authority.uscc,
        signer: certificate.fingerprint,
        ...options.header,
      } as unknown as Command;
      return sign(command, options.key ?? certificate.privateKey, options.purpose);
    },
    batch: (authority, leaves, options = {}) => {
      const root = encodeHex(merkleRoot(leaves.map((leaf) => leafHash(LICENCE_LEAF, canonicalBytes(leaf)))));
      const body = { root, size: leaves.length, ...options.body };
      return { ...test.act(authority, 'licence-batch', { target: `batch/${body.root}`, ...options, body }), leaves };
    },
    leaf: (authority, serial, changes = {}) => ({
      key: test.licenceKey(authority, serial),
      expectedVersion: 0,
      licenceVersion: 1,
      digest: sm3Hex(Buffer.from(`document ${serial}`)),
      domain: authority.domain,
      authority: authority.uscc,
      type: domainOf(about, authority.domain).type,
      validFrom: '2026-11-21',
      validUntil: '2031-11-20',
      attestationCertificate: authority.signing.fingerprint,
      sealCertificate: authority.sealSigning.fingerprint,
      seal: authority.seal,
      sealSignature: sm3Hex(Buffer.from(`seal signature ${serial}`)),
      ...changes,
    }),
    licenceKey: ({ uscc, domain }, serial) =>
      licenceKey({
        network: about.network,
        authority: uscc,
        type: domainOf(about, domain).type,
        identifierWithoutVersion: serial,
      }),
    submit: (input) => memory.submit(input, test.now),
    record: (kind, key) => {
      const record = memory.record(key);
      if (record?.kind !== kind) throw new RangeError(`${key} is no ${kind}`);
      return record as RecordOf<typeof kind>;
    },
    fork: () => createTestNetwork(about, memory.fork(), test.now),
  };
  return test;
}

function honestReason<K extends CommandKind>(kind: K, body: CommandOf<K>['body']): string {
  if (kind === 'seal-state') return SEAL_STATE_REASONS[(body as CommandOf<'seal-state'>['body']).state][0];
  if (kind === 'seal-decide') return SEAL_DECISION_REASONS[(body as CommandOf<'seal-decide'>['body']).decision][0];
  if (kind === 'licence-state') return LICENCE_STATE_REASONS[(body as CommandOf<'licence-state'>['body']).state][0];
  return REASONS[kind][0] ?? '';
}

async function register(test: TestNetwork): Promise<void> {
  for (const code of DOMAIN_CODES) await registerDomain(test, test.domains[code]);
  const terms = {
    issuing: '44',
    recognising: '43',
    licenceType: test.domains['44'].type,
    sealClass: 'statutory-name' as const,
    decision: 'accept' as const,
    from: '2026-11-21',
    version: 1,
  };
  for (const half of agreementHalves(test, terms)) await test.submit(half);
}

async function registerDomain(test: TestNetwork, domain: TestDomain): Promise<void> {
  const type = ledgerKeys.licenceType(domain.type);
  await test.submit(
    test.govern(domain, 'type-register', { target: type, body: { definition: testType(domain.type) } }),
  );
  await test.submit(certificateInput(test, domain, domain.ca, { role: 'ca', purposes: [] }));
  const below = { issuer: domain.ca.fingerprint };
  await test.submit(
    certificateInput(test, domain, domain.sealMaker, { ...below, role: 'seal-maker', purposes: ['seal'] }),
  );
  for (const authority of domain.authorities) await registerAuthority(test, domain, authority);
}

/** Registers an authority of the domain with both certificates, the right to the domain's type, and its seal. */
export async function registerAuthority(
  test: TestNetwork,
  domain: TestDomain,
  authority: TestAuthority,
): Promise<void> {
  const { uscc, signing, sealSigning } = authority;
  const own = { role: 'authority', authority: uscc, issuer: domain.ca.fingerprint } as const;
  const target = ledgerKeys.authority(uscc);
  await test.submit(test.govern(domain, 'authority-register', { target, body: { name: '合成机构' } }));
  const purposes = ['licence-attestation', 'licence-batch', 'licence-state'] as const;
  await test.submit(certificateInput(test, domain, signing, { ...own, purposes: [...purposes] }));
  await test.submit(certificateInput(test, domain, sealSigning, { ...own, purposes: ['seal-signature'] }));
  await test.submit(test.govern(domain, 'right-grant', { target: ledgerKeys.right(uscc, domain.type), body: {} }));
  await test.submit(sealInput(test, domain, authority));
}

/** Registers a certificate. */
export function certificateInput(
  test: TestNetwork,
  domain: TestDomain,
  { der, fingerprint }: TestCertificate,
  body: Omit<CommandOf<'certificate-register'>['body'], 'certificate'>,
): TransactionInput {
  return test.govern(domain, 'certificate-register', {
    target: ledgerKeys.certificate(fingerprint),
    body: { certificate: encodeBase64url(der), ...body },
  });
}

/** Registers the authority's seal. */
export function sealInput(
  test: TestNetwork,
  domain: TestDomain,
  authority: TestAuthority,
  changes: Partial<CommandOf<'seal-register'>['body']> & { seal?: string } = {},
): TransactionInput {
  const { seal = authority.seal, ...body } = changes;
  return test.govern(domain, 'seal-register', {
    target: ledgerKeys.seal(seal),
    body: {
      authority: authority.uscc,
      esId: authority.esId,
      sealClass: 'statutory-name',
      makerCertificate: domain.sealMaker.fingerprint,
      signerCertificates: [authority.sealSigning.fingerprint],
      validFrom: formatTime(FOUNDED_AT - DAY_MS),
      validUntil: formatTime(FOUNDED_AT + 1000 * DAY_MS),
      ...body,
    },
  });
}

let shared: Promise<TestNetwork> | undefined;

/** A fork of one network that all tests of the process share: cheap, and changed by nobody else. */
export async function freshTestNetwork(): Promise<TestNetwork> {
  shared ??= foundTestNetwork();
  return (await shared).fork();
}
