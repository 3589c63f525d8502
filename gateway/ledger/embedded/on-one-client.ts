import type { Pool, PoolClient } from 'pg';

/**
 * A connection of the pool, with a listener for its errors from the first moment. The promise of `pool.connect` comes a turn
 * too late: a server that ends a connection right after it was made would end this process with an unheard error.
 */
export function connect(pool: Pool, onError: (error: Error) => void): Promise<PoolClient> {
  return new Promise((resolve, reject) => {
    pool.connect((error, client) => {
      if (client === undefined) {
        reject(error ?? new Error('the pool gave no connection'));
        return;
      }
      client.on('error', onError);
      resolve(client);
    });
  });
}

/** Lends a connection for work of several statements. One whose work failed is not mended but closed, which rolls back. */
export async function onOneClient<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  // The statement that the error meets, or the next one, rejects: nothing is lost.
  const ignore = () => undefined;
  const client = await connect(pool, ignore);
  let failed = true;
  try {
    const result = await work(client);
    failed = false;
    return result;
  } finally {
    // A failed connection may complain again on its way out.
    if (!failed) client.off('error', ignore);
    client.release(failed);
  }
}
