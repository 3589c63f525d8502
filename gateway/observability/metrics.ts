import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** What a gateway tells of itself in numbers. No number names a licence, a holder or an authority. */
export interface Measured {
  /** Certificates of this process: what each is for, and its end in milliseconds since 1970. */
  certificates(): readonly { use: string; notAfter: number }[];
  /** Commands that wait for the ledger. */
  waiting(): Promise<number>;
  /** When the witness saw its newest block, in milliseconds since 1970. */
  newestBlockAt(): number | undefined;
}

/** The numbers in Prometheus' text format, read at the moment they are asked for; what cannot be read is NaN. */
export interface Metrics {
  contentType: string;
  text(): Promise<string>;
}

/** Times are in seconds since 1970, as Prometheus' conventions have it. */
export function createMetrics(measured: Measured): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'yinxin_certificate_not_after_seconds',
    help: 'End of a certificate that this gateway uses',
    labelNames: ['use'],
    registers,
    collect() {
      this.reset();
      for (const { use, notAfter } of measured.certificates()) this.set({ use }, notAfter / 1_000);
    },
  });
  new Gauge({
    name: 'yinxin_outbox_waiting',
    help: 'Commands that wait for the ledger',
    registers,
    async collect() {
      this.set(await measured.waiting().catch(() => Number.NaN));
    },
  });
  new Gauge({
    name: 'yinxin_newest_block_seen_seconds',
    help: 'When the witness saw its newest block',
    registers,
    collect() {
      this.set(secondsOf(measured.newestBlockAt));
    },
  });
  return { contentType: registry.contentType, text: () => registry.metrics() };
}

/** A witness that has found a corrupt block throws: that is an alarm in the log, and no end of the other numbers. */
function secondsOf(read: () => number | undefined): number {
  try {
    return (read() ?? Number.NaN) / 1_000;
  } catch {
    return Number.NaN;
  }
}
