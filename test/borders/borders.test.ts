import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { z } from 'zod';
import { lint, ROOT } from './lint.js';

const BORDER = 'lint/style/noRestrictedImports';

/** Folder of the file, and what it imports. */
const FORBIDDEN: readonly [string, string][] = [
  ['pki/x509', 'koa'],
  ['pki/x509', 'node:fs'],
  ['pki/sm2', 'node:fs/promises'],
  ['pki/sm2', 'node:fs'],
  ['pki/sm2/wasm', '../curve.js'],
  ['pki/sm2/wasm', 'node:fs'],
  ['pki/x509', '../../chaincode/model/keys.js'],
  ['pki/x509', '../../gateway/domain/errors.js'],
  ['chaincode/transactions', 'koa'],
  ['chaincode/transactions', 'pg'],
  ['chaincode/transactions', 'fabric-network'],
  ['chaincode/transactions', 'node:fs'],
  ['chaincode/transactions', '../../gateway/domain/errors.js'],
  ['chaincode/transactions', '../../pki/signer/file-key-store.js'],
  ['chaincode/model', '../transactions/index.js'],
  ['gateway/domain', 'koa'],
  ['gateway/domain', '@koa/router'],
  ['gateway/domain', 'typeorm'],
  ['gateway/domain', 'pg'],
  ['gateway/domain', 'fabric-network'],
  ['gateway/domain', 'pino'],
  ['gateway/domain', 'jose'],
  ['gateway/domain', 'node:fs'],
  ['gateway/domain', 'node:net'],
  ['gateway/domain', 'node:http'],
  ['gateway/domain', 'node:child_process'],
  ['gateway/domain', '../use-cases/contract.js'],
  ['gateway/domain', '../../chaincode/transactions/index.js'],
  ['gateway/domain', '../services.js'],
  ['gateway/domain/trust', '../../db/data-source.js'],
  ['gateway/use-cases', '../db/data-source.js'],
  ['gateway/use-cases', '../ledger/embedded/embedded-ledger.js'],
  ['gateway/use-cases', '../http/app.js'],
  ['gateway/use-cases', '../../pki/signer/file-key-store.js'],
  ['gateway/use-cases', '../../chaincode/transactions/index.js'],
  ['gateway/use-cases/licences', 'typeorm'],
  ['gateway/http', '../db/data-source.js'],
  ['gateway/http/routes/licences', '../../../ledger/block-root.js'],
  ['gateway/http', '../services.js'],
  ['gateway/http', '../../pki/signer/kek.js'],
  ['gateway/auth', '../use-cases/contract.js'],
  ['gateway/observability', '../http/app.js'],
  ['gateway/keys', '../db/data-source.js'],
  ['gateway/peers', '../db/data-source.js'],
  ['gateway/domain', '../peers/http-peers.js'],
  ['gateway/db', '../use-cases/contract.js'],
  ['gateway/db', 'koa'],
  ['gateway/db', '../ledger/block-root.js'],
  ['gateway/ledger', '../../chaincode/transactions/index.js'],
  ['gateway/ledger', '../db/data-source.js'],
  ['gateway/ledger/embedded', '../../use-cases/contract.js'],
  ['gateway/ledger/fabric/enrolment', 'fabric-network'],
  ['gateway/ledger/fabric/enrolment', 'pg'],
  ['gateway/ledger/fabric/enrolment', '../../../../network/topology/network.js'],
  ['gateway/cli', '../http/app.js'],
  ['gateway/cli/issue', '../../../fixtures/orders.js'],
  ['gateway/background', 'pg'],
  ['gateway', '../fixtures/orders.js'],
  ['gateway', '../test/support/test-pki.js'],
  ['gateway/start', '../../test/support/test-pki.js'],
  ['bench', '../test/support/test-pki.js'],
  ['fixtures', '../gateway/use-cases/contract.js'],
  ['network/form', 'fabric-network'],
  ['network/form', 'typeorm'],
  ['network/form', '../../gateway/use-cases/contract.js'],
  ['network/form', '../../gateway/config.js'],
  ['network/form', '../../gateway/ledger/embedded/embedded-ledger.js'],
  ['network/supervisor', '../../test/support/test-pki.js'],
];

const ALLOWED: readonly [string, string][] = [
  ['pki/x509', '../sm3.js'],
  ['pki/x509', 'pkijs'],
  ['pki/signer', './signer.js'],
  ['pki/sm2/wasm', './field'],
  ['chaincode/transactions', '../model/keys.js'],
  ['chaincode/transactions', '../../pki/sm3.js'],
  ['chaincode/model', 'zod'],
  ['gateway/domain', 'zod'],
  ['gateway/domain', '../../pki/sm3.js'],
  ['gateway/domain', '../../chaincode/model/keys.js'],
  ['gateway/use-cases', '../domain/errors.js'],
  ['gateway/use-cases', '../../pki/signer/signer.js'],
  ['gateway/http', '../use-cases/contract.js'],
  ['gateway/http', 'koa'],
  ['gateway/db', 'typeorm'],
  ['gateway/db', '../domain/ports/ledger.js'],
  ['gateway/ledger/embedded', '../../../chaincode/transactions/index.js'],
  ['gateway/ledger/embedded', 'pg'],
  ['gateway/ledger/fabric/enrolment', 'fabric-ca-client'],
  ['gateway/ledger/fabric/enrolment', '../../../../pki/der/writer.js'],
  ['network/form', 'fabric-protos'],
  ['network/topology', '../../fixtures/provinces.js'],
  ['network/identities', '../../gateway/ledger/fabric/enrolment/ca-enrolment.js'],
  ['network', './topology/network.js'],
  ['gateway/start', '../../fixtures/orders.js'],
  ['gateway/cli/seed', '../../../fixtures/orders.js'],
  ['gateway', './db/data-source.js'],
  ['fixtures', '../gateway/domain/licence-type.js'],
];

/** What node:crypto gives, in which file, and whether that may be. */
const CRYPTO: readonly [string, string, boolean][] = [
  ["import { sign } from 'node:crypto';", 'pki/sm2/native.ts', false],
  ["import { createSign } from 'node:crypto';", 'pki/sm2/native.ts', true],
  ["import { createSign } from 'node:crypto';", 'pki/sm2/other.ts', false],
  ["import { createVerify } from 'node:crypto';", 'gateway/http/other.ts', false],
  ["import { verify as check } from 'node:crypto';", 'gateway/db/other.ts', false],
  ["import crypto from 'node:crypto';", 'gateway/services.ts', false],
  ["import * as crypto from 'node:crypto';", 'pki/signer/kek.ts', false],
  ["import { sign } from 'node:crypto';", 'test/any.test.ts', false],
  ["import { createHash } from 'node:crypto';", 'pki/sm3.ts', true],
  ["import { createSign } from 'node:crypto';", 'gateway/ledger/fabric/enrolment/other.ts', true],
  ["import { sign } from 'node:crypto';", 'gateway/ledger/fabric/enrolment/other.ts', false],
  ["import { createSign } from 'node:crypto';", 'network/identities/other.ts', false],
];

const sampleOf = ([folder, target]: readonly [string, string], place: number) => ({
  path: `${folder}/sample-${place}.ts`,
  text: `import '${target}';\n`,
});

describe('the borders between folders', () => {
  it('every forbidden import breaks the border rule', async () => {
    const broken = await lint(FORBIDDEN.map(sampleOf));
    const missed = FORBIDDEN.filter((pair, place) => !broken.get(sampleOf(pair, place).path)?.includes(BORDER));
    expect(missed).to.deep.equal([]);
  });

  it('every import along an arrow breaks no rule', async () => {
    const broken = await lint(ALLOWED.map(sampleOf));
    expect([...broken].filter(([, rules]) => rules.length > 0)).to.deep.equal([]);
  });

  it('the arrows hold for types, exports and dynamic imports too', async () => {
    const texts = [
      "import type { Context } from 'koa';\nexport type C = Context;\n",
      "export { Context } from 'koa';\n",
      "export const koa = await import('koa');\n",
    ];
    const broken = await lint(texts.map((text, place) => ({ path: `gateway/domain/form-${place}.ts`, text })));
    expect([...broken.values()].map((rules) => rules.includes(BORDER))).to.deep.equal([true, true, true]);
  });

  for (const [text, path, allowed] of CRYPTO) {
    it(`${allowed ? 'allows' : 'refuses'} ${text} in ${path}`, async () => {
      const broken = await lint([{ path, text: `${text}\n` }]);
      expect(broken.get(path)?.includes(BORDER)).to.equal(!allowed);
    });
  }

  it('a cycle of imports is refused', async () => {
    const broken = await lint([
      { path: 'pki/a.ts', text: "import { b } from './b.js';\n\nexport const a = () => b();\n" },
      { path: 'pki/b.ts', text: "import { a } from './a.js';\n\nexport const b = (): unknown => a();\n" },
    ]);
    expect([...broken.values()]).to.deep.equal([
      ['lint/suspicious/noImportCycles'],
      ['lint/suspicious/noImportCycles'],
    ]);
  });

  it('a promise that nobody waits for is refused', async () => {
    const path = 'gateway/domain/promise.ts';
    const broken = await lint([{ path, text: 'async function go(): Promise<void> {}\ngo();\n' }]);
    expect(broken.get(path)).to.deep.equal(['lint/nursery/noFloatingPromises']);
  });

  it('every folder of the gateway has a border', () => {
    const config = z.object({ overrides: z.array(z.object({ includes: z.array(z.string()) })) });
    const { overrides } = config.parse(JSON.parse(readFileSync(join(ROOT, 'biome.json'), 'utf8')));
    const bordered = new Set(overrides.flatMap(({ includes }) => includes));
    const folders = readdirSync(join(ROOT, 'gateway'), { withFileTypes: true }).filter((each) => each.isDirectory());
    const open = folders.filter(({ name }) => !bordered.has(`gateway/${name}/**`));
    expect(open.map(({ name }) => name)).to.deep.equal([]);
  });
});
