import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityOf } from '../support/process-identity.js';
import { replaceFileNow } from '../support/write-file.js';
import { layoutOf } from '../topology/layout.js';
import { createControlServer } from './control-server.js';
import type { SupervisorFile } from './protocol.js';
import { createSupervisor } from './supervisor.js';

// The process that keeps a network running: main.js DATA. It ends when it is asked to, and everything it runs with it.
const layout = layoutOf(process.argv[2] ?? '');
// A socket's path may hold hardly more than a hundred characters; the data may lie deeper.
const folder = mkdtempSync(join(tmpdir(), 'yinxin-'));
const socket = join(folder, 'control');

function changed(event: string) {
  appendFileSync(layout.supervisorLog, `${new Date().toISOString()} ${event}\n`);
  write();
}

function write() {
  const file: SupervisorFile = {
    pid: process.pid,
    identity: identityOf(process.pid) ?? '',
    socket,
    processes: supervisor.running(),
  };
  replaceFileNow(layout.supervisor, JSON.stringify(file));
}

function leave() {
  rmSync(layout.supervisor, { force: true });
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
}

const supervisor = createSupervisor(changed);
const server = createControlServer(supervisor, leave);
server.listen(socket, () => changed(`supervisor started: ${process.pid}`));
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => void supervisor.stopAll().then(leave));
}
