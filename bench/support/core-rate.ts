/**
 * How often a second one core does this, by the processor time that this process has used: `openssl speed` counts the same
 * way, and other work on the machine does not enter.
 */
export async function coreRate(seconds: number, work: () => Promise<unknown>): Promise<number> {
  const warm = performance.now() + 300;
  while (performance.now() < warm) await work();
  const before = process.cpuUsage();
  let count = 0;
  for (;;) {
    for (let each = 0; each < 20; each += 1) await work();
    count += 20;
    const { user, system } = process.cpuUsage(before);
    if (user + system >= seconds * 1e6) return (count * 1e6) / (user + system);
  }
}
