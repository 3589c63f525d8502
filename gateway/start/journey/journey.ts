import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrustList } from '../../../chaincode/model/trust-list.js';
import type { Evidence } from '../../domain/evidence/evidence.js';
import type { Provinces } from '../provinces.js';
import { castOf } from './cast.js';
import { tryForgeries } from './forge.js';
import { found } from './found.js';
import { issueAndVerify } from './issue.js';
import { issueOtherTypes } from './other-types.js';
import { surviveOutage } from './outage.js';
import { setStage } from './stage.js';
import { changeStates, revoke } from './states.js';
import { createStepper, type Tell } from './step.js';

/** The whole life of a licence. Answers whether every step ended as it must; leaves the evidence in `out`, where it is given. */
export async function playJourney(provinces: Provinces, tell: Tell, out?: string): Promise<boolean> {
  let allAsTheyMust = true;
  const step = createStepper((result) => {
    allAsTheyMust &&= result.asItMust;
    tell(result);
  });
  await found(provinces, step);
  if (!allAsTheyMust) return false;

  const stage = setStage(provinces, step, await castOf(provinces).trustLists('43'));
  const issued = await issueAndVerify(stage);
  if (issued === undefined) return false;
  await tryForgeries(stage, issued);
  await issueOtherTypes(stage);
  await changeStates(stage, issued);
  await surviveOutage(stage, issued);
  await revoke(stage, issued);
  if (out !== undefined) await leave(out, stage.kept, stage.lists);
  return allAsTheyMust;
}

/** The trust list and the evidence of every licence, to try `yinxin verify` on. */
async function leave(
  folder: string,
  evidence: ReadonlyMap<string, Evidence>,
  lists: readonly TrustList[],
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'trust-list.json'), JSON.stringify({ format: 'yinxin/trust-store/v1', lists }, null, 2));
  for (const [name, content] of evidence)
    await writeFile(join(folder, `${name}.json`), JSON.stringify(content, null, 2));
}
