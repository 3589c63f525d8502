import type { SdfDevice, SdfSession } from './sdf.js';

/** A session, and what it has been given the right to. */
export interface PooledSession extends SdfSession {
  readonly unlocked: Set<number>;
}

export interface SessionPool {
  /** Work in a session that nobody else uses. A session in which work has failed is closed: the next gets a new one. */
  use<T>(work: (session: PooledSession) => Promise<T>): Promise<T>;
  /** After what is under way. */
  close(): Promise<void>;
}

/**
 * At most `size` sessions of one device; who comes later waits. Where no session can be had, the device is opened anew, once for
 * each call: a device that was restarted is found again.
 */
export function createSessionPool(openDevice: () => Promise<SdfDevice>, size: number): SessionPool {
  const idle: PooledSession[] = [];
  const waiting: (() => void)[] = [];
  let used = 0;
  let opened: Promise<SdfDevice> | undefined;

  const device = (): Promise<SdfDevice> => {
    opened ??= openDevice().catch((cause: unknown) => {
      opened = undefined;
      throw cause;
    });
    return opened;
  };
  const openSession = async (): Promise<PooledSession> => {
    const at = device();
    try {
      return { ...(await (await at).openSession()), unlocked: new Set() };
    } catch {
      // Whoever failed first has it opened anew; the others find it done.
      if (opened === at) {
        opened = undefined;
        await (await at).close().catch(() => undefined);
      }
      return { ...(await (await device()).openSession()), unlocked: new Set() };
    }
  };
  const enter = async () => {
    if (used === size) await new Promise<void>((resolve) => waiting.push(resolve));
    else used += 1;
  };
  const leave = () => {
    const next = waiting.shift();
    if (next === undefined) used -= 1;
    else next();
  };

  return {
    async use(work) {
      await enter();
      try {
        const session = idle.pop() ?? (await openSession());
        try {
          const result = await work(session);
          idle.push(session);
          return result;
        } catch (error) {
          await session.close().catch(() => undefined);
          throw error;
        }
      } finally {
        leave();
      }
    },
    async close() {
      for (let taken = 0; taken < size; taken += 1) await enter();
      for (const session of idle.splice(0)) await session.close().catch(() => undefined);
      await (await opened)?.close();
      opened = undefined;
      for (let taken = 0; taken < size; taken += 1) leave();
    },
  };
}
