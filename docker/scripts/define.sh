#!/bin/sh
# Commits the definition that all provinces have approved, and ends when the own peer knows it. May be run again.
# DOMAIN names the province that speaks, DOMAINS all of them; CHANNEL, CHAINCODE, VERSION and SEQUENCE as in join.sh.
set -eu

network=${NETWORK:-/network}
province=$network/provinces/$DOMAIN
export FABRIC_CFG_PATH="$province/admin"

main() {
  retry_unless committed commit
}

committed() {
  peer lifecycle chaincode querycommitted -C "$CHANNEL" -n "$CHAINCODE" 2>/dev/null | grep -q "Sequence: $SEQUENCE,"
}

commit() {
  # shellcheck disable=SC2046 -- two words for each peer
  peer lifecycle chaincode commit -C "$CHANNEL" -n "$CHAINCODE" -v "$VERSION" --sequence "$SEQUENCE" \
    --signature-policy "$(cat "$network/channel/signature-policy")" \
    -o "orderer-$DOMAIN:7050" --tls --cafile "$province/ca/tls/ca-cert.pem" --clientauth \
    --certfile "$province/admin/tls/certificate.pem" --keyfile "$province/admin/tls/key.pem" $(peers)
}

peers() {
  for domain in $DOMAINS; do
    echo "--peerAddresses peer-$domain:7051 --tlsRootCertFiles $network/provinces/$domain/ca/tls/ca-cert.pem"
  done
}

# retry_unless DONE WORK: works until it is done.
retry_unless() {
  attempt=1
  until "$1"; do
    [ "$attempt" -lt 30 ] || exit 1
    attempt=$((attempt + 1))
    "$2" || true
    sleep "${PAUSE:-2}"
  done
}

main
