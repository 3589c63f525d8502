import { z } from 'zod';
import { AppError } from '../../domain/errors.js';
import { openedField } from '../../domain/licence/document.js';
import { authorise } from '../../domain/policy/authorise.js';
import type { LicenceStore } from '../../domain/ports/licence-store.js';
import type { UseCases } from '../contract.js';
import { findOwn } from './find-own.js';
import { summaryOf, viewOf } from './licence-view.js';

interface Deps {
  domain: string;
  licences: LicenceStore;
}

const storedFields = z.array(openedField);

export function createReadLicence(deps: Deps): UseCases['readLicence'] {
  return async (actor, { licenceId }) => {
    const licence = await findOwn(actor, 'licence.read', licenceId, deps);
    const document: { previousLicenceId?: string } = JSON.parse(licence.document);
    return {
      ...viewOf(summaryOf(licence)),
      fields: storedFields.parse(JSON.parse(licence.fields)).map(({ name, value }) => ({ name, value })),
      ...(document.previousLicenceId === undefined ? {} : { previousLicenceId: document.previousLicenceId }),
    };
  };
}

export function createListLicences({ domain, licences }: Deps): UseCases['listLicences'] {
  return async (actor, { authority, cursor, limit, stage, ...filter }) => {
    const tenant = authority ?? actor.tenant;
    authorise(actor, 'licence.read', { tenant, domain });
    // What the ledger refused is let go: the line of the order told of it.
    if (stage === 'refused') return { items: [] };
    const after = cursor === undefined ? undefined : readCursor(cursor);
    const found = await licences.list({
      ...filter,
      authority: tenant,
      ...(stage === undefined ? {} : { stage }),
      ...(after === undefined ? {} : { after }),
      limit: limit + 1,
    });
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return { items: page.map(viewOf), ...(last === undefined ? {} : { next: writeCursor(last) }) };
  };
}

const cursorShape = z.tuple([z.iso.datetime(), z.string().max(200)]);

function writeCursor({ createdAt, licenceId }: { createdAt: string; licenceId: string }): string {
  return Buffer.from(JSON.stringify([createdAt, licenceId])).toString('base64url');
}

function readCursor(cursor: string): { createdAt: string; licenceId: string } {
  try {
    const [createdAt, licenceId] = cursorShape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return { createdAt, licenceId };
  } catch (cause) {
    throw new AppError('INVALID_REQUEST', 'not a cursor of this service', { cause });
  }
}
