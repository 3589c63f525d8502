import pg from 'pg';
import { startCluster } from '../../../../gateway/db/embedded-postgres/cluster.js';

// A process that owns a cluster, for tests that end it in every way: `node owner.js <data folder>`.
// Says where the cluster is; on SIGINT it uses the cluster once more, stops it and says so.
const [dataFolder] = process.argv.slice(2);
if (dataFolder === undefined) throw new TypeError('which data folder?');

const keepAlive = setInterval(() => undefined, 1_000);
let announceSignal = () => {};
const signalled = new Promise<void>((resolve) => {
  announceSignal = resolve;
});
process.once('SIGINT', announceSignal);

const cluster = await startCluster({ dataFolder, durability: 'test' });
const { port, processId, adminUrl } = cluster;
console.log(JSON.stringify({ port, processId, adminUrl }));

await signalled;
const client = new pg.Client({ connectionString: adminUrl });
await client.connect();
await client.query('SELECT 1');
await client.end();
await cluster.stop();
clearInterval(keepAlive);
console.log('closed in order');
