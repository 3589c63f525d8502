import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import { PkiError } from '../../../pki/errors.js';
import { sm3Hex } from '../../../pki/sm3.js';
import type { Command } from '../../model/command.js';
import { agreementId, ledgerKeys } from '../../model/keys.js';
import { entryDigest } from '../entry-digest.js';
import { ensure } from '../refuse.js';

const USCC = '[0-9A-HJ-NPQRTUWXY]{18}';
const DIGEST = '[0-9a-f]{64}';
const AUTHORITY = new RegExp(`^authority/${USCC}$`);
const CERTIFICATE = new RegExp(`^certificate/${DIGEST}$`);
const RIGHT = new RegExp(`^right/${USCC}/${USCC}[0-9]{3}$`);
const SEAL_APPLICATION = new RegExp(`^seal-application/${DIGEST}$`);
const USE_JOURNAL = new RegExp(`^use-journal/(?:[1-9][0-9]|${USCC})/${DIGEST}$`);
const SEAL = new RegExp(`^seal/${DIGEST}$`);
const LICENCE = new RegExp(`^licence/${USCC}/${USCC}[0-9]{3}/${DIGEST}$`);

/** The target is the one key that the kind and the body name. */
export function ensureTarget(command: Command): void {
  ensure(isTarget(command), 'COMMAND_TARGET', command.target);
}

function isTarget(command: Command): boolean {
  const { target, domain } = command;
  switch (command.kind) {
    case 'network-found':
      return target === ledgerKeys.network;
    case 'domain-update':
      return target === ledgerKeys.domain(domain) && command.body.signed.entry.domain === domain;
    case 'vote':
      return target === ledgerKeys.vote(entryDigest(command.body.proposal), domain);
    case 'authority-register':
    case 'authority-end':
      return AUTHORITY.test(target);
    case 'certificate-register':
      return target === ledgerKeys.certificate(fingerprintOf(command.body.certificate));
    case 'certificate-revoke':
      return CERTIFICATE.test(target);
    case 'type-register':
      return target === ledgerKeys.licenceType(command.body.definition.typeCode);
    case 'right-grant':
    case 'right-end':
      return RIGHT.test(target);
    case 'seal-apply':
    case 'seal-decide':
    case 'seal-make':
      return SEAL_APPLICATION.test(target);
    case 'seal-register':
    case 'seal-state':
      return SEAL.test(target);
    case 'agreement-half':
      return target === ledgerKeys.agreementHalf(agreementId(command.body.terms), domain);
    case 'use-journal-anchor':
      return USE_JOURNAL.test(target) && target.startsWith(`use-journal/${domain}/`);
    case 'heartbeat':
      return target === ledgerKeys.heartbeat(domain);
    case 'licence-batch':
      return target === `batch/${command.body.root}`;
    case 'licence-state':
      return LICENCE.test(target);
  }
}

function fingerprintOf(certificate: string): string {
  try {
    return sm3Hex(decodeBase64url(certificate));
  } catch (error) {
    if (error instanceof PkiError) return '';
    throw error;
  }
}
