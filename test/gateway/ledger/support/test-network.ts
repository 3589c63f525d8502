import { randomBytes } from 'node:crypto';
import type { BatchLeaf } from '../../../../chaincode/model/batch-leaf.js';
import { LICENCE_LEAF } from '../../../../chaincode/model/batch-leaf.js';
import type { Command, CommandKind, CommandOf } from '../../../../chaincode/model/command.js';
import { foundingList, networkOf } from '../../../../chaincode/model/founding-list.js';
import { ledgerKeys } from '../../../../chaincode/model/keys.js';
import { licenceKey } from '../../../../chaincode/model/licence-key.js';
import { PURPOSE_OF_KIND, type TransactionInput } from '../../../../chaincode/model/transaction.js';
import type { SignedTrustEntry, TrustEntry } from '../../../../chaincode/model/trust-entry.js';
import { TYPES_BY_DIVISION } from '../../../../fixtures/licence-types.js';
import { provincialAuthority } from '../../../../fixtures/provinces.js';
import { encodeBase64url } from '../../../../pki/encoding/base64url.js';
import { canonicalBytes } from '../../../../pki/encoding/canonical-json.js';
import { encodeHex } from '../../../../pki/encoding/hex.js';
import { formatTime } from '../../../../pki/encoding/times.js';
import { leafHash } from '../../../../pki/merkle/hashes.js';
import { merkleRoot } from '../../../../pki/merkle/tree.js';
import { createLocalSigner } from '../../../../pki/signer/local-signer.js';
import { type Purpose, signedBytes } from '../../../../pki/signer/purposes.js';
import { Sm2PrivateKey } from '../../../../pki/sm2/private-key.js';
import { sm3Hex } from '../../../../pki/sm3.js';
import { buildCertificate } from '../../../../pki/x509/build.js';
import { parseCertificate } from '../../../../pki/x509/certificate.js';

const DAY_MS = 86_400_000;

/** A synthetic domain with its keys in the open. */
export interface TestDomain {
  code: string;
  rootKey: Sm2PrivateKey;
  root: Uint8Array;
  governance: Sm2PrivateKey;
  witness: Sm2PrivateKey;
  receipt: Sm2PrivateKey;
}

/** What an authority of the network needs to issue licences; `inputs` puts it on the ledger. */
export interface TestAuthority {
  domain: string;
  uscc: string;
  type: string;
  key: Sm2PrivateKey;
  certificate: string;
  sealCertificate: string;
  seal: string;
  inputs: TransactionInput[];
}

export type TestNetwork = Awaited<ReturnType<typeof createTestNetwork>>;

/** Three synthetic provinces about to found a network on this ledger; nothing is sent anywhere. */
export async function createTestNetwork(ledger: string, now: number, codes: readonly string[] = ['44', '43', '52']) {
  const founding = sm3Hex(randomBytes(32));
  const domains = new Map<string, TestDomain>();
  for (const code of codes) domains.set(code, await createDomain(code, now));
  const body: CommandOf<'network-found'>['body'] = {
    founding,
    profile: 'evaluation',
    quorum: 'majority',
    issuedAt: formatTime(now),
    nextUpdate: formatTime(now + 30 * DAY_MS),
    domains: [...domains.values()].map((domain) => signEntry(domain, founding, ledger)),
  };
  const network = networkOf(foundingList(body, ledger));

  const domainOf = (code: string) => {
    const domain = domains.get(code);
    if (domain === undefined) throw new TypeError(`no domain ${code}`);
    return domain;
  };

  /** A command of the domain, signed with its governance key unless an authority's is given. */
  const command = <K extends CommandKind>(
    kind: K,
    about: {
      domain: string;
      target: string;
      reason: string;
      body: CommandOf<K>['body'];
      expectedVersion?: number;
      at?: number;
      authority?: TestAuthority;
    },
  ): TransactionInput => {
    const { domain, target, reason, body, expectedVersion = 0, at = now, authority } = about;
    const key = authority?.key ?? domainOf(domain).governance;
    const command = {
      kind,
      network,
      ledger,
      domain,
      target,
      expectedVersion,
      reason,
      issuedAt: formatTime(at),
      expires: formatTime(at + 3_600_000),
      signer: authority?.certificate ?? sm3Hex(key.publicKey.point),
      body,
      ...(authority !== undefined && { authority: authority.uscc }),
      // The members fit the kind by the types of the arguments; TypeScript does not follow a union through a spread.
    } as unknown as Command;
    return { command, signature: sign(key, PURPOSE_OF_KIND[kind], command) };
  };

  const foundingInput = (): TransactionInput => {
    const [first, ...others] = [...domains.values()];
    if (first === undefined) throw new TypeError('no founder');
    const input = command('network-found', { domain: first.code, target: 'network', reason: 'founding', body });
    const founders = others.map(({ code, governance }) => ({
      domain: code,
      signature: sign(governance, 'network-founding', input.command),
    }));
    return founders.length === 0 ? input : { ...input, founders };
  };

  const heartbeat = (domain: string, expectedVersion: number, at = now) =>
    command('heartbeat', {
      domain,
      target: ledgerKeys.heartbeat(domain),
      reason: 'quiet-ledger',
      expectedVersion,
      at,
      body: {},
    });

  const registerAuthority = (domain: string, uscc: string) =>
    command('authority-register', {
      domain,
      target: ledgerKeys.authority(uscc),
      reason: 'establishment',
      body: { name: '示例市场监督管理局' },
    });

  /** The provincial market regulator with a CA, a seal maker, two certificates, its type and a seal. */
  const equip = async (code: string): Promise<TestAuthority> => {
    const domain = domainOf(code);
    const { uscc } = provincialAuthority(code, 'market-regulation');
    const definition = TYPES_BY_DIVISION['market-regulation'];
    const type = `${uscc}${definition.typeCode.slice(-3)}`;
    const ca = await issue('issuing-ca', domain.root, domain.rootKey, `示例 ${code} CA`, now);
    const maker = await issue('seal-making', ca.der, ca.key, `示例 ${code} 制章人`, now);
    const signing = await issue('licence-signing', ca.der, ca.key, '示例签发', now, uscc);
    const sealing = await issue('seal-signing', ca.der, ca.key, '示例签章', now, uscc);
    const seal = sm3Hex(randomBytes(32));
    const register = (
      { der, fingerprint }: { der: Uint8Array; fingerprint: string },
      body: Omit<CommandOf<'certificate-register'>['body'], 'certificate'>,
    ) =>
      command('certificate-register', {
        domain: code,
        target: ledgerKeys.certificate(fingerprint),
        reason: 'initial',
        body: { certificate: encodeBase64url(der), ...body },
      });
    const issuer = ca.fingerprint;
    const authority = { role: 'authority', authority: uscc, issuer } as const;
    const inputs = [
      registerAuthority(code, uscc),
      register(ca, { role: 'ca', purposes: [] }),
      register(maker, { role: 'seal-maker', issuer, purposes: ['seal'] }),
      register(signing, { ...authority, purposes: ['licence-attestation', 'licence-batch', 'licence-state'] }),
      register(sealing, { ...authority, purposes: ['seal-signature'] }),
      command('type-register', {
        domain: code,
        target: ledgerKeys.licenceType(type),
        reason: 'new-type',
        body: { definition: { ...definition, typeCode: type } },
      }),
      command('right-grant', {
        domain: code,
        target: ledgerKeys.right(uscc, type),
        reason: 'statutory-duty',
        body: {},
      }),
      command('seal-register', {
        domain: code,
        target: ledgerKeys.seal(seal),
        reason: 'initial',
        body: {
          authority: uscc,
          esId: `YX${code}${seal.slice(0, 10)}`,
          sealClass: 'statutory-name',
          makerCertificate: maker.fingerprint,
          signerCertificates: [sealing.fingerprint],
          validFrom: formatTime(now - DAY_MS),
          validUntil: formatTime(now + 365 * DAY_MS),
        },
      }),
    ];
    return {
      domain: code,
      uscc,
      type,
      key: signing.key,
      certificate: signing.fingerprint,
      sealCertificate: sealing.fingerprint,
      seal,
      inputs,
    };
  };

  /** `size` new licences, numbered from `first`. */
  const batch = (authority: TestAuthority, first: number, size: number, at = now): TransactionInput => {
    const { domain, uscc, type } = authority;
    const leaves: BatchLeaf[] = [];
    for (let number = first; number < first + size; number += 1) {
      leaves.push({
        key: licenceKey({ network, authority: uscc, type, identifierWithoutVersion: `sample.${uscc}.${number}` }),
        expectedVersion: 0,
        licenceVersion: 1,
        digest: sm3Hex(Buffer.from(`document ${number}`)),
        domain,
        authority: uscc,
        type,
        validFrom: '2026-01-01',
        validUntil: '2031-01-01',
        attestationCertificate: authority.certificate,
        sealCertificate: authority.sealCertificate,
        seal: authority.seal,
        sealSignature: sm3Hex(Buffer.from(`seal signature ${number}`)),
      });
    }
    const root = encodeHex(merkleRoot(leaves.map((leaf) => leafHash(LICENCE_LEAF, canonicalBytes(leaf)))));
    const input = command('licence-batch', {
      domain,
      target: `batch/${root}`,
      reason: 'issue',
      at,
      authority,
      body: { root, size },
    });
    return { ...input, leaves };
  };

  const witnessSigner = (code: string) =>
    createLocalSigner(`${code}.witness`, ['block-statement', 'status-head'], domainOf(code).witness);

  return {
    network,
    ledger,
    domainOf,
    command,
    founding: foundingInput,
    heartbeat,
    registerAuthority,
    equip,
    batch,
    witnessSigner,
  };
}

async function createDomain(code: string, now: number): Promise<TestDomain> {
  const root = await issue('root', 'self', undefined, `示例 ${code} 根`, now);
  const [governance, witness, receipt] = [Sm2PrivateKey.generate(), Sm2PrivateKey.generate(), Sm2PrivateKey.generate()];
  return { code, rootKey: root.key, root: root.der, governance, witness, receipt };
}

function signEntry(domain: TestDomain, founding: string, ledger: string): SignedTrustEntry {
  const entry: TrustEntry = {
    format: 'yinxin/trust-entry/v1',
    founding,
    ledger,
    domain: domain.code,
    version: 1,
    name: { zh: `示例省 ${domain.code}`, en: `Sample province ${domain.code}` },
    roots: [encodeBase64url(domain.root)],
    governanceKey: encodeBase64url(domain.governance.publicKey.point),
    witnessKey: encodeBase64url(domain.witness.publicKey.point),
    receiptKey: encodeBase64url(domain.receipt.publicKey.point),
    gateways: [],
  };
  return { entry, signature: sign(domain.governance, 'trust-entry', entry) };
}

function sign(key: Sm2PrivateKey, purpose: Purpose, value: Parameters<typeof canonicalBytes>[0]): string {
  return encodeBase64url(key.signRaw(signedBytes(purpose, canonicalBytes(value))));
}

async function issue(
  profile: Parameters<typeof buildCertificate>[0]['profile'],
  issuerDer: Uint8Array | 'self',
  issuerKey: Sm2PrivateKey | undefined,
  commonName: string,
  now: number,
  organizationIdentifier?: string,
) {
  const key = Sm2PrivateKey.generate();
  const above = issuerDer === 'self' ? undefined : parseCertificate(issuerDer);
  const der = await buildCertificate({
    profile,
    subject: { commonName, ...(organizationIdentifier !== undefined && { organizationIdentifier }) },
    publicKeySpki: key.publicKey.spki,
    issuer: above === undefined ? 'self' : { subjectDer: above.subjectDer, subjectKeyId: above.subjectKeyId ?? '' },
    notBefore: now - DAY_MS,
    notAfter: now + 365 * DAY_MS,
    serialNumber: randomBytes(16),
    sign: async (tbs) => (issuerKey ?? key).signRaw(tbs),
  });
  return { key, der, fingerprint: sm3Hex(der) };
}
