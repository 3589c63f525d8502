import { setTimeout as wait } from 'node:timers/promises';
import { createNetworkControl, readSupervisor } from '../control.js';
import { endLeftovers } from '../supervisor/start-supervisor.js';
import { identityOf } from '../support/process-identity.js';
import { layoutOf } from '../topology/layout.js';

/** Ends all processes of the network in a folder, those too whose supervisor was killed. Answers whether there were any. */
export async function down(data: string): Promise<boolean> {
  const layout = layoutOf(data);
  const found = readSupervisor(layout.supervisor);
  if (!found?.alive) return (await endLeftovers(layout)) > 0;
  await createNetworkControl(data).shutDown();
  while (identityOf(found.file.pid) === found.file.identity) await wait(20);
  return true;
}
