import type { z } from 'zod';
import type { BatchLine, HistoryLine, LicenceDetail, LicenceView } from '../../../use-cases/contract.js';
import type { batchLine, historyLines, issued, licenceDetail, licencePage, licenceView } from './schema.js';

export function presentLicence(licence: LicenceView): z.infer<typeof licenceView> {
  return {
    licenceId: licence.licenceId,
    licenceVersion: licence.licenceVersion,
    authority: licence.authority,
    type: licence.type,
    licenceNumber: licence.licenceNumber,
    digest: licence.digest,
    ledgerKey: licence.ledgerKey,
    validFrom: licence.validFrom,
    validUntil: licence.validUntil,
    stage: licence.stage,
    state: licence.state,
    entryVersion: licence.entryVersion,
    createdAt: licence.createdAt,
  };
}

export function presentDetail(licence: LicenceDetail): z.infer<typeof licenceDetail> {
  return {
    ...presentLicence(licence),
    fields: licence.fields.map(({ name, value }) => ({ name, value })),
    previousLicenceId: licence.previousLicenceId,
  };
}

export function presentPage(page: { items: LicenceView[]; next?: string }): z.infer<typeof licencePage> {
  return { items: page.items.map(presentLicence), next: page.next };
}

export function presentIssued(line: Accepted): z.infer<typeof issued> {
  return { licenceId: line.licenceId, stage: line.stage, repeated: line.repeated };
}

export function presentLine(line: BatchLine): z.infer<typeof batchLine> {
  const { row, idempotencyKey } = line;
  if ('code' in line) {
    const issues = line.issues?.map(({ pointer, code, message }) => ({ pointer, code, message }));
    return { row, idempotencyKey, code: line.code, licenceId: line.licenceId, issues };
  }
  return { row, idempotencyKey, ...presentIssued(line) };
}

export function presentHistory(history: HistoryLine[]): z.infer<typeof historyLines> {
  return {
    items: history.map((line) => ({
      version: line.version,
      state: line.state,
      reason: line.reason,
      digest: line.digest,
      licenceVersion: line.licenceVersion,
      blockNumber: line.blockNumber,
      transactionId: line.transactionId,
      at: line.at,
    })),
  };
}

export type Accepted = Extract<BatchLine, { repeated: boolean }>;
