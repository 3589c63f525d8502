import { ledgerKeys } from '../../../chaincode/model/keys.js';
import type { SealRecord } from '../../../chaincode/model/records.js';
import { decodeBase64url } from '../../../pki/encoding/base64url.js';
import { parseTime } from '../../../pki/encoding/times.js';
import { buildSeal } from '../../../pki/ses/build-seal.js';
import { sm3Hex } from '../../../pki/sm3.js';
import { AppError } from '../../domain/errors.js';
import { SEAL_TYPE_OF_CLASS } from '../../domain/licence/seal-class.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { Clock } from '../../domain/ports/clock.js';
import { DOMAIN_KEYS, type KeyRing, sealKeyId } from '../../domain/ports/key-ring.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { MaterialStore } from '../../domain/ports/material-store.js';
import type { Projection } from '../../domain/ports/projection.js';
import type { CommandDesk } from '../commands/command-desk.js';
import type { SealView, UseCases } from '../contract.js';
import { ownAuthority, registeredKey, registeredKeys } from '../licences/registered-keys.js';
import { recordOf } from '../registry/records.js';

interface Deps {
  domain: string;
  desk: CommandDesk;
  ledger: Ledger;
  projection: Projection;
  keys: KeyRing;
  material: MaterialStore;
  clock: Clock;
}

const VENDOR = 'yinxin';

export function createListSeals({ domain, projection }: Deps): UseCases['listSeals'] {
  return async (actor, { authority }) => {
    authorise(actor, 'seal.read', { tenant: domain, domain });
    return (await projection.listKind('seal'))
      .filter(({ record }) => authority === undefined || record.authority === authority)
      .map(({ key, record }) => viewOf(key, record));
  };
}

/**
 * Makes the seal with the domain's seal maker and registers its digest; the picture stays here. Who may sign with it is the
 * ledger's word, before anything is signed: a seal that names a stranger must not even exist.
 */
export function createMakeSeal({ domain, desk, ledger, keys, material, clock }: Deps): UseCases['makeSeal'] {
  return async (actor, input) => {
    authorise(actor, 'seal.change', { tenant: domain, domain });
    const registry = { domain, ledger, keys, material };
    await ownAuthority(input.authority, registry);
    const { authority } = input;
    const signers = await registeredKeys(
      { authority, keyId: sealKeyId(authority), purpose: 'seal-signature' },
      registry,
    );
    if (signers.length === 0) throw new AppError('KEY_NOT_HELD', 'the authority has no certificate to seal with');
    const maker = await registeredKey({ keyId: DOMAIN_KEYS.sealMaker, purpose: 'seal' }, registry);
    const der = await buildSeal({
      header: { vendorId: VENDOR },
      esId: input.esId,
      property: { type: SEAL_TYPE_OF_CLASS[input.sealClass], name: input.name },
      signerCertificates: signers.map((each) => each.certificateDer),
      picture: { ...input.picture, data: decodeBase64url(input.picture.data) },
      createdAt: clock.now(),
      validFrom: parseTime(input.validFrom),
      validTo: parseTime(input.validUntil),
      makerCertificate: maker.certificateDer,
      sign: (tbs) => maker.signer.sign('seal', tbs),
    });
    const digest = sm3Hex(der);
    await material.addSeal({ digest, authority: input.authority, der });
    await desk.govern({
      kind: 'seal-register',
      target: ledgerKeys.seal(digest),
      reason: 'initial',
      body: {
        authority: input.authority,
        esId: input.esId,
        sealClass: input.sealClass,
        makerCertificate: maker.certificate,
        signerCertificates: signers.map(({ certificate }) => certificate),
        validFrom: input.validFrom,
        validUntil: input.validUntil,
      },
    });
    return readSeal(ledger, digest);
  };
}

export function createChangeSealState({ domain, desk, ledger }: Deps): UseCases['changeSealState'] {
  return async (actor, { seal, state, reason, distrustFrom }) => {
    authorise(actor, 'seal.change', { tenant: domain, domain });
    await readSeal(ledger, seal);
    await desk.govern({
      kind: 'seal-state',
      target: ledgerKeys.seal(seal),
      reason,
      body: { state, ...(distrustFrom === undefined ? {} : { distrustFrom }) },
    });
    return readSeal(ledger, seal);
  };
}

async function readSeal(ledger: Ledger, digest: string): Promise<SealView> {
  const key = ledgerKeys.seal(digest);
  const entry = recordOf(await ledger.read([key]), key, 'seal');
  if (entry === undefined) throw new AppError('SEAL_NOT_FOUND');
  return viewOf(key, entry.record);
}

function viewOf(key: string, record: SealRecord): SealView {
  return {
    digest: key.slice('seal/'.length),
    authority: record.authority,
    esId: record.esId,
    sealClass: record.sealClass,
    state: record.state,
    version: record.version,
    validFrom: record.validFrom,
    validUntil: record.validUntil,
    makerCertificate: record.makerCertificate,
    signerCertificates: record.signerCertificates,
    ...(record.distrustFrom === undefined ? {} : { distrustFrom: record.distrustFrom }),
  };
}
