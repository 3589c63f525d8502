package main

import (
	"encoding/hex"
	"errors"
	"math/big"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

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

// readAny reads an element of any type that DER knows: primitive and constructed not confused, no end-of-contents.
func readAny(input *cryptobyte.String) (content []byte, tag asn1.Tag, ok bool) {
	var found cryptobyte.String
	if !input.ReadAnyASN1(&found, &tag) {
		return nil, 0, false
	}
	if number := tag & 0x1f; tag&0xc0 == 0 {
		isConstructed := number == 0x10 || number == 0x11 || number == 0x08 || number == 0x0b || number == 0x1d
		if number == 0 || isConstructed != (tag&0x20 != 0) {
			return nil, 0, false
		}
	}
	return found, tag, true
}

// readTime reads UTCTime, or from 2050 on GeneralizedTime (RFC 5280 §4.1.2.5): in Z, with seconds, without fractions.
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
	var content cryptobyte.String
	if !input.ReadASN1(&content, asn1.GeneralizedTime) {
		return time.Time{}, false
	}
	found, ok := exactTime(string(content))
	return found, ok && found.Year() >= 2050
}

var fraction = regexp.MustCompile(`^[0-9]{0,8}[1-9]$`)

// readSealTime reads GeneralizedTime, which in seals may have a fraction without zeros at its end; milliseconds count.
func readSealTime(input *cryptobyte.String) (time.Time, bool) {
	var content cryptobyte.String
	if !input.ReadASN1(&content, asn1.GeneralizedTime) {
		return time.Time{}, false
	}
	whole, part, has := strings.Cut(string(content), ".")
	if !has {
		return exactTime(whole)
	}
	part, isUTC := strings.CutSuffix(part, "Z")
	found, ok := exactTime(whole + "Z")
	milliseconds := number((part + "000")[:3])
	return found.Add(time.Duration(milliseconds) * time.Millisecond), ok && isUTC && fraction.MatchString(part)
}

func exactTime(text string) (time.Time, bool) {
	const layout = "20060102150405Z"
	found, err := time.Parse(layout, text)
	return found, err == nil && found.Format(layout) == text && found.Year() >= 100
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

var alphabets = map[asn1.Tag]*regexp.Regexp{
	asn1.IA5String:       regexp.MustCompile(`^[\x00-\x7f]*$`),
	asn1.PrintableString: regexp.MustCompile(`^[A-Za-z0-9 '()+,\-./:=?]*$`),
}

func readText(input *cryptobyte.String, tag asn1.Tag) (string, bool) {
	var content cryptobyte.String
	ok := input.ReadASN1(&content, tag) && utf8.Valid(content)
	if alphabet := alphabets[tag]; alphabet != nil {
		ok = ok && alphabet.Match(content)
	}
	return string(content), ok
}

// readSmall reads an INTEGER from 0 to 2^31−1.
func readSmall(input *cryptobyte.String) (int64, bool) {
	var found int64
	ok := input.ReadASN1Integer(&found)
	return found, ok && found >= 0 && found < 1<<31
}
