import { foundingList, networkOf } from '../../../chaincode/model/founding-list.js';
import type { TransactionInput } from '../../../chaincode/model/transaction.js';
import type { SignedTrustEntry, TrustEntry } from '../../../chaincode/model/trust-entry.js';
import type { TrustList } from '../../../chaincode/model/trust-list.js';
import { encodeBase64url } from '../../../pki/encoding/base64url.js';
import { canonicalBytes, canonicalJson } from '../../../pki/encoding/canonical-json.js';
import { AppError } from '../../domain/errors.js';
import { authorise } from '../../domain/policy/authorise.js';
import { DOMAIN_KEYS, type KeyRing } from '../../domain/ports/key-ring.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { CommandDesk } from '../commands/command-desk.js';
import { asAppError } from '../commands/ledger-refusal.js';
import type { UseCases } from '../contract.js';
import type { TrustHolder } from '../trust/trust-holder.js';
import type { CertificateDesk } from './certificate-desk.js';
import { prepareDomain } from './prepare-domain.js';
import { registerDomainCertificates } from './register-domain-certificates.js';

export interface FoundingDeps {
  domain: string;
  name: { zh: string; en: string };
  /** Base addresses of this domain's gateways. */
  gateways: () => string[];
  ledger: Ledger;
  keys: KeyRing;
  certificates: CertificateDesk;
  desk: CommandDesk;
  trust: TrustHolder;
}

/** The domain's own entry. SM2 signatures are random, so the entry is made once for a founding and then kept. */
export function createFoundingEntry(
  deps: FoundingDeps,
): UseCases['foundingEntry'] & { own(): SignedTrustEntry | undefined } {
  let made: SignedTrustEntry | undefined;
  const foundingEntry: UseCases['foundingEntry'] = async (actor, { founding }) => {
    const { domain, ledger } = deps;
    authorise(actor, 'trust.change', { tenant: domain, domain });
    if (made?.entry.founding !== founding) {
      const material = await prepareDomain(deps.name, deps);
      const entry: TrustEntry = {
        format: 'yinxin/trust-entry/v1',
        founding,
        ledger: ledger.ledgerId,
        domain,
        version: 1,
        name: deps.name,
        roots: [encodeBase64url(material.root.der)],
        governanceKey: encodeBase64url(material.governance.publicKey),
        witnessKey: encodeBase64url(material.witness.publicKey),
        receiptKey: encodeBase64url(material.receipt.publicKey),
        gateways: deps.gateways(),
      };
      made = {
        entry,
        signature: encodeBase64url(await material.governance.sign('trust-entry', canonicalBytes(entry))),
      };
    }
    return { ledger: ledger.ledgerId, signed: made };
  };
  return Object.assign(foundingEntry, { own: () => made });
}

/** Signs list 0 and the founding command, but only with its own entry in them, unaltered, on its own node's ledger. */
export function createSignFounding(
  deps: FoundingDeps & { ownEntry: () => SignedTrustEntry | undefined },
): UseCases['signFounding'] {
  const { domain, ledger, keys, ownEntry } = deps;
  return async (actor, { command }) => {
    authorise(actor, 'trust.change', { tenant: domain, domain });
    const own = ownEntry();
    const listed = command.body.domains.find(({ entry }) => entry.domain === domain);
    if (own === undefined || listed === undefined || canonicalJson(listed) !== canonicalJson(own)) {
      throw new AppError('TRUST_LIST_REFUSED', 'the founding does not hold this domain’s own entry');
    }
    if (command.ledger !== ledger.ledgerId)
      throw new AppError('TRUST_LIST_REFUSED', 'the founding names another ledger');
    const list = foundingList(command.body, ledger.ledgerId);
    if (command.network !== networkOf(list)) {
      throw new AppError('TRUST_LIST_REFUSED', 'the founding names another network than its list');
    }
    const governance = await keys.signer(DOMAIN_KEYS.governance);
    return {
      domain,
      commandSignature: encodeBase64url(await governance.sign('network-founding', canonicalBytes(command))),
      listSignature: encodeBase64url(await governance.sign('trust-list', canonicalBytes(list))),
    };
  };
}

/**
 * Keeps list 0, puts the founding on the ledger (whoever comes second meets it there), and registers this domain's issuing CA
 * and seal maker.
 */
export function createFound(deps: FoundingDeps): UseCases['found'] {
  const { domain, ledger, trust } = deps;
  return async (actor, { command, signatures }) => {
    authorise(actor, 'trust.change', { tenant: domain, domain });
    const list: TrustList = {
      list: foundingList(command.body, ledger.ledgerId),
      signatures: signatures
        .map((each) => ({ domain: each.domain, signature: each.listSignature }))
        .sort((a, b) => (a.domain < b.domain ? -1 : 1)),
    };
    const own = signatures.find((each) => each.domain === command.domain);
    if (own === undefined) throw new AppError('INVALID_REQUEST', 'the domain of the command has not signed it');
    const input: TransactionInput = {
      command,
      signature: own.commandSignature,
      founders: signatures
        .filter((each) => each !== own)
        .map((each) => ({ domain: each.domain, signature: each.commandSignature })),
    };
    try {
      await ledger.submit(input);
    } catch (error) {
      throw asAppError(error);
    }
    await trust.publish(list);
    await registerDomainCertificates(deps);
    return { network: command.network };
  };
}
