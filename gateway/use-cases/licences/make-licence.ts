import type { BatchLeaf } from '../../../chaincode/model/batch-leaf.js';
import type { LicenceTypeDefinition } from '../../../chaincode/model/licence-type.js';
import { encodeBase64url } from '../../../pki/encoding/base64url.js';
import { canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { buildSealSignature } from '../../../pki/ses/build-seal-signature.js';
import { sm3Hex } from '../../../pki/sm3.js';
import type { LicenceIdentifier } from '../../domain/codes/licence-identifier.js';
import { ATTESTATION_PURPOSE, attestationBytes, PROPERTY_INFO } from '../../domain/licence/attestation.js';
import { buildDocument } from '../../domain/licence/build-document.js';
import { licenceFields } from '../../domain/orders/licence-fields.js';
import type { LicenceOrder } from '../../domain/orders/order.js';
import type { NewLicence } from '../../domain/ports/licence-store.js';
import type { Press } from './press.js';

const SALT_LENGTH = 16;

export interface LicenceToMake {
  order: LicenceOrder;
  type: LicenceTypeDefinition;
  identifier: LicenceIdentifier;
  ledgerKey: string;
  orderMac: string;
  /** Version of the ledger entry that this one follows; 0 for a new licence. */
  expectedVersion: number;
  previousLicenceId?: string;
}

export interface MadeLicence {
  /** Without its place in a batch, which is known when the batch is. */
  licence: Omit<NewLicence, 'batchProof'>;
  leaf: BatchLeaf;
}

export interface MakingDeps {
  domain: string;
  network: string;
  ledger: string;
  random: (length: number) => Uint8Array;
  now: () => number;
}

/** Builds the document, attests it and seals it: two SM2 signatures, both by keys of the authority that ordered it. */
export async function makeLicence(item: LicenceToMake, press: Press, deps: MakingDeps): Promise<MadeLicence> {
  const { order, type, identifier } = item;
  const values = licenceFields(order, { type, authorityName: press.authorityName, licenceId: identifier.text });
  const salts = deps.random(SALT_LENGTH * Object.keys(values).length);
  const validity = {
    validFrom: order.validFrom,
    ...(order.validUntil === undefined ? {} : { validUntil: order.validUntil }),
  };
  const built = buildDocument({
    network: deps.network,
    domain: deps.domain,
    authority: press.authority,
    type: order.licenceType,
    licenceId: identifier.text,
    ...(item.previousLicenceId === undefined ? {} : { previousLicenceId: item.previousLicenceId }),
    version: identifier.version,
    ...validity,
    fields: Object.entries(values).map(([name, value], at) => ({
      salt: encodeBase64url(salts.subarray(at * SALT_LENGTH, (at + 1) * SALT_LENGTH)),
      name,
      value,
    })),
  });
  const attestation = await press.signing.signer.sign(
    ATTESTATION_PURPOSE,
    attestationBytes(built.document, built.licenceDigest, deps.ledger),
  );
  const sealSignature = await buildSealSignature({
    sealDer: press.seal.der,
    signerCertificateDer: press.sealing.certificateDer,
    dataHash: Buffer.from(built.licenceDigest, 'hex'),
    propertyInfo: PROPERTY_INFO,
    signedAt: deps.now(),
    sign: (tbs) => press.sealing.signer.sign('seal-signature', tbs),
  });
  const leaf: BatchLeaf = {
    key: item.ledgerKey,
    expectedVersion: item.expectedVersion,
    licenceVersion: identifier.version,
    digest: built.licenceDigest,
    domain: deps.domain,
    authority: press.authority,
    type: order.licenceType,
    ...validity,
    attestationCertificate: press.signing.certificate,
    sealCertificate: press.sealing.certificate,
    seal: press.seal.digest,
    sealSignature: sm3Hex(sealSignature),
  };
  return {
    leaf,
    licence: {
      licenceId: identifier.text,
      ledgerKey: item.ledgerKey,
      authority: press.authority,
      type: order.licenceType,
      licenceVersion: identifier.version,
      idempotencyKey: order.idempotencyKey,
      orderMac: item.orderMac,
      licenceNumber: order.licenceNumber,
      ...validity,
      digest: built.licenceDigest,
      document: canonicalJson(built.document),
      fields: JSON.stringify(built.fields),
      attestation: encodeBase64url(attestation),
      sealSignature,
      seal: press.seal.digest,
      sealCertificate: press.sealing.certificate,
      attestationCertificate: press.signing.certificate,
      leaf: canonicalJson(leaf),
    },
  };
}
