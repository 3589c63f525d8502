import { setTimeout as sleep } from 'node:timers/promises';
import type { Channel, Eventer, IdentityContext } from 'fabric-common';
import { type BlockBell, createBlockBell } from './block-bell.js';

export interface HearDeps {
  channel: Channel;
  /** The own peer, with its endpoint. */
  eventer: Eventer;
  context: () => IdentityContext;
  requestMs: number;
  signal: AbortSignal;
}

const RETRY_MS = 500;

/**
 * Has the peer tell of each block that it commits, from now until the signal aborts; asks anew where the stream breaks. Only that
 * there is a block is taken from it: the block itself is asked for and checked by whoever the bell wakes.
 */
export function hearBlocks(deps: HearDeps): BlockBell {
  const bell = createBlockBell();
  void keepHearing(deps, bell);
  return bell;
}

async function keepHearing(deps: HearDeps, bell: ReturnType<typeof createBlockBell>): Promise<void> {
  while (!deps.signal.aborted) {
    await hearUntilItBreaks(deps, bell).catch(() => undefined);
    bell.turn(false);
    // Whoever waits long because the bell is on must not go on waiting.
    bell.ring();
    await sleep(RETRY_MS, undefined, { signal: deps.signal }).catch(() => undefined);
  }
}

async function hearUntilItBreaks(
  { channel, eventer, context, requestMs, signal }: HearDeps,
  bell: ReturnType<typeof createBlockBell>,
): Promise<void> {
  const service = channel.newEventService(eventer.name);
  const stop = () => service.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const broken = new Promise<void>((resolve) => {
      const onBlock = (error?: Error) => (error ? resolve() : bell.ring());
      service.registerBlockListener(onBlock, { unregister: false });
    });
    const asked = context();
    service.build(asked, { blockType: 'filtered' });
    service.sign(asked);
    // Resolves with the first block, which is the newest that the peer has.
    await service.send({ targets: [eventer], requestTimeout: requestMs });
    bell.turn(true);
    await broken;
  } finally {
    signal.removeEventListener('abort', stop);
    service.close();
  }
}
