import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { jsonSchemas } from '../../../../gateway/domain/verification/json-schemas.js';
import { issue, verify } from '../../../support/evidence-kit.js';
import { sharedWorld, type World } from '../../../support/evidence-kit-world.js';
import { dailyStatement, reconciliationResult } from '../../http/support/samples.js';

/** Seen from dist/test/gateway/domain/verification. `UPDATE=1` writes the files anew. */
const FOLDER = fileURLToPath(new URL('../../../../../docs/formats/', import.meta.url));

describe('the JSON Schemas of docs/formats', () => {
  let world: World;
  before(async () => {
    world = await sharedWorld();
  });

  for (const [file, schema] of Object.entries(jsonSchemas())) {
    it(`${file} is what the code says`, () => {
      const text = `${JSON.stringify(schema, null, 2)}\n`;
      if (process.env.UPDATE === '1') {
        mkdirSync(FOLDER, { recursive: true });
        writeFileSync(FOLDER + file, text);
      }
      expect(JSON.parse(readFileSync(FOLDER + file, 'utf8'))).to.deep.equal(JSON.parse(text));
    });
  }

  it('fit the evidence, the lists and the reports that are made', async () => {
    const { evidence, makeStatement } = await issue(world);
    const report = JSON.parse(JSON.stringify(verify(world, evidence)));
    const made: Record<string, unknown> = {
      evidence,
      'licence-document': evidence.document,
      'block-statement': makeStatement('44'),
      'status-statement': evidence.statuses[0],
      'trust-list': world.lists[1],
      'trust-store': { format: 'yinxin/trust-store/v1', pin: world.network, lists: world.lists },
      'verification-report': report,
      'daily-statement': dailyStatement,
      'reconciliation-result': reconciliationResult,
    };
    const schemas = jsonSchemas();
    for (const [name, value] of Object.entries(made)) {
      const ajv = new Ajv2020({ strict: false });
      const validate = ajv.compile(schemas[`${name}.schema.json`] as object);
      expect(validate(value), `${name}: ${JSON.stringify(validate.errors)}`).to.equal(true);
      expect(validate({ ...(value as object), surplus: 1 }), name).to.equal(false);
    }
  });
});
