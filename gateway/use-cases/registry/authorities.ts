import { ledgerKeys } from '../../../chaincode/model/keys.js';
import type { Profile } from '../../domain/codes/area-codes.js';
import { parseUscc } from '../../domain/codes/uscc.js';
import { AppError } from '../../domain/errors.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { Projection } from '../../domain/ports/projection.js';
import type { CommandDesk } from '../commands/command-desk.js';
import type { UseCases } from '../contract.js';

interface Deps {
  domain: string;
  desk: CommandDesk;
  projection: Projection;
}

export function createListAuthorities({ domain, projection }: Deps): UseCases['listAuthorities'] {
  return async (actor) => {
    authorise(actor, 'registry.read', { tenant: domain, domain });
    return (await projection.listKind('authority')).map(({ key, record }) => ({
      uscc: key.slice('authority/'.length),
      name: record.name,
      domain: record.domain,
      state: record.state,
      version: record.version,
    }));
  };
}

export function createRegisterAuthority({
  domain,
  desk,
  profile,
}: Deps & { profile: Profile }): UseCases['registerAuthority'] {
  return async (actor, { uscc, name }) => {
    authorise(actor, 'registry.change', { tenant: domain, domain });
    const read = parseUscc(uscc, { profile });
    if (!read.ok) throw new AppError('INVALID_REQUEST', `not a USCC: ${read.code}`, { details: { reason: read.code } });
    return desk.govern({
      kind: 'authority-register',
      target: ledgerKeys.authority(uscc),
      reason: 'establishment',
      body: { name },
    });
  };
}
