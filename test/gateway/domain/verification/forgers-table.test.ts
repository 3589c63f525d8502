import { ledgerKeys } from '../../../../chaincode/model/keys.js';
import { policyOf } from '../../../../gateway/domain/verification/policy.js';
import { OID } from '../../../../pki/der/oids.js';
import { sequence, utcTime } from '../../../../pki/der/writer.js';
import { OWN_PURPOSES } from '../../../../pki/signer/purposes.js';
import { sm3Hex } from '../../../../pki/sm3.js';
import { parseCertificate } from '../../../../pki/x509/certificate.js';
import { KEY_PURPOSE } from '../../../../pki/x509/key-purposes.js';
import { encodeName } from '../../../../pki/x509/name.js';
import { authorityKeyId, forgeCertificate, keyUsage, purposes } from '../../../pki/support/forge-certificate.js';
import {
  AT,
  BLOCK,
  type Choices,
  evidenceBytes,
  issue,
  keyOf,
  licenceIdOf,
  STATUS_BLOCK,
} from '../../../support/evidence-kit.js';
import { issued, row } from '../../../support/evidence-kit-table.js';
import { createWorld, LISTED_TO, makeSeal, type World } from '../../../support/evidence-kit-world.js';
import { DAY_MS, FOUNDED_AT, testAuthority } from '../../../support/test-domain.js';
import {
  type TestCertificate,
  type TestCertificateOrder,
  testCertificate,
  testKey,
} from '../../../support/test-pki.js';

/** Anchored in the last block that the list knows. */
const inListedBlock: Choices = {
  statements: (make) => [make('44', { blockNumber: LISTED_TO }), make('43', { blockNumber: LISTED_TO })],
};
const VALIDITY = { notBefore: FOUNDED_AT - DAY_MS, notAfter: FOUNDED_AT + 365 * DAY_MS };

/** A certificate in the name of Guangdong's first authority, by whatever CA and profile. */
function impostor(world: World, order: Partial<TestCertificateOrder> & { seed: string }) {
  const { uscc } = world.domains['44'].authorities[0];
  const subject = { organization: 'Synthetic authority', organizationIdentifier: uscc, commonName: 'Impostor' };
  return testCertificate({
    profile: 'licence-signing',
    subject,
    issuer: world.domains['44'].ca,
    ...VALIDITY,
    ...order,
  });
}

/** What a web server of the authority has, but for the key purpose; no profile of ours makes one. */
function tlsCertificate(world: World, keyPurpose: string): TestCertificate {
  const { ca, authorities } = world.domains['44'];
  const issuer = parseCertificate(ca.der);
  const privateKey = testKey('tls');
  const subject = encodeName({
    organization: 'Synthetic authority',
    organizationIdentifier: authorities[0].uscc,
    commonName: 'www.example',
  });
  const der = forgeCertificate({
    key: ca.privateKey,
    spki: privateKey.publicKey.spki,
    issuer: issuer.subjectDer,
    subject,
    validity: sequence(utcTime(VALIDITY.notBefore), utcTime(VALIDITY.notAfter)),
    extensions: [keyUsage(0, 1), authorityKeyId(Buffer.from(issuer.subjectKeyId ?? '', 'hex')), purposes(keyPurpose)],
  });
  return { privateKey, der, fingerprint: sm3Hex(der) };
}

describe("the forger's table: who signs", () => {
  row('another authority of the province attests', {
    forged: issued((world) => ({ signing: world.domains['44'].authorities[1].signing })),
    verdict: 'invalid',
    code: 'CERTIFICATE_FOREIGN',
  });
  row('another authority of the province signs the batch', {
    forged: issued((world) => ({ batchSigning: world.domains['44'].authorities[1].signing })),
    verdict: 'invalid',
    code: 'CERTIFICATE_FOREIGN',
  });
  row("another province's CA certifies a key under the authority's name and code", {
    forged: async (world) => {
      const { ca } = world.domains['43'];
      const signing = await impostor(world, { seed: 'foreign', issuer: ca });
      return issued({ signing, cas: [world.domains['44'].ca, ca] })(world);
    },
    honest: async (world) => issued({ signing: await impostor(world, { seed: 'own' }) })(world),
    verdict: 'invalid',
    code: 'CERTIFICATE_CHAIN',
  });
  row("another province's CA certifies a seal signer under the authority's name and code", {
    forged: async (world) => {
      const { ca, sealMaker } = world.domains['43'];
      const sealSigning = await impostor(world, { seed: 'foreign sealer', profile: 'seal-signing', issuer: ca });
      const sealDer = await makeSeal(sealMaker, [sealSigning]);
      return issued({ sealSigning, sealDer, sealMaker, cas: [world.domains['44'].ca, ca] })(world);
    },
    honest: async (world) => {
      const sealSigning = await impostor(world, { seed: 'own sealer', profile: 'seal-signing' });
      return issued({ sealSigning, sealDer: await makeSeal(world.domains['44'].sealMaker, [sealSigning]) })(world);
    },
    verdict: 'invalid',
    code: 'CERTIFICATE_CHAIN',
  });
  row('a CA certificate of the province attests', {
    forged: async (world) => {
      const signing = await impostor(world, { seed: 'ca', profile: 'issuing-ca', issuer: world.domains['44'].root });
      return issued({ signing })(world);
    },
    verdict: 'invalid',
    code: 'CERTIFICATE_USAGE',
  });
  for (const profile of ['seal-signing', 'seal-making'] as const) {
    row(`a certificate for ${profile} attests`, {
      forged: async (world) => issued({ signing: await impostor(world, { seed: profile, profile }) })(world),
      verdict: 'invalid',
      code: 'CERTIFICATE_USAGE',
    });
  }
  row('a TLS certificate of the province attests', {
    forged: async (world) => issued({ signing: tlsCertificate(world, OID.serverAuth) })(world),
    honest: async (world) => issued({ signing: tlsCertificate(world, KEY_PURPOSE.licenceSigning) })(world),
    verdict: 'invalid',
    code: 'CERTIFICATE_USAGE',
  });
  row('a seal signer makes the seal', {
    forged: async (world) => {
      const { sealSigning } = world.domains['44'].authorities[0];
      return issued({ sealMaker: sealSigning, sealDer: await makeSeal(sealSigning, [sealSigning]) })(world);
    },
    verdict: 'invalid',
    code: 'CERTIFICATE_USAGE',
  });
  row('the key of another certificate attests', {
    forged: issued((world) => ({ attestation: { key: world.domains['43'].authorities[0].signing.privateKey } })),
    verdict: 'invalid',
    code: 'ATTESTATION_INVALID',
  });
  row('the key of another certificate makes the seal signature', {
    forged: issued((world) => ({ seal: { key: world.domains['44'].authorities[0].signing.privateKey } })),
    verdict: 'invalid',
    code: 'SEAL_SIGNATURE_INVALID',
  });
  row('a chain of another licence stands in place of its own', {
    forged: async (world) => {
      const { evidence } = await issue(world);
      const other = await issue(world, { domain: '43' });
      return { evidence: { ...evidence, certificates: other.evidence.certificates } };
    },
    verdict: 'invalid',
    code: 'CERTIFICATE_MISSING',
  });
  row('a certificate too many', {
    forged: issued((world) => ({ cas: [world.domains['44'].ca, world.domains['43'].ca] })),
    verdict: 'invalid',
    code: 'CERTIFICATE_SURPLUS',
  });
});

describe("the forger's table: what is signed", () => {
  row('a type to which the authority has no right', {
    forged: issued((world) => ({
      type: world.domains['43'].type,
      states: {
        [ledgerKeys.right(world.domains['44'].authorities[0].uscc, world.domains['43'].type)]: {
          state: 'ended',
          version: 2,
          sinceBlock: BLOCK - 1,
        },
      },
    })),
    honest: issued((world) => ({ type: world.domains['43'].type })),
    verdict: 'invalid',
    code: 'RIGHT_ENDED',
  });
  row('a type that nobody knows', {
    forged: issued((world) => ({ type: `${world.domains['44'].type.slice(0, 18)}999` })),
    verdict: 'indeterminate',
    code: 'TYPE_UNKNOWN',
  });
  row('the seal of another authority', {
    forged: issued((world) => {
      const [, other] = world.domains['44'].authorities;
      return { sealDer: other.sealDer, sealSigning: other.sealSigning };
    }),
    verdict: 'invalid',
    code: 'CERTIFICATE_FOREIGN',
  });
  row('the seal signature of another licence', {
    forged: async (world) => {
      const other = await issue(world, { serial: 'SAMPLE0002' });
      const { evidence } = await issue(world);
      return { evidence: { ...evidence, sealSignature: other.evidence.sealSignature } };
    },
    verdict: 'invalid',
    code: 'SEAL_SIGNATURE_OTHER_DOCUMENT',
  });
  row('a second seal signature of the same document', {
    forged: async (world) => {
      const again = await issue(world);
      const { evidence } = await issue(world);
      return { evidence: { ...evidence, sealSignature: again.evidence.sealSignature } };
    },
    verdict: 'invalid',
    code: 'SEAL_SIGNATURE_MISMATCH',
  });
  row('a seal signature for another scope', {
    forged: issued({ seal: { propertyInfo: '/Doc_0/Signs/Sign_0/Signature.xml' } }),
    verdict: 'invalid',
    code: 'SEAL_SIGNATURE_OTHER_SCOPE',
  });
  row('the ledger receipt of another licence', {
    forged: async (world) => {
      const other = await issue(world, { serial: 'SAMPLE0002' });
      const { evidence } = await issue(world);
      return { evidence: { ...evidence, receipt: other.evidence.receipt } };
    },
    verdict: 'invalid',
    code: 'LEAF_MISMATCH',
  });
  row("a leaf under another authority's prefix", {
    forged: issued((world) => ({
      leaf: (leaf) => {
        const [, other] = world.domains['44'].authorities;
        return { ...leaf, key: leaf.key.replace(leaf.authority, other.uscc) };
      },
    })),
    verdict: 'invalid',
    code: 'IDENTIFIER_MISMATCH',
  });
  row('an identifier of another authority in the header', {
    forged: issued((world) => ({
      document: (input) => ({ ...input, authority: world.domains['44'].authorities[1].uscc }),
    })),
    verdict: 'invalid',
    code: 'IDENTIFIER_MISMATCH',
  });
  // Two provinces of three register an authority under a domain of theirs, certify it and witness it: all signatures hold.
  row("an authority of Guangdong's under Hunan's domain, by Hunan's CA and two witnesses", {
    forged: async (world) => issued(await hunanFor(world, '1144000000000001'))(world),
    honest: async (world) => issued(await hunanFor(world, '1143000000000009'))(world),
    verdict: 'invalid',
    code: 'AUTHORITY_OUTSIDE_DOMAIN',
  });
  row("a central body under Hunan's domain", {
    forged: async (world) => issued(await hunanFor(world, '1110000000000009'))(world),
    honest: async (world) => issued(await hunanFor(world, '1143010000000009'))(world),
    verdict: 'invalid',
    code: 'AUTHORITY_OUTSIDE_DOMAIN',
  });
  row("a synthetic code under Hunan's domain", {
    forged: async (world) => issued(await hunanFor(world, '1199000000000009'))(world),
    honest: async (world) => issued(await hunanFor(world, '1143010000000009'))(world),
    verdict: 'invalid',
    code: 'AUTHORITY_OUTSIDE_DOMAIN',
  });
  row('a later version that names no version before', {
    forged: issued({ version: 2 }),
    honest: issued((world) => {
      const { uscc } = world.domains['44'].authorities[0];
      return { version: 2, document: (input) => ({ ...input, previousLicenceId: firstId(input.licenceId, uscc) }) };
    }),
    verdict: 'invalid',
    code: 'IDENTIFIER_MISMATCH',
  });
  row('a field that the document does not have', {
    forged: async (world) => {
      const { evidence } = await issue(world);
      const other = await issue(world, { serial: 'SAMPLE0002' });
      return { evidence: { ...evidence, fields: other.evidence.fields } };
    },
    verdict: 'invalid',
    code: 'FIELD_FOREIGN',
  });
  row('a field that the type does not have', {
    forged: issued({ ...inListedBlock, fields: { KZ_OTHER: '合成' } }),
    honest: issued(inListedBlock),
    verdict: 'invalid',
    code: 'FIELD_UNKNOWN',
  });
  row('a field that the type may have since the list was made', {
    forged: issued({ fields: { KZ_OTHER: '合成' } }),
    verdict: 'indeterminate',
    code: 'FIELD_UNKNOWN',
  });
  row('a field that contradicts the header', {
    forged: issued({ fields: { ZZBFJGDM: '11440000000000000X' } }),
    honest: issued((world) => ({ fields: { ZZBFJGDM: world.domains['44'].authorities[0].uscc } })),
    verdict: 'invalid',
    code: 'FIELD_MISMATCH',
  });
  row('a field hidden that the policy wants', {
    forged: issued({ open: ['ZZBH', 'CZZT'] }, { policy: policyOf({ requiredFields: ['CZZT', 'KZ_SCOPE'] }) }),
    honest: issued({ open: ['ZZBH', 'CZZT'] }, { policy: policyOf({ requiredFields: ['CZZT'] }) }),
    verdict: 'indeterminate',
    code: 'FIELD_HIDDEN',
  });
  row('any field hidden where all are wanted', {
    forged: issued({ open: ['ZZBH', 'CZZT'] }),
    verdict: 'indeterminate',
    code: 'FIELD_HIDDEN',
  });
});

/** A licence of an authority with this code under Hunan's domain, witnessed by Hunan and Guizhou. */
async function hunanFor(world: World, usccBody: string): Promise<Choices> {
  const { ca, sealMaker } = world.domains['43'];
  const authority = await testAuthority('43', usccBody, ca, `of Hunan ${usccBody}`);
  const sealDer = await makeSeal(sealMaker, [authority.sealSigning], { esId: authority.esId });
  return {
    domain: '43',
    authority: { ...authority, sealDer },
    statements: (make) => [make('43'), make('52')],
    statuses: async (make) => [await make('43'), await make('52')],
  };
}

/** The identifier of version 1 beside one of version 2. */
function firstId(secondId: string, uscc: string): string {
  const [, , , , , type = '', , serial = ''] = secondId.split('.');
  return licenceIdOf(type, uscc, serial);
}

describe("the forger's table: what the ledger holds", () => {
  row('a ledger receipt that Guangdong rebuilt alone, all else genuine', {
    forged: issued({ statements: (make) => [make('44')] }),
    verdict: 'indeterminate',
    code: 'WITNESS_QUORUM_MISSING',
  });
  row("a ledger receipt that Guangdong rebuilt, with statements in the others' names", {
    forged: issued((world) => ({
      statements: (make) => [make('44'), make('43', {}, { key: world.domains['44'].witness })],
    })),
    verdict: 'invalid',
    code: 'WITNESS_SIGNATURE_INVALID',
  });
  row('a receipt without its statements', {
    forged: async (world) => {
      const { evidence } = await issue(world);
      return { evidence: { ...evidence, receipt: { ...evidence.receipt, statements: [] } } };
    },
    verdict: 'invalid',
    code: 'EVIDENCE_MALFORMED',
  });
  for (const part of ['receipt', 'sealSignature', 'attestation', 'statuses'] as const) {
    row(`${part} left out`, {
      forged: async (world) => {
        const { [part]: _, ...rest } = (await issue(world)).evidence;
        return { evidence: rest };
      },
      verdict: 'invalid',
      code: 'EVIDENCE_MALFORMED',
    });
  }
  row('all statuses left out', {
    forged: issued({ statuses: async () => [] }),
    verdict: 'indeterminate',
    code: 'STATUS_ABSENT',
  });
  row("one witness's status left out", {
    forged: issued({ statuses: async (make) => [await make('44')] }),
    verdict: 'indeterminate',
    code: 'STATUS_ABSENT',
  });
  row("the seal's status left out", {
    forged: issued({
      statuses: async (make) => {
        const keys = (all: readonly string[]) => all.filter((key) => !key.startsWith('seal/'));
        return [await make('44', { keys }), await make('43', { keys })];
      },
    }),
    verdict: 'indeterminate',
    code: 'STATUS_ABSENT',
  });
  row('a status too many', {
    forged: issued({
      statuses: async (make) => {
        const keys = (all: readonly string[]) => [...all, ledgerKeys.certificate(sm3Hex(Buffer.of(1)))];
        return [await make('44', { keys }), await make('43')];
      },
    }),
    verdict: 'invalid',
    code: 'STATUS_SURPLUS',
  });
  row('a witness statement too many', {
    forged: issued({ statements: (make) => [make('44'), make('43'), make('52')] }),
    honest: issued({ statements: (make) => [make('43'), make('52')] }),
    verdict: 'invalid',
    code: 'WITNESS_STATEMENT_SURPLUS',
  });
  row('a statement on another block', {
    forged: issued({ statements: (make) => [make('44'), make('43', { blockNumber: BLOCK + 1 })] }),
    verdict: 'invalid',
    code: 'WITNESS_STATEMENT_SURPLUS',
  });
  row('witnesses in conflict', {
    forged: issued({ statements: (make) => [make('44'), make('43', { blockHash: sm3Hex(Buffer.of(9)) })] }),
    verdict: 'indeterminate',
    code: 'WITNESS_CONFLICT',
  });
  row('one witness of two bodies, and only one other', {
    forged: issued({
      statements: (make) => [make('44'), make('43'), make('43', { blockHash: sm3Hex(Buffer.of(9)) })],
    }),
    // The third convicts nobody and takes the place of the convicted one.
    honest: issued({
      statements: (make) => [make('44'), make('43'), make('43', { blockHash: sm3Hex(Buffer.of(9)) }), make('52')],
    }),
    verdict: 'indeterminate',
    code: 'WITNESS_QUORUM_MISSING',
  });
  row('a statement from the future', {
    forged: issued({ statements: (make) => [make('44'), make('43', { seenAt: '2026-12-01T03:05:01.000Z' })] }),
    honest: issued({
      validFrom: '2026-11-30',
      statements: (make) => [make('44'), make('43', { seenAt: '2026-12-01T01:59:59.000Z' })],
    }),
    verdict: 'indeterminate',
    code: 'WITNESS_QUORUM_MISSING',
  });
  for (const [name, change] of Object.entries({
    size: { size: 6 },
    index: { index: 1 },
    path: { path: [] },
  })) {
    row(`a batch proof of another ${name}`, {
      forged: async (world) => {
        const { evidence } = await issue(world);
        const { receipt } = evidence;
        return { evidence: { ...evidence, receipt: { ...receipt, batchProof: { ...receipt.batchProof, ...change } } } };
      },
      verdict: 'invalid',
      code: 'BATCH_PROOF_INVALID',
    });
    row(`a block proof of another ${name}`, {
      forged: async (world) => {
        const { evidence } = await issue(world);
        const { receipt } = evidence;
        const blockProof = { ...receipt.blockProof, ...change, ...(name === 'index' && { index: 0 }) };
        return { evidence: { ...evidence, receipt: { ...receipt, blockProof } } };
      },
      verdict: 'invalid',
      code: 'BLOCK_PROOF_INVALID',
    });
  }
  row('a status proof of another size', {
    forged: async (world) => {
      const { evidence } = await issue(world);
      const statuses = structuredClone(evidence.statuses);
      const proof = statuses[0]?.leaves[0]?.proof;
      if (proof !== undefined) proof.size += 1;
      return { evidence: { ...evidence, statuses } };
    },
    verdict: 'invalid',
    code: 'STATUS_INVALID',
  });
  row('a block that names the transaction for another purpose', {
    forged: issued({ entryPurpose: 'licence-state' }),
    verdict: 'invalid',
    code: 'BLOCK_PROOF_INVALID',
  });
  row('a batch that speaks for another domain', {
    forged: issued({ command: (command) => ({ ...command, domain: '43' }) }),
    verdict: 'invalid',
    code: 'BATCH_MISMATCH',
  });
});

describe("the forger's table: purposes", () => {
  const others = (own: string) => OWN_PURPOSES.filter((purpose) => purpose !== own);
  for (const purpose of others('licence-attestation')) {
    row(`an attestation signed as ${purpose}`, {
      forged: issued({ attestation: { purpose } }),
      verdict: 'invalid',
      code: 'ATTESTATION_INVALID',
    });
  }
  for (const purpose of others('licence-batch')) {
    row(`a batch signed as ${purpose}`, {
      forged: issued({ batch: { purpose } }),
      verdict: 'invalid',
      code: 'BATCH_SIGNATURE_INVALID',
    });
  }
  for (const purpose of others('block-statement')) {
    row(`a block statement signed as ${purpose}`, {
      forged: issued({ statements: (make) => [make('44'), make('43', {}, { purpose })] }),
      verdict: 'invalid',
      code: 'WITNESS_SIGNATURE_INVALID',
    });
  }
  for (const purpose of others('status-head')) {
    row(`a status head signed as ${purpose}`, {
      forged: issued({ statuses: async (make) => [await make('44'), await make('43', {}, { purpose })] }),
      verdict: 'invalid',
      code: 'STATUS_SIGNATURE_INVALID',
    });
  }
  for (const purpose of OWN_PURPOSES) {
    row(`a seal signature signed as ${purpose}`, {
      forged: issued({ seal: { purpose } }),
      verdict: 'invalid',
      code: 'SEAL_SIGNATURE_INVALID',
    });
  }
  row("a statement signed with the domain's governance key", {
    forged: issued((world) => ({
      statements: (make) => [make('44'), make('43', {}, { key: world.domains['43'].governance })],
    })),
    verdict: 'invalid',
    code: 'WITNESS_SIGNATURE_INVALID',
  });
  row('an attestation for another ledger', {
    forged: issued({ attestation: { ledger: sm3Hex(Buffer.of(1)) } }),
    verdict: 'invalid',
    code: 'ATTESTATION_INVALID',
  });
});

describe("the forger's table: networks", () => {
  let other: World;
  before(async () => {
    other = await createWorld({ seed: 'another network' });
  });

  row('evidence of another network', {
    forged: async () => issued()(other),
    verdict: 'invalid',
    code: 'WRONG_NETWORK',
  });
  row('a document for another network', {
    forged: issued(() => ({ document: (input) => ({ ...input, network: other.network }) })),
    verdict: 'invalid',
    code: 'WRONG_NETWORK',
  });
  row('a batch for another network', {
    forged: issued(() => ({ command: (command) => ({ ...command, network: other.network }) })),
    verdict: 'invalid',
    code: 'WRONG_NETWORK',
  });
  row('a batch for another ledger', {
    forged: issued({ command: (command) => ({ ...command, ledger: sm3Hex(Buffer.of(1)) }) }),
    verdict: 'invalid',
    code: 'WRONG_LEDGER',
  });
  row('a statement on another network', {
    forged: issued(() => ({ statements: (make) => [make('44'), make('43', { network: other.network })] })),
    verdict: 'invalid',
    code: 'WRONG_NETWORK',
  });
  row('a statement on another ledger', {
    forged: issued({ statements: (make) => [make('44'), make('43', { ledger: sm3Hex(Buffer.of(1)) })] }),
    verdict: 'invalid',
    code: 'WRONG_LEDGER',
  });
  row('a status on another ledger', {
    forged: issued({
      statuses: async (make) => [await make('44'), await make('43', { head: { ledger: sm3Hex(Buffer.of(1)) } })],
    }),
    verdict: 'invalid',
    code: 'WRONG_LEDGER',
  });
  row('an evaluation network in production', {
    forged: issued({}, { policy: policyOf({ production: true }) }),
    verdict: 'invalid',
    code: 'EVALUATION_NETWORK',
  });
});

describe("the forger's table: states", () => {
  const licence = (state: string, change = {}) =>
    issued((world) => {
      const { type, authorities } = world.domains['44'];
      const key = keyOf(world, licenceIdOf(type, authorities[0].uscc, 'SAMPLE0001'));
      return { states: { [key]: { state, version: 2, since: '2026-12-01T01:30:00.000Z', sinceBlock: 25, ...change } } };
    });
  for (const [state, code] of [
    ['suspended', 'LICENCE_SUSPENDED'],
    ['revoked', 'LICENCE_REVOKED'],
    ['withdrawn', 'LICENCE_WITHDRAWN'],
    ['cancelled', 'LICENCE_CANCELLED'],
    ['superseded', 'LICENCE_SUPERSEDED'],
  ] as const) {
    row(`a licence that is ${state}`, { forged: licence(state), honest: licence('active'), verdict: 'invalid', code });
  }
  row('a licence of which there is a later version', {
    forged: licence('active', { digest: sm3Hex(Buffer.of(1)) }),
    verdict: 'invalid',
    code: 'LICENCE_SUPERSEDED',
  });
  row('a licence after its last day', {
    forged: issued({}, { at: '2031-11-30T16:00:00.000Z' }),
    verdict: 'invalid',
    code: 'LICENCE_EXPIRED',
  });
  row('a licence on the day before its first', {
    forged: issued({ validFrom: '2026-12-02' }),
    honest: issued({ validFrom: '2026-12-01' }),
    verdict: 'invalid',
    code: 'LICENCE_NOT_YET_VALID',
  });
  row('statuses older than the policy admits', {
    forged: issued({}, { policy: policyOf({ maxStatusAgeSeconds: 3599 }) }),
    honest: issued({}, { policy: policyOf({ maxStatusAgeSeconds: 3600 }) }),
    verdict: 'indeterminate',
    code: 'STATUS_STALE',
  });
  row('witnesses that differ on a state', {
    forged: issued({
      statuses: async (make) => [
        await make('44'),
        await make('43', {
          leaf: (leaf) => (leaf.kind === 'licence' ? { ...leaf, state: 'revoked', version: 2 } : leaf),
        }),
      ],
    }),
    verdict: 'indeterminate',
    code: 'STATUS_CONFLICT',
  });
  row('statuses from before the licence', {
    forged: issued({
      statuses: async (make) => {
        const head = { blockNumber: BLOCK - 1 };
        const leaf = <T extends { sinceBlock: number }>(each: T) => ({
          ...each,
          sinceBlock: Math.min(each.sinceBlock, 19),
        });
        return [await make('44', { head, leaf }), await make('43', { head, leaf })];
      },
    }),
    verdict: 'indeterminate',
    code: 'STATUS_BEFORE_ANCHORING',
  });
  row('a state from a block after its own head', {
    forged: issued({
      statuses: async (make) => {
        const leaf = <T extends { sinceBlock: number }>(each: T) => ({ ...each, sinceBlock: STATUS_BLOCK + 1 });
        return [await make('44'), await make('43', { leaf })];
      },
    }),
    verdict: 'invalid',
    code: 'STATUS_INVALID',
  });
  row('a time before the present state began', {
    forged: issued({}, { at: '2026-12-01T00:59:00.000Z', now: AT }),
    honest: issued({}, { at: '2026-12-01T01:00:01.000Z', now: AT }),
    verdict: 'indeterminate',
    code: 'STATUS_NOT_COVERING',
  });
});

describe("the forger's table: recognition", () => {
  const relying = (relyingDomain: string) => ({ policy: policyOf({ relyingDomain }) });
  const withSealType = (type: number) => async (world: World) => {
    const { sealMaker, authorities } = world.domains['44'];
    const sealDer = await makeSeal(sealMaker, [authorities[0].sealSigning], { type });
    return issued({ sealDer }, relying('43'))(world);
  };
  row('a licence used where no agreement takes it', {
    forged: issued({ domain: '43' }, relying('44')),
    honest: issued({}, relying('43')),
    verdict: 'invalid',
    code: 'RECOGNITION_MISSING',
  });
  row('a licence used where an agreement refuses it', {
    forged: issued({}, relying('52')),
    honest: issued({}, relying('44')),
    verdict: 'invalid',
    code: 'RECOGNITION_REFUSED',
  });
  row('a licence under a seal of a class that no agreement names', {
    forged: withSealType(2),
    honest: withSealType(1),
    verdict: 'invalid',
    code: 'RECOGNITION_MISSING',
  });
  row('a licence under a seal of no class', {
    forged: withSealType(9),
    honest: withSealType(1),
    verdict: 'invalid',
    code: 'SEAL_CLASS_UNKNOWN',
  });
});

describe("the forger's table: the verifier's own node", () => {
  const node = { policy: policyOf({ statusSource: 'node' }) };
  const withFacts = async (world: World, change: { height?: number; drop?: string; seenAt?: string } = {}) => {
    const { evidence, statusLeaves } = await issue(world, { statuses: async () => [] });
    const entries = statusLeaves.filter(({ key }) => change.drop === undefined || !key.startsWith(change.drop));
    const facts = { height: change.height ?? STATUS_BLOCK, seenAt: change.seenAt ?? AT, entries };
    return { evidence: evidenceBytes(evidence), about: { ...node, facts } };
  };
  row('an unreachable ledger', {
    forged: issued({}, { ...node, facts: 'unreachable' }),
    honest: (world) => withFacts(world),
    verdict: 'indeterminate',
    code: 'LEDGER_UNAVAILABLE',
  });
  row('no word from the node', {
    forged: issued({}, node),
    honest: (world) => withFacts(world),
    verdict: 'indeterminate',
    code: 'LEDGER_UNAVAILABLE',
  });
  row('a node that has not reached the licence', {
    forged: (world) => withFacts(world, { height: BLOCK - 1 }),
    honest: (world) => withFacts(world, { height: BLOCK }),
    verdict: 'indeterminate',
    code: 'STATUS_BEFORE_ANCHORING',
  });
  row('a node that does not know the licence', {
    forged: (world) => withFacts(world, { drop: 'licence/' }),
    honest: (world) => withFacts(world),
    verdict: 'indeterminate',
    code: 'LEDGER_ENTRY_MISSING',
  });
  row('a stapled status with a bad signature beside a good node', {
    forged: async (world) => {
      const { about } = await withFacts(world);
      const made = await issue(world, {
        statuses: async (make) => [await make('43', {}, { key: world.domains['44'].witness })],
      });
      return { evidence: made.evidence, about };
    },
    honest: (world) => withFacts(world),
    verdict: 'invalid',
    code: 'STATUS_SIGNATURE_INVALID',
  });
});
