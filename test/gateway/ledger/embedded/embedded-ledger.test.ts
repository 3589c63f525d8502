import { applyTransaction } from '../../../../chaincode/transactions/index.js';
import { openEmbeddedLedger } from '../../../../gateway/ledger/embedded/embedded-ledger.js';
import { freshDatabase } from '../../../support/postgres.js';
import { describeLedger } from '../ledger-suite.js';

const NOW = Date.parse('2026-06-01T08:00:00.000Z');

describeLedger('the embedded ledger', async () => {
  const { url, drop } = await freshDatabase();
  const open = () => openEmbeddedLedger({ url, clock: { now: () => NOW }, apply: applyTransaction, pollInterval: 50 });
  const [first, second] = await Promise.all([open(), open()]);
  return {
    first,
    second,
    now: NOW,
    async close() {
      await Promise.all([first.close(), second.close()]);
      await drop();
    },
  };
});
