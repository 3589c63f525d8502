import { eventually, inDatabase } from './database.js';
import { DOMAINS, type World } from './world.js';

const PATIENCE_MS = 60_000;
const LOOKS = 10;
const LEFT = `SELECT (SELECT count(*) FROM outbox WHERE status = 'waiting') AS outbox,
  (SELECT count(*) FROM ledger_submission) AS journal,
  (SELECT count(*) FROM licence_batch WHERE anchored_at IS NULL) AS unanchored`;

/** Waits until no gateway has anything left to send or to anchor, and all nodes have the same blocks and no new ones. */
export async function waitUntilQuiet({ provinces, nodes }: World): Promise<void> {
  for (const domain of DOMAINS) {
    let left: Record<string, unknown> = {};
    await eventually(`nothing is left in ${domain}`, PATIENCE_MS, () =>
      inDatabase(provinces, domain, async (sql) => {
        left = (await sql(LEFT))[0] ?? {};
        return Object.values(left).every((count) => Number(count) === 0);
      }),
    ).catch(() => {
      throw new Error(`left in ${domain} after ${PATIENCE_MS / 1000} s: ${JSON.stringify(left)}`);
    });
  }
  let before = -1;
  let alike = 0;
  await eventually('all nodes have the same blocks', PATIENCE_MS, async () => {
    const heights = nodes.map((node) => node.height());
    const [height = -1] = heights;
    alike = heights.every((each) => each === height) && height === before ? alike + 1 : 0;
    before = height;
    return alike >= LOOKS;
  });
}
