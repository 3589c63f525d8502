/**
 * The external builder for chaincode that runs as a service: three scripts for a plain shell. The package names the service's address and
 * root; `client.json`, which lies beside `bin` and holds the peer's client pair, never enters a package.
 */
export const BUILDER_SCRIPTS = {
  detect: `#!/bin/sh
# $1 source, $2 metadata
grep -q '"type"[[:space:]]*:[[:space:]]*"ccaas"' "$2/metadata.json"
`,
  build: `#!/bin/sh
# $1 source, $2 metadata, $3 output
set -e
[ -f "$1/connection.json" ]
cp "$1/connection.json" "$3/"
[ ! -d "$1/META-INF" ] || cp -R "$1/META-INF" "$3/"
`,
  release: `#!/bin/sh
# $1 build output, $2 release
set -e
mkdir -p "$2/chaincode/server"
{ tr -d '\\n' < "$1/connection.json" | sed 's/}[[:space:]]*$/,/'; cat "$(dirname "$0")/../client.json"; } > "$2/chaincode/server/connection.json"
`,
} as const;

/** The end of a JSON object, which the release script joins to the package's connection.json. */
export function renderBuilderClient(certificatePem: string, keyPem: string): string {
  const members = JSON.stringify({ client_auth_required: true, client_cert: certificatePem, client_key: keyPem });
  return `${members.slice(1)}\n`;
}
