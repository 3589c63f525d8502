import type { z } from 'zod';
import type { VerificationReport } from '../../../domain/verification/report.js';
import type { report } from './schema.js';

export function presentReport(of: VerificationReport): z.infer<typeof report> {
  return {
    format: of.format,
    verdict: of.verdict,
    scope: of.scope,
    at: of.at,
    network: of.network,
    trustSequence: of.trustSequence,
    policy: of.policy,
    licence: of.licence && {
      licenceId: of.licence.licenceId,
      key: of.licence.key,
      digest: of.licence.digest,
      version: of.licence.version,
      domain: of.licence.domain,
      authority: of.licence.authority,
      type: of.licence.type,
      validFrom: of.licence.validFrom,
      validUntil: of.licence.validUntil,
    },
    anchoredAt: of.anchoredAt,
    status: of.status && {
      source: of.status.source,
      seenAt: of.status.seenAt,
      ageSeconds: of.status.ageSeconds,
      blockNumber: of.status.blockNumber,
    },
    hiddenFields: of.hiddenFields,
    checks: of.checks.map(({ name, outcome, code, evidence }) => ({ name, outcome, code, evidence })),
    codes: of.codes,
    warnings: of.warnings,
  };
}
