import { connect } from 'node:net';
import { expect } from 'chai';
import { startHttp } from '../../../gateway/http/server.js';
import { DOMAIN } from './support/samples.js';
import { serve } from './support/served.js';

describe('http server', () => {
  it('lets a running request finish when it closes, and takes no other', async () => {
    const entered = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const served = await serve({
      overrides: {
        listDomains: async () => {
          entered.resolve();
          await release.promise;
          return [];
        },
      },
    });
    const token = await served.domain.token({ roles: ['governance'] });
    const running = served.send('GET', { path: '/v1/domains' }, token);
    await entered.promise;
    const closed = served.close();
    const late = await served.send('GET', { path: '/healthz' }).then(
      () => 'answered',
      () => 'refused',
    );
    expect(late).to.equal('refused');
    release.resolve();
    expect((await running).status).to.equal(200);
    await closed;
  });

  it('ends what does not finish within the grace', async () => {
    const served = await serve({
      overrides: { listDomains: () => new Promise(() => undefined) },
      limits: { grace: 50 },
    });
    const token = await served.domain.token({ roles: ['governance'] });
    const running = served.send('GET', { path: '/v1/domains' }, token).then(
      () => 'answered',
      () => 'ended',
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    await served.close();
    expect(await running).to.equal('ended');
  });

  it('says so where it cannot listen', async () => {
    const served = await serve();
    const app = { callback: () => () => undefined };
    const error: unknown = await startHttp({
      app,
      host: '127.0.0.1',
      port: Number(new URL(served.address).port),
    }).catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'EADDRINUSE');
    await served.close();
  });

  it('answers bytes that are no HTTP and goes on', async () => {
    const served = await serve();
    const port = Number(new URL(served.address).port);
    for (const garbage of [
      '\0\0\0\0\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      `GET /healthz HTTP/1.1\r\nHost: ${DOMAIN}\r\nContent-Length: x\r\n\r\n`,
    ]) {
      const text = await new Promise<string>((resolve) => {
        let answer = '';
        const socket = connect(port, '127.0.0.1', () => socket.write(garbage));
        socket.on('data', (part) => {
          answer += part.toString();
        });
        socket.on('close', () => resolve(answer)).on('error', () => undefined);
      });
      expect(text).to.match(/^HTTP\/1\.1 400/);
    }
    expect((await served.send('GET', { path: '/healthz' })).status).to.equal(200);
    await served.close();
  });
});
