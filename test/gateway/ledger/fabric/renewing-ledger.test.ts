import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { TransactionInput } from '../../../../chaincode/model/transaction.js';
import type { VerifiedBlock } from '../../../../gateway/domain/ports/ledger.js';
import { type ClosableLedger, openRenewingLedger } from '../../../../gateway/ledger/fabric/renewing-ledger.js';

const INPUT = {} as TransactionInput;

describe('a ledger whose certificates are renewed', () => {
  /** A chain of blocks that all openings show, unless one shows another. */
  let height = 0;
  let certificate = 'first';
  let failure: Error | undefined;
  const failures: unknown[] = [];
  const opened: FakeLedger[] = [];
  let chainOf = (_certificate: string) => 'chain';
  let ledgerOf = (_certificate: string) => 'block 0';

  beforeEach(() => {
    height = 3;
    certificate = 'first';
    failure = undefined;
    chainOf = () => 'chain';
    ledgerOf = () => 'block 0';
    failures.splice(0);
    opened.splice(0);
  });

  interface FakeLedger extends ClosableLedger {
    isClosed: boolean;
    /** Lets the submissions that are under way end. */
    end(): void;
  }

  function fakeLedger(name: string): FakeLedger {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const ledger: FakeLedger = {
      isClosed: false,
      ledgerId: ledgerOf(name),
      end,
      async submit() {
        await ended;
        return { transactionId: name, digest: '', blockNumber: 1, index: 0 };
      },
      read: async () => ({ height, entries: new Map() }),
      history: async () => [],
      async *blocks(from: number, signal: AbortSignal) {
        for (let next = from; !signal.aborted; ) {
          if (next <= height) {
            yield { blockNumber: next, blockHash: `${chainOf(name)} ${next}` } as VerifiedBlock;
            next += 1;
          } else await sleep(1);
        }
      },
      async close() {
        ledger.isClosed = true;
      },
    };
    opened.push(ledger);
    return ledger;
  }

  const open = () =>
    openRenewingLedger({
      async keys() {
        if (failure !== undefined) throw failure;
        return certificate;
      },
      isSame: (left, right) => left === right,
      open: async (keys) => fakeLedger(keys),
      onFailure: (cause) => void failures.push(cause),
    });

  it('is opened once while the certificates are the same', async () => {
    const ledger = await open();
    await ledger.renew();
    expect(opened).to.have.length(1);
    await ledger.close();
    expect(opened[0]?.isClosed).to.equal(true);
  });

  it('lets a call end on the certificate that it began with, and closes the old one after it', async () => {
    const ledger = await open();
    const submitting = ledger.submit(INPUT);
    certificate = 'second';
    await ledger.renew();
    expect(opened.map(({ isClosed }) => isClosed)).to.deep.equal([false, false]);
    const later = ledger.submit(INPUT);
    opened[1]?.end();
    expect((await later).transactionId).to.equal('second');
    opened[0]?.end();
    expect((await submitting).transactionId).to.equal('first');
    await sleep(1);
    expect(opened.map(({ isClosed }) => isClosed)).to.deep.equal([true, false]);
    await ledger.close();
  });

  it('goes on with a stream of blocks where it was, without gap or repetition', async () => {
    const ledger = await open();
    const stop = new AbortController();
    const seen: number[] = [];
    const reading = (async () => {
      for await (const { blockNumber } of ledger.blocks(1, stop.signal)) {
        seen.push(blockNumber);
        if (blockNumber === 6) stop.abort();
      }
    })();
    await sleep(10);
    certificate = 'second';
    await ledger.renew();
    height = 6;
    await reading;
    expect(seen).to.deep.equal([1, 2, 3, 4, 5, 6]);
    await ledger.close();
  });

  it('ends a stream where the renewed certificate is shown another chain', async () => {
    const ledger = await open();
    chainOf = (name) => name;
    const reading = (async () => {
      for await (const _ of ledger.blocks(0, new AbortController().signal));
    })().catch((error: { code: string; details: unknown }) => error);
    await sleep(10);
    certificate = 'second';
    await ledger.renew();
    expect(await reading).to.deep.include({ code: 'LEDGER_CORRUPT', details: { block: 3 } });
    await ledger.close();
  });

  it('stays with the old certificates and says why where there are no new ones, or they lead to another ledger', async () => {
    const ledger = await open();
    failure = new Error('the authority does not answer');
    await ledger.renew();
    expect(failures.splice(0)).to.deep.equal([failure]);
    failure = undefined;
    certificate = 'second';
    ledgerOf = () => 'another block 0';
    await ledger.renew();
    expect(failures.map((each) => (each as { code: unknown }).code)).to.deep.equal(['LEDGER_CORRUPT']);
    expect(opened.map(({ isClosed }) => isClosed)).to.deep.equal([false, true]);
    opened[0]?.end();
    expect((await ledger.submit(INPUT)).transactionId).to.equal('first');
    await ledger.close();
  });

  it('ends streams when it is closed', async () => {
    const ledger = await open();
    const reading = (async () => {
      for await (const _ of ledger.blocks(0, new AbortController().signal));
    })();
    await sleep(5);
    await ledger.close();
    await reading;
    expect(opened[0]?.isClosed).to.equal(true);
  });
});
