import { expect } from 'chai';
import { missingTools } from './support/tools.js';

const installed: Readonly<Record<string, string>> = {
  javac: 'javac 17.0.15',
  mvn: '\u001b[1mApache Maven 3.8.7\u001b[m',
  go: 'go version go1.25.0 linux/amd64',
  openssl: 'OpenSSL 3.0.19 27 Jan 2026',
  flock: 'flock from util-linux 2.38.1',
};

describe('the programs that the conformance run needs', () => {
  it('nothing is missing where all are there', () => {
    expect(missingTools((command) => installed[command])).to.deep.equal([]);
  });

  it('each one that is missing is named with its Debian package', () => {
    expect(missingTools(() => undefined).map((line) => line.split(' (')[0])).to.deep.equal([
      'javac is missing: install openjdk-17-jdk-headless',
      'mvn is missing: install maven',
      'go is missing: install golang-go',
      'openssl is missing: install openssl',
      'flock is missing: install util-linux',
    ]);
  });

  it('one that is too old is named with the version needed', () => {
    const old: Readonly<Record<string, string>> = { ...installed, go: 'go version go1.19.8 linux/amd64' };
    const [line, ...others] = missingTools((command) => old[command]);
    expect(line).to.match(/^go is 1\.19, needed is 1\.25: install golang-go/);
    expect(others).to.deep.equal([]);
  });
});
