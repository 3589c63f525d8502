#!/bin/sh
# One province joins the channel: its orderer, its peer, its chaincode's package, its approval. May be run again.
# DOMAIN names the province; CHANNEL, CHAINCODE, VERSION and SEQUENCE the definition that it approves.
set -eu

network=${NETWORK:-/network}
province=$network/provinces/$DOMAIN
root=$province/ca/tls/ca-cert.pem
package=$province/chaincode/package-$VERSION.tgz
export FABRIC_CFG_PATH="$province/admin"

main() {
  join_orderer
  retry join_peer
  peer lifecycle chaincode queryinstalled --output json | grep -qF "$(package_id)" || peer lifecycle chaincode install "$package"
  # Until there is a leader the orderers answer SERVICE_UNAVAILABLE.
  approved || retry approve
}

join_orderer() {
  if orderer_admin list --channelID "$CHANNEL" | grep -q '^Status: 200'; then return; fi
  # The tool ends with 0 whatever the orderer says.
  orderer_admin join --channelID "$CHANNEL" --config-block "$network/channel/channel.block" | grep '^Status: 201'
}

orderer_admin() {
  verb=$1
  shift
  osnadmin channel "$verb" "$@" -o "orderer-$DOMAIN:7053" --ca-file "$root" \
    --client-cert "$province/admin/tls/certificate.pem" --client-key "$province/admin/tls/key.pem"
}

join_peer() {
  peer channel list | grep -qx "$CHANNEL" || peer channel join -b "$network/channel/channel.block"
}

package_id() {
  peer lifecycle chaincode calculatepackageid "$package"
}

approved() {
  peer lifecycle chaincode queryapproved -C "$CHANNEL" -n "$CHAINCODE" --sequence "$SEQUENCE" >/dev/null 2>&1
}

approve() {
  peer lifecycle chaincode approveformyorg -C "$CHANNEL" -n "$CHAINCODE" -v "$VERSION" --sequence "$SEQUENCE" \
    --package-id "$(package_id)" --signature-policy "$(cat "$network/channel/signature-policy")" \
    -o "orderer-$DOMAIN:7050" --tls --cafile "$root" --clientauth \
    --certfile "$province/admin/tls/certificate.pem" --keyfile "$province/admin/tls/key.pem"
}

retry() {
  attempt=1
  until "$@"; do
    [ "$attempt" -lt 30 ] || exit 1
    attempt=$((attempt + 1))
    sleep "${PAUSE:-2}"
  done
}

main
