import { agreementId, ledgerKeys } from '../../../chaincode/model/keys.js';
import { AppError } from '../../domain/errors.js';
import { licenceTypeSchema } from '../../domain/licence-type-schema.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { Ledger } from '../../domain/ports/ledger.js';
import type { Projection } from '../../domain/ports/projection.js';
import type { CommandDesk } from '../commands/command-desk.js';
import type { UseCases } from '../contract.js';
import { recordOf } from './records.js';

interface Deps {
  domain: string;
  desk: CommandDesk;
  ledger: Ledger;
  projection: Projection;
}

export function createListTypes({ domain, projection }: Deps): UseCases['listTypes'] {
  return async (actor) => {
    authorise(actor, 'registry.read', { tenant: domain, domain });
    return (await projection.listKind('type')).map(({ record }) => ({
      code: record.signed.command.body.definition.typeCode,
      domain: record.domain,
      version: record.version,
      definition: record.signed.command.body.definition,
    }));
  };
}

export function createRegisterType({ domain, desk, ledger }: Deps): UseCases['registerType'] {
  return async (actor, { definition }) => {
    authorise(actor, 'registry.change', { tenant: domain, domain });
    const judged = licenceTypeSchema.safeParse(definition);
    if (!judged.success) {
      // A type that no order could fit would stand in every trust list.
      const issues = judged.error.issues.map(({ path, message }) => ({
        pointer: ['', 'definition', ...path.map(String)].join('/'),
        code: 'LICENCE_TYPE_INVALID',
        message,
      }));
      throw new AppError('INVALID_REQUEST', 'not a licence type', { details: { issues } });
    }
    const target = ledgerKeys.licenceType(definition.typeCode);
    const known = (await ledger.read([target])).entries.has(target);
    return desk.govern({
      kind: 'type-register',
      target,
      reason: known ? 'revision' : 'new-type',
      body: { definition },
    });
  };
}

export function createGrantRight({ domain, desk }: Deps): UseCases['grantRight'] {
  return async (actor, { authority, type }) => {
    authorise(actor, 'registry.change', { tenant: domain, domain });
    return desk.govern({
      kind: 'right-grant',
      target: ledgerKeys.right(authority, type),
      reason: 'statutory-duty',
      body: {},
    });
  };
}

export function createEndRight({ domain, desk }: Deps): UseCases['endRight'] {
  return async (actor, { authority, type, reason }) => {
    authorise(actor, 'registry.change', { tenant: domain, domain });
    return desk.govern({ kind: 'right-end', target: ledgerKeys.right(authority, type), reason, body: {} });
  };
}

export function createListAgreements({ domain, projection }: Deps): UseCases['listAgreements'] {
  return async (actor) => {
    authorise(actor, 'registry.read', { tenant: domain, domain });
    return (await projection.listKind('agreement')).map(({ key, record }) => ({
      id: key.slice('agreement/'.length),
      version: record.version,
      terms: record.terms,
    }));
  };
}

/** Signs this domain's half; the agreement is in force once the other side has signed the same terms. */
export function createSignAgreement({ domain, desk, ledger }: Deps): UseCases['signAgreement'] {
  return async (actor, { terms }) => {
    authorise(actor, 'trust.change', { tenant: domain, domain });
    const id = agreementId(terms);
    const target = ledgerKeys.agreementHalf(id, domain);
    const known = (await ledger.read([target])).entries.has(target);
    const committed = await desk.govern({
      kind: 'agreement-half',
      target,
      reason: known ? 'revision' : 'new-agreement',
      body: { terms },
    });
    const key = ledgerKeys.agreement(id);
    const agreement = recordOf(await ledger.read([key]), key, 'agreement');
    return { ...committed, inForce: agreement?.record.terms.version === terms.version };
  };
}

export function createListDomains({ domain, projection }: Deps): UseCases['listDomains'] {
  return async (actor) => {
    authorise(actor, 'registry.read', { tenant: domain, domain });
    return (await projection.listKind('domain')).map(({ record }) => ({
      domain: record.signed.entry.domain,
      name: record.signed.entry.name,
      state: record.state,
      version: record.version,
      gateways: record.signed.entry.gateways,
    }));
  };
}
