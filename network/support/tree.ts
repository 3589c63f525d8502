import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The pinned modules from which Fabric's programs are built. */
export const TOOLS = join(ROOT, 'network', 'tools');

/** What runs as each province's chaincode service. */
export const CHAINCODE_HOST = join(ROOT, 'dist', 'chaincode', 'host', 'main.js');

/** What outlives a tree: built programs, and marks of the ports that networks have taken. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'yinxin-fabric');
}
