import { z } from 'zod';
import { blockStatement } from '../../../chaincode/model/block-statement.js';
import { transactionInput } from '../../../chaincode/model/transaction.js';
import { trustList } from '../../../chaincode/model/trust-list.js';
import { evidence } from '../evidence/evidence.js';
import { statusStatement } from '../evidence/status.js';
import { licenceDocument } from '../licence/document.js';
import { dailyStatement } from '../reconciliation/daily-statement.js';
import { reconciliationResult } from '../reconciliation/result.js';
import { sealInspection, sealReport } from '../seal-verification/report-schema.js';
import { trustStore } from '../trust/read-trust.js';
import { verificationReport } from './report-schema.js';

const FORMATS = {
  'licence-document': licenceDocument,
  evidence,
  'block-statement': blockStatement,
  'status-statement': statusStatement,
  'trust-list': trustList,
  'trust-store': trustStore,
  transaction: transactionInput,
  'verification-report': verificationReport,
  'daily-statement': dailyStatement,
  'reconciliation-result': reconciliationResult,
  'seal-inspection': sealInspection,
  'seal-report': sealReport,
} as const satisfies Record<string, z.ZodType>;

/**
 * The formats as JSON Schema (draft 2020-12), by file name: what docs/formats holds. A schema says less than the texts there:
 * nothing of order, canonical form, calendar or signatures.
 */
export function jsonSchemas(): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(FORMATS).map(([name, format]) => [
      `${name}.schema.json`,
      { $id: `https://yinxin.example/formats/${name}.schema.json`, ...z.toJSONSchema(format) },
    ]),
  );
}
