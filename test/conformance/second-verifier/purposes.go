package main

import "encoding/hex"

// ownPurpose encodes 1.2.840.113556.1.8000.2554.10475.39729.47670.19199.34077.12301796.992462.<last>.
func ownPurpose(last uint64) string {
	out := []byte{1*40 + 2}
	for _, arc := range []uint64{840, 113556, 1, 8000, 2554, 10475, 39729, 47670, 19199, 34077, 12301796, 992462, last} {
		digits := []byte{byte(arc & 0x7f)}
		for arc >>= 7; arc > 0; arc >>= 7 {
			digits = append([]byte{byte(arc&0x7f) | 0x80}, digits...)
		}
		out = append(out, digits...)
	}
	return hex.EncodeToString(out)
}
