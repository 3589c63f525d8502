import { z } from 'zod';
import { blockStatement } from '../../../chaincode/model/block-statement.js';
import { agreementTerms, networkFound, proposal } from '../../../chaincode/model/command.js';
import { licenceTypeDefinition } from '../../../chaincode/model/licence-type.js';
import { signedTrustEntry } from '../../../chaincode/model/trust-entry.js';
import { trustList, trustListBody } from '../../../chaincode/model/trust-list.js';
import { evidence } from '../../domain/evidence/evidence.js';
import { statusStatement } from '../../domain/evidence/status.js';
import { dailyStatement } from '../../domain/reconciliation/daily-statement.js';
import { problemSchema } from '../problem.js';
import { report } from '../routes/verification/schema.js';

/** Formats that stand on their own and are named in docs/formats; the other schemas are named after their route. */
const NAMED: Readonly<Record<string, z.ZodType>> = {
  AgreementTerms: agreementTerms,
  BlockStatement: blockStatement,
  DailyStatement: dailyStatement,
  Evidence: evidence,
  LicenceTypeDefinition: licenceTypeDefinition,
  NetworkFounding: networkFound,
  Problem: problemSchema,
  Proposal: proposal,
  SignedTrustEntry: signedTrustEntry,
  StatusStatement: statusStatement,
  TrustList: trustList,
  TrustListBody: trustListBody,
  VerificationReport: report,
};

type JsonSchema = Readonly<Record<string, unknown>>;

/** Gathers schemas under names, each once, and writes them as JSON Schema 2020-12, which is what OpenAPI 3.1 speaks. */
export function createComponents() {
  const names = new Map<z.ZodType, string>(Object.entries(NAMED).map(([name, schema]) => [schema, name]));
  const uri = (name: string) => `#/components/schemas/${name}`;
  return {
    /** The reference to a schema, under this name unless it has one. */
    refer(schema: z.ZodType, name: string): { $ref: string } {
      const known = names.get(schema) ?? name;
      names.set(schema, known);
      return { $ref: uri(known) };
    },
    schemas(): Record<string, JsonSchema> {
      const registry = z.registry<{ id: string; examples?: unknown[] }>();
      for (const [schema, id] of names) registry.add(schema, { ...z.globalRegistry.get(schema), id });
      const written = z.toJSONSchema(registry, { uri, io: 'input', target: 'draft-2020-12' }).schemas;
      return Object.fromEntries(Object.entries(written).map(([name, schema]) => [name, withoutAddress(schema)]));
    },
  };
}

function withoutAddress(schema: object): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([member]) => member !== '$id' && member !== '$schema'));
}
