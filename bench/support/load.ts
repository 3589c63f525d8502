/** Requests answered, and how many a second, while `concurrency` askers each ask again as soon as they are answered. */
export async function requestRate(
  ask: (turn: number) => Promise<void>,
  { seconds, concurrency }: { seconds: number; concurrency: number },
): Promise<{ rate: number; count: number }> {
  const start = performance.now();
  const end = start + seconds * 1000;
  let turn = 0;
  let answered = 0;
  const asker = async () => {
    while (performance.now() < end) {
      turn += 1;
      await ask(turn);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, asker));
  return { rate: (answered * 1000) / (performance.now() - start), count: answered };
}
