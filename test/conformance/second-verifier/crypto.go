package main

import (
	"crypto/ecdsa"
	"encoding/hex"
	"errors"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// The user id of GB/T 32918 that is used everywhere.
var userID = []byte("1234567812345678")

func digestHex(parts ...[]byte) string {
	return hex.EncodeToString(digest(parts...))
}

func digest(parts ...[]byte) []byte {
	hash := sm3.New()
	for _, part := range parts {
		hash.Write(part)
	}
	return hash.Sum(nil)
}

// purposed puts a purpose before canonical bytes, as it is signed and hashed.
func purposed(purpose string, bytes []byte) []byte {
	return append(append([]byte("yinxin/"+purpose+"/v1"), 0), bytes...)
}

// publicKey reads 04‖x‖y on the SM2 curve.
func publicKey(bytes []byte) (*ecdsa.PublicKey, error) {
	if len(bytes) != 65 || bytes[0] != 4 {
		return nil, errors.New("not 65 bytes 04‖x‖y")
	}
	return sm2.NewPublicKey(bytes)
}

// verifyRaw checks a signature of our own formats, 64 bytes r‖s.
func verifyRaw(key *ecdsa.PublicKey, message, signature []byte) bool {
	if len(signature) != 64 {
		return false
	}
	var builder cryptobyte.Builder
	builder.AddASN1(asn1.SEQUENCE, func(inner *cryptobyte.Builder) {
		inner.AddASN1BigInt(bigOf(signature[:32]))
		inner.AddASN1BigInt(bigOf(signature[32:]))
	})
	der, err := builder.Bytes()
	return err == nil && verifyDER(key, message, der)
}

// verifyDER checks a signature of X.509 and GB/T 38540, SEQUENCE { r, s }.
func verifyDER(key *ecdsa.PublicKey, message, signature []byte) bool {
	return sm2.VerifyASN1WithSM2(key, userID, message, signature)
}

// verifyPurpose checks a signature over the canonical bytes of a value.
func verifyPurpose(key *ecdsa.PublicKey, purpose string, of *value, signature string) bool {
	return key != nil && verifyRaw(key, purposed(purpose, canonical(of)), unbase64(signature))
}

// keyOf reads a key of a trust list, which has been judged already.
func keyOf(text string) *ecdsa.PublicKey {
	key, err := publicKey(unbase64(text))
	if err != nil {
		return nil
	}
	return key
}
