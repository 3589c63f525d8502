import { createDataSource, migrate } from '../db/data-source.js';
import { CliError, type ExitStatus } from './cli-error.js';
import type { Terminal } from './terminal.js';

/** `yinxin migrate`: brings the gateway's own database up to date. Safe to repeat, and beside a running gateway. */
export async function migrateCommand(terminal: Terminal): Promise<ExitStatus> {
  const url = terminal.env.DATABASE_URL;
  if (url === undefined || !/^postgres(ql)?:\/\//.test(url)) {
    throw new CliError('USAGE', 'DATABASE_URL: an address postgres://…');
  }
  const source = createDataSource(url, { poolSize: 2 });
  try {
    await source.initialize();
    const done = await migrate(source);
    for (const name of done) terminal.say(`migrated: ${name}`);
    if (done.length === 0) terminal.say('up to date');
    return 0;
  } catch (cause) {
    throw new CliError('DATABASE_UNAVAILABLE', 'the database does not answer or refuses the migration', {
      status: 2,
      cause,
    });
  } finally {
    if (source.isInitialized) await source.destroy();
  }
}
