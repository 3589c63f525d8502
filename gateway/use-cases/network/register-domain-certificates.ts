import { ledgerKeys } from '../../../chaincode/model/keys.js';
import { encodeBase64url } from '../../../pki/encoding/base64url.js';
import { AppError } from '../../domain/errors.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { KeyRing } from '../../domain/ports/key-ring.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { CertificateFile } from '../../domain/ports/material-store.js';
import type { CommandDesk } from '../commands/command-desk.js';
import type { UseCases } from '../contract.js';
import type { CertificateDesk } from './certificate-desk.js';
import { prepareDomain } from './prepare-domain.js';

export interface DomainCertificatesDeps {
  domain: string;
  name: { zh: string; en: string };
  ledger: Ledger;
  keys: KeyRing;
  certificates: CertificateDesk;
  desk: CommandDesk;
}

export interface DomainCertificate {
  fingerprint: string;
  role: 'ca' | 'seal-maker';
}

/** Puts the domain's issuing CA and seal maker on the ledger, which have to be there before its authorities can issue; once. */
export async function registerDomainCertificates(deps: DomainCertificatesDeps): Promise<DomainCertificate[]> {
  const { ledger, desk } = deps;
  const { issuingCa, sealMaker } = await prepareDomain(deps.name, deps);
  const register = async (file: CertificateFile, role: DomainCertificate['role']): Promise<DomainCertificate> => {
    const { fingerprint, issuer, der } = file;
    const target = ledgerKeys.certificate(fingerprint);
    if (!(await ledger.read([target])).entries.has(target)) {
      const certificate = encodeBase64url(der);
      const purposes: 'seal'[] = role === 'ca' ? [] : ['seal'];
      await desk.govern({
        kind: 'certificate-register',
        target,
        reason: 'initial',
        body: { certificate, issuer, role, purposes },
      });
    }
    return { fingerprint, role };
  };
  // The ledger takes a seal maker from a CA that it knows.
  return [await register(issuingCa, 'ca'), await register(sealMaker, 'seal-maker')];
}

/** For a domain that was voted into a network that runs: founders have them registered as they found it. */
export function createRegisterDomainCertificates(deps: DomainCertificatesDeps): UseCases['registerDomainCertificates'] {
  const { domain, ledger } = deps;
  return async (actor) => {
    authorise(actor, 'trust.change', { tenant: domain, domain });
    // Before the vote a command of this domain would only be refused, and prepareDomain would have made keys for nothing.
    const entry = (await ledger.read([ledgerKeys.domain(domain)])).entries.get(ledgerKeys.domain(domain));
    if (entry?.record.kind !== 'domain') throw new AppError('LEDGER_REFUSED', 'the domain is no member of the network');
    return registerDomainCertificates(deps);
  };
}
