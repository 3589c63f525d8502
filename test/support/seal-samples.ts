import { existsSync, readFileSync } from 'node:fs';

/**
 * The folder of the demonstration seals of github.com/ofdrw/ofdrw, module ofdrw-gm, src/test/resources (Apache-2.0), which are
 * not part of this repository. Tests on them exist where the folder does.
 */
const FOLDER = process.env.SEAL_SAMPLES ?? '../shared/reference/data/seals';

export const haveSealSamples = existsSync(FOLDER);

export function sealSample(name: string): Uint8Array {
  return new Uint8Array(readFileSync(`${FOLDER}/${name}`));
}
