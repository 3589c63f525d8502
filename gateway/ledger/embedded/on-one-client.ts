import type { Pool, PoolClient } from 'pg';

/** Lends a connection for work of several statements. One whose work failed is not mended but closed, which rolls back. */
export async function onOneClient<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // Without a listener a connection that breaks between two statements would end the process.
  const ignore = () => undefined;
  client.on('error', ignore);
  let failed = true;
  try {
    const result = await work(client);
    failed = false;
    return result;
  } finally {
    client.off('error', ignore);
    client.release(failed);
  }
}
