import { parseTime } from '../../../pki/encoding/times.js';
import { REASON_TEXTS } from '../../domain/verification/reasons-text.js';
import { CliError, type ExitStatus } from '../cli-error.js';
import { type Language, languageOf } from '../language.js';
import { readAddress } from '../remote/address.js';
import type { Terminal } from '../terminal.js';
import { readNetwork } from '../verify/options.js';
import { createListSource } from './download-lists.js';
import { type Followed, followFromHeld, followFromNetwork } from './follow-lists.js';
import { TrustUpdateRefused } from './refused.js';
import { type HeldTrust, readHeld, writeHeld } from './store-file.js';

export interface UpdateOptions {
  trust: string;
  from: string;
  network?: string;
  timeout?: string;
  lang?: Language;
}

/** `yinxin trust update`: believes no gateway, only what follows from the list held or the network pinned. */
export async function trustUpdateCommand(options: UpdateOptions, terminal: Terminal): Promise<ExitStatus> {
  const language = languageOf(options.lang, terminal.env);
  const from = readAddress('--from', options.from);
  const network = options.network === undefined ? undefined : readNetwork(options.network);
  const source = createListSource(from, readSeconds(options.timeout ?? '10') * 1000);
  try {
    const held = await readHeld(options.trust);
    const followed = held === undefined ? await begin(network, source) : await goOn(held, network, source);
    if (followed.changed) await writeHeld(options.trust, followed.held);
    const { sequence, nextUpdate, network: name } = followed.trust;
    terminal.say(`${followed.changed ? 'updated' : 'current'}: list ${sequence}, network ${name}, next ${nextUpdate}`);
    if (parseTime(nextUpdate) < terminal.now()) terminal.note(`TRUST_STALE: ${REASON_TEXTS.TRUST_STALE[language]}`);
    return 0;
  } catch (error) {
    if (!(error instanceof TrustUpdateRefused)) throw error;
    terminal.note(`${error.code}: ${error.message}`);
    terminal.note(REASON_TEXTS[error.code][language]);
    return 1;
  }
}

function begin(network: string | undefined, source: ReturnType<typeof createListSource>): Promise<Followed> {
  if (network !== undefined) return followFromNetwork(network, source);
  throw new CliError('USAGE', 'there is no trust list yet: pin its network with --network, from a source you trust');
}

function goOn(held: HeldTrust, network: string | undefined, source: ReturnType<typeof createListSource>) {
  // Pinning what is held already goes through the same walk, which begins at list 0.
  return followFromHeld(network === undefined ? held : { ...held, pin: network }, source);
}

function readSeconds(text: string): number {
  const seconds = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (seconds === 0) throw new CliError('USAGE', '--timeout: seconds');
  return seconds;
}
