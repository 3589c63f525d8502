import type { Issued } from './issue.js';
import { GUANGDONG, GUIZHOU, HUNAN, type Stage } from './stage.js';
import { DONE } from './step.js';

/** The issuer's gateway and database are away, and nobody needs them to verify. */
export async function surviveOutage({ provinces, step, judged }: Stage, { good }: Issued): Promise<void> {
  await step('Guangdong’s gateway and database stopped', GUANGDONG, { verdict: 'done' }, async () => {
    await provinces.of('44').stopGateway();
    return DONE;
  });
  await judged('verified while Guangdong is down', HUNAN, '43', { verdict: 'valid' }, () => good);
  await judged('verified while Guangdong is down', GUIZHOU, '52', { verdict: 'valid' }, () => good);
  await step('Guangdong is back', GUANGDONG, { verdict: 'done' }, async () => {
    await provinces.of('44').startGateway();
    return DONE;
  });
}
