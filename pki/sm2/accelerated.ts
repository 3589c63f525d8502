import { randomFillSync } from 'node:crypto';
import { createFastPath, type FastPath, type Question } from './fast-path.js';
import { type Accelerator, loadAccelerator } from './load-accelerator.js';
import { createSample } from './sample.js';

/**
 * `sm2-accelerator-faulty`: it contradicted OpenSSL, or threw, and is not asked again: raise the alarm, for what it has said yes to
 * since the start stands on its word but for the sample. `sm2-accelerator-absent`: there is none, so that verification is slow.
 */
export interface AcceleratorEvent {
  readonly kind: 'sm2-accelerator-faulty' | 'sm2-accelerator-absent';
  readonly cause?: unknown;
}

/** One yes in so many is asked of OpenSSL too. */
const SAMPLED = 1024;

interface Accelerated {
  readonly accelerator?: Accelerator;
  readonly fastPath?: FastPath;
}

const observers = new Set<(event: AcceleratorEvent) => void>();
/** What has happened in this process, for those who come to watch later. */
const events: AcceleratorEvent[] = [];
let loaded: Accelerated | undefined;

/** This process's accelerator; undefined where there is none. */
export function processAccelerator(): Accelerator | undefined {
  loaded ??= load();
  return loaded.accelerator;
}

/** `question.native()`, spared where this process's accelerator can answer. */
export function verifyAccelerated(question: Question): boolean {
  loaded ??= load();
  return loaded.fastPath === undefined ? question.native() : loaded.fastPath.verify(question);
}

/** Tells of events past and to come; the answer ends it. */
export function watchAccelerator(observer: (event: AcceleratorEvent) => void): () => void {
  loaded ??= load();
  for (const event of events) observer(event);
  observers.add(observer);
  return () => observers.delete(observer);
}

function load(): Accelerated {
  try {
    const accelerator = loadAccelerator();
    const fastPath = createFastPath({
      accelerator,
      isSampled: createSample(SAMPLED, (into) => randomFillSync(into)),
      onFault: (cause) => tell({ kind: 'sm2-accelerator-faulty', cause }),
    });
    return { accelerator, fastPath };
  } catch (cause) {
    tell({ kind: 'sm2-accelerator-absent', cause });
    return {};
  }
}

function tell(event: AcceleratorEvent): void {
  events.push(event);
  for (const observer of observers) observer(event);
}
