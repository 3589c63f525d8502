import { spawnSync } from 'node:child_process';

/** A program that the engines need, and the package of Debian that brings it. */
interface Tool {
  readonly command: string;
  readonly args: readonly string[];
  /** Finds the version in what the program prints; the lowest one that will do. */
  readonly version: RegExp;
  readonly atLeast: readonly [number, number];
  readonly debian: string;
}

const TOOLS: readonly Tool[] = [
  {
    command: 'javac',
    args: ['-version'],
    version: /javac (\d+)(?:\.(\d+))?/,
    atLeast: [17, 0],
    debian: 'openjdk-17-jdk-headless',
  },
  { command: 'mvn', args: ['-v'], version: /Apache Maven (\d+)\.(\d+)/, atLeast: [3, 6], debian: 'maven' },
  {
    command: 'go',
    args: ['version'],
    version: /go version go(\d+)\.(\d+)/,
    atLeast: [1, 25],
    debian: 'golang-go (where Debian has an older one: golang-1.25-go from backports, or the archive of go.dev)',
  },
  { command: 'openssl', args: ['version'], version: /OpenSSL (\d+)\.(\d+)/, atLeast: [3, 0], debian: 'openssl' },
  { command: 'flock', args: ['--version'], version: /util-linux (\d+)\.(\d+)/, atLeast: [2, 0], debian: 'util-linux' },
];

/** What a program prints; undefined when it is not there. */
export type Run = (command: string, args: readonly string[]) => string | undefined;

/** One line for each tool that is missing or too old, with the Debian package to install. */
export function missingTools(run: Run): string[] {
  return TOOLS.flatMap(({ command, args, version, atLeast: [major, minor], debian }) => {
    const printed = run(command, args);
    if (printed === undefined) return [`${command} is missing: install ${debian}`];
    const [, found = '0', below = '0'] = version.exec(printed) ?? [];
    const enough = Number(found) > major || (Number(found) === major && Number(below) >= minor);
    return enough ? [] : [`${command} is ${found}.${below}, needed is ${major}.${minor}: install ${debian}`];
  });
}

/** Throws when a tool is missing: a run without an engine must fail, never pass over its checks. */
export function assertTools(): void {
  const missing = missingTools((command, args) => {
    const { error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 60_000 });
    return error === undefined ? `${stdout}${stderr}` : undefined;
  });
  if (missing.length > 0) throw new Error(`the conformance run needs other programs\n  ${missing.join('\n  ')}`);
}
