import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Enrolled } from '../../gateway/ledger/fabric/enrolment/enrolment.js';
import { renderMspConfig } from '../render/msp-config.js';
import { put } from '../support/write-file.js';
import type { TlsLayout } from '../topology/layout.js';

/** The MSP of one member: what it is, its key, and its organisation's roots. */
export function writeMsp(folder: string, member: Enrolled, roots: { ca: string; tls: string }): void {
  writeOrganisationMsp(folder, roots.ca, roots.tls);
  put(join(folder, 'signcerts', 'certificate.pem'), member.certificatePem);
  put(join(folder, 'keystore', 'key.pem'), member.keyPem, 0o600);
}

/** The MSP of an organisation, as the others see it: roots and rules, no key. */
export function writeOrganisationMsp(folder: string, caRoot: string, tlsRoot: string): void {
  for (const [name, root] of [
    ['cacerts', caRoot],
    ['tlscacerts', tlsRoot],
  ] as const) {
    mkdirSync(join(folder, name), { recursive: true });
    copyFileSync(root, join(folder, name, 'ca-cert.pem'));
  }
  put(join(folder, 'config.yaml'), renderMspConfig());
}

export function writePair({ certificate, key }: TlsLayout, pair: Enrolled): void {
  put(certificate, pair.certificatePem);
  put(key, pair.keyPem, 0o600);
}

export const rootOf = (file: string): string => readFileSync(file, 'utf8');
