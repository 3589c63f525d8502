import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Actor } from '../../../../gateway/domain/policy/actor.js';
import type {
  CertificateRegister,
  PublishedLists,
  RegisterEntry,
  Revocation,
} from '../../../../gateway/domain/ports/certificate-register.js';
import type { CertificateFile, MaterialStore } from '../../../../gateway/domain/ports/material-store.js';
import { createKeyRing } from '../../../../gateway/keys/key-ring.js';
import { createCertificateDesk } from '../../../../gateway/use-cases/network/certificate-desk.js';
import { prepareDomain } from '../../../../gateway/use-cases/network/prepare-domain.js';
import { addressesAt } from '../../../../gateway/use-cases/pki/addresses.js';
import { createAnswerOcsp } from '../../../../gateway/use-cases/pki/answer-ocsp.js';
import { createEndCertificate } from '../../../../gateway/use-cases/pki/end-certificate.js';
import { createIssueCertificate } from '../../../../gateway/use-cases/pki/issue-certificate.js';
import { createRenewCertificate } from '../../../../gateway/use-cases/pki/renew-certificate.js';
import { createRevocationLists } from '../../../../gateway/use-cases/pki/revocation-lists.js';
import { createRevocationMac } from '../../../../gateway/use-cases/pki/revocation-mac.js';
import { createStampTime } from '../../../../gateway/use-cases/pki/stamp-time.js';
import { openFileKeyStore } from '../../../../pki/signer/file-key-store.js';
import { parseCertificate } from '../../../../pki/x509/certificate.js';

export const NOW = Date.parse('2026-11-21T00:00:00.000Z');
export const GOVERNANCE: Actor = { subject: 'officer-1', tenant: '44', roles: ['governance'] };

/** A register in memory, open to whoever would change it behind the authority's back. */
export function memoryRegister() {
  const entries = new Map<string, RegisterEntry>();
  const revoked = new Map<string, Revocation>();
  const lists: PublishedLists[] = [];
  const register: CertificateRegister = {
    add: async (entry) => void (entries.has(entry.serialNumber) || entries.set(entry.serialNumber, entry)),
    find: async (_issuer, serialNumber) => {
      const entry = entries.get(serialNumber);
      const revocation = revoked.get(serialNumber);
      return { ...(entry === undefined ? {} : { entry }), ...(revocation === undefined ? {} : { revocation }) };
    },
    revoke: async (revocation) => {
      if (revoked.has(revocation.serialNumber)) return false;
      revoked.set(revocation.serialNumber, revocation);
      return true;
    },
    revocations: async () => [...revoked.values()].sort((a, b) => (a.serialNumber < b.serialNumber ? -1 : 1)),
    countRevocations: async () => revoked.size,
    publish: async (published) => {
      if (lists.some(({ number }) => number === published.number)) return false;
      lists.push(published);
      return true;
    },
    newest: async (_issuer, filter) => lists.findLast(({ scheduled }) => scheduled || filter === undefined),
  };
  return { register, entries, revoked, lists };
}

export async function openAuthority() {
  const folder = await mkdtemp(join(tmpdir(), 'yinxin-ca-'));
  const world = { now: NOW };
  const clock = { now: () => world.now };
  const keys = createKeyRing(await openFileKeyStore({ folder, kek: new Uint8Array(32).fill(7), now: clock.now }));
  const files: CertificateFile[] = [];
  const material = {
    addCertificate: async (file: CertificateFile) => void files.push(file),
    certificates: async ({ role }: { role?: string }) => files.filter((file) => file.role === role),
  } as unknown as MaterialStore;
  const memory = memoryRegister();
  const { register } = memory;
  const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const certificates = createCertificateDesk({ keys, material, clock, random, register });
  await prepareDomain({ zh: '合成省', en: 'Synthetic' }, { keys, certificates });
  const deps = {
    ...{ domain: '44', certificates, register, keys, clock, random, organisation: '合成省' },
    mac: createRevocationMac(new Uint8Array(32).fill(9)),
    addresses: () => addressesAt('http://gateway.example'),
  };
  const lists = createRevocationLists(deps);
  const ocsp = createAnswerOcsp(deps);
  return {
    ...{ world, memory, lists, files },
    issue: createIssueCertificate(deps),
    renew: createRenewCertificate(deps),
    end: createEndCertificate({ ...deps, lists, forget: ocsp.forget }),
    answerOcsp: ocsp.answer,
    stampTime: createStampTime(deps),
    issuer: (await certificates.issuingCa()).certificate,
    root: parseCertificate(files.find(({ role }) => role === 'root')?.der ?? new Uint8Array()),
    close: () => rm(folder, { recursive: true }),
  };
}
