import type { AgreementTerms, CommandOf } from '../../chaincode/model/command.js';
import { foundingList, networkOf } from '../../chaincode/model/founding-list.js';
import { agreementId, ledgerKeys } from '../../chaincode/model/keys.js';
import type { LicenceTypeDefinition } from '../../chaincode/model/licence-type.js';
import type { AgreementRecord, DomainRecord, TypeRecord } from '../../chaincode/model/records.js';
import type { TrustList, TrustListBody } from '../../chaincode/model/trust-list.js';
import { deriveTrustList, type LedgerView, type Written } from '../../gateway/domain/trust/derive.js';
import { type TrustResult, walkTrustLists } from '../../gateway/domain/trust/walk.js';
import { formatTime } from '../../pki/encoding/times.js';
import { buildSeal } from '../../pki/ses/build-seal.js';
import { sm3Hex } from '../../pki/sm3.js';
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

export const CODES = ['44', '43', '52'] as const;
export type Code = (typeof CODES)[number];

export interface KitAuthority extends TestAuthority {
  readonly sealDer: Uint8Array;
}
export interface KitDomain extends Omit<TestDomain, 'authorities'> {
  readonly authorities: readonly [KitAuthority, KitAuthority];
}

/** Three synthetic provinces, founded, with types and agreements in list 1. */
export interface World {
  readonly network: string;
  readonly ledger: string;
  readonly founding: string;
  readonly domains: Readonly<Record<Code, KitDomain>>;
  readonly lists: readonly [TrustList, TrustList];
  readonly trust: TrustResult;
}

export const LEDGER = sm3Hex(Buffer.from('block 0 of the evidence kit'));
export const FOUNDING = sm3Hex(Buffer.from('founding of the evidence kit'));
const NEXT_UPDATE = formatTime(FOUNDED_AT + 60 * DAY_MS);
/** List 1 knows the ledger up to here. */
export const LISTED_TO = 10;

let shared: Promise<World> | undefined;
/** Made once a process: nobody changes it. */
export function sharedWorld(): Promise<World> {
  shared ??= createWorld();
  return shared;
}

export async function createWorld(
  options: { seed?: string; profile?: 'production' | 'evaluation'; quorum?: 'majority' | 'byzantine' } = {},
): Promise<World> {
  const seed = options.seed ?? 'evidence kit';
  const founding = sm3Hex(Buffer.from(`founding of ${seed}`));
  const [gd, hn, gz] = await Promise.all(CODES.map((code) => kitDomain(code, seed)));
  if (gd === undefined || hn === undefined || gz === undefined) throw new RangeError('three domains');
  const domains = { '44': gd, '43': hn, '52': gz };
  const body: CommandOf<'network-found'>['body'] = {
    founding,
    profile: options.profile ?? 'evaluation',
    quorum: options.quorum ?? 'majority',
    issuedAt: formatTime(FOUNDED_AT),
    nextUpdate: NEXT_UPDATE,
    domains: [gd, hn, gz].map((domain) => {
      const { gateways: _, ...entry } = testEntry(domain, founding, LEDGER);
      return signEntry({ ...entry, gateways: [] }, domain.governance);
    }),
  };
  const list0 = foundingList(body, LEDGER);
  const network = networkOf(list0);
  const about = { network, ledger: LEDGER, founding, domains };
  const view: LedgerView = {
    ...emptyView(LISTED_TO),
    types: CODES.map((code) => ({
      record: typeRecord(about, domains[code], kitType(domains[code].type)),
      blockNumber: 2,
    })),
    agreements: [
      agreement(about, { recognising: '43', decision: 'accept' }),
      agreement(about, { recognising: '52', decision: 'refuse' }),
    ],
  };
  const first = signList(list0, [gd, hn, gz]);
  const second = signList(nextBody(list0, view), [gd, hn]);
  const trust = walkTrustLists([first, second], { pin: { network } });
  return { ...about, lists: [first, second], trust };
}

async function kitDomain(code: string, seed: string): Promise<KitDomain> {
  const domain = await testDomain(code, seed);
  const [a, b] = domain.authorities;
  return { ...domain, authorities: [await withSeal(domain, a), await withSeal(domain, b)] };
}

async function withSeal(domain: TestDomain, authority: TestAuthority): Promise<KitAuthority> {
  const sealDer = await makeSeal(domain.sealMaker, [authority.sealSigning], { esId: authority.esId });
  return { ...authority, sealDer, seal: sm3Hex(sealDer) };
}

/** A seal of v4 with a picture of eight bytes. */
export function makeSeal(
  maker: TestCertificate,
  signers: readonly TestCertificate[],
  options: { esId?: string; type?: number; validFrom?: number; validTo?: number; key?: TestCertificate } = {},
): Promise<Uint8Array> {
  const { privateKey } = options.key ?? maker;
  return buildSeal({
    header: { vendorId: 'SYNTHETIC' },
    esId: options.esId ?? '00000000000001',
    property: { type: options.type ?? 1, name: '合成印章' },
    signerCertificates: signers.map(({ der }) => der),
    picture: { type: 'PNG', data: Buffer.from('89504e470d0a1a0a', 'hex'), width: 40, height: 40 },
    createdAt: options.validFrom ?? FOUNDED_AT,
    validFrom: options.validFrom ?? FOUNDED_AT,
    validTo: options.validTo ?? FOUNDED_AT + 1000 * DAY_MS,
    makerCertificate: maker.der,
    sign: async (tbs) => privateKey.signRaw(tbs),
  });
}

export function kitType(typeCode: string): LicenceTypeDefinition {
  const label = { zh: '合成字段', en: 'Synthetic field' };
  return {
    typeCode,
    name: { zh: '合成许可证', en: 'Synthetic permit' },
    holders: { category: 'any', max: 1 },
    validity: { kind: 'fixed-or-long-term', maxYears: 10 },
    fields: [{ name: 'KZ_SCOPE', label, type: 'text', required: true, maxLength: 100 }],
  };
}

type About = Pick<World, 'network' | 'ledger' | 'domains'>;

function commandHeader(about: About, domain: Pick<KitDomain, 'code' | 'governance'>, target: string) {
  return {
    network: about.network,
    ledger: about.ledger,
    domain: domain.code,
    target,
    expectedVersion: 0,
    reason: 'initial',
    issuedAt: formatTime(FOUNDED_AT),
    expires: formatTime(FOUNDED_AT + DAY_MS),
    signer: keyName(domain.governance),
  };
}

/** A type as its owner's signed command; `signer` may be somebody else. */
export function typeRecord(
  about: About,
  owner: KitDomain,
  definition: LicenceTypeDefinition,
  signer = owner,
): TypeRecord {
  const header = commandHeader(about, owner, ledgerKeys.licenceType(definition.typeCode));
  const command: CommandOf<'type-register'> = { ...header, kind: 'type-register', body: { definition } };
  const signature = testSignature(signer.governance, 'domain-entry', command);
  return {
    kind: 'type',
    version: 1,
    digest: LEDGER,
    state: 'active',
    by: LEDGER,
    domain: owner.code,
    signed: { command, signature },
  };
}

/** Guangdong's type, as another domain takes it. */
export function agreement(
  about: About,
  terms: Partial<AgreementTerms> & { recognising: Code },
  blockNumber = 3,
): Written<AgreementRecord> {
  const full: AgreementTerms = {
    issuing: '44',
    licenceType: about.domains['44'].type,
    sealClass: 'statutory-name',
    decision: 'accept',
    from: '2026-11-21',
    version: 1,
    ...terms,
  };
  const half = (code: Code) => {
    const domain = about.domains[code];
    const header = commandHeader(about, domain, ledgerKeys.agreementHalf(agreementId(full), code));
    const command: CommandOf<'agreement-half'> = { ...header, kind: 'agreement-half', body: { terms: full } };
    return { command, signature: testSignature(domain.governance, 'agreement-half', command) };
  };
  const record: AgreementRecord = {
    kind: 'agreement',
    version: full.version,
    digest: LEDGER,
    state: 'agreed',
    by: LEDGER,
    terms: full,
    halves: [half('44'), half(terms.recognising)],
  };
  return { record, blockNumber };
}

export function emptyView(blockNumber: number): LedgerView {
  return { blockNumber, domains: [], types: [], agreements: [], quorums: [], convictions: [] };
}

export function domainRecordOf(signed: DomainRecord['signed'], state: DomainRecord['state'] = 'active'): DomainRecord {
  return { kind: 'domain', version: signed.entry.version, digest: LEDGER, state, by: LEDGER, signed };
}

/** The list after `previous`, a day later. */
export function nextBody(previous: TrustListBody, view: LedgerView): TrustListBody {
  const issuedAt = formatTime(Date.parse(previous.issuedAt) + DAY_MS);
  return deriveTrustList({ previous, view, issuedAt, nextUpdate: NEXT_UPDATE });
}

export function signList(list: TrustListBody, signers: readonly Pick<TestDomain, 'code' | 'governance'>[]): TrustList {
  const signatures = signers.map(({ code, governance }) => ({
    domain: code,
    signature: testSignature(governance, 'trust-list', list),
  }));
  return { list, signatures };
}
