package main

import (
	"encoding/hex"
	"errors"
	"math/big"
	"time"

	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

var errDER = errors.New("not the DER that its format asks for")

func bigOf(bytes []byte) *big.Int { return new(big.Int).SetBytes(bytes) }

// wholeElement reads the one element that the bytes are, header included, and its content.
func wholeElement(der []byte, tag asn1.Tag) (content cryptobyte.String, err error) {
	input := cryptobyte.String(der)
	if !input.ReadASN1(&content, tag) || !input.Empty() {
		return nil, errDER
	}
	return content, nil
}

// readElement reads an element of the tag, header included.
func readElement(input *cryptobyte.String, tag asn1.Tag) (element []byte, ok bool) {
	var found cryptobyte.String
	ok = input.ReadASN1Element(&found, tag)
	return found, ok
}

// readOID gives an object identifier by the hexadecimal digits of its content, which is one spelling for each.
func readOID(input *cryptobyte.String) (string, bool) {
	var content cryptobyte.String
	if !input.ReadASN1(&content, asn1.OBJECT_IDENTIFIER) || !isOID(content) {
		return "", false
	}
	return hex.EncodeToString(content), true
}

func isOID(content []byte) bool {
	if len(content) == 0 || content[len(content)-1]&0x80 != 0 {
		return false
	}
	begins := true
	for _, c := range content {
		if begins && c == 0x80 {
			return false
		}
		begins = c&0x80 == 0
	}
	return true
}

// readTime reads UTCTime or GeneralizedTime as RFC 5280 §4.1.2.5 has them: in Z, with seconds, without fractions, each in its years.
func readTime(input *cryptobyte.String) (time.Time, bool) {
	if input.PeekASN1Tag(asn1.UTCTime) {
		var content cryptobyte.String
		if !input.ReadASN1(&content, asn1.UTCTime) || len(content) != 13 || !isDigits(content[:2]) {
			return time.Time{}, false
		}
		century := "20"
		if content[0] >= '5' {
			century = "19"
		}
		return exactTime(century + string(content))
	}
	found, ok := readGeneralizedTime(input)
	return found, ok && (found.Year() >= 2050 || found.Year() < 1950)
}

func readGeneralizedTime(input *cryptobyte.String) (time.Time, bool) {
	var content cryptobyte.String
	if !input.ReadASN1(&content, asn1.GeneralizedTime) {
		return time.Time{}, false
	}
	return exactTime(string(content))
}

func exactTime(text string) (time.Time, bool) {
	const layout = "20060102150405Z"
	found, err := time.Parse(layout, text)
	return found, err == nil && found.Format(layout) == text
}

func isDigits(text []byte) bool {
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// readBits reads a BIT STRING of whole bytes.
func readBits(input *cryptobyte.String) ([]byte, bool) {
	var content []byte
	ok := input.ReadASN1BitStringAsBytes(&content)
	return content, ok
}

func readText(input *cryptobyte.String, tag asn1.Tag) (string, bool) {
	var content cryptobyte.String
	ok := input.ReadASN1(&content, tag)
	return string(content), ok
}
